import { Chunks } from '../record/chunks.ts';
import { BufferPool } from './bufferPool.ts';
import type { MemoryWaiter } from './bufferPool.ts';

/** Kafka: `ChunkedRecordAccumulator.CHUNK_SIZE`. */
export const CHUNK_BYTES = 16_384;

/**
 * Memory in chunks, for batches that grow (Kafka: `BufferPool` with `AllocationMode.INCREMENTAL`, KIP-1332). Whoever asks gets as many as
 * hold the bytes, all or none, kept ones first.
 */
export class ChunkPool extends BufferPool {
  readonly #gathered = new WeakMap<MemoryWaiter, Buffer[]>();

  constructor(totalMemory: number, chunkBytes = CHUNK_BYTES) {
    super(totalMemory, chunkBytes);
  }

  protected override reservedBytes(bytes: number): number {
    return Math.ceil(bytes / this.poolableSize) * this.poolableSize;
  }

  protected override take(bytes: number): Chunks {
    const count = bytes / this.poolableSize;
    const kept = this.free.splice(0, count);
    this.nonPooled -= (count - kept.length) * this.poolableSize;
    return this.#chunks(kept, count);
  }

  protected override gather(waiter: MemoryWaiter): Chunks | null {
    const { poolableSize } = this;
    const bytes = this.reservedBytes(waiter.bytes);
    const kept = this.#keptFor(waiter);
    while (waiter.gatheredBytes < bytes) {
      const chunk = this.free.shift();
      if (chunk) kept.push(chunk);
      else if (this.nonPooled >= poolableSize) this.nonPooled -= poolableSize;
      else return null;
      waiter.gatheredBytes += poolableSize;
    }
    return this.#chunks(kept, bytes / poolableSize);
  }

  protected override giveUp(waiter: MemoryWaiter): void {
    const kept = this.#keptFor(waiter);
    this.nonPooled += waiter.gatheredBytes - kept.length * this.poolableSize;
    this.free.unshift(...kept.splice(0));
    waiter.gatheredBytes = 0;
  }

  #keptFor(waiter: MemoryWaiter): Buffer[] {
    let kept = this.#gathered.get(waiter);
    if (!kept) this.#gathered.set(waiter, (kept = []));
    return kept;
  }

  #chunks(kept: readonly Buffer[], count: number): Chunks {
    const made = Array.from({ length: count - kept.length }, () =>
      this.create(this.poolableSize, count * this.poolableSize),
    );
    return new Chunks(this.poolableSize, [...kept, ...made]);
  }
}
