import assert from 'node:assert/strict';
import test from 'node:test';
import type { MemoryWaiter } from '../../../engine/producer/bufferPool.ts';
import { snapshotOf } from '../../support/snapshots.ts';
import { TestAccumulator } from '../../support/testAccumulator.ts';
import type { TestAccumulatorOptions } from '../../support/testAccumulator.ts';

const one = snapshotOf({ orders: [1] });
const two = snapshotOf({ orders: [1, 2] });

/** A batch of orders-0 that has been sent and has come back at `nowMs`, so many times. */
function retried(nowMs: number, times = 1, options: TestAccumulatorOptions = {}) {
  const fixture = new TestAccumulator({ lingerMs: 0, ...options });
  const batch = fixture.append(one);
  for (let i = 0; i < times; i++) {
    fixture.accumulator.ready(one, nowMs);
    const [drained] = fixture.drain(one, nowMs + i * 100_000);
    assert.equal(drained, batch);
    fixture.accumulator.reenqueue(batch, nowMs + i * 100_000);
  }
  return { fixture, batch, backAtMs: nowMs + (times - 1) * 100_000 };
}

test('44 a batch that is not full is not ready before its linger is over, to half a millisecond', () => {
  const fixture = new TestAccumulator({ lingerMs: 10 });
  fixture.append(one);
  assert.deepEqual(fixture.readyNodes(one, 9.4), []);
  assert.deepEqual(fixture.readyNodes(one, 9.5), [1]);
});

test('44 linger counts from the creation of the batch, not from its last record', () => {
  const fixture = new TestAccumulator({ lingerMs: 10 });
  fixture.append(one, { nowMs: 0 });
  fixture.append(one, { nowMs: 9 });
  assert.deepEqual(fixture.readyNodes(one, 10), [1]);
});

test('45 a full batch is ready at once', () => {
  const fixture = new TestAccumulator({ batchSize: 61 + 2 * 68, lingerMs: 1000 });
  fixture.append(one, { value: 'x'.repeat(60) });
  assert.deepEqual(fixture.readyNodes(one, 0), []);
  fixture.append(one, { value: 'x'.repeat(60) });
  assert.deepEqual(fixture.readyNodes(one, 0), [1]);
});

test('46 a second batch makes the first ready', () => {
  const fixture = new TestAccumulator({ batchSize: 200, lingerMs: 1000 });
  fixture.fill(one);
  assert.equal(fixture.queued().length, 2);
  assert.deepEqual(fixture.readyNodes(one, 0), [1]);
});

test('48 sends that wait for memory make everything ready', () => {
  const fixture = new TestAccumulator({ lingerMs: 1000 });
  fixture.append(two);
  fixture.append(two, { partition: 1 });
  assert.deepEqual(fixture.readyNodes(two, 0), []);
  const waiter: MemoryWaiter = {
    bytes: 20_000,
    lane: 'orders-0',
    sinceMs: 0,
    gatheredBytes: 0,
    onGranted: () => undefined,
    onFailed: () => undefined,
  };
  fixture.pool.wait(waiter);
  assert.deepEqual(fixture.readyNodes(two, 0), [1, 2]);
  fixture.pool.cancel(waiter);
  assert.deepEqual(fixture.readyNodes(two, 0), []);
});

test('49 a flush makes everything ready while it lasts, and so does close', () => {
  const fixture = new TestAccumulator({ lingerMs: 1000 });
  fixture.append(one);
  fixture.accumulator.flushesInProgress = 1;
  assert.deepEqual(fixture.readyNodes(one, 0), [1]);
  fixture.accumulator.flushesInProgress = 0;
  assert.deepEqual(fixture.readyNodes(one, 0), []);
  fixture.accumulator.closed = true;
  assert.deepEqual(fixture.readyNodes(one, 0), [1]);
});

test('49 each batch knows why it left', () => {
  const reasons: Record<string, string | null> = {};
  const close = (name: string, act: (fixture: TestAccumulator) => void, nowMs = 0): void => {
    const fixture = new TestAccumulator({ batchSize: 200, lingerMs: 10 });
    const batch = fixture.append(one);
    act(fixture);
    fixture.accumulator.ready(one, nowMs);
    fixture.drain(one, nowMs);
    reasons[name] = batch.closedBy;
  };
  close('linger', () => undefined, 10);
  close('full', fixture => fixture.fill(one));
  close('flush', fixture => void (fixture.accumulator.flushesInProgress = 1));
  close('close', fixture => void (fixture.accumulator.closed = true));
  close('alongside', () => undefined);
  assert.deepEqual(reasons, { linger: 'linger', full: 'full', flush: 'flush', close: 'close', alongside: 'alongside' });
});

test('50 the next look is due when the least linger or backoff that is left is over', () => {
  const fixture = new TestAccumulator({ lingerMs: 10 });
  assert.equal(fixture.accumulator.ready(two, 0).nextReadyCheckDelayMs, Infinity);
  fixture.append(two, { partition: 0, nowMs: 0 });
  fixture.append(two, { partition: 1, nowMs: 4 });
  assert.equal(fixture.accumulator.ready(two, 5).nextReadyCheckDelayMs, 5);
});

test('50 a backoff counts like a linger for the next look', () => {
  const { fixture } = retried(0);
  assert.equal(fixture.accumulator.ready(one, 30).nextReadyCheckDelayMs, 70);
});

test('51 a topic whose leader is not known is reported, and waits', () => {
  const unknown = snapshotOf({ orders: [-1], payments: [1] });
  const fixture = new TestAccumulator({ lingerMs: 0 });
  fixture.append(unknown);
  fixture.append(unknown, { topic: 'payments' });
  const { readyNodes, unknownLeaderTopics } = fixture.accumulator.ready(unknown, 0);
  assert.deepEqual([...unknownLeaderTopics], ['orders']);
  assert.deepEqual([...readyNodes], [1]);
  assert.equal(fixture.blockedBy(), 'noLeader');
  assert.deepEqual(fixture.readyNodes(snapshotOf({ orders: [1], payments: [1] }), 0), [1]);
  assert.equal(fixture.blockedBy(), null);
});

test('51 a leader that is not in the broker list is no leader', () => {
  const gone = snapshotOf({ orders: [7] }, { nodes: [1] });
  const fixture = new TestAccumulator({ lingerMs: 0 });
  fixture.append(gone);
  const { readyNodes, unknownLeaderTopics } = fixture.accumulator.ready(gone, 0);
  assert.equal(readyNodes.size, 0);
  assert.deepEqual([...unknownLeaderTopics], ['orders']);
});

test('55 a muted partition is neither ready nor drained', () => {
  const fixture = new TestAccumulator({ lingerMs: 0 });
  const batch = fixture.append(two);
  fixture.append(two, { partition: 1 });
  fixture.accumulator.mute(batch, true);
  assert.deepEqual(fixture.readyNodes(two, 0), [2]);
  assert.equal(fixture.blockedBy(), 'muted');
  assert.deepEqual(
    fixture.drain(two, 0).map(each => each.lane.partition),
    [1],
  );
  fixture.accumulator.mute(batch, false);
  assert.deepEqual(fixture.readyNodes(two, 0), [1]);
  assert.equal(fixture.blockedBy(), null);
});

test('58 a batch that came back waits for its backoff: 100, 200, 400, … up to the maximum', () => {
  for (const [times, backoffMs] of [
    [1, 100],
    [2, 200],
    [3, 400],
    [4, 800],
    [5, 999], // 2^log2(10) is a rounding error below 10.
    [9, 999],
  ] as const) {
    const { fixture, backAtMs } = retried(0, times, { deliveryTimeoutMs: 10_000_000 });
    assert.deepEqual(fixture.readyNodes(one, backAtMs + backoffMs - 1), [], `${times} times`);
    assert.equal(fixture.blockedBy(), 'backoff');
    assert.deepEqual(fixture.readyNodes(one, backAtMs + backoffMs), [1], `${times} times`);
    assert.equal(fixture.blockedBy(), null);
  }
});

test('58 the backoff is spread by a fifth to either side', () => {
  for (const [nextDouble, backoffMs] of [
    [0, 80],
    [0.999, 119],
  ] as const) {
    const { fixture } = retried(0, 1, { random: { nextInt: () => 0, nextDouble: () => nextDouble } });
    assert.deepEqual(fixture.readyNodes(one, backoffMs - 1), []);
    assert.deepEqual(fixture.readyNodes(one, backoffMs), [1]);
  }
});

test('59 a partition that backs off does not hold up the others of its broker', () => {
  const snapshot = snapshotOf({ orders: [1, 1] });
  const fixture = new TestAccumulator({ lingerMs: 0 });
  const first = fixture.append(snapshot);
  fixture.drain(snapshot, 0);
  fixture.accumulator.reenqueue(first, 0);
  fixture.append(snapshot, { partition: 1 });
  assert.deepEqual(fixture.readyNodes(snapshot, 10), [1]);
  assert.deepEqual(
    fixture.drain(snapshot, 10).map(each => each.lane.name),
    ['orders-1'],
  );
  assert.equal(fixture.queued().length, 1);
});

test('60 103 a newer leader epoch ends the backoff at once', () => {
  const { fixture } = retried(0);
  assert.deepEqual(fixture.readyNodes(one, 1), []);
  const moved = snapshotOf({ orders: [2] }, { nodes: [1, 2], epochs: { 'orders-0': 1 } });
  assert.deepEqual(fixture.readyNodes(moved, 1), [2]);
  assert.equal(fixture.drain(moved, 1).length, 1);
});

test('60 the same epoch, or an older one, does not', () => {
  const { fixture } = retried(0);
  assert.deepEqual(fixture.readyNodes(snapshotOf({ orders: [2] }, { nodes: [1, 2] }), 1), []);
});

test('a batch that came back is ready by its backoff alone, however long the linger', () => {
  const { fixture } = retried(0, 1, { lingerMs: 5 });
  assert.deepEqual(fixture.readyNodes(one, 100), [1]);
});
