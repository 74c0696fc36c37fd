import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import { Chunks } from '../../../engine/record/chunks.ts';
import { compressionOf } from '../../../engine/record/compression.ts';
import type { CompressionType } from '../../../engine/record/compression.ts';
import { MemoryRecordsBuilder } from '../../../engine/record/memoryRecordsBuilder.ts';
import { ensureValid, readBatchHeader, readRecords } from '../../../engine/record/recordBatchReader.ts';
import {
  recordSizeUpperBound,
  estimateSizeInBytesUpperBound,
  sizeOfKeyValueHeaders,
} from '../../../engine/record/recordSizes.ts';

const now = 1_700_000_000_000;
const utf8 = (text: string): Buffer => Buffer.from(text);
const builderOf = (options: { bytes?: number; type?: CompressionType; ratio?: number } = {}): MemoryRecordsBuilder =>
  new MemoryRecordsBuilder({
    buffer: Buffer.alloc(options.bytes ?? 16384),
    compression: compressionOf(options.type ?? 'none'),
    compressionRatioEstimate: options.ratio ?? 1,
  });

test('two records, headers and producer state are the bytes an independent client decodes', () => {
  const builder = builderOf();
  builder.append(now, utf8('k1'), utf8('hello'));
  builder.append(now + 7, null, utf8('world'), [
    { key: 'h1', value: utf8('x') },
    { key: 'h2', value: null },
  ]);
  builder.setProducerState(4000n, 0, 0, false);
  const expected =
    '000000000000000000000054ffffffff02c1bc09370000000000010000018bcfe568000000018bcfe568070000000000000fa00000' +
    '00000000000000021a000000046b310a68656c6c6f0028000e02010a776f726c6404046831027804683201';
  assert.equal(builder.close().toString('hex'), expected);
});

test('one record with null key and null value', () => {
  const builder = builderOf();
  builder.append(now, null, null);
  const expected =
    '000000000000000000000038ffffffff02c428857f0000000000000000018bcfe568000000018bcfe56800ffffffffffffffffffff' +
    'ffffffff000000010c000000010100';
  assert.equal(builder.close().toString('hex'), expected);
});

test('an uncompressed batch is the memory it was given, not a copy', () => {
  const buffer = Buffer.alloc(1024);
  const builder = new MemoryRecordsBuilder({ buffer });
  builder.append(now, null, utf8('in place'));
  const batch = builder.close();
  assert.equal(batch.buffer, buffer.buffer);
  assert.equal(batch.byteOffset, buffer.byteOffset);
});

test('sizes: the bounds of a record and of a batch of one, and what it really takes', () => {
  const key = utf8('kk');
  const value = utf8('value');
  assert.equal(sizeOfKeyValueHeaders(key, value, []), 10);
  assert.equal(recordSizeUpperBound(key, value, []), 31);
  assert.equal(estimateSizeInBytesUpperBound(key, value, []), 92);
  const builder = builderOf();
  builder.append(now, key, value);
  assert.equal(builder.close().length, 75);
});

test('room: the first record always fits, the next only below the limit with its exact size', () => {
  const builder = builderOf({ bytes: 200 });
  const value = Buffer.alloc(50);
  assert.equal(builder.hasRoomFor(now, null, Buffer.alloc(5000), []), true);
  builder.append(now, null, value);
  assert.equal(builder.estimatedBytesWritten, 61 + 57);
  assert.equal(builder.hasRoomFor(now, null, Buffer.alloc(73), []), true, 'exactly to the limit');
  assert.equal(builder.hasRoomFor(now, null, Buffer.alloc(74), []), false);
  assert.equal(builder.tryAppend(now, null, Buffer.alloc(74)), false);
  assert.equal(builder.recordCount, 1);
  assert.equal(builder.tryAppend(now, null, Buffer.alloc(73)), true);
  assert.equal(builder.isFull(), true);
  assert.equal(builder.close().length, 200);
});

test('tryAppend decides as hasRoomFor does', () => {
  for (const type of ['none', 'gzip'] as const)
    for (let size = 0; size < 200; size++) {
      const builder = builderOf({ bytes: 256, type, ratio: 0.7 });
      builder.append(now, null, Buffer.alloc(60));
      const room = builder.hasRoomFor(now + 500, utf8('k'), Buffer.alloc(size), []);
      assert.equal(builder.tryAppend(now + 500, utf8('k'), Buffer.alloc(size)), room, `${type} ${size}`);
    }
});

test('47 a record larger than its buffer still gets a batch of its own', () => {
  const builder = builderOf({ bytes: 100 });
  const value = Buffer.alloc(5000, 'v');
  builder.append(now, null, value);
  assert.equal(builder.isFull(), true);
  const [record] = readRecords(readBatchHeader(builder.close()));
  assert.deepEqual(record?.value, value);
});

test('25 no append once closed, and none after abort', () => {
  const closed = builderOf();
  closed.append(now, null, utf8('v'));
  closed.closeForRecordAppends();
  assert.equal(closed.isFull(), true);
  assert.equal(closed.hasRoomFor(now, null, null, []), false);
  assert.equal(closed.tryAppend(now, null, null), false);
  assert.throws(() => closed.append(now, null, null), { kind: 'IllegalStateException' });
});

test('215 abort resets what was written, and nothing can be appended, closed or reopened after it', () => {
  const builder = builderOf();
  builder.append(now, null, utf8('v'));
  builder.abort();
  assert.equal(builder.uncompressedBytes, 0);
  assert.equal(builder.recordCount, 0);
  assert.equal(builder.isAborted, true);
  assert.throws(() => builder.append(now, null, null), { kind: 'IllegalStateException' });
  assert.throws(() => builder.close(), /has been aborted/);
  assert.throws(() => builder.reopenAndRewriteProducerState(1n, 0, 0, false), /has been aborted/);
});

test('closing an empty builder gives no bytes; closing twice gives the same ones', () => {
  assert.equal(builderOf().close().length, 0);
  const builder = builderOf();
  builder.append(now, null, utf8('v'));
  assert.equal(builder.close(), builder.close());
});

test('producer state: only before the close, complete, and rewritten by reopening', () => {
  const builder = builderOf({ type: 'gzip' });
  builder.append(now, null, Buffer.alloc(500, 'a'));
  builder.setProducerState(7n, 1, 10, true);
  const first = readBatchHeader(Buffer.from(builder.close()));
  assert.throws(() => builder.setProducerState(8n, 0, 0, false), /reopen/);
  builder.reopenAndRewriteProducerState(8n, 2, 0, false);
  assert.equal(builder.isClosed, false);
  const second = readBatchHeader(builder.close());
  ensureValid(first);
  ensureValid(second);
  assert.deepEqual(
    [first, second].map(b => [b.producerId, b.producerEpoch, b.baseSequence, b.isTransactional, b.sizeInBytes]),
    [
      [7n, 1, 10, true, first.sizeInBytes],
      [8n, 2, 0, false, first.sizeInBytes],
    ],
  );
  assert.deepEqual(readRecords(second)[0]?.value, Buffer.alloc(500, 'a'));

  const incomplete = builderOf();
  incomplete.append(now, null, null);
  incomplete.setProducerState(7n, -1, 0, false);
  assert.throws(() => incomplete.close(), /epoch -1/);
  incomplete.setProducerState(-1n, -1, -1, true);
  assert.throws(() => incomplete.close(), /transactional/);
});

test('timestamps: deltas to the first record, also backwards; the maximum is kept', () => {
  const builder = builderOf();
  for (const timestamp of [now, now - 5_000, now + 8_000_000_000, now + 1]) builder.append(timestamp, null, null);
  const batch = readBatchHeader(builder.close());
  assert.equal(batch.baseTimestampMs, now);
  assert.equal(batch.maxTimestampMs, now + 8_000_000_000);
  assert.deepEqual(
    readRecords(batch).map(r => r.timestampMs),
    [now, now - 5_000, now + 8_000_000_000, now + 1],
  );
  for (const timestamp of [-1, 1.5, NaN, 2 ** 60])
    assert.throws(() => builderOf().append(timestamp, null, null), { kind: 'IllegalArgumentException' });
});

for (const type of ['gzip', 'snappy', 'lz4', 'zstd'] as const) {
  test(`${type}: the estimate is scaled by the ratio, so records may outgrow the buffer while open`, () => {
    const buffer = Buffer.alloc(1024);
    const builder = new MemoryRecordsBuilder({
      buffer,
      compression: compressionOf(type),
      compressionRatioEstimate: 0.1,
    });
    while (builder.tryAppend(now, null, Buffer.alloc(100, 'compressible'))) assert.ok(builder.recordCount < 1000);
    assert.ok(builder.uncompressedBytes > 8000, `${builder.uncompressedBytes}`);
    const uncompressed = builder.uncompressedBytes;
    const batch = readBatchHeader(builder.close());
    ensureValid(batch);
    assert.equal(batch.compressionType, type);
    assert.equal(batch.buffer.buffer, buffer.buffer, 'compressed back into the given memory');
    assert.equal(builder.compressionRatio, Math.fround((batch.sizeInBytes - 61) / uncompressed));
    assert.equal(readRecords(batch).length, builder.recordCount);
    assert.equal(builder.estimatedSizeInBytes, batch.sizeInBytes);
  });

  test(`${type}: a batch that does not shrink into the buffer gets memory of its own`, () => {
    const value = Buffer.from(Array.from({ length: 3000 }, (_, i) => (Math.imul(i, 2654435761) >>> 13) & 0xff));
    const builder = builderOf({ bytes: 128, type });
    builder.append(now, null, value);
    const batch = readBatchHeader(builder.close());
    assert.deepEqual(readRecords(batch)[0]?.value, value);
  });
}

test('the estimate uses 32-bit floats as Java does', () => {
  const builder = builderOf({ type: 'gzip', ratio: 0.995 });
  builder.append(now, null, Buffer.alloc(10_000));
  const uncompressed = builder.uncompressedBytes;
  const float = Math.fround;
  assert.equal(builder.estimatedBytesWritten, 61 + Math.trunc(float(float(uncompressed * float(0.995)) * float(1.05))));
});

test('in chunks the bytes are the same, wherever records lie across their ends', () => {
  const seed = 3;
  console.log(`seed ${seed}`);
  const random = seededRandom(seed);
  for (const chunkBytes of [61, 64, 100, 1000]) {
    const chunksOf = (count: number): Chunks =>
      new Chunks(
        chunkBytes,
        Array.from({ length: count }, () => Buffer.alloc(chunkBytes, 0xee)),
      );
    const chunks = chunksOf(1);
    const chunked = new MemoryRecordsBuilder({ buffer: chunks, writeLimit: 4000 });
    const whole = builderOf({ bytes: 4000 });
    for (let i = 0; ; i++) {
      const value = Buffer.from(Array.from({ length: random.nextInt() % 300 }, () => random.nextInt() & 0xff));
      const headers = i % 3 === 0 ? [{ key: 'h', value }] : [];
      const missing = chunked.estimatedBytesWritten + recordSizeUpperBound(value, value, headers) - chunks.length;
      if (missing > 0) chunks.add(chunksOf(Math.ceil(missing / chunkBytes)));
      const appended = whole.tryAppend(now + i, value, value, headers);
      assert.equal(chunked.tryAppend(now + i, value, value, headers), appended);
      assert.equal(chunked.estimatedBytesWritten, whole.estimatedBytesWritten);
      assert.equal(chunked.uncompressedBytes, whole.uncompressedBytes);
      if (!appended) break;
    }
    for (const builder of [chunked, whole]) builder.setProducerState(1n, 0, 0, false);
    assert.deepEqual(chunked.close(), whole.close());
    assert.equal(chunks.writtenBytes, whole.estimatedSizeInBytes);
    for (const builder of [chunked, whole]) builder.reopenAndRewriteProducerState(2n, 1, 7, false);
    assert.deepEqual(chunked.close(), whole.close());
  }
});

test('a record beyond the chunks there are is a mistake', () => {
  const chunked = new MemoryRecordsBuilder({ buffer: new Chunks(100, [Buffer.alloc(100)]), writeLimit: 4000 });
  chunked.append(now, null, Buffer.alloc(100));
  assert.throws(() => chunked.close(), /There is no chunk 1, only 1/);
});
