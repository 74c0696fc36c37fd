/** Bytes that cannot be the start of a request. The connection they came on is of no further use. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

const sizeBytes = 4;
const firstAllocationBytes = 1024 * 1024;

/**
 * Cuts a byte stream into frames: `size int32, payload`. A payload that lies whole within one chunk is handed on as a view of it;
 * one that is spread over several is gathered in memory of its own, which grows with what has come, never with what was announced.
 */
export class FrameReader {
  readonly #maxFrameBytes: number;
  readonly #sizePrefix = Buffer.alloc(sizeBytes);
  #prefixBytes = 0;
  /** The payload being gathered, or null between frames. */
  #payload: Buffer | null = null;
  #payloadBytes = 0;
  #payloadSize = 0;

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Calls `onFrame` for every payload that `chunk` completes. Throws FrameError. */
  push(chunk: Buffer, onFrame: (payload: Buffer) => void): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#payload !== null) {
        at += this.#gather(this.#payload, chunk, at);
        if (this.#payloadBytes === this.#payloadSize) this.#handOn(onFrame);
        continue;
      }
      if (this.#prefixBytes === 0 && chunk.length - at >= sizeBytes) {
        const size = this.#checked(chunk.readInt32BE(at));
        at += sizeBytes;
        if (chunk.length - at >= size) {
          onFrame(chunk.subarray(at, at + size));
          at += size;
        } else this.#begin(size);
        continue;
      }
      this.#sizePrefix[this.#prefixBytes++] = chunk[at++] as number;
      if (this.#prefixBytes < sizeBytes) continue;
      this.#prefixBytes = 0;
      this.#begin(this.#checked(this.#sizePrefix.readInt32BE(0)));
      if (this.#payloadSize === 0) this.#handOn(onFrame);
    }
  }

  #begin(size: number): void {
    this.#payload = Buffer.allocUnsafeSlow(Math.min(size, firstAllocationBytes));
    this.#payloadBytes = 0;
    this.#payloadSize = size;
  }

  #gather(payload: Buffer, chunk: Buffer, at: number): number {
    const take = Math.min(chunk.length - at, this.#payloadSize - this.#payloadBytes);
    const needed = this.#payloadBytes + take;
    let memory = payload;
    if (needed > memory.length) {
      memory = Buffer.allocUnsafeSlow(Math.min(this.#payloadSize, Math.max(needed, 2 * memory.length)));
      payload.copy(memory, 0, 0, this.#payloadBytes);
      this.#payload = memory;
    }
    chunk.copy(memory, this.#payloadBytes, at, at + take);
    this.#payloadBytes = needed;
    return take;
  }

  #handOn(onFrame: (payload: Buffer) => void): void {
    const payload = this.#payload as Buffer;
    this.#payload = null;
    onFrame(payload);
  }

  #checked(size: number): number {
    if (size >= 0 && size <= this.#maxFrameBytes) return size;
    const prefix = Buffer.alloc(sizeBytes);
    prefix.writeInt32BE(size);
    const spelled = /^[\x20-\x7e]+$/.test(prefix.toString('latin1')) ? `, as text "${prefix.toString('latin1')}"` : '';
    throw new FrameError(
      `a request of ${size} bytes was announced (0x${prefix.toString('hex')}${spelled}); requests have 0 to ${this.#maxFrameBytes} bytes, so the peer does not speak Kafka's protocol without TLS`,
    );
  }
}
