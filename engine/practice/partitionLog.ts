import { batchBytes } from '../record/recordBatchReader.ts';
import type { RecordBatch } from '../record/recordBatchReader.ts';
import { setBatchOffsets } from '../record/recordBatchRewriter.ts';
import type { LogMemory, Place, PlacedBatch } from './logMemory.ts';

/** A batch as it came, with the base offset and leader epoch it was given. */
export interface StoredBatch extends PlacedBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  readonly maxTimestampMs: number;
  /** Bytes of the log before this batch, counted from the log's birth: differences give sizes of ranges. */
  readonly position: number;
}

/**
 * The batches of one partition, shared by its replicas: each replica is a log end offset into it (partition.ts). Offsets are
 * numbers; no partition of a practice cluster gets to 2^53.
 */
export class PartitionLog {
  /** Below it records are committed and can be read; the partition moves it. */
  highWatermark = 0;
  readonly #memory: LogMemory;
  #batches: StoredBatch[] = [];
  /** Index of the first batch that is still there; the array is cut when half of it is gone. */
  #head = 0;
  #endPosition = 0;
  #startOffset = 0;
  #endOffset = 0;
  readonly #epochs: { readonly epoch: number; readonly startOffset: number }[] = [];

  constructor(memory: LogMemory) {
    this.#memory = memory;
  }

  get startOffset(): number {
    return this.#startOffset;
  }
  /** LEO of the leader: where the next record goes. */
  get endOffset(): number {
    return this.#endOffset;
  }
  get byteLength(): number {
    const first = this.#batches[this.#head];
    return first === undefined ? 0 : this.#endPosition - first.position;
  }

  /** Gives the batch its offsets and keeps a copy of its bytes. */
  append(incoming: RecordBatch, maxTimestampMs: number, leaderEpoch: number): StoredBatch {
    setBatchOffsets(incoming, { baseOffset: BigInt(this.#endOffset), partitionLeaderEpoch: leaderEpoch });
    const place = this.#memory.place(batchBytes(incoming));
    const batch = this.#newBatch(place, incoming.recordCount, maxTimestampMs, leaderEpoch);
    this.#batches.push(batch);
    this.#memory.added(batch);
    this.#endOffset += incoming.recordCount;
    this.#endPosition += incoming.sizeInBytes;
    if (this.#epochs.at(-1)?.epoch !== leaderEpoch)
      this.#epochs.push({ epoch: leaderEpoch, startOffset: batch.baseOffset });
    return batch;
  }

  #newBatch(place: Place, recordCount: number, maxTimestampMs: number, leaderEpoch: number): StoredBatch {
    return {
      log: this,
      place,
      dropped: false,
      baseOffset: this.#endOffset,
      lastOffset: this.#endOffset + recordCount - 1,
      leaderEpoch,
      maxTimestampMs,
      position: this.#endPosition,
    };
  }

  /**
   * A copy of the whole batches from the one that holds `fromOffset`, up to `toOffset` (exclusive) and at most `maxBytes`, and the
   * offset behind them; with `atLeastOne` the first batch comes even if it is larger.
   */
  read(
    fromOffset: number,
    toOffset: number,
    maxBytes: number,
    atLeastOne: boolean,
  ): { readonly records: Buffer; readonly nextOffset: number } {
    const found: Buffer[] = [];
    let bytes = 0;
    let nextOffset = fromOffset;
    for (let i = this.#indexOf(fromOffset); i < this.#batches.length; i++) {
      const batch = this.#batches[i] as StoredBatch;
      if (batch.lastOffset >= toOffset) break;
      if (bytes + batch.place.length > maxBytes && !(atLeastOne && found.length === 0)) break;
      found.push(this.bytesOf(batch));
      bytes += batch.place.length;
      nextOffset = batch.lastOffset + 1;
    }
    return { records: Buffer.concat(found, bytes), nextOffset };
  }

  /** A view, for use at once. */
  bytesOf(batch: StoredBatch): Buffer {
    return this.#memory.bytesAt(batch.place);
  }

  /** Bytes of the batches in [fromOffset, toOffset). */
  bytesBetween(fromOffset: number, toOffset: number): number {
    return toOffset <= fromOffset ? 0 : this.#positionOf(toOffset) - this.#positionOf(fromOffset);
  }

  /** The first batch that has a record of that time or later. */
  firstBatchSince(timestampMs: number): StoredBatch | undefined {
    for (let i = this.#head; i < this.#batches.length; i++)
      if ((this.#batches[i] as StoredBatch).maxTimestampMs >= timestampMs) return this.#batches[i];
    return undefined;
  }

  batchWithMaxTimestamp(): StoredBatch | undefined {
    let latest: StoredBatch | undefined;
    for (let i = this.#head; i < this.#batches.length; i++) {
      const batch = this.#batches[i] as StoredBatch;
      if (latest === undefined || batch.maxTimestampMs > latest.maxTimestampMs) latest = batch;
    }
    return latest;
  }

  /** The largest epoch up to `epoch` that has records, and where the next one begins (Kafka: LeaderEpochFileCache.endOffsetFor). */
  endOffsetForEpoch(epoch: number): { readonly epoch: number; readonly endOffset: number } | null {
    const index = this.#epochs.findLastIndex(entry => entry.epoch <= epoch);
    const entry = this.#epochs[index];
    if (entry === undefined) return null;
    return { epoch: entry.epoch, endOffset: this.#epochs[index + 1]?.startOffset ?? this.#endOffset };
  }

  /** Drops the oldest batch if all of it lies below `offset`; false if there is none such. */
  dropOldest(offset: number): boolean {
    const oldest = this.#batches[this.#head];
    if (oldest === undefined || oldest.lastOffset >= offset) return false;
    this.#head++;
    this.#startOffset = Math.max(this.#startOffset, oldest.lastOffset + 1);
    oldest.dropped = true;
    if (this.#head > 1024 && this.#head * 2 > this.#batches.length) {
      this.#batches = this.#batches.slice(this.#head);
      this.#head = 0;
    }
    return true;
  }

  /** DeleteRecords: nothing below `offset` can be read any more. */
  deleteBefore(offset: number): void {
    while (this.dropOldest(offset));
    this.#startOffset = Math.max(this.#startOffset, offset);
  }

  /** The new leader never had what comes from `offset` on: it was never acknowledged by all in sync. */
  truncateTo(offset: number): void {
    while (this.#batches.length > this.#head) {
      const newest = this.#batches.at(-1) as StoredBatch;
      if (newest.lastOffset < offset) break;
      this.#batches.pop();
      this.#endOffset = newest.baseOffset;
      this.#endPosition = newest.position;
      newest.dropped = true;
    }
    while ((this.#epochs.at(-1)?.startOffset ?? -1) >= this.#endOffset) this.#epochs.pop();
  }

  clear(): void {
    while (this.dropOldest(this.#endOffset));
  }

  #positionOf(offset: number): number {
    return this.#batches[this.#indexOf(offset)]?.position ?? this.#endPosition;
  }

  /** Index of the batch that holds `offset`, or of the first one behind it. */
  #indexOf(offset: number): number {
    let low = this.#head;
    let high = this.#batches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#batches[middle] as StoredBatch).lastOffset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
