import assert from 'node:assert/strict';
import test from 'node:test';
import { MockTime } from '../../support/mockTime.ts';
import { MockTimers } from '../../support/mockTimers.ts';
import { FrameStream } from '../../../engine/session/frameStream.ts';
import type { Frame } from '../../../engine/snapshot/frame.ts';
import { SessionRig, record } from './support/sessionRig.ts';

async function rig() {
  const session = new SessionRig();
  await session.warmUp();
  // A frame as it is made; only its number counts here.
  const sample = await session.frame();
  await session.close();
  const time = new MockTime();
  const timers = new MockTimers(time);
  const emitted: { readonly seq: number; readonly atMs: number }[] = [];
  let seq = 0;
  const stream = new FrameStream(
    timers,
    (): Frame => ({ ...sample, seq: ++seq, engineMs: time.elapsedMs }),
    frame => {
      assert.equal(frame.engineMs, time.elapsedMs, 'a frame is made when it is given out');
      emitted.push({ seq: frame.seq, atMs: time.elapsedMs });
    },
  );
  return { time, timers, stream, emitted };
}

for (const [asked, given] of [
  [10, 10],
  [4, 4],
  [60, 10],
  [0, 1],
] as const)
  test(`${asked} frames a second asked for: ${given}`, async () => {
    const { timers, stream, emitted } = await rig();
    stream.start(asked);
    assert.equal(emitted.length, 1, 'the first at once');
    for (let ms = 0; ms < 3000; ms += 5) {
      await timers.run(5);
      stream.shown(emitted.at(-1)?.seq ?? 0); // A page that draws at once.
    }
    assert.ok(Math.abs(emitted.length - given * 3) <= 1, `${emitted.length} in 3 s`);
    stream.stop();
  });

test('one outstanding: until the page has shown it there is no other, and then the newest', async () => {
  const { timers, stream, emitted } = await rig();
  stream.start(10);
  await timers.run(2000);
  assert.equal(emitted.length, 1);
  stream.shown(0); // An old one.
  assert.equal(emitted.length, 1);
  stream.shown(1);
  assert.deepEqual(emitted.at(-1), { seq: 2, atMs: 2000 }); // Made now, not kept from 100 ms on.
  await timers.run(50);
  assert.equal(emitted.length, 2);
  stream.stop();
});

test('what should be seen at once is; with one outstanding it comes as soon as that is shown', async () => {
  const { timers, stream, emitted } = await rig();
  stream.now();
  assert.equal(emitted.length, 0, 'nobody watches');
  stream.start(1);
  stream.now();
  assert.equal(emitted.length, 1);
  stream.shown(1);
  assert.equal(emitted.length, 2);
  stream.shown(2);
  await timers.run(10);
  stream.now();
  assert.deepEqual(emitted.at(-1), { seq: 3, atMs: 10 });
  stream.stop();
});

test('stopped it is silent and holds no timer; started again it does not wait for what was outstanding', async () => {
  const { timers, stream, emitted } = await rig();
  stream.start(10);
  stream.stop();
  assert.equal(timers.waiting, 0);
  await timers.run(1000);
  stream.shown(1);
  stream.now();
  assert.equal(emitted.length, 1);
  stream.start(10);
  stream.start(10);
  assert.deepEqual([emitted.length, timers.waiting], [3, 1]);
  stream.stop();
});

test('a session that is watched: the first frame full, then what changed; watched again full; unwatched silent', async () => {
  const rig = new SessionRig({ properties: { 'linger.ms': '0' } });
  await rig.warmUp();
  const { methods } = rig;
  const show = async (): Promise<void> => methods.frameShown({ seq: rig.frames.at(-1)?.seq ?? -1 });
  await methods.watch({ framesPerSecond: 10, payloads: true });
  for (let i = 0; i < 5; i++) {
    await show();
    await rig.run(100);
  }
  assert.deepEqual(
    rig.frames.map(({ full }) => full),
    [true, false, false, false, false, false],
  );
  assert.equal(rig.frames[0]?.lanes?.changed.length, 1);
  assert.equal(rig.frames.at(-1)?.lanes, undefined, 'nothing changed on the board');
  await methods.watch({ framesPerSecond: 10, payloads: true });
  assert.equal(rig.frames.at(-1)?.full, true);
  const count = rig.frames.length;
  await methods.unwatch(null);
  await show();
  void methods.send({ records: [record('a')] });
  await methods.pause(null);
  await rig.run(5000);
  assert.equal(rig.frames.length, count);
  await rig.close();
  assert.equal(rig.timers.waiting, 0, 'a closed session holds no timer');
});
