import assert from 'node:assert/strict';
import test from 'node:test';
import { isCrcValid, readBatchHeader } from '../../../engine/record/recordBatchReader.ts';
import { LogMemory } from '../../../engine/practice/logMemory.ts';
import { PartitionLog } from '../../../engine/practice/partitionLog.ts';
import { batchOf, batchesIn } from './support/testCluster.ts';

function logWith(memory: LogMemory, ...sizes: readonly number[]): PartitionLog {
  const log = new PartitionLog(memory);
  sizes.forEach((size, index) => add(log, size, index));
  return log;
}

function add(log: PartitionLog, records: number, leaderEpoch = 0, valueBytes = 10): void {
  const batch = readBatchHeader(batchOf(Array.from({ length: records }, () => 'x'.repeat(valueBytes))));
  log.append(batch, batch.maxTimestampMs, leaderEpoch);
  log.highWatermark = log.endOffset;
}

const mebibyte = 1024 * 1024;
const roomy = () => new LogMemory(100_000_000);

test('the leader epoch and the offset are written into the kept bytes', () => {
  const log = logWith(roomy(), 3, 2);
  const [, second] = split(log.read(0, 5, 10_000, true).records);
  assert.equal(second?.baseOffset, 3n);
  assert.equal(second?.partitionLeaderEpoch, 1);
});

function split(records: Buffer) {
  const first = readBatchHeader(records);
  return [first, readBatchHeader(records, first.sizeInBytes)];
}

test('a read never ends in the middle of a batch and never goes beyond the given end', () => {
  const log = logWith(roomy(), 3, 2, 4);
  const read = (from: number, to: number) => batchesIn(log.read(from, to, 10_000, true).records);
  assert.deepEqual(read(0, 9), [
    [0, 3],
    [3, 2],
    [5, 4],
  ]);
  assert.deepEqual(read(4, 9), [
    [3, 2],
    [5, 4],
  ]);
  assert.deepEqual(read(0, 8), [
    [0, 3],
    [3, 2],
  ]);
  assert.deepEqual(read(9, 9), []);
});

test('bytes between offsets are those of the batches', () => {
  const log = logWith(roomy(), 3, 2, 4);
  assert.equal(log.bytesBetween(0, 9), log.byteLength);
  assert.equal(log.bytesBetween(0, 3) + log.bytesBetween(3, 9), log.byteLength);
  assert.equal(log.bytesBetween(9, 9), 0);
});

test('what was read and what was handed in stays as it is while the memory is used again', () => {
  const log = logWith(new LogMemory(mebibyte));
  const bytes = batchOf(['x'.repeat(100)]);
  log.append(readBatchHeader(bytes), 0, 0);
  bytes.fill(0);
  const read = log.read(0, 1, 10_000, true).records;
  const copy = Buffer.from(read);
  log.highWatermark = 1;
  for (let i = 0; i < 300; i++) add(log, 1, 0, 5000);
  assert.ok(log.startOffset > 0);
  assert.deepEqual(read, copy);
  assert.ok(isCrcValid(readBatchHeader(read)));
});

test('cut at an offset, it forgets batches and epochs from there on', () => {
  const log = logWith(roomy(), 3, 2, 4);
  log.truncateTo(5);
  assert.equal(log.endOffset, 5);
  assert.deepEqual(log.endOffsetForEpoch(2), { epoch: 1, endOffset: 5 });
  add(log, 1, 7);
  assert.deepEqual(log.endOffsetForEpoch(7), { epoch: 7, endOffset: 6 });
  assert.deepEqual(log.endOffsetForEpoch(5), { epoch: 1, endOffset: 5 });
});

test('the memory is shared: the oldest batches go wherever they are', () => {
  const memory = new LogMemory(4 * mebibyte);
  const quiet = logWith(memory, 1);
  const busy = logWith(memory);
  for (let i = 0; i < 2000; i++) {
    add(busy, 1, 0, 5000);
    assert.ok(memory.allocatedBytes <= 4 * mebibyte);
  }
  assert.equal(quiet.byteLength, 0);
  assert.equal(quiet.startOffset, 1);
  assert.ok(busy.byteLength > 2.9 * mebibyte && busy.byteLength <= 4 * mebibyte);
  for (const batch of split(busy.read(busy.endOffset - 2, busy.endOffset, 100_000, true).records))
    assert.ok(isCrcValid(batch));
});

test('what is not committed yet is kept, beyond the limit if it must be', () => {
  const memory = new LogMemory(2 * mebibyte);
  const log = logWith(memory);
  for (let i = 0; i < 1000; i++) log.append(readBatchHeader(batchOf(['x'.repeat(5000)])), 0, 0);
  assert.equal(log.startOffset, 0);
  assert.ok(memory.allocatedBytes > 4 * mebibyte);
  log.highWatermark = log.endOffset;
  for (let i = 0; i < 1000; i++) add(log, 1, 0, 5000);
  assert.ok(memory.allocatedBytes <= 2 * mebibyte);
});

test('a batch that is larger than a slab has one of its own', () => {
  const memory = new LogMemory(8 * mebibyte);
  const log = logWith(memory);
  for (let i = 0; i < 20; i++) add(log, 1, 0, 1.5 * mebibyte);
  assert.ok(memory.allocatedBytes <= 8 * mebibyte);
  assert.ok(isCrcValid(readBatchHeader(log.read(log.endOffset - 1, log.endOffset, 1, true).records)));
});

test('memory of dropped batches is used again before the limit is reached', () => {
  const memory = new LogMemory(64 * mebibyte);
  const log = logWith(memory);
  for (let i = 0; i < 5000; i++) {
    add(log, 1, 0, 1000);
    log.dropOldest(log.highWatermark);
  }
  assert.ok(memory.allocatedBytes <= 2 * mebibyte);
});
