/**
 * Reads record batches that anybody may have written: every size and count is checked against what is left before it is believed.
 * A batch that is cut, damaged or fails its checksum is a `CorruptRecordException`; a record inside it that contradicts itself, an
 * `InvalidRecordException`.
 */
import { crc32c } from '../common/crc32c.ts';
import { KafkaError } from '../common/kafkaError.ts';
import { readVarint, readVarlong } from '../common/varint.ts';
import type { Cursor } from '../common/varint.ts';
import { compressionTypes, decompress, defaultMaxUncompressedBytes } from './compression.ts';
import type { CompressionType } from './compression.ts';
import { noHeaders } from './header.ts';
import type { Header } from './header.ts';
import {
  Attribute,
  BatchOffset,
  LOG_OVERHEAD,
  MAGIC_V2,
  RECORD_BATCH_OVERHEAD,
  readTimestamp,
} from './recordBatchLayout.ts';

export type TimestampType = 'CreateTime' | 'LogAppendTime';

/** One batch in a buffer that holds one or many. Times in milliseconds since 1970. */
export interface RecordBatch {
  readonly buffer: Buffer;
  /** Where the batch starts in `buffer`, and how many bytes it takes there, its header included. */
  readonly position: number;
  readonly sizeInBytes: number;
  readonly baseOffset: bigint;
  readonly partitionLeaderEpoch: number;
  readonly magic: number;
  readonly crc: number;
  readonly attributes: number;
  readonly compressionType: CompressionType;
  readonly timestampType: TimestampType;
  readonly isTransactional: boolean;
  readonly isControl: boolean;
  readonly hasDeleteHorizon: boolean;
  readonly lastOffsetDelta: number;
  readonly baseTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordCount: number;
}

export interface DecodedRecord {
  readonly offset: bigint;
  /** The record's own time, or the batch's if the broker stamped it at the append. */
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly Header[];
  /** Where it starts among the records of its batch, after decompression, and what it takes there with its length field. */
  readonly position: number;
  readonly sizeInBytes: number;
}

/** Length, attributes, two deltas, two lengths of −1, header count: nothing is shorter. */
const minRecordBytes = 7;

export function readBatchHeader(buffer: Buffer, position = 0, end = buffer.length): RecordBatch {
  const left = end - position;
  if (left < RECORD_BATCH_OVERHEAD)
    throw corrupt(
      `a record batch needs at least ${RECORD_BATCH_OVERHEAD} bytes; ${left} are left at offset ${position}`,
    );
  const magic = buffer.readInt8(position + BatchOffset.magic);
  if (magic !== MAGIC_V2)
    throw invalid(`the batch at offset ${position} has magic ${magic}; only ${MAGIC_V2} can be read`);
  const batchLength = buffer.readInt32BE(position + BatchOffset.batchLength);
  const sizeInBytes = batchLength + LOG_OVERHEAD;
  if (sizeInBytes < RECORD_BATCH_OVERHEAD || sizeInBytes > left) {
    const allowed = `${RECORD_BATCH_OVERHEAD - LOG_OVERHEAD} to ${left - LOG_OVERHEAD}`;
    throw corrupt(`the batch at offset ${position} says its length is ${batchLength}; it can be ${allowed}`);
  }
  const attributes = buffer.readInt16BE(position + BatchOffset.attributes);
  const compressionType = compressionTypes[attributes & Attribute.compressionMask];
  if (compressionType === undefined)
    throw corrupt(
      `the batch at offset ${position} has compression type ${attributes & Attribute.compressionMask}, which does not exist`,
    );
  return {
    buffer,
    position,
    sizeInBytes,
    baseOffset: buffer.readBigInt64BE(position + BatchOffset.baseOffset),
    partitionLeaderEpoch: buffer.readInt32BE(position + BatchOffset.partitionLeaderEpoch),
    magic,
    crc: buffer.readUInt32BE(position + BatchOffset.crc),
    attributes,
    compressionType,
    timestampType: (attributes & Attribute.logAppendTime) === 0 ? 'CreateTime' : 'LogAppendTime',
    isTransactional: (attributes & Attribute.transactional) !== 0,
    isControl: (attributes & Attribute.control) !== 0,
    hasDeleteHorizon: (attributes & Attribute.deleteHorizon) !== 0,
    lastOffsetDelta: buffer.readInt32BE(position + BatchOffset.lastOffsetDelta),
    baseTimestampMs: readTimestamp(buffer, position + BatchOffset.baseTimestamp),
    maxTimestampMs: readTimestamp(buffer, position + BatchOffset.maxTimestamp),
    producerId: buffer.readBigInt64BE(position + BatchOffset.producerId),
    producerEpoch: buffer.readInt16BE(position + BatchOffset.producerEpoch),
    baseSequence: buffer.readInt32BE(position + BatchOffset.baseSequence),
    recordCount: buffer.readInt32BE(position + BatchOffset.recordsCount),
  };
}

/**
 * The batches of a `records` field, one after the other; each is checked when it is reached. A fetch response may end in the middle
 * of a batch: with `partialTail` 'ignored' that ends the iteration, otherwise it is an error.
 */
export function* iterateBatches(
  buffer: Buffer,
  { partialTail = 'refused' }: { readonly partialTail?: 'refused' | 'ignored' } = {},
): Generator<RecordBatch, void, undefined> {
  for (let position = 0; position < buffer.length;) {
    if (partialTail === 'ignored' && isCutShort(buffer, position)) return;
    const batch = readBatchHeader(buffer, position);
    yield batch;
    position += batch.sizeInBytes;
  }
}

/** The bytes of the batch, as a view. */
export function batchBytes({ buffer, position, sizeInBytes }: RecordBatch): Buffer {
  return buffer.subarray(position, position + sizeInBytes);
}

export function isCrcValid(batch: RecordBatch): boolean {
  return computeCrc(batch) === batch.crc;
}

/** @throws KafkaError CorruptRecordException (code 2) with both checksums. */
export function ensureValid(batch: RecordBatch): void {
  const computed = computeCrc(batch);
  if (computed !== batch.crc)
    throw corrupt(
      `the batch at offset ${batch.position} has checksum ${hex(batch.crc)}, its bytes give ${hex(computed)}`,
    );
}

/**
 * The records of a batch: exactly as many as its header says, with nothing left over. Keys and values are views of the batch, or of
 * the memory it was decompressed to. Does not check the checksum.
 */
export function readRecords(batch: RecordBatch, maxUncompressedBytes = defaultMaxUncompressedBytes): DecodedRecord[] {
  const records = uncompressedRecords(batch, maxUncompressedBytes);
  const limit = Math.floor(records.length / minRecordBytes);
  if (batch.recordCount < 0 || batch.recordCount > limit)
    throw invalid(
      `the batch at offset ${batch.position} says it has ${batch.recordCount} records; its bytes hold 0 to ${limit}`,
    );
  const cursor: Cursor = { position: 0 };
  const decoded: DecodedRecord[] = [];
  for (let index = 0; index < batch.recordCount; index++) decoded.push(readRecord(batch, index, records, cursor));
  const left = records.length - cursor.position;
  if (left > 0)
    throw invalid(
      `${left} bytes are left after the ${batch.recordCount} records of the batch at offset ${batch.position}`,
    );
  return decoded;
}

/** The record part of a batch, decompressed where it is compressed. */
export function uncompressedRecords(batch: RecordBatch, maxUncompressedBytes = defaultMaxUncompressedBytes): Buffer {
  const end = batch.position + batch.sizeInBytes;
  const stored = batch.buffer.subarray(batch.position + BatchOffset.records, end);
  return batch.compressionType === 'none' ? stored : decompress(batch.compressionType, stored, maxUncompressedBytes);
}

/**
 *   record = length varint, attributes int8, timestampDelta varlong, offsetDelta varint, key, value,
 *            header count varint, then for each header: key length varint, key, value
 *   key, value = length varint (−1 for null), data
 */
function readRecord(batch: RecordBatch, index: number, records: Buffer, cursor: Cursor): DecodedRecord {
  const position = cursor.position;
  try {
    const length = readVarint(records, cursor, records.length);
    const end = cursor.position + length;
    if (length < minRecordBytes - 1 || end > records.length)
      throw invalid(`its length is ${length}; ${records.length - cursor.position} bytes are left`);
    cursor.position++;
    const timestampDelta = readVarlong(records, cursor, end);
    const offsetDelta = readVarint(records, cursor, end);
    const key = readBytes('key', records, cursor, end);
    const value = readBytes('value', records, cursor, end);
    const headers = readHeaders(records, cursor, end);
    if (cursor.position !== end) throw invalid(`${end - cursor.position} bytes are left after its headers`);
    const timestampMs =
      batch.timestampType === 'LogAppendTime' ? batch.maxTimestampMs : batch.baseTimestampMs + timestampDelta;
    const offset = batch.baseOffset + BigInt(offsetDelta);
    return { offset, timestampMs, key, value, headers, position, sizeInBytes: end - position };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KafkaError(
      'InvalidRecordException',
      `record ${index} of the batch at offset ${batch.position}: ${reason}`,
      { code: 87, cause: error },
    );
  }
}

function readHeaders(records: Buffer, cursor: Cursor, end: number): readonly Header[] {
  const count = readVarint(records, cursor, end);
  const limit = Math.floor((end - cursor.position) / 2);
  if (count < 0 || count > limit) throw invalid(`it says it has ${count} headers; its bytes hold 0 to ${limit}`);
  if (count === 0) return noHeaders;
  const headers: Header[] = [];
  for (let i = 0; i < count; i++) {
    const key = readBytes(`key of header ${i}`, records, cursor, end);
    if (key === null) throw invalid(`the key of header ${i} is null`);
    headers.push({ key: key.toString('utf8'), value: readBytes(`value of header ${i}`, records, cursor, end) });
  }
  return headers;
}

function readBytes(what: string, records: Buffer, cursor: Cursor, end: number): Buffer | null {
  const length = readVarint(records, cursor, end);
  if (length === -1) return null;
  const start = cursor.position;
  if (length < 0 || length > end - start)
    throw invalid(`the length of its ${what} is ${length}; ${end - start} bytes are left`);
  cursor.position = start + length;
  return records.subarray(start, start + length);
}

function isCutShort(buffer: Buffer, position: number): boolean {
  const left = buffer.length - position;
  return left < RECORD_BATCH_OVERHEAD || buffer.readInt32BE(position + BatchOffset.batchLength) + LOG_OVERHEAD > left;
}

function computeCrc({ buffer, position, sizeInBytes }: RecordBatch): number {
  return crc32c(buffer, position + BatchOffset.attributes, position + sizeInBytes);
}

function hex(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}

function corrupt(message: string): KafkaError {
  return new KafkaError('CorruptRecordException', message, { code: 2 });
}

function invalid(message: string): KafkaError {
  return new KafkaError('InvalidRecordException', message, { code: 87 });
}
