import { KafkaError } from '../common/kafkaError.ts';
import { Chunks } from '../record/chunks.ts';

export type PoolMemory = Buffer | Chunks;

/** A send in line for memory. The pool gives to it, or somebody cancels it: never both. */
export interface MemoryWaiter {
  readonly bytes: number;
  readonly lane: string;
  readonly sinceMs: number;
  /** Gathered so far from memory that came back piece by piece. */
  gatheredBytes: number;
  readonly onGranted: (memory: PoolMemory) => void;
  readonly onFailed: (error: KafkaError) => void;
}

/**
 * The producer's memory (Kafka: `BufferPool`): `buffer.memory` bytes in all, buffers of `poolableSize` kept for use again,
 * others made and dropped. Who waits is served first come, first served: returned memory goes to the longest waiter, even if it
 * takes several returns to satisfy a large one. Nothing is created before it is needed.
 */
export class BufferPool {
  readonly totalMemory: number;
  readonly poolableSize: number;
  /** Front is taken, back is dropped when another size needs its memory. */
  protected readonly free: Buffer[] = [];
  readonly #waiters: MemoryWaiter[] = [];
  protected nonPooled: number;
  #closed = false;

  constructor(totalMemory: number, poolableSize: number) {
    this.totalMemory = totalMemory;
    this.poolableSize = poolableSize;
    this.nonPooled = totalMemory;
  }

  get availableBytes(): number {
    return this.nonPooled + this.freeListBytes;
  }

  get freeListBytes(): number {
    return this.free.length * this.poolableSize;
  }

  get freeListBuffers(): number {
    return this.free.length;
  }

  /** Neither in a buffer nor promised to one. */
  get nonPooledBytes(): number {
    return this.nonPooled;
  }

  get waiters(): readonly MemoryWaiter[] {
    return this.#waiters;
  }

  /** Kafka: the paths of `allocate` that do not wait. Null: there is not enough, wait for it. */
  tryAllocate(bytes: number): PoolMemory | null {
    const reserved = this.#check(bytes);
    if (this.availableBytes < reserved) return null;
    try {
      return this.take(reserved);
    } catch (error) {
      this.#serve();
      throw error;
    }
  }

  /** Gets in line. `onGranted` runs soon after memory is there, never from within this call. */
  wait(waiter: MemoryWaiter): void {
    this.#check(waiter.bytes);
    this.#waiters.push(waiter);
    this.#serve();
  }

  /** Leaves the line; what was gathered goes to the next. False: it had left already. */
  cancel(waiter: MemoryWaiter): boolean {
    const index = this.#waiters.indexOf(waiter);
    if (index < 0) return false;
    this.#waiters.splice(index, 1);
    this.giveUp(waiter);
    this.#serve();
    return true;
  }

  /** Gives memory back by the size it was allocated with, even if the buffer has been replaced by a larger one meanwhile. */
  deallocate(memory: PoolMemory, bytes = memory.length): void {
    if (memory instanceof Chunks) this.free.push(...memory.removeFrom(0));
    else if (bytes === this.poolableSize && memory.length === bytes) this.free.push(memory);
    else this.nonPooled += bytes;
    if (this.#waiters.length > 0) this.#serve();
  }

  /** Fails who waits and who asks from now on; memory can still be given back. */
  close(): void {
    this.#closed = true;
    for (const waiter of this.#waiters.splice(0)) {
      this.giveUp(waiter);
      waiter.onFailed(closedError());
    }
  }

  /** Kafka: the error of a wait that took longer than max.block.ms. */
  exhausted(bytes: number, maxBlockMs: number): KafkaError {
    const { totalMemory, availableBytes, poolableSize } = this;
    return new KafkaError(
      'BufferExhaustedException',
      `No ${bytes} bytes of memory within max.block.ms (${maxBlockMs} ms): buffer.memory is ${totalMemory} bytes, ${availableBytes} of them free, ${poolableSize} bytes a batch. Records come faster than brokers acknowledge them.`,
      { mayBeWritten: false },
    );
  }

  /** What of the pool an allocation of so many bytes takes. */
  protected reservedBytes(bytes: number): number {
    return bytes;
  }

  protected take(bytes: number): PoolMemory {
    if (bytes === this.poolableSize && this.free.length > 0) return this.free.shift() as Buffer;
    this.#freeUp(bytes);
    this.nonPooled -= bytes;
    return this.create(bytes, bytes);
  }

  protected giveUp(waiter: MemoryWaiter): void {
    this.nonPooled += waiter.gatheredBytes;
    waiter.gatheredBytes = 0;
  }

  #check(bytes: number): number {
    const reserved = this.reservedBytes(bytes);
    if (reserved > this.totalMemory)
      throw new KafkaError(
        'IllegalArgumentException',
        `A buffer of ${reserved} bytes is larger than buffer.memory (${this.totalMemory} bytes). Raise buffer.memory or lower batch.size.`,
      );
    if (this.#closed) throw closedError();
    return reserved;
  }

  #serve(): void {
    for (let first = this.#waiters[0]; first; first = this.#waiters[0]) {
      const { onGranted, onFailed } = first;
      try {
        const memory = this.gather(first);
        if (!memory) return;
        queueMicrotask(() => onGranted(memory));
      } catch (error) {
        // Whoever gives memory back is not to hear that the machine has none for somebody else.
        first.gatheredBytes = 0;
        queueMicrotask(() => onFailed(error as KafkaError));
      }
      this.#waiters.shift();
    }
  }

  /** All that the waiter asked for, or null and a part of it. */
  protected gather(waiter: MemoryWaiter): PoolMemory | null {
    if (waiter.gatheredBytes === 0 && waiter.bytes === this.poolableSize && this.free.length > 0)
      return this.free.shift() as Buffer;
    const missing = waiter.bytes - waiter.gatheredBytes;
    this.#freeUp(missing);
    const got = Math.min(missing, this.nonPooled);
    this.nonPooled -= got;
    waiter.gatheredBytes += got;
    return waiter.gatheredBytes < waiter.bytes ? null : this.create(waiter.bytes, waiter.gatheredBytes);
  }

  /** Turns kept buffers back into raw memory until there are `bytes` of it, or none is kept any more. */
  #freeUp(bytes: number): void {
    while (this.nonPooled < bytes && this.free.length > 0) this.nonPooled += (this.free.pop() as Buffer).length;
  }

  protected create(bytes: number, reserved: number): Buffer {
    try {
      return Buffer.allocUnsafeSlow(bytes);
    } catch (cause) {
      this.nonPooled += reserved;
      throw new KafkaError('KafkaException', `The machine has no ${bytes} bytes of memory left for a batch.`, {
        cause,
      });
    }
  }
}

function closedError(): KafkaError {
  return new KafkaError('KafkaException', 'The producer was closed while a send waited for memory.', {
    mayBeWritten: false,
  });
}
