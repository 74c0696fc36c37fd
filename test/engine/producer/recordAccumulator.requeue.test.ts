import assert from 'node:assert/strict';
import test from 'node:test';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import type { ProducerBatch } from '../../../engine/producer/producerBatch.ts';
import { RecordFuture } from '../../../engine/producer/recordFuture.ts';
import { readBatchHeader, readRecords } from '../../../engine/record/recordBatchReader.ts';
import { snapshotOf } from '../../support/snapshots.ts';
import { TestAccumulator } from '../../support/testAccumulator.ts';

const one = snapshotOf({ orders: [1] });
const reason = new KafkaError('KafkaException', 'given up');
const ids = (batches: readonly ProducerBatch[]): number[] => batches.map(({ id }) => id);

/** So many batches of orders-0, each drained. */
function drained(fixture: TestAccumulator, count: number): ProducerBatch[] {
  return Array.from({ length: count }, () => {
    const batch = fixture.append(one);
    assert.deepEqual(fixture.drain(one, 0), [batch]);
    return batch;
  });
}

function finish(fixture: TestAccumulator, batch: ProducerBatch): void {
  batch.complete(0, -1);
  fixture.transactionManager?.handleCompletedBatch(batch, 0);
  fixture.accumulator.complete(batch);
  fixture.accumulator.deallocate(batch);
}

test('75 without idempotence a batch that came back goes to the front', () => {
  const fixture = new TestAccumulator();
  const [a, b] = drained(fixture, 2) as [ProducerBatch, ProducerBatch];
  fixture.append(one);
  fixture.accumulator.reenqueue(a, 1);
  fixture.accumulator.reenqueue(b, 1);
  assert.deepEqual(ids(fixture.queued()), [1, 0, 2]);
});

test('75 with idempotence it goes to the place of its sequence, before those that have none', () => {
  const fixture = new TestAccumulator({ idempotent: true });
  for (const batch of drained(fixture, 1)) finish(fixture, batch);
  const [a, b, c] = drained(fixture, 3) as [ProducerBatch, ProducerBatch, ProducerBatch];
  fixture.append(one);
  for (const batch of [b, c, a]) fixture.accumulator.reenqueue(batch, 1);
  assert.deepEqual(ids(fixture.queued()), [1, 2, 3, 4]);
});

test('a batch that came back counts the try, and waits from now on', () => {
  const fixture = new TestAccumulator();
  const [batch] = drained(fixture, 1) as [ProducerBatch];
  fixture.accumulator.reenqueue(batch, 40);
  assert.deepEqual([batch.retries, batch.isRetry, batch.lastAttemptMs], [1, true, 40]);
  assert.equal(fixture.append(one), fixture.queued()[1], 'nothing is appended to it');
});

test('65 67 queued batches expire by their delivery deadline, backing off or muted, oldest first', () => {
  const fixture = new TestAccumulator({ deliveryTimeoutMs: 100, batchSize: 200 });
  const [retried] = drained(fixture, 1) as [ProducerBatch];
  fixture.append(one, { nowMs: 50 });
  fixture.append(one, { nowMs: 60, value: 'x'.repeat(130) });
  fixture.accumulator.reenqueue(retried, 99);
  fixture.accumulator.mute(retried, true);
  assert.deepEqual(fixture.accumulator.expiredBatches(99), []);
  assert.deepEqual(ids(fixture.accumulator.expiredBatches(100)), [0]);
  assert.deepEqual(ids(fixture.accumulator.expiredBatches(159)), [1]);
  assert.equal(fixture.queued().length, 1);
});

test('65 a batch behind a younger one that came back after it expires in time', () => {
  const fixture = new TestAccumulator({ deliveryTimeoutMs: 100 });
  const [old] = drained(fixture, 1) as [ProducerBatch];
  const young = fixture.append(one, { nowMs: 50 });
  fixture.drain(one, 60);
  fixture.accumulator.reenqueue(old, 70);
  fixture.accumulator.reenqueue(young, 80);
  fixture.append(one, { nowMs: 80 });
  assert.deepEqual(ids(fixture.queued()), [1, 0, 2]);
  assert.deepEqual(ids(fixture.accumulator.expiredBatches(100)), [0]);
  assert.deepEqual(ids(fixture.queued()), [1, 2]);
  assert.equal(fixture.accumulator.nextBatchExpiryMs, 150);
});

test('66 the longest delivery timeout does not overflow', () => {
  const fixture = new TestAccumulator({ deliveryTimeoutMs: 2147483647 });
  fixture.append(one);
  assert.deepEqual(fixture.accumulator.expiredBatches(2147483646), []);
  assert.equal(fixture.accumulator.nextBatchExpiryMs, 2147483647);
});

test('68 the soonest deadline that is left is known', () => {
  const fixture = new TestAccumulator({ deliveryTimeoutMs: 100 });
  const two = snapshotOf({ orders: [1, 1] });
  fixture.append(two, { partition: 0, nowMs: 30 });
  fixture.append(two, { partition: 1, nowMs: 20 });
  fixture.accumulator.expiredBatches(25);
  assert.equal(fixture.accumulator.nextBatchExpiryMs, 120);
});

test('69 91 the children of a split go to the front, in order', () => {
  const fixture = new TestAccumulator({ batchSize: 1000, lingerMs: 0 });
  const big = fixture.append(one, { value: 'r0'.padEnd(300, '.') });
  for (let i = 1; i < 3; i++) fixture.append(one, { value: `r${i}`.padEnd(300, '.') });
  fixture.drain(one, 0);
  fixture.append(one, { value: 'behind' });
  const children = fixture.accumulator.splitAndReenqueue(big, 1);
  assert.deepEqual(ids(fixture.queued()), [...ids(children), 1]);
  const values = children.flatMap(child => readRecords(readBatchHeader(child.close())));
  assert.deepEqual(
    values.map(({ value }) => String(value).slice(0, 2)),
    ['r0', 'r1', 'r2'],
  );
  assert.ok(children.every(child => fixture.accumulator.incomplete.has(child)));
});

test('70 with idempotence they keep contiguous sequences and stand before later batches', () => {
  const fixture = new TestAccumulator({ batchSize: 300, lingerMs: 0, idempotent: true, compression: 'gzip' });
  fixture.accumulator.ratioEstimator.setEstimation('orders', 'gzip', 0.1);
  const big = fixture.append(one, { value: 'x'.repeat(150) });
  for (let i = 0; i < 4; i++) assert.equal(fixture.append(one, { value: 'x'.repeat(150) }), big);
  fixture.drain(one, 0);
  const later = fixture.append(one);
  fixture.transactionManager?.removeInFlightBatch(big);
  const children = fixture.accumulator.splitAndReenqueue(big, 1);
  assert.ok(children.length > 1);
  let next = 0;
  for (const child of children) {
    assert.equal(child.baseSequence, next);
    next += child.recordCount;
  }
  assert.equal(next, big.recordCount);
  assert.deepEqual(ids(fixture.queued()), [...ids(children), later.id]);
  assert.equal(later.hasSequence, false);
});

test('91 a split of a split aims lower each time, until every record is alone', () => {
  const fixture = new TestAccumulator({ batchSize: 1000, lingerMs: 0, compression: 'gzip' });
  let big = fixture.append(one, { value: 'a'.repeat(100) });
  for (let i = 0; i < 40; i++) if (fixture.append(one, { value: 'a'.repeat(100) }) !== big) break;
  let rounds = 0;
  while (big.recordCount > 1) {
    assert.deepEqual(fixture.drain(one, 0), [big]);
    const before = big.recordCount;
    const [first] = fixture.accumulator.splitAndReenqueue(big, 0);
    fixture.accumulator.complete(big);
    assert.ok(first);
    if (big.isSplitBatch) assert.ok(first.recordCount < before, `${first.recordCount} of ${before}`);
    big = first;
    assert.ok(++rounds < 10, 'it comes to an end');
  }
});

test('after a split the topic counts as not compressing at all, at best', () => {
  const fixture = new TestAccumulator({ batchSize: 300, compression: 'gzip', lingerMs: 0 });
  const big = fixture.append(one, { value: 'x'.repeat(150) });
  fixture.append(one, { value: 'x'.repeat(150) });
  fixture.drain(one, 0);
  assert.ok(fixture.accumulator.ratioEstimator.estimation('orders', 'gzip') < 1);
  fixture.accumulator.splitAndReenqueue(big, 0);
  assert.equal(fixture.accumulator.ratioEstimator.estimation('orders', 'gzip'), 1);
});

test('71 of batches of mixed compressibility fewer than a tenth come out larger than their limit', () => {
  const seed = 71;
  console.log(`seed ${seed}`);
  const random = seededRandom(seed);
  const fixture = new TestAccumulator({ batchSize: 1024, compression: 'gzip', lingerMs: 0, bufferMemory: 10_000_000 });
  let batches = 0;
  let tooLarge = 0;
  for (let i = 0; i < 6000; i++) {
    const noise = Array.from({ length: 60 }, () => String.fromCharCode(33 + (random.nextInt() % 90))).join('');
    fixture.append(one, { value: random.nextDouble() < 0.5 ? noise : 'a'.repeat(60) });
    if (fixture.queued().length < 2) continue;
    for (const batch of fixture.drain(one, 0)) {
      batches++;
      if (batch.close().length > 1024) tooLarge++;
      finish(fixture, batch);
    }
  }
  assert.ok(batches > 100, String(batches));
  assert.ok(tooLarge / batches < 0.1, `${tooLarge} of ${batches}`);
});

test('72 memory of a split batch was never the pool’s, and that of its parent goes back once', () => {
  const fixture = new TestAccumulator({ batchSize: 500, lingerMs: 0 });
  const big = fixture.append(one, { value: 'x'.repeat(150) });
  fixture.append(one, { value: 'x'.repeat(150) });
  fixture.drain(one, 0);
  const children = fixture.accumulator.splitAndReenqueue(big, 0);
  fixture.accumulator.complete(big);
  fixture.accumulator.deallocate(big);
  fixture.accumulator.deallocate(big);
  for (const child of children) {
    fixture.drain(one, 0);
    finish(fixture, child);
  }
  assert.equal(fixture.pool.availableBytes, fixture.pool.totalMemory);
  assert.equal(fixture.accumulator.hasIncomplete, false);
});

test('94 57 memory of a batch in a request stays out of the pool until the request has ended, whatever became of the batch', () => {
  const fixture = new TestAccumulator({ lingerMs: 0 });
  const [batch] = drained(fixture, 1) as [ProducerBatch];
  batch.isInFlight = true;
  batch.completeExceptionally(() => reason);
  fixture.accumulator.complete(batch);
  fixture.accumulator.deallocate(batch);
  assert.equal(fixture.pool.availableBytes, fixture.pool.totalMemory - 200);
  batch.isInFlight = false;
  fixture.accumulator.deallocate(batch);
  fixture.accumulator.deallocate(batch);
  assert.equal(fixture.pool.availableBytes, fixture.pool.totalMemory);
  assert.equal(fixture.pool.freeListBuffers, 1);
});

test('63 abortBatches fails every batch, drained or not, with the given error', () => {
  const fixture = new TestAccumulator({ lingerMs: 0 });
  const told: string[] = [];
  const futureOf = (name: string): RecordFuture =>
    new RecordFuture((_metadata, error) => told.push(`${name}: ${error?.message}`));
  fixture.append(one, { future: futureOf('drained') });
  const [sent] = fixture.drain(one, 0) as [ProducerBatch];
  sent.isInFlight = true;
  fixture.append(one, { future: futureOf('queued') });
  const counted: [number, number][] = [];
  fixture.accumulator.abortBatches(
    () => reason,
    5,
    false,
    ({ id, recordCount }) => counted.push([id, recordCount]),
  );
  assert.deepEqual(told, ['drained: given up', 'queued: given up']);
  assert.deepEqual(counted, [
    [0, 1],
    [1, 1],
  ]);
  assert.equal(fixture.accumulator.hasIncomplete, false);
  assert.equal(fixture.accumulator.hasUndrained, false);
  assert.equal(fixture.pool.availableBytes, fixture.pool.totalMemory - 200, 'the request still reads the first');
});

test('64 with undrained only, what was given to the network is spared', () => {
  for (const idempotent of [false, true]) {
    const fixture = new TestAccumulator({ lingerMs: 0, idempotent });
    const [sent] = drained(fixture, 1) as [ProducerBatch];
    const queued = fixture.append(one);
    fixture.accumulator.abortBatches(
      () => reason,
      5,
      true,
      () => undefined,
    );
    assert.deepEqual([sent.finalState, queued.finalState], [null, 'aborted']);
    assert.deepEqual([...fixture.accumulator.incomplete], [sent]);
  }
});

test('61 a batch is incomplete from its creation until it is complete', () => {
  const fixture = new TestAccumulator({ lingerMs: 0 });
  const batch = fixture.append(one);
  assert.equal(fixture.accumulator.incomplete.has(batch), true);
  fixture.drain(one, 0);
  assert.equal(fixture.accumulator.incomplete.has(batch), true);
  finish(fixture, batch);
  assert.equal(fixture.accumulator.hasIncomplete, false);
});
