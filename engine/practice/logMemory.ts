/** What a log keeps of a batch: where its bytes are, and whether they still are. */
export interface PlacedBatch {
  readonly log: RetainingLog;
  readonly place: Place;
  dropped: boolean;
}

/** The log that keeps it. */
export interface RetainingLog {
  readonly highWatermark: number;
  /** Drops the oldest batch if all of it lies below `offset`; false if there is none such. */
  dropOldest(offset: number): boolean;
}

export interface Place {
  readonly slab: Slab;
  readonly start: number;
  readonly length: number;
}

interface Slab {
  readonly memory: Buffer;
  usedBytes: number;
  /** In order of arrival, dropped ones among them. */
  batches: PlacedBatch[];
}

const slabBytes = 1024 * 1024;

/**
 * The memory that all logs of the cluster share. Batches are copied into slabs one behind the other, in order of arrival, whatever
 * log they belong to. When the limit is reached the oldest slab is emptied and filled anew: no memory is allocated for batches any
 * more, which the garbage collector would have to follow. A slab with a batch that is not committed yet is not emptied; rather the
 * limit is exceeded.
 *
 * A slab may be written over while a response with its bytes is on the way, so `bytesAt` is for use at once, or to be copied.
 */
export class LogMemory {
  readonly limitBytes: number;
  #allocatedBytes = 0;
  /** The oldest first; the last is being filled. */
  readonly #slabs: Slab[] = [];

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes;
  }

  get allocatedBytes(): number {
    return this.#allocatedBytes;
  }

  /** Copies the batch. What is oldest may have to go for it. */
  place(bytes: Buffer): Place {
    let slab = this.#slabs.at(-1);
    if (slab === undefined || slab.usedBytes + bytes.length > slab.memory.length) {
      slab = { memory: this.#memoryFor(bytes.length), usedBytes: 0, batches: [] };
      this.#slabs.push(slab);
    }
    const place = { slab, start: slab.usedBytes, length: bytes.length };
    bytes.copy(slab.memory, place.start);
    slab.usedBytes += bytes.length;
    return place;
  }

  /** The batch counts as being in its place from now on. */
  added(batch: PlacedBatch): void {
    batch.place.slab.batches.push(batch);
  }

  bytesAt({ slab, start, length }: Place): Buffer {
    return slab.memory.subarray(start, start + length);
  }

  // A batch that is larger than a slab gets one of its own size.
  #memoryFor(batchBytes: number): Buffer {
    const size = Math.max(slabBytes, batchBytes);
    for (;;) {
      const oldest = this.#slabs[0];
      const isFull = this.#allocatedBytes + size > this.limitBytes;
      if (oldest === undefined || (!isFull && !isUnused(oldest)) || !emptied(oldest)) break;
      this.#slabs.shift();
      if (oldest.memory.length === size && this.#allocatedBytes <= this.limitBytes) return oldest.memory;
      this.#allocatedBytes -= oldest.memory.length;
    }
    this.#allocatedBytes += size;
    return Buffer.allocUnsafeSlow(size);
  }
}

function isUnused({ batches }: Slab): boolean {
  return batches.every(batch => batch.dropped);
}

// The batches of the oldest slab are the oldest of their logs.
function emptied({ batches }: Slab): boolean {
  for (const batch of batches) if (!batch.dropped && !batch.log.dropOldest(batch.log.highWatermark)) return false;
  return true;
}
