import assert from 'node:assert/strict';
import test from 'node:test';
import { RecordFuture } from '../../../engine/producer/recordFuture.ts';
import { Chunks } from '../../../engine/record/chunks.ts';
import { snapshotOf } from '../../support/snapshots.ts';
import { TestAccumulator } from '../../support/testAccumulator.ts';
import { TestProducer } from '../../support/testProducer.ts';

const one = snapshotOf({ orders: [1] });
const growing = { batchSize: 600, chunkBytes: 200, bufferMemory: 1000 };
const chunksOf = ({ buffer }: { buffer: Buffer | Chunks }): number => (buffer instanceof Chunks ? buffer.count : NaN);

test('a batch begins with what its first record needs, and takes a chunk when the next may not fit', () => {
  const rig = new TestAccumulator(growing);
  const batch = rig.append(one, { value: 'x'.repeat(60) });
  assert.deepEqual([chunksOf(batch), rig.pool.availableBytes], [1, 800]);
  assert.equal(rig.append(one, { value: 'x'.repeat(60) }), batch);
  assert.deepEqual([chunksOf(batch), rig.pool.availableBytes], [2, 600], 'by the most that the record may take');
  for (let i = 0; i < 5; i++) assert.equal(rig.append(one, { value: 'x'.repeat(60) }), batch);
  assert.deepEqual([chunksOf(batch), rig.pool.availableBytes], [3, 400]);
  const next = rig.append(one, { value: 'x'.repeat(60) });
  assert.notEqual(next, batch, 'the limit is batch.size');
  assert.equal(batch.closedBy, 'full');
});

test('a record above batch.size sets the limit of its batch', () => {
  const rig = new TestAccumulator(growing);
  const batch = rig.append(one, { value: 'x'.repeat(800) });
  assert.equal(chunksOf(batch), 5);
  assert.equal(batch.isFull, false, 'its header and upper bound leave a few bytes');
  assert.equal(rig.accumulator.options.pool.availableBytes, 0);
});

test('what nothing was written into goes back when the batch is closed, the rest when it is done', () => {
  const rig = new TestAccumulator({ ...growing, lingerMs: 0 });
  const batch = rig.append(one, { value: 'x'.repeat(60) });
  rig.append(one, { value: 'x'.repeat(60) });
  assert.equal(rig.pool.availableBytes, 600, 'two chunks, the second only in case');
  rig.accumulator.drain(one, new Set([1]), 1_000_000, 0);
  assert.deepEqual([chunksOf(batch), rig.pool.availableBytes], [1, 800]);
  batch.complete(0, -1);
  rig.accumulator.deallocate(batch);
  assert.deepEqual([rig.pool.availableBytes, rig.pool.freeListBuffers], [1000, 2]);
});

test('no chunk to grow by: the batch is closed, and the record asks for a new one', () => {
  const rig = new TestAccumulator({ ...growing, bufferMemory: 400 });
  rig.append(one, { partition: 0, value: 'x'.repeat(60) });
  const two = snapshotOf({ orders: [1, 1] });
  const other = rig.append(two, { partition: 1, value: 'x'.repeat(60) });
  const result = rig.tryAppend(two, { partition: 1, value: 'x'.repeat(60) });
  assert.deepEqual(result, { kind: 'memory', lane: 'orders-1', bytes: 61 + 21 + 63 });
  assert.deepEqual([other.closedBy, other.isFull], ['poolExhausted', true]);
});

test('granted chunks are given back if the record fits into the batch after all', () => {
  const rig = new TestAccumulator(growing);
  const granted = rig.pool.tryAllocate(200);
  const batch = rig.append(one, { value: 'x'.repeat(10) });
  assert.equal(rig.append(one, { value: 'x', future: new RecordFuture(), buffer: granted }), batch);
  assert.equal(rig.pool.availableBytes, 800);
});

test('from send to acknowledgement, by way of a wait for memory; at the end all of it is back', async () => {
  const fixture = new TestProducer({
    properties: { 'buffer.memory.allocation.strategy': 'incremental', 'buffer.memory': '65536', 'batch.size': '40000' },
  });
  await fixture.warmUp();
  const values = Array.from({ length: 60 }, (_, index) => String.fromCharCode(97 + (index % 26)).repeat(3000));
  const futures = values.map(value => fixture.send({ topic: 'orders', value }));
  assert.ok(fixture.producer.blockedSends.count > 0);
  const written: string[] = [];
  while (futures.some(future => !future.isDone())) {
    await fixture.stepUntil(() => fixture.cluster.unanswered().length > 0 || futures.every(each => each.isDone()));
    for (const { batches } of fixture.cluster.unanswered())
      written.push(...batches.flatMap(({ records }) => records.map(({ value }) => String(value))));
    fixture.cluster.respondToAll();
    await fixture.step();
  }
  assert.deepEqual(written, values);
  assert.deepEqual(
    futures.filter(future => future.error() !== null),
    [],
  );
  assert.equal(fixture.producer.pool.availableBytes, 65_536);
  await fixture.close(0);
});
