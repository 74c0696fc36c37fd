import assert from 'node:assert/strict';
import test from 'node:test';
import type { Frame } from '../../../engine/snapshot/frame.ts';
import { FrameHub, slowAfterMs } from '../../../extension/inspector/frameHub.ts';

/** A hub with a source that writes down what it is asked. */
function setUp() {
  const asked: string[] = [];
  const clock = { nowMs: 0 };
  const source = {
    watch: () => void asked.push('watch'),
    unwatch: () => void asked.push('unwatch'),
    frameShown: (seq: number) => void asked.push(`shown ${seq}`),
  };
  const hub = new FrameHub(source, () => clock.nowMs);
  const page = () => {
    const got: string[] = [];
    return { got, show: (frame: Frame) => void got.push(`${frame.seq}${frame.full ? ' full' : ''}`) };
  };
  const take = (): string[] => asked.splice(0);
  return { hub, clock, take, page };
}

const frame = (seq: number, full = false): Frame => ({ seq, full }) as Frame;

test('nothing is asked for without a page, or without a producer', () => {
  const { hub, take, page } = setUp();
  hub.setRunning(true);
  assert.deepEqual(take(), []);
  hub.setRunning(false);
  hub.join(page());
  assert.deepEqual(take(), []);
});

test('watches with the first page, stops with the last', () => {
  const { hub, take, page } = setUp();
  const [a, b] = [page(), page()];
  hub.setRunning(true);
  hub.join(a);
  assert.deepEqual(take(), ['watch']);
  hub.join(b);
  assert.deepEqual(take(), ['watch']);
  hub.leave(a);
  assert.deepEqual(take(), []);
  hub.leave(b);
  assert.deepEqual(take(), ['unwatch']);
});

test('the next frame is asked for when every page has shown the last', () => {
  const { hub, take, page } = setUp();
  const [a, b] = [page(), page()];
  hub.setRunning(true);
  hub.join(a);
  hub.join(b);
  take();
  hub.frame(frame(1, true));
  hub.shown(a, 1);
  assert.deepEqual(take(), []);
  hub.shown(b, 1);
  assert.deepEqual(take(), ['shown 1']);
  hub.frame(frame(2));
  assert.deepEqual(
    [a.got, b.got],
    [
      ['1 full', '2'],
      ['1 full', '2'],
    ],
  );
});

test('a page that joins later gets nothing until its full frame', () => {
  const { hub, page } = setUp();
  const [a, b] = [page(), page()];
  hub.setRunning(true);
  hub.join(a);
  hub.frame(frame(1, true));
  hub.join(b);
  hub.frame(frame(2));
  hub.frame(frame(3, true));
  assert.deepEqual(b.got, ['3 full']);
  assert.deepEqual(a.got, ['1 full', '2', '3 full']);
});

test('a page hidden with a frame on its way does not hold up the other', () => {
  const { hub, take, page } = setUp();
  const [a, b] = [page(), page()];
  hub.setRunning(true);
  hub.join(a);
  hub.join(b);
  hub.frame(frame(1, true));
  hub.shown(a, 1);
  take();
  hub.leave(b);
  assert.deepEqual(take(), ['shown 1']);
});

test('a page loaded again is given everything, and its lost frame counts as shown', () => {
  const { hub, take, page } = setUp();
  const a = page();
  hub.setRunning(true);
  hub.join(a);
  hub.frame(frame(1, true));
  take();
  hub.join(a);
  assert.deepEqual(take(), ['watch', 'shown 1']);
  hub.frame(frame(2, true));
  hub.shown(a, 2);
  assert.deepEqual(take(), ['shown 2']);
});

test('a page that does not answer is passed over, and gets a full frame once it does', () => {
  const { hub, take, clock, page } = setUp();
  const [a, b] = [page(), page()];
  hub.setRunning(true);
  hub.join(a);
  hub.join(b);
  hub.frame(frame(1, true));
  hub.shown(a, 1);
  clock.nowMs = slowAfterMs;
  take();
  hub.dropSlow();
  assert.deepEqual(take(), ['shown 1']);
  hub.frame(frame(2));
  hub.shown(a, 2);
  assert.deepEqual(take(), ['shown 2']);
  assert.deepEqual(b.got, ['1 full']);
  hub.shown(b, 1);
  assert.deepEqual(take(), ['watch']);
});

test('a page that never answers has one frame outstanding, not more', () => {
  const { hub, take, clock, page } = setUp();
  const a = page();
  hub.setRunning(true);
  hub.join(a);
  hub.frame(frame(1, true));
  take();
  for (let second = 1; second < 60; second++) {
    clock.nowMs = second * 1_000;
    hub.dropSlow();
  }
  assert.deepEqual(take(), []);
  assert.equal(a.got.length, 1);
});

test('a new producer starts from nothing', () => {
  const { hub, take, page } = setUp();
  const a = page();
  hub.setRunning(true);
  hub.join(a);
  hub.frame(frame(1, true));
  hub.setRunning(false);
  take();
  hub.setRunning(true);
  assert.deepEqual(take(), ['watch']);
  hub.frame(frame(2));
  assert.deepEqual(a.got, ['1 full']);
  hub.frame(frame(3, true));
  assert.deepEqual(a.got, ['1 full', '3 full']);
});

test('frames with nobody to see them are acknowledged, so the source does not wait', () => {
  const { hub, take, page } = setUp();
  const [a, b] = [page(), page()];
  hub.setRunning(true);
  hub.join(a);
  hub.frame(frame(1, true));
  hub.shown(a, 1);
  hub.leave(a);
  hub.join(b);
  take();
  hub.frame(frame(2));
  assert.deepEqual(take(), ['shown 2']);
});
