import assert from 'node:assert/strict';
import test from 'node:test';
import { mergeFrame, totalsHold, urgency } from '../../../webview/state/view.ts';
import type { View } from '../../../webview/state/view.ts';
import type { Frame } from '../../../engine/snapshot/frame.ts';
import { frame, lane } from '../frames/base.ts';
import { leaderDied } from '../frames/leaderDied.ts';
import { normalLoad } from '../frames/normalLoad.ts';
import { pausedOneRecord } from '../frames/paused.ts';
import { poolExhausted } from '../frames/poolExhausted.ts';
import { pausedUnderLoad } from '../frames/request.ts';
import { quiet } from '../frames/states.ts';

const start = (full: Frame): View => {
  const view = mergeFrame(null, full);
  assert.ok(view);
  return view;
};

const delta = (more: Partial<Frame>): Frame => {
  const { brokers: _b, lanes: _l, pool: _p, topology: _t, ...rest } = frame({ wallMs: 2000 });
  return { ...rest, full: false, ...more };
};

test('a delta before the first full frame shows nothing', () => assert.equal(mergeFrame(null, delta({})), null));

test('a part that a delta does not carry stands as it was', () => {
  const before = start(normalLoad);
  const after = mergeFrame(before, delta({ seq: 2 }));
  assert.ok(after);
  assert.equal(after.pool, before.pool);
  assert.equal(after.lanes, before.lanes);
  assert.equal(after.topology, before.topology);
  assert.equal(after.log, before.log);
  assert.equal(after.seq, 2);
});

test('changed lanes replace, removed ones go, new ones stand in order of topic and number', () => {
  const before = start(
    frame({
      wallMs: 1,
      lanes: { changed: [lane('orders-10', 1), lane('orders-2', 1), lane('audit-0', 1)], removed: [] },
    }),
  );
  assert.deepEqual([...before.lanes.keys()], ['audit-0', 'orders-2', 'orders-10']);
  const after = mergeFrame(
    before,
    delta({ lanes: { changed: [lane('orders-3', 2), lane('orders-2', 3)], removed: ['audit-0'] } }),
  );
  assert.deepEqual([...(after?.lanes.keys() ?? [])], ['orders-2', 'orders-3', 'orders-10']);
  assert.equal(after?.lanes.get('orders-2')?.node, 3);
});

test('the log is bounded, the dropped are summed, a second told twice counts once', () => {
  let view = start(frame({ wallMs: 1 }));
  for (let n = 0; n < 30; n++) {
    const log = Array.from({ length: 50 }, (_, i) => ({
      kind: 'single' as const,
      id: n * 50 + i,
      wallMs: n,
      sinceMs: null,
      warning: false,
      select: null,
      transition: { type: 'flushEnded' as const, atMs: 0, waitedMs: 1 },
    }));
    const next = mergeFrame(
      view,
      delta({ log, droppedTransitions: 2, history: [{ second: 7, acked: n, held: false }] }),
    );
    assert.ok(next);
    view = next;
  }
  assert.equal(view.log.length, 1000);
  assert.equal(view.log.at(-1)?.id, 1499);
  assert.equal(view.droppedTransitions, 60);
  assert.deepEqual(view.history, [{ second: 7, acked: 29, held: false }]);
});

test('the recorded frames add up: records, buffers, batches and slots', () => {
  for (const recorded of [normalLoad, poolExhausted, pausedOneRecord, leaderDied, pausedUnderLoad, quiet]) {
    const view = start(recorded);
    assert.ok(totalsHold(view));
    const { pool } = view;
    assert.ok(pool);
    const uses = [pool.inFlight, pool.queued, pool.open, pool.freeList, pool.notCreated];
    assert.equal(
      uses.reduce((sum, use) => sum + use.bytes, 0),
      pool.totalBytes,
    );
    assert.equal(pool.heldBytes, pool.inFlight.bytes + pool.queued.bytes + pool.open.bytes);
    assert.equal(view.pipeline.pool.heldBytes, pool.heldBytes);
    assert.equal(view.pipeline.batches.open, pool.open.buffers);
    assert.equal(view.pipeline.batches.queued, pool.queued.buffers);
    if (!view.pipeline.inFlight.exact) continue;
    const cells = [...view.lanes.values()].flatMap(l => l.cells);
    assert.equal(cells.length, view.pipeline.inFlight.batches);
    assert.equal(
      [...view.lanes.values()].reduce((sum, l) => sum + l.queue.count, 0),
      view.pipeline.batches.queued,
    );
    assert.equal(
      view.brokers.reduce((sum, b) => sum + b.inFlight, 0),
      view.pipeline.inFlight.requests,
    );
  }
});

test('totals that do not add up are told', () => {
  const wrong = {
    ...normalLoad,
    session: { ...normalLoad.session, totals: { sent: 3, acked: 1, failed: 0, onTheWay: 1 } },
  };
  assert.equal(totalsHold(start(wrong)), false);
});

test('a pause, a hold or a failure is urgent, another number is not', () => {
  const calm = urgency(start(normalLoad));
  assert.equal(urgency(start({ ...normalLoad, seq: 9, wallMs: 9 })), calm);
  for (const other of [poolExhausted, pausedOneRecord, leaderDied]) assert.notEqual(urgency(start(other)), calm);
});
