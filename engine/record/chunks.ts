/** Memory of a batch in pieces of one size, to which more may be added (Kafka: `ChunkedByteBufferOutputStream`). */
export class Chunks {
  readonly chunkBytes: number;
  readonly #chunks: Buffer[];

  constructor(chunkBytes: number, chunks: readonly Buffer[]) {
    this.chunkBytes = chunkBytes;
    this.#chunks = [...chunks];
  }

  get count(): number {
    return this.#chunks.length;
  }

  /** Bytes in all of them. */
  get length(): number {
    return this.#chunks.length * this.chunkBytes;
  }

  at(index: number): Buffer {
    const chunk = this.#chunks[index];
    if (!chunk) throw new Error(`There is no chunk ${index}, only ${this.#chunks.length}.`);
    return chunk;
  }

  add(more: Chunks): void {
    this.#chunks.push(...more.#chunks);
  }

  /** Takes out those behind the first `kept`. */
  removeFrom(kept: number): readonly Buffer[] {
    return this.#chunks.splice(kept);
  }
}
