/** Memory of a batch in pieces of one size, to which more may be added (Kafka: `ChunkedByteBufferOutputStream`). */
export class Chunks {
  readonly chunkBytes: number;
  writtenBytes = 0;
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

  /** What is left of the chunk that is being written; may be empty. */
  rest(): Buffer {
    const { writtenBytes, chunkBytes } = this;
    const index = Math.floor(writtenBytes / chunkBytes);
    return index < this.count ? this.at(index).subarray(writtenBytes % chunkBytes) : Buffer.alloc(0);
  }

  /** The first `bytes` of `source`, behind what has been written. What lies in its place already is not copied. */
  write(source: Buffer, bytes: number): void {
    for (let copied = 0; copied < bytes;) {
      const index = Math.floor(this.writtenBytes / this.chunkBytes);
      const chunk = this.at(index);
      const position = this.writtenBytes % this.chunkBytes;
      const part = Math.min(bytes - copied, this.chunkBytes - position);
      if (source.buffer !== chunk.buffer) source.copy(chunk, position, copied, copied + part);
      copied += part;
      this.writtenBytes += part;
    }
  }

  /** Kafka: `flatten`: what has been written, in one piece and in memory of its own. */
  flattened(): Buffer {
    const whole = Buffer.allocUnsafeSlow(this.writtenBytes);
    for (let at = 0; at < this.writtenBytes; at += this.chunkBytes) this.at(at / this.chunkBytes).copy(whole, at);
    return whole;
  }

  add(more: Chunks): void {
    this.#chunks.push(...more.#chunks);
  }

  /** Takes out those behind the first `kept`. */
  removeFrom(kept: number): readonly Buffer[] {
    return this.#chunks.splice(kept);
  }
}
