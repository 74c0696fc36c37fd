import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import { RecordFuture } from '../../../engine/producer/recordFuture.ts';
import { readBatchHeader, readRecords } from '../../../engine/record/recordBatchReader.ts';
import { serializedRecord } from '../../support/serializedRecord.ts';
import { snapshotOf } from '../../support/snapshots.ts';
import { TestAccumulator } from '../../support/testAccumulator.ts';

const one = snapshotOf({ orders: [1] });
const three = snapshotOf({ orders: [1, 1, 1] });

test('records share a batch until the next has no room', () => {
  const fixture = new TestAccumulator({ batchSize: 200 });
  const results = [1, 2, 3].map(() => {
    const result = fixture.tryAppend(one, { value: 'x'.repeat(60) });
    return [fixture.lastAppend.batch?.id, fixture.lastAppend.openedBatch, result];
  });
  assert.deepEqual(results, [
    [0, true, 'batchReady'],
    [0, false, 'appended'],
    [1, true, 'batchReady'],
  ]);
  assert.equal(fixture.queued()[0]?.estimatedSizeInBytes, 61 + 2 * 68);
  assert.equal(fixture.pool.availableBytes, 20_000 - 400);
});

test('47 a record larger than batch.size gets a batch of its own that fits it', () => {
  const fixture = new TestAccumulator({ batchSize: 200 });
  fixture.append(one, { value: 'small' });
  const large = fixture.append(one, { value: 'x'.repeat(1000) });
  assert.equal(large.recordCount, 1);
  assert.equal(large.buffer.length, 1000 + 2 + 1 + 1 + 82);
  fixture.append(one, { value: 'x'.repeat(20) });
  assert.deepEqual(
    fixture.queued().map(({ recordCount }) => recordCount),
    [1, 1, 1],
  );
});

test('5 without memory the append says how much it needs, closes what is full, and goes on with memory given', () => {
  const fixture = new TestAccumulator({ batchSize: 200, bufferMemory: 200 });
  const full = fixture.append(one, { value: 'x'.repeat(100) });
  assert.deepEqual(fixture.tryAppend(one, { value: 'x'.repeat(60) }), {
    kind: 'memory',
    lane: 'orders-0',
    bytes: 200,
  });
  assert.equal(full.closedBy, 'full');
  const buffer = Buffer.alloc(200);
  fixture.append(one, { value: 'x'.repeat(60), buffer });
  assert.equal(fixture.lastAppend.batch?.buffer, buffer);
  assert.equal(fixture.accumulator.incomplete.size, 2);
});

test('a record that waited for memory uses a batch that another opened meanwhile, and the memory goes back', () => {
  const fixture = new TestAccumulator({ batchSize: 200, bufferMemory: 400 });
  fixture.append(three, { partition: 1 });
  fixture.append(three, { partition: 2 });
  assert.deepEqual(fixture.tryAppend(three), { kind: 'memory', lane: 'orders-0', bytes: 200 });
  const [drained] = fixture.drain(three, 10);
  assert.ok(drained);
  drained.complete(0, -1);
  fixture.accumulator.complete(drained);
  fixture.accumulator.deallocate(drained);
  const buffer = fixture.pool.tryAllocate(200);
  assert.ok(buffer);
  const other = fixture.drain(three, 10);
  assert.equal(other.length, 0);
  fixture.pool.deallocate(buffer);
  const opened = fixture.append(three, { value: 'somebody else' });
  const mine = Buffer.alloc(200);
  assert.equal(fixture.append(three, { value: 'mine', buffer: mine }), opened);
  assert.equal(fixture.pool.freeListBuffers, 1);
});

test('a record that cannot be written leaves no memory behind', () => {
  const fixture = new TestAccumulator();
  const record = serializedRecord({ timestampMs: 1.5 });
  assert.throws(() => fixture.accumulator.append(record, new RecordFuture(), one, 0, null), {
    kind: 'IllegalArgumentException',
    message: /1\.5/,
  });
  assert.equal(fixture.pool.availableBytes, fixture.pool.totalMemory);
  assert.equal(fixture.accumulator.hasUndrained, false);
});

test('a closed accumulator takes nothing more', () => {
  const fixture = new TestAccumulator();
  fixture.accumulator.closed = true;
  assert.throws(() => fixture.append(one), { kind: 'KafkaException', message: /closed/ });
});

test('29 keyless records go to one partition until batch.size, then to the next', () => {
  const fixture = new TestAccumulator({ batchSize: 61 + 2 * 68, random: draws(1, 2, 0) });
  const lanes = Array.from({ length: 6 }, () => fixture.append(three, { partition: -1, value: 'x'.repeat(60) }).lane);
  assert.deepEqual(
    lanes.map(({ partition }) => partition),
    [1, 1, 2, 2, 0, 0],
  );
});

test('38 the sticky partition is not left in the middle of a batch before twice batch.size', () => {
  const fixture = new TestAccumulator({ batchSize: 200, random: draws(1, 2, 0) });
  const lanes = Array.from({ length: 11 }, () => fixture.append(three, { partition: -1, value: 'x'.repeat(60) }).lane);
  assert.deepEqual(
    lanes.map(({ partition }) => partition),
    [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 0],
  );
  assert.deepEqual(
    fixture.transitions.flatMap(each =>
      each.type === 'stickySwitched' ? [[each.from, each.to, each.producedBytes]] : [],
    ),
    [
      [1, 2, 2 * (61 + 2 * 68) + 61 + 68],
      [2, 0, 2 * (61 + 2 * 68) + 61 + 68],
    ],
  );
});

test('38 a switch that was put off happens before the next append once all batches are full', () => {
  const fixture = new TestAccumulator({ batchSize: 200, random: draws(1, 2, 0) });
  for (let i = 0; i < 3; i++) fixture.append(three, { partition: -1, value: 'x'.repeat(60) });
  const last = fixture.queued(1).at(-1);
  assert.equal(last?.isFull, false);
  last?.builder.closeForRecordAppends();
  assert.equal(fixture.append(three, { partition: -1 }).lane.partition, 2);
});

test('40 42 a record with a partition neither uses nor moves the sticky one', () => {
  const fixture = new TestAccumulator({ batchSize: 200, random: draws(1, 2) });
  fixture.append(three, { partition: -1 });
  for (let i = 0; i < 10; i++) fixture.append(three, { partition: 0, value: 'x'.repeat(60) });
  assert.equal(fixture.append(three, { partition: -1 }).lane.partition, 1);
});

test('34 longer queues are drawn less often once every partition has been used', () => {
  const seed = 34;
  console.log(`seed ${seed}`);
  const fixture = new TestAccumulator({ batchSize: 200, bufferMemory: 10_000_000, random: seededRandom(seed) });
  for (let i = 0; i < 9; i++) fixture.fill(three, { partition: 0 });
  fixture.append(three, { partition: 1 });
  fixture.append(three, { partition: 2 });
  const turns = [0, 0, 0];
  const partitioner = fixture.accumulator.partitioner('orders');
  assert.ok(partitioner);
  for (let i = 0; i < 1000; i++) {
    const partition = partitioner.peek(three);
    turns[partition] = (turns[partition] as number) + 1;
    partitioner.update(200, three, true);
  }
  const [full = 0, ...short] = turns;
  assert.ok(full < 150 && short.every(count => count > 350), String(turns));
});

test('34 without adaptive partitioning all are drawn alike', () => {
  const fixture = new TestAccumulator({ bufferMemory: 10_000_000, adaptive: false, random: seededRandom(2) });
  for (let i = 0; i < 9; i++) fixture.fill(three, { partition: 0 });
  fixture.append(three, { partition: 1 });
  fixture.append(three, { partition: 2 });
  const partitioner = fixture.accumulator.partitioner('orders');
  assert.ok(partitioner);
  let full = 0;
  for (let i = 0; i < 900; i++) {
    if (partitioner.peek(three) === 0) full++;
    partitioner.update(200, three, true);
  }
  assert.ok(full > 250 && full < 350, String(full));
});

test('41 partitions of a node that has not taken anything for too long are left out', () => {
  const snapshot = snapshotOf({ orders: [1, 2, 1] });
  const fixture = new TestAccumulator({ availabilityTimeoutMs: 50, random: seededRandom(41) });
  for (const partition of [0, 1, 2]) fixture.append(snapshot, { partition });
  fixture.accumulator.updateNodeLatencyStats(1, 0, true);
  fixture.accumulator.updateNodeLatencyStats(2, 0, true);
  const drawn = (): Set<number> => {
    const seen = new Set<number>();
    const partitioner = fixture.accumulator.partitioner('orders');
    for (let i = 0; i < 100; i++) {
      partitioner?.update(200, snapshot, true);
      seen.add(partitioner?.peek(snapshot) ?? -1);
    }
    return seen;
  };
  fixture.accumulator.updateNodeLatencyStats(2, 50, false);
  assert.deepEqual([...drawn()].sort(), [0, 1, 2], '50 ms is not too long yet');
  fixture.accumulator.updateNodeLatencyStats(2, 51, false);
  assert.deepEqual([...drawn()].sort(), [0, 2]);
  fixture.accumulator.updateNodeLatencyStats(2, 60, true);
  assert.deepEqual([...drawn()].sort(), [0, 1, 2], 'it takes again');
});

test('77 of many appends each record is in exactly one batch, once', () => {
  const seed = 77;
  console.log(`seed ${seed}`);
  const random = seededRandom(seed);
  const fixture = new TestAccumulator({ bufferMemory: 10_000_000, random });
  for (let i = 0; i < 2000; i++)
    fixture.append(three, { partition: (random.nextInt() % 4) - 1, value: `${i}`.padEnd(random.nextInt() % 80, ' ') });
  const values: number[] = [];
  while (fixture.accumulator.hasUndrained)
    for (const batch of fixture.drain(three, 100))
      for (const { value } of readRecords(readBatchHeader(batch.close()))) values.push(Number(String(value)));
  assert.deepEqual(
    values.sort((a, b) => a - b),
    Array.from({ length: 2000 }, (_, i) => i),
  );
});

function draws(...numbers: number[]) {
  let at = 0;
  return { nextInt: () => numbers[at++ % numbers.length] as number, nextDouble: () => 0.5 };
}

test('36 two sends that were told to wait on the same sticky partition switch it once, and count their bytes where they went', () => {
  let draws = 0;
  const fixture = new TestAccumulator({
    batchSize: 200,
    bufferMemory: 300,
    random: { nextInt: () => draws++, nextDouble: () => 0.5 },
  });
  const sticky = (bytes: number, memory = 0) =>
    fixture.tryAppend(three, {
      partition: -1,
      value: 'x'.repeat(bytes),
      buffer: memory > 0 ? Buffer.alloc(memory) : null,
    });
  const bytesIn = (partition: number) =>
    fixture.queued(partition).reduce((sum, { estimatedSizeInBytes }) => sum + estimatedSizeInBytes, 0);
  const switches = () =>
    fixture.transitions
      .filter(each => each.type === 'stickySwitched')
      .map(({ from, to, producedBytes }) => [from, to, producedBytes]);
  sticky(120);
  assert.partialDeepStrictEqual([sticky(150), sticky(40)], [{ lane: 'orders-0' }, { lane: 'orders-0' }]);

  sticky(150, 236);
  sticky(40, 200);
  assert.deepEqual([fixture.queued(0).length, fixture.queued(1).length], [2, 1]);
  assert.deepEqual(switches(), [[0, 1, bytesIn(0)]]);

  sticky(250, 340);
  assert.deepEqual(switches()[1], [1, 2, bytesIn(1)]);
});
