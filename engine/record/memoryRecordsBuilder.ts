import { KafkaError } from '../common/kafkaError.ts';
import { sizeOfVarint, writeVarint, writeVarlong } from '../common/varint.ts';
import { Chunks } from './chunks.ts';
import { noCompression } from './compression.ts';
import type { Compression } from './compression.ts';
import { noHeaders } from './header.ts';
import type { Header } from './header.ts';
import {
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  NO_TIMESTAMP,
  RECORD_BATCH_OVERHEAD,
} from './recordBatchLayout.ts';
import { writeBatchHeader } from './recordBatchHeader.ts';
import { sizeOfKeyValueHeaders, sizeOfRecordBody } from './recordSizes.ts';

export interface MemoryRecordsBuilderOptions {
  /** Memory of the pool. The batch is written into it from its first byte on; it stays the caller's. Chunks: without compression only. */
  readonly buffer: Buffer | Chunks;
  readonly compression?: Compression;
  /** The batch is full when its estimated size reaches this many bytes; without it, the size of the buffer. */
  readonly writeLimit?: number;
  /** Compressed over uncompressed bytes, as the estimator knows the topic. */
  readonly compressionRatioEstimate?: number;
}

const compressionRateEstimationFactor = Math.fround(1.05);
const reallocationFactor = 1.1;
/** Below this many bytes a loop is faster than `TypedArray.set`. */
const loopCopyBytes = 16;

/**
 * Writes one record batch v2 (Kafka: `MemoryRecordsBuilder`). Open → closed for appends → closed, with the bytes final; a closed
 * one may be reopened to change its producer state, which rewrites the header only. Any → aborted.
 *
 * Records go straight into the given buffer. If they outgrow it (with compression the uncompressed records may be larger than the
 * limit) they move to memory of their own, and the pool is not told, as in Java.
 */
export class MemoryRecordsBuilder {
  readonly compression: Compression;
  readonly writeLimit: number;
  readonly #poolBuffer: Buffer;
  readonly #ratioEstimate: number;
  /** Where records are written: the pool's buffer until they outgrow it. */
  #buffer: Buffer;
  /** If the memory comes in chunks: `#buffer` is the rest of one, or a record beside them. */
  readonly #chunks: Chunks | null;
  /** Those in chunks before `#buffer`. */
  #earlierBytes = 0;
  #position = RECORD_BATCH_OVERHEAD;
  #recordCount = 0;
  #baseTimestampMs = NO_TIMESTAMP;
  #maxTimestampMs = NO_TIMESTAMP;
  #producerId = NO_PRODUCER_ID;
  #producerEpoch = NO_PRODUCER_EPOCH;
  #baseSequence = NO_SEQUENCE;
  #isTransactional = false;
  #compressionRatio = 1;
  #openForAppends = true;
  #aborted = false;
  #built: Buffer | null = null;
  /** The finished batch before it was reopened: only its header is written again. */
  #reopened: Buffer | null = null;

  constructor(options: MemoryRecordsBuilderOptions) {
    this.compression = options.compression ?? noCompression;
    this.writeLimit = options.writeLimit ?? options.buffer.length;
    this.#ratioEstimate = Math.fround(options.compressionRatioEstimate ?? 1);
    this.#chunks = options.buffer instanceof Chunks ? options.buffer : null;
    this.#poolBuffer = options.buffer instanceof Chunks ? options.buffer.at(0) : options.buffer;
    this.#buffer = this.#poolBuffer;
    if (options.buffer.length < RECORD_BATCH_OVERHEAD) this.#grow(RECORD_BATCH_OVERHEAD);
  }

  get recordCount(): number {
    return this.#recordCount;
  }
  /** Bytes of the records without the header, before compression. */
  get uncompressedBytes(): number {
    return this.#earlierBytes + this.#position - RECORD_BATCH_OVERHEAD;
  }
  /** Compressed over uncompressed record bytes; 1 until the batch is closed, and without compression. */
  get compressionRatio(): number {
    return this.#compressionRatio;
  }
  get baseTimestampMs(): number {
    return this.#baseTimestampMs;
  }
  get maxTimestampMs(): number {
    return this.#maxTimestampMs;
  }
  get producerId(): bigint {
    return this.#producerId;
  }
  get producerEpoch(): number {
    return this.#producerEpoch;
  }
  get baseSequence(): number {
    return this.#baseSequence;
  }
  get isTransactional(): boolean {
    return this.#isTransactional;
  }
  get isClosed(): boolean {
    return this.#built !== null;
  }
  get isAborted(): boolean {
    return this.#aborted;
  }

  /** What the batch will come to, with 32-bit float arithmetic as in Java so that batches end at the same record. */
  get estimatedBytesWritten(): number {
    if (this.compression.id === 0) return this.#earlierBytes + this.#position;
    const scaled = Math.fround(Math.fround(this.uncompressedBytes) * this.#ratioEstimate);
    return RECORD_BATCH_OVERHEAD + Math.trunc(Math.fround(scaled * compressionRateEstimationFactor));
  }

  /** The size once it is known, the estimate before. */
  get estimatedSizeInBytes(): number {
    return this.#built?.length ?? this.estimatedBytesWritten;
  }

  /** An empty batch takes any record, so that one larger than batch.size still goes out, alone. */
  hasRoomFor(
    timestampMs: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly Header[],
  ): boolean {
    if (this.isFull()) return false;
    if (this.#recordCount === 0) return true;
    const body = this.#bodyBytes(timestampMs, sizeOfKeyValueHeaders(key, value, headers));
    return this.writeLimit >= this.estimatedBytesWritten + sizeOfVarint(body) + body;
  }

  isFull(): boolean {
    return !this.#openForAppends || (this.#recordCount > 0 && this.writeLimit <= this.estimatedBytesWritten);
  }

  /** Appends unconditionally; offset and timestamp deltas follow from the records before. */
  append(
    timestampMs: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly Header[] = noHeaders,
  ): void {
    if (!this.#openForAppends) throw illegalState('a record cannot be appended: the batch is closed for appends');
    const bodyBytes = this.#bodyBytes(timestampMs, sizeOfKeyValueHeaders(key, value, headers));
    this.#write(timestampMs, bodyBytes, key, value, headers);
  }

  /** `hasRoomFor` and `append` in one, which measures the record once. False: nothing was written. */
  tryAppend(
    timestampMs: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly Header[] = noHeaders,
  ): boolean {
    if (!this.#openForAppends) return false;
    const bodyBytes = this.#bodyBytes(timestampMs, sizeOfKeyValueHeaders(key, value, headers));
    if (this.#recordCount > 0) {
      const written = this.estimatedBytesWritten;
      if (this.writeLimit <= written || this.writeLimit < written + sizeOfVarint(bodyBytes) + bodyBytes) return false;
    }
    this.#write(timestampMs, bodyBytes, key, value, headers);
    return true;
  }

  closeForRecordAppends(): void {
    this.#openForAppends = false;
  }

  /** Before the first close only: afterwards the bytes are final, and `reopenAndRewriteProducerState` is the way. */
  setProducerState(producerId: bigint, producerEpoch: number, baseSequence: number, isTransactional: boolean): void {
    if (this.#built !== null) throw illegalState('the producer state of a closed batch cannot be set; reopen it');
    this.#producerId = producerId;
    this.#producerEpoch = producerEpoch;
    this.#baseSequence = baseSequence;
    this.#isTransactional = isTransactional;
  }

  /** For a batch that is sent again under another id, epoch or sequence. The next `close` rewrites header and checksum. */
  reopenAndRewriteProducerState(
    producerId: bigint,
    producerEpoch: number,
    baseSequence: number,
    isTransactional: boolean,
  ): void {
    if (this.#aborted) throw illegalState('the batch has been aborted and cannot be reopened');
    this.#reopened = this.#built ?? this.#reopened;
    this.#built = null;
    this.setProducerState(producerId, producerEpoch, baseSequence, isTransactional);
  }

  /** Compresses, writes header and checksum, and gives the finished batch; empty if it has no record. Again gives the same. */
  close(): Buffer {
    if (this.#aborted) throw illegalState('the batch has been aborted and cannot be closed');
    if (this.#built !== null) return this.#built;
    this.#checkProducerState();
    this.closeForRecordAppends();
    const batch = this.#reopened ?? this.#finishRecords();
    this.#reopened = null;
    if (this.#recordCount > 0)
      writeBatchHeader(batch, {
        compressionId: this.compression.id,
        isTransactional: this.#isTransactional,
        isControl: false,
        lastOffsetDelta: this.#recordCount - 1,
        baseTimestampMs: this.#baseTimestampMs,
        maxTimestampMs: this.#maxTimestampMs,
        producerId: this.#producerId,
        producerEpoch: this.#producerEpoch,
        baseSequence: this.#baseSequence,
        recordCount: this.#recordCount,
      });
    this.#built = batch;
    return batch;
  }

  /** Gives up what was written; the buffer may be given back. */
  abort(): void {
    this.closeForRecordAppends();
    this.#aborted = true;
    this.#built = null;
    this.#reopened = null;
    this.#position = RECORD_BATCH_OVERHEAD;
    this.#earlierBytes = 0;
    this.#recordCount = 0;
  }

  #bodyBytes(timestampMs: number, keyValueHeadersBytes: number): number {
    const timestampDelta = this.#recordCount === 0 ? 0 : timestampMs - this.#baseTimestampMs;
    return sizeOfRecordBody(this.#recordCount, timestampDelta, keyValueHeadersBytes);
  }

  #write(
    timestampMs: number,
    bodyBytes: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly Header[],
  ): void {
    if (timestampMs < 0 || !Number.isSafeInteger(timestampMs)) throw invalidTimestamp(timestampMs);
    if (this.#recordCount === 0) this.#baseTimestampMs = timestampMs;
    const end = this.#position + sizeOfVarint(bodyBytes) + bodyBytes;
    if (end > this.#buffer.length) this.#grow(end);
    const buffer = this.#buffer;
    let at = writeVarint(buffer, this.#position, bodyBytes);
    buffer[at++] = 0;
    at = writeVarlong(buffer, at, timestampMs - this.#baseTimestampMs);
    at = writeVarint(buffer, at, this.#recordCount);
    at = writeBytes(buffer, at, key);
    at = writeBytes(buffer, at, value);
    at = writeVarint(buffer, at, headers.length);
    if (headers.length > 0) at = writeHeaders(buffer, at, headers);
    this.#position = at;
    this.#recordCount++;
    if (timestampMs > this.#maxTimestampMs) this.#maxTimestampMs = timestampMs;
  }

  // Java: ByteBufferOutputStream.expandBuffer. Compressed batches grow by doubling, since they pass the limit by design.
  #grow(neededBytes: number): void {
    if (this.#chunks) return this.#advance(this.#chunks, neededBytes - this.#position);
    const factor = this.compression.id === 0 ? reallocationFactor : 2;
    const larger = Buffer.allocUnsafe(Math.max(Math.floor(this.#buffer.length * factor), neededBytes));
    this.#buffer.copy(larger, 0, 0, Math.min(this.#position, this.#buffer.length));
    this.#buffer = larger;
  }

  /** A record that goes over the end of a chunk is written beside them, and copied when the next one comes or the batch is closed. */
  #advance(chunks: Chunks, recordBytes: number): void {
    chunks.write(this.#buffer, this.#position);
    this.#earlierBytes = chunks.writtenBytes;
    const rest = chunks.rest();
    this.#buffer = recordBytes <= rest.length ? rest : Buffer.allocUnsafe(recordBytes);
    this.#position = 0;
  }

  #finishRecords(): Buffer {
    if (this.#recordCount === 0) return this.#poolBuffer.subarray(0, 0);
    if (this.#chunks) {
      this.#advance(this.#chunks, 0);
      return this.#chunks.flattened();
    }
    if (this.compression.id === 0) return this.#buffer.subarray(0, this.#position);
    const compressed = this.compression.compress(this.#buffer.subarray(RECORD_BATCH_OVERHEAD, this.#position));
    this.#compressionRatio = Math.fround(compressed.length / this.uncompressedBytes);
    const size = RECORD_BATCH_OVERHEAD + compressed.length;
    const batch = size <= this.#poolBuffer.length ? this.#poolBuffer : Buffer.allocUnsafe(size);
    compressed.copy(batch, RECORD_BATCH_OVERHEAD);
    this.#buffer = batch;
    return batch.subarray(0, size);
  }

  #checkProducerState(): void {
    if (this.#producerId === NO_PRODUCER_ID) {
      if (this.#isTransactional) throw illegalState('a transactional batch needs a producer id');
    } else if (this.#producerEpoch < 0 || this.#baseSequence < 0) {
      const state = `epoch ${this.#producerEpoch}, sequence ${this.#baseSequence}`;
      throw illegalState(
        `a batch of producer ${this.#producerId} needs an epoch and a sequence of 0 or more, not ${state}`,
      );
    }
  }
}

function writeBytes(buffer: Buffer, position: number, bytes: Uint8Array | null): number {
  if (bytes === null) return writeVarint(buffer, position, -1);
  const length = bytes.length;
  const at = writeVarint(buffer, position, length);
  if (length > loopCopyBytes) buffer.set(bytes, at);
  else for (let i = 0; i < length; i++) buffer[at + i] = bytes[i] as number;
  return at + length;
}

function writeHeaders(buffer: Buffer, position: number, headers: readonly Header[]): number {
  let at = position;
  for (const { key, value } of headers) {
    const keyBytes = Buffer.byteLength(key);
    at = writeVarint(buffer, at, keyBytes);
    at += buffer.write(key, at, keyBytes, 'utf8');
    at = writeBytes(buffer, at, value);
  }
  return at;
}

function illegalState(message: string): KafkaError {
  return new KafkaError('IllegalStateException', message);
}

function invalidTimestamp(timestampMs: number): KafkaError {
  const message = `timestamp ${timestampMs} must be a whole number of milliseconds, 0 or more`;
  return new KafkaError('IllegalArgumentException', message);
}
