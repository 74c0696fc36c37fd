import { sizeOfVarint, sizeOfVarlong } from '../common/varint.ts';
import type { Header } from './header.ts';
import { RECORD_BATCH_OVERHEAD } from './recordBatchLayout.ts';

/** Five bytes of length, ten of timestamp delta, five of offset delta, one of attributes (Kafka: `MAX_RECORD_OVERHEAD`). */
export const MAX_RECORD_OVERHEAD = 21;

type Bytes = { readonly length: number } | null;

/** Key, value and headers with their lengths, in bytes (Kafka: `DefaultRecord.sizeOf`). */
export function sizeOfKeyValueHeaders(key: Bytes, value: Bytes, headers: readonly Header[]): number {
  const fixed = sizeOfBytes(key) + sizeOfBytes(value);
  return headers.length === 0 ? fixed + 1 : fixed + sizeOfHeaders(headers);
}

/** Bytes after the length field (Kafka: `DefaultRecord.sizeOfBodyInBytes`). */
export function sizeOfRecordBody(offsetDelta: number, timestampDelta: number, keyValueHeadersBytes: number): number {
  return 1 + sizeOfVarlong(timestampDelta) + sizeOfVarint(offsetDelta) + keyValueHeadersBytes;
}

/** The most a record can take, wherever in a batch it lands (Kafka: `DefaultRecord.recordSizeUpperBound`). */
export function recordSizeUpperBound(key: Bytes, value: Bytes, headers: readonly Header[]): number {
  return MAX_RECORD_OVERHEAD + sizeOfKeyValueHeaders(key, value, headers);
}

/**
 * The most a batch of this one record can take. `max.request.size`, the buffer of a new batch and the record-size metrics go by it
 * (Kafka: `AbstractRecords.estimateSizeInBytesUpperBound`).
 */
export function estimateSizeInBytesUpperBound(key: Bytes, value: Bytes, headers: readonly Header[]): number {
  return RECORD_BATCH_OVERHEAD + recordSizeUpperBound(key, value, headers);
}

function sizeOfBytes(bytes: Bytes): number {
  return bytes === null ? 1 : sizeOfVarint(bytes.length) + bytes.length;
}

function sizeOfHeaders(headers: readonly Header[]): number {
  let size = sizeOfVarint(headers.length);
  for (const { key, value } of headers) {
    const keyBytes = Buffer.byteLength(key);
    size += sizeOfVarint(keyBytes) + keyBytes + sizeOfBytes(value);
  }
  return size;
}
