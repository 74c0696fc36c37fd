/** What a log keeps; without bytes once it is dropped. */
export interface RetainedBatch {
  readonly bytes: Buffer;
}

/** The log that keeps it. */
export interface RetainingLog {
  readonly highWatermark: number;
  /** Drops the oldest batch if all of it lies below `offset`; false if there is none such. */
  dropOldest(offset: number): boolean;
}

/** What a kept batch costs beside its bytes: its objects. */
const overheadBytes = 256;

/**
 * The memory that all logs of the cluster share. Beyond the limit the oldest batches go, wherever they are; a batch that is not
 * committed yet stays.
 */
export class LogMemory {
  readonly limitBytes: number;
  #usedBytes = 0;
  /** Every batch of every log in order of arrival; among them some that were dropped already. */
  #arrivals: { readonly log: RetainingLog; readonly batch: RetainedBatch }[] = [];
  #head = 0;
  #droppedArrivals = 0;

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Batches remembered in order of arrival, the dropped ones among them. */
  get arrivals(): number {
    return this.#arrivals.length;
  }

  added(log: RetainingLog, batch: RetainedBatch): void {
    this.#usedBytes += batch.bytes.length + overheadBytes;
    this.#arrivals.push({ log, batch });
    this.#enforceLimit();
  }

  /** Called before the batch's bytes are emptied. */
  dropped(batch: RetainedBatch): void {
    this.#usedBytes -= batch.bytes.length + overheadBytes;
    this.#droppedArrivals++;
    if (this.#droppedArrivals > 4096 && this.#droppedArrivals * 2 > this.#arrivals.length) this.#sweep();
  }

  #enforceLimit(): void {
    while (this.#usedBytes > this.limitBytes) {
      const oldest = this.#arrivals[this.#head];
      if (oldest === undefined) return;
      if (oldest.batch.bytes.length === 0) this.#head++;
      else if (!oldest.log.dropOldest(oldest.log.highWatermark)) return;
    }
  }

  // Runs while a batch is being dropped, before its bytes are emptied: that one is swept the next time.
  #sweep(): void {
    this.#arrivals = this.#arrivals.filter(({ batch }) => batch.bytes.length > 0);
    this.#head = 0;
    this.#droppedArrivals = 0;
  }
}
