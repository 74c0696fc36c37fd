import type { PartitionLog, StoredBatch } from './partitionLog.ts';

/** What a kept batch costs beside its bytes: its objects. */
const overheadBytes = 256;

/**
 * The memory that all logs of the cluster share. Beyond the limit the oldest batches go, wherever they are; a batch that is not
 * committed yet stays.
 */
export class LogMemory {
  readonly limitBytes: number;
  readonly #committedOffset: (log: PartitionLog) => number;
  #usedBytes = 0;
  /** Every batch of every log in order of arrival; those dropped otherwise are skipped when their turn comes. */
  #arrivals: { readonly log: PartitionLog; readonly batch: StoredBatch }[] = [];
  #head = 0;

  /** `committedOffset`: up to where a log may be cut. */
  constructor(limitBytes: number, committedOffset: (log: PartitionLog) => number) {
    this.limitBytes = limitBytes;
    this.#committedOffset = committedOffset;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  added(log: PartitionLog, batch: StoredBatch): void {
    this.#usedBytes += batch.bytes.length + overheadBytes;
    this.#arrivals.push({ log, batch });
  }

  /** Called before the batch's bytes are emptied. */
  dropped(batch: StoredBatch): void {
    this.#usedBytes -= batch.bytes.length + overheadBytes;
  }

  /** Called after appends. */
  enforceLimit(): void {
    while (this.#usedBytes > this.limitBytes) {
      const oldest = this.#arrivals[this.#head];
      if (oldest === undefined) return;
      if (oldest.batch.bytes.length > 0 && !oldest.log.dropOldest(this.#committedOffset(oldest.log))) return;
      this.#head++;
    }
    this.#compact();
  }

  #compact(): void {
    if (this.#head > 4096 && this.#head * 2 > this.#arrivals.length) {
      this.#arrivals = this.#arrivals.slice(this.#head);
      this.#head = 0;
    }
  }
}
