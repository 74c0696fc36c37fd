import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { crc32c } from '../../../engine/common/crc32c.ts';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { compressionOf, compressionTypes } from '../../../engine/record/compression.ts';
import type { Header } from '../../../engine/record/header.ts';
import { MemoryRecordsBuilder } from '../../../engine/record/memoryRecordsBuilder.ts';
import { BatchOffset } from '../../../engine/record/recordBatchLayout.ts';
import {
  batchBytes,
  ensureValid,
  isCrcValid,
  iterateBatches,
  readBatchHeader,
  readRecords,
} from '../../../engine/record/recordBatchReader.ts';
import { setBatchOffsets, setLogAppendTime } from '../../../engine/record/recordBatchRewriter.ts';

const seed = 213;
console.log(`seed ${seed}`);
const now = 1_700_000_000_000;

/** Vector A of the specification: it was decoded by a client that is not ours. */
const vectorA = Buffer.from(
  '000000000000000000000054ffffffff02c1bc09370000000000010000018bcfe568000000018bcfe568070000000000000fa00000' +
    '00000000000000021a000000046b310a68656c6c6f0028000e02010a776f726c6404046831027804683201',
  'hex',
);

function batchOf(count: number, type: 'none' | 'gzip' | 'zstd' = 'none'): Buffer {
  const builder = new MemoryRecordsBuilder({ buffer: Buffer.alloc(4096), compression: compressionOf(type) });
  for (let i = 0; i < count; i++) builder.append(now + i, Buffer.from(`k${i}`), Buffer.from(`value ${i}`));
  return Buffer.from(builder.close());
}

test('every field of the header and of the records is read', () => {
  const batch = readBatchHeader(vectorA);
  ensureValid(batch);
  const {
    sizeInBytes,
    baseOffset,
    partitionLeaderEpoch,
    compressionType,
    timestampType,
    recordCount,
    lastOffsetDelta,
  } = batch;
  assert.deepEqual(
    { sizeInBytes, baseOffset, partitionLeaderEpoch, compressionType, timestampType, recordCount, lastOffsetDelta },
    {
      sizeInBytes: 96,
      baseOffset: 0n,
      partitionLeaderEpoch: -1,
      compressionType: 'none',
      timestampType: 'CreateTime',
      recordCount: 2,
      lastOffsetDelta: 1,
    },
  );
  assert.deepEqual([batch.producerId, batch.producerEpoch, batch.baseSequence], [4000n, 0, 0]);
  assert.deepEqual([batch.baseTimestampMs, batch.maxTimestampMs], [now, now + 7]);
  const records = readRecords(batch).map(r => ({
    offset: r.offset,
    timestampMs: r.timestampMs,
    key: r.key?.toString() ?? null,
    value: r.value?.toString() ?? null,
    headers: r.headers.map(h => [h.key, h.value === null ? null : Buffer.from(h.value).toString()]),
  }));
  assert.deepEqual(records, [
    { offset: 0n, timestampMs: now, key: 'k1', value: 'hello', headers: [] },
    {
      offset: 1n,
      timestampMs: now + 7,
      key: null,
      value: 'world',
      headers: [
        ['h1', 'x'],
        ['h2', null],
      ],
    },
  ]);
});

test('batches one after the other; a cut one at the end is an error or the end, as asked', () => {
  const three = Buffer.concat([batchOf(1), batchOf(2, 'gzip'), batchOf(3, 'zstd')]);
  assert.deepEqual(
    [...iterateBatches(three)].map(b => [b.recordCount, b.compressionType, readRecords(b).length]),
    [
      [1, 'none', 1],
      [2, 'gzip', 2],
      [3, 'zstd', 3],
    ],
  );
  assert.deepEqual(Buffer.concat([...iterateBatches(three)].map(batchBytes)), three);
  for (const cut of [1, 40, batchOf(3, 'zstd').length - 1]) {
    const short = three.subarray(0, three.length - cut);
    assert.equal([...iterateBatches(short, { partialTail: 'ignored' })].length, 2);
    assert.throws(() => [...iterateBatches(short)], { kind: 'CorruptRecordException' });
  }
  assert.equal([...iterateBatches(Buffer.alloc(0))].length, 0);
});

test('214 a batch length that is negative, too small or beyond the data is refused, saying what it can be', () => {
  for (const length of [-1, 0, 48, 85, 0x7fff_ffff, -0x8000_0000]) {
    const bad = Buffer.from(vectorA);
    bad.writeInt32BE(length, BatchOffset.batchLength);
    assert.throws(() => readBatchHeader(bad), {
      kind: 'CorruptRecordException',
      message: `the batch at offset 0 says its length is ${length}; it can be 49 to 84`,
    });
  }
  assert.throws(() => readBatchHeader(vectorA.subarray(0, 60)), /needs at least 61 bytes; 60 are left/);
});

test('214 any bit that flips under the checksum is noticed', () => {
  for (const type of ['none', 'gzip', 'zstd'] as const) {
    const good = batchOf(3, type);
    assert.equal(isCrcValid(readBatchHeader(good)), true);
    for (let at = BatchOffset.crc; at < good.length; at++) {
      const bad = Buffer.from(good);
      bad.writeUInt8(bad.readUInt8(at) ^ 0x40, at);
      if (at === BatchOffset.attributes + 1) continue; // This flips the delete horizon; the header still reads.
      assert.throws(() => ensureValid(readBatchHeader(bad)), { kind: 'CorruptRecordException' }, `${type} byte ${at}`);
    }
  }
  const bad = Buffer.from(vectorA);
  bad.writeUInt8(bad.readUInt8(70) ^ 1, 70);
  assert.throws(() => ensureValid(readBatchHeader(bad)), /has checksum c1bc0937, its bytes give [0-9a-f]{8}$/);
});

test('214 a record count that does not match the records is refused, compressed too', () => {
  for (const type of ['none', 'gzip', 'zstd'] as const)
    for (const count of [-1, 0, 2, 4, 1000, 0x7fff_ffff]) {
      const bad = batchOf(3, type);
      bad.writeInt32BE(count, BatchOffset.recordsCount);
      assert.throws(() => readRecords(readBatchHeader(bad)), { kind: 'InvalidRecordException' }, `${type} ${count}`);
    }
});

test('214 another magic and a compression type that does not exist are refused', () => {
  const old = Buffer.from(vectorA);
  old.writeInt8(1, BatchOffset.magic);
  assert.throws(() => readBatchHeader(old), /magic 1; only 2/);
  const odd = Buffer.from(vectorA);
  odd.writeInt16BE(6, BatchOffset.attributes);
  assert.throws(() => readBatchHeader(odd), /compression type 6, which does not exist/);
});

test('213 a record with bad key, value or header sizes or counts is refused, naming record and field', () => {
  const base = vectorA.length - 35;
  const cases: readonly (readonly [at: number, byte: number, reason: RegExp])[] = [
    [0, 0x01, /record 0 .*its length is -1/],
    [0, 0x0a, /record 0 .*its length is 5/],
    [0, 0x7e, /record 0 .*its length is 63; 34 bytes are left/],
    [4, 0x03, /record 0 .*length of its key is -2/],
    [4, 0x7e, /record 0 .*length of its key is 63; \d+ bytes are left/],
    [7, 0x7e, /record 0 .*length of its value is 63/],
    [7, 0x07, /record 0 .*length of its value is -4/],
    [13, 0x01, /record 0 .*it has -1 headers/],
    [13, 0x7e, /record 0 .*it has 63 headers/],
    [18, 0x02, /record 1 .*length of its value is/],
    [25, 0x02, /record 1 .*bytes are left after its headers/],
    [26, 0x01, /record 1 .*key of header 0 is null/],
    [29, 0x7e, /record 1 .*value of header 0 is 63/],
  ];
  for (const [at, byte, reason] of cases) {
    const bad = Buffer.from(vectorA);
    bad.writeUInt8(byte, base + at);
    assert.throws(
      () => readRecords(readBatchHeader(bad)),
      { kind: 'InvalidRecordException', message: reason },
      `${at} ${byte}`,
    );
  }
});

test('a broker sets place and time of a batch in place, and the checksum stays right', () => {
  const bytes = Buffer.concat([batchOf(2), batchOf(3, 'gzip')]);
  const [first, second] = [...iterateBatches(bytes)];
  assert.ok(first && second);
  setBatchOffsets(second, { baseOffset: 1000n, partitionLeaderEpoch: 7 });
  setLogAppendTime(second, now + 99_000);
  const [, again] = [...iterateBatches(bytes)];
  assert.ok(again);
  ensureValid(again);
  assert.deepEqual([again.baseOffset, again.partitionLeaderEpoch, again.timestampType], [1000n, 7, 'LogAppendTime']);
  assert.deepEqual(
    readRecords(again).map(r => [r.offset, r.timestampMs]),
    [1000n, 1001n, 1002n].map(offset => [offset, now + 99_000]),
  );
  assert.deepEqual(batchBytes(first), batchOf(2), 'its neighbour is untouched');
});

/** Half a surrogate pair has no UTF-8 form. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

const bytes = fc.uint8Array({ maxLength: 40 }).map(array => Buffer.from(array));
const record = fc.record({
  timestampMs: fc.integer({ min: 0, max: now * 2 }),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.array(fc.record({ key: fc.string({ maxLength: 12 }), value: fc.option(bytes) }), { maxLength: 4 }),
});

test('whatever is appended is read back: keys, values, headers and times, with every codec', () => {
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(...compressionTypes),
      (records, type) => {
        const builder = new MemoryRecordsBuilder({ buffer: Buffer.alloc(100), compression: compressionOf(type) });
        for (const { timestampMs, key, value, headers } of records) {
          const written: Header[] = headers.map(h => ({ key: wellFormed(h.key), value: h.value }));
          builder.append(timestampMs, key, value, written);
        }
        const batch = readBatchHeader(builder.close());
        ensureValid(batch);
        const read = readRecords(batch).map(({ timestampMs, key, value, headers }) => ({
          timestampMs,
          key,
          value,
          headers: [...headers],
        }));
        assert.deepEqual(
          read,
          records.map(r => ({ ...r, headers: r.headers.map(h => ({ ...h, key: wellFormed(h.key) })) })),
        );
        assert.equal(batch.maxTimestampMs, Math.max(...records.map(r => r.timestampMs)));
      },
    ),
    { seed, numRuns: 300 },
  );
});

test('213 random damage behind a right checksum never crashes: it reads, or it is a typed error', () => {
  const good = batchOf(5);
  let refused = 0;
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.integer({ min: BatchOffset.attributes, max: good.length - 1 }), fc.integer({ min: 0, max: 255 })),
        {
          minLength: 1,
          maxLength: 6,
        },
      ),
      changes => {
        const bad = Buffer.from(good);
        for (const [at, byte] of changes) bad.writeUInt8(byte, at);
        bad.writeUInt32BE(crc32c(bad, BatchOffset.attributes), BatchOffset.crc);
        try {
          const batch = readBatchHeader(bad);
          ensureValid(batch);
          readRecords(batch);
        } catch (error) {
          assert.ok(error instanceof KafkaError, String(error));
          refused++;
        }
      },
    ),
    { seed, numRuns: 5000 },
  );
  assert.ok(refused > 500, `${refused} refused`);
});
