import assert from 'node:assert/strict';
import test from 'node:test';
import { readBatchHeader } from '../../../engine/record/recordBatchReader.ts';
import { snapshotOf } from '../../support/snapshots.ts';
import { TestAccumulator, lanesOf } from '../../support/testAccumulator.ts';

const one = snapshotOf({ orders: [1] });
const four = snapshotOf({ orders: [1, 1, 1, 1] });

/** A batch of about 110 bytes in each of these partitions. */
function withBatches(partitions: readonly number[], fixture = new TestAccumulator({ lingerMs: 0 })): TestAccumulator {
  for (const partition of partitions) fixture.append(four, { partition, value: 'x'.repeat(40) });
  return fixture;
}

const partitionsOf = (batches: readonly { readonly lane: { readonly partition: number } }[]): number[] =>
  batches.map(({ lane }) => lane.partition);

test('52 a drain takes one batch of each partition', () => {
  const fixture = new TestAccumulator({ batchSize: 200 });
  const first = fixture.fill(one);
  assert.deepEqual(fixture.drain(one, 0), [first]);
  assert.equal(fixture.queued().length, 1);
  assert.equal(fixture.drain(one, 0).length, 1);
  assert.equal(fixture.accumulator.hasUndrained, false);
});

test('53 max.request.size bounds what a drain takes', () => {
  const fixture = withBatches([0, 1, 2]);
  const bytes = fixture.queued(0)[0]?.estimatedSizeInBytes ?? 0;
  assert.deepEqual(partitionsOf(fixture.drain(four, 0, { maxRequestSize: 2 * bytes })), [0, 1]);
  assert.deepEqual(partitionsOf(fixture.drain(four, 0, { maxRequestSize: 2 * bytes })), [2]);
});

test('53 a batch larger than max.request.size still goes, alone', () => {
  const fixture = withBatches([0, 1]);
  assert.deepEqual(partitionsOf(fixture.drain(four, 0, { maxRequestSize: 1 })), [0]);
  assert.deepEqual(partitionsOf(fixture.drain(four, 0, { maxRequestSize: 1 })), [1]);
});

test('54 after a stop the next drain begins at the partition that did not fit', () => {
  const fixture = withBatches([0, 1, 2, 3]);
  assert.deepEqual(partitionsOf(fixture.drain(four, 0, { maxRequestSize: 1 })), [0]);
  withBatches([0], fixture);
  assert.deepEqual(partitionsOf(fixture.drain(four, 0, { maxRequestSize: 1 })), [1], 'not 0 again');
  assert.deepEqual(partitionsOf(fixture.drain(four, 0)), [2, 3, 0]);
});

test('54 after a full circle the next drain begins one partition earlier than the last', () => {
  const fixture = withBatches([0, 1, 2, 3]);
  assert.deepEqual(partitionsOf(fixture.drain(four, 0)), [0, 1, 2, 3]);
  withBatches([0, 1, 2, 3], fixture);
  assert.deepEqual(partitionsOf(fixture.drain(four, 0)), [3, 0, 1, 2]);
  withBatches([0, 1, 2, 3], fixture);
  assert.deepEqual(partitionsOf(fixture.drain(four, 0)), [2, 3, 0, 1]);
});

test('54 partitions without a batch are walked past as if looked at', () => {
  const fixture = withBatches([1, 3]);
  assert.deepEqual(partitionsOf(fixture.drain(four, 0, { maxRequestSize: 1 })), [1]);
  withBatches([0, 1], fixture);
  assert.deepEqual(partitionsOf(fixture.drain(four, 0)), [3, 0, 1], 'stopped at 3, so it begins there');
  withBatches([0, 1, 2, 3], fixture);
  assert.deepEqual(partitionsOf(fixture.drain(four, 0)), [2, 3, 0, 1]);
});

test('54 each broker has its own place', () => {
  const snapshot = snapshotOf({ orders: [1, 2, 1, 2] });
  const fixture = withBatches([0, 1, 2, 3]);
  assert.deepEqual(partitionsOf(fixture.drain(snapshot, 0, { nodes: [1], maxRequestSize: 1 })), [0]);
  assert.deepEqual(partitionsOf(fixture.drain(snapshot, 0, { nodes: [2] })), [1, 3]);
  withBatches([0], fixture);
  assert.deepEqual(partitionsOf(fixture.drain(snapshot, 0, { nodes: [1] })), [2, 0]);
});

test('54 no partition starves where only one fits into a request', () => {
  const fixture = withBatches([0, 1, 2, 3]);
  const taken = [0, 0, 0, 0];
  for (let i = 0; i < 40; i++) {
    const [partition = -1] = partitionsOf(fixture.drain(four, 0, { maxRequestSize: 1 }));
    taken[partition] = (taken[partition] ?? 0) + 1;
    withBatches([partition], fixture);
  }
  assert.deepEqual(taken, [10, 10, 10, 10]);
});

test('56 57 only the partitions that a node leads are drained for it', () => {
  const snapshot = snapshotOf({ orders: [1, 2, 3, 1] }, { nodes: [1, 2, 3, 4] });
  const fixture = withBatches([0, 1, 2, 3]);
  const drained = fixture.accumulator.drain(snapshot, new Set([1, 4]), 1_000_000, 0);
  assert.deepEqual([...drained.keys()], [1, 4]);
  assert.deepEqual(lanesOf(drained.get(1) ?? []), ['orders-0', 'orders-3']);
  assert.deepEqual(drained.get(4), [], 'it leads none');
});

test('57 a node that no longer leads what it led gets nothing', () => {
  const fixture = withBatches([0]);
  fixture.drain(one, 0);
  withBatches([0], fixture);
  assert.deepEqual(fixture.drain(snapshotOf({ orders: [2] }, { nodes: [1, 2] }), 0, { nodes: [1] }), []);
});

test('a drained batch is numbered, closed and out of its queue', () => {
  const fixture = withBatches([0], new TestAccumulator({ lingerMs: 0, idempotent: true }));
  const [batch] = fixture.drain(four, 7);
  assert.ok(batch);
  const header = readBatchHeader(batch.close());
  assert.deepEqual([header.producerId, header.producerEpoch, header.baseSequence], [4000n, 0, 0]);
  assert.equal(batch.drainedMs, 7);
  assert.equal(fixture.accumulator.hasUndrained, false);
  assert.equal(fixture.accumulator.incomplete.has(batch), true);
});

test('127 sequences grow by records, for each partition of its own', () => {
  const fixture = new TestAccumulator({ lingerMs: 0, idempotent: true });
  const sequences: Record<string, number[]> = {};
  for (const records of [3, 1, 2])
    for (const partition of [0, 1]) {
      for (let i = 0; i < records; i++) fixture.append(four, { partition });
      for (const batch of fixture.drain(four, 0)) {
        (sequences[batch.lane.name] ??= []).push(batch.baseSequence);
        fixture.transactionManager?.handleCompletedBatch(batch, 0);
      }
    }
  assert.deepEqual(sequences, { 'orders-0': [0, 3, 4], 'orders-1': [0, 3, 4] });
});

test('without a producer id nothing of the node is drained', () => {
  const fixture = withBatches([0, 1], new TestAccumulator({ lingerMs: 0, idempotent: true }));
  assert.ok(fixture.transactionManager);
  fixture.transactionManager.setProducerId({ producerId: -1n, epoch: -1 }, 0);
  assert.deepEqual(fixture.drain(four, 0), []);
  assert.equal(fixture.blockedBy(0), 'noProducerId');
  assert.equal(fixture.blockedBy(1), 'noProducerId');
});

test('76 nothing new is drained while the fate of an expired batch is not known, and with it the rest of its node', () => {
  const fixture = new TestAccumulator({ lingerMs: 0, idempotent: true });
  const lost = fixture.append(four);
  fixture.drain(four, 0);
  fixture.append(four);
  fixture.append(four, { partition: 1 });
  assert.ok(fixture.transactionManager);
  fixture.transactionManager.markSequenceUnresolved(lost, 0);
  assert.deepEqual(fixture.drain(four, 0), []);
  assert.equal(fixture.blockedBy(0), 'unresolvedSequence');
  fixture.transactionManager.handleCompletedBatch(lost, 0);
  fixture.transactionManager.maybeResolveSequences();
  assert.deepEqual(partitionsOf(fixture.drain(four, 0)), [0, 1]);
});

test('109 of several that came back only the one with the lowest sequence is drained', () => {
  const fixture = new TestAccumulator({ lingerMs: 0, idempotent: true, retryBackoffMs: 0, retryBackoffMaxMs: 0 });
  acknowledgeFirst(fixture);
  const [first, second] = [fixture.append(one), fixture.drain(one, 0), fixture.append(one), fixture.drain(one, 0)]
    .filter(each => !Array.isArray(each)) as [ReturnType<typeof fixture.append>, ReturnType<typeof fixture.append>]; // prettier-ignore
  fixture.accumulator.reenqueue(second, 1);
  fixture.accumulator.reenqueue(first, 1);
  fixture.append(one);
  assert.deepEqual(
    fixture.queued().map(({ id }) => id),
    [1, 2, 3],
  );
  assert.deepEqual(fixture.drain(one, 2), [first]);
  assert.deepEqual(fixture.drain(one, 2), [], 'the second waits until the first is answered');
  assert.equal(fixture.blockedBy(), 'earlierRetryFirst');
  fixture.transactionManager?.handleCompletedBatch(first, 0);
  assert.deepEqual(fixture.drain(one, 2), [second]);
});

test('a partition’s first batch goes alone: a leader that refuses it must not take the next as its beginning', () => {
  const fixture = new TestAccumulator({ lingerMs: 0, idempotent: true, retryBackoffMs: 0, retryBackoffMaxMs: 0 });
  const first = fixture.append(four);
  assert.deepEqual(fixture.drain(four, 0), [first]);
  const second = fixture.append(four);
  fixture.append(four, { partition: 1 });
  assert.deepEqual(partitionsOf(fixture.drain(four, 1)), [1], 'other partitions of the node do not wait');
  assert.equal(fixture.blockedBy(0), 'firstAnswer');
  fixture.accumulator.reenqueue(first, 2);
  assert.deepEqual(fixture.drain(four, 3), [first]);
  assert.deepEqual(fixture.drain(four, 3), []);
  fixture.transactionManager?.handleCompletedBatch(first, 0);
  assert.deepEqual(fixture.drain(four, 4), [second]);
  const third = fixture.append(four);
  assert.deepEqual(fixture.drain(four, 4), [third], 'from then on as many as may be in flight');
});

test('after a new epoch the leader still knows the producer, after a new producer id it does not', () => {
  const fixture = new TestAccumulator({ lingerMs: 0, idempotent: true });
  const { transactionManager } = fixture;
  assert.ok(transactionManager);
  const drainTwo = (): number => {
    const batches = [0, 1].flatMap(() => {
      fixture.append(one);
      return fixture.drain(one, 0);
    });
    for (const batch of batches) transactionManager.handleCompletedBatch(batch, 0);
    return batches.length;
  };
  assert.equal(drainTwo(), 1);
  for (const batch of fixture.drain(one, 0)) transactionManager.handleCompletedBatch(batch, 0);
  transactionManager.setProducerId({ producerId: 4000n, epoch: 1 }, 0);
  assert.equal(drainTwo(), 2);
  transactionManager.setProducerId({ producerId: 4001n, epoch: 0 }, 0);
  assert.equal(drainTwo(), 1);
});

test('a lane that has been emptied is blocked by nothing', () => {
  const fixture = withBatches([0], new TestAccumulator({ lingerMs: 0, idempotent: true }));
  fixture.accumulator.ready(four, 0);
  fixture.accumulator.blockNode(1, 'nodeNotReady', four, 0);
  assert.equal(fixture.blockedBy(), 'nodeNotReady');
  fixture.accumulator.ready(four, 3);
  assert.equal(fixture.drain(four, 3).length, 1);
  assert.equal(fixture.blockedBy(), null);
});

function acknowledgeFirst(fixture: TestAccumulator): void {
  const first = fixture.append(one);
  fixture.drain(one, 0);
  fixture.transactionManager?.handleCompletedBatch(first, 0);
}
