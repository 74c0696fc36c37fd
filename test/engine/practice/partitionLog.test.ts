import assert from 'node:assert/strict';
import test from 'node:test';
import { readBatchHeader } from '../../../engine/record/recordBatchReader.ts';
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

const roomy = () => new LogMemory(100_000_000);

test('the leader epoch and the offset are written into the kept bytes', () => {
  const log = logWith(roomy(), 3, 2);
  const [, second] = log.read(0, 5, 10_000, true).length === 1 ? split(log.read(0, 5, 10_000, true)[0] as Buffer) : [];
  assert.equal(second?.baseOffset, 3n);
  assert.equal(second?.partitionLeaderEpoch, 1);
});

function split(records: Buffer) {
  const first = readBatchHeader(records);
  return [first, readBatchHeader(records, first.sizeInBytes)];
}

test('a read never ends in the middle of a batch and never goes beyond the given end', () => {
  const log = logWith(roomy(), 3, 2, 4);
  const read = (from: number, to: number) => batchesIn(Buffer.concat(log.read(from, to, 10_000, true) as Buffer[]));
  assert.deepEqual(read(0, 9), [[0, 3], [3, 2], [5, 4]]); // prettier-ignore
  assert.deepEqual(read(4, 9), [[3, 2], [5, 4]]); // prettier-ignore
  assert.deepEqual(read(0, 8), [[0, 3], [3, 2]]); // prettier-ignore
  assert.deepEqual(read(9, 9), []);
});

test('bytes between offsets are those of the batches', () => {
  const log = logWith(roomy(), 3, 2, 4);
  assert.equal(log.bytesBetween(0, 9), log.byteLength);
  assert.equal(log.bytesBetween(0, 3) + log.bytesBetween(3, 9), log.byteLength);
  assert.equal(log.bytesBetween(9, 9), 0);
});

test('a small batch out of a large frame does not keep the frame alive; a large one stays where it is', () => {
  const log = new PartitionLog(roomy());
  const small = batchOf(['x'.repeat(5000)]);
  const frame = Buffer.concat([small, Buffer.alloc(200_000)]);
  const kept = log.append(readBatchHeader(frame), 0, 0).bytes;
  assert.deepEqual([kept.buffer.byteLength, kept.equals(frame.subarray(0, small.length))], [small.length, true]);
  const exact = Buffer.allocUnsafeSlow(small.length + 100);
  small.copy(exact, 100);
  const stays = log.append(readBatchHeader(exact, 100), 0, 0).bytes;
  assert.ok(stays.buffer === exact.buffer);
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

test('the memory is shared: the oldest batches go wherever they are, but none above the high watermark', () => {
  const memory = new LogMemory(60_000);
  const quiet = logWith(memory, 1);
  const busy = logWith(memory);
  for (let i = 0; i < 20; i++) add(busy, 1, 0, 5000);
  assert.equal(quiet.byteLength, 0);
  assert.equal(quiet.startOffset, 1);
  assert.ok(memory.usedBytes <= 60_000);
  const kept = busy.startOffset;
  busy.highWatermark = kept;
  for (let i = 0; i < 5; i++) {
    const batch = readBatchHeader(batchOf(['x'.repeat(5000)]));
    busy.append(batch, 0, 0);
  }
  assert.equal(busy.startOffset, kept);
});

test('what was dropped otherwise leaves nothing behind in the order of arrival', () => {
  const memory = new LogMemory(1_000_000);
  const log = logWith(memory);
  for (let i = 0; i < 20_000; i++) {
    add(log, 1);
    log.dropOldest(log.highWatermark);
  }
  assert.equal(memory.usedBytes, 0);
  assert.ok(memory.arrivals < 10_000, `${memory.arrivals} arrivals are remembered`);
});
