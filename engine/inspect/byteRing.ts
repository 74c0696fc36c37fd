/** A piece of the ring: where it was written, counted from the first byte ever, so that what was overwritten shows. */
export interface RingPiece {
  readonly start: number;
  readonly length: number;
}

/** The last so many bytes written, in one piece of memory that is never grown: copying is all that keeping costs. */
export class ByteRing {
  readonly #memory: Buffer;
  #written = 0;

  constructor(capacityBytes: number) {
    this.#memory = Buffer.allocUnsafeSlow(capacityBytes);
  }

  /** Copies the chunks one after the other. Null: together they are larger than the ring. */
  write(chunks: readonly Buffer[]): RingPiece | null {
    let length = 0;
    for (const chunk of chunks) length += chunk.length;
    const capacity = this.#memory.length;
    if (length > capacity) return null;
    // A piece is never split: what is left at the end of the memory is passed over.
    const left = capacity - (this.#written % capacity);
    if (length > left) this.#written += left;
    const start = this.#written;
    let at = start % capacity;
    for (const chunk of chunks) at += chunk.copy(this.#memory, at);
    this.#written += length;
    return { start, length };
  }

  /** A copy; null: it has been overwritten. */
  read({ start, length }: RingPiece): Buffer | null {
    const capacity = this.#memory.length;
    if (this.#written - start > capacity) return null;
    const at = start % capacity;
    return Buffer.from(this.#memory.subarray(at, at + length));
  }
}
