/** Bytes that cannot be the start of a request. The connection they came on is of no further use. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

const sizeBytes = 4;
/** Memory for requests that come in several chunks; kept for the next one, unless it was needed larger. */
const keptBytes = 1024 * 1024;

/**
 * Cuts what a client sends into requests: `size int32, payload`. A payload is handed on as a view of the chunk it came in or, if it is
 * spread over several, of memory that the next one is gathered in again: it is good only until `onRequest` returns. So a server under
 * load allocates nothing, which FrameReader (whose frames may be kept) cannot promise. Memory grows with what has come, never with
 * what was announced.
 */
export class RequestReader {
  readonly #maxBytes: number;
  readonly #prefix = Buffer.alloc(sizeBytes);
  #prefixBytes = 0;
  #memory: Buffer = Buffer.alloc(0);
  /** Size of the payload being gathered, −1 between payloads. */
  #size = -1;
  #gathered = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Calls `onRequest` for every payload that `chunk` completes. Throws RequestError. */
  push(chunk: Buffer, onRequest: (payload: Buffer) => void): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#size === -1) {
        at = this.#readSize(chunk, at);
        if (this.#size === -1) return;
        if (chunk.length - at >= this.#size) {
          const end = at + this.#size;
          this.#size = -1;
          onRequest(chunk.subarray(at, end));
          at = end;
          continue;
        }
      }
      at += this.#gather(chunk, at);
      if (this.#gathered === this.#size) this.#handOn(onRequest);
    }
  }

  /** Returns where the payload begins, with `#size` set once all four bytes of it have come. */
  #readSize(chunk: Buffer, start: number): number {
    let at = start;
    while (this.#prefixBytes < sizeBytes && at < chunk.length)
      this.#prefix[this.#prefixBytes++] = chunk[at++] as number;
    if (this.#prefixBytes < sizeBytes) return at;
    this.#prefixBytes = 0;
    const size = this.#prefix.readInt32BE(0);
    if (size < 0 || size > this.#maxBytes) throw strange(size, this.#prefix, this.#maxBytes);
    this.#size = size;
    this.#gathered = 0;
    return at;
  }

  #gather(chunk: Buffer, at: number): number {
    const take = Math.min(chunk.length - at, this.#size - this.#gathered);
    this.#makeRoom(this.#gathered + take);
    chunk.copy(this.#memory, this.#gathered, at, at + take);
    this.#gathered += take;
    return take;
  }

  #makeRoom(bytes: number): void {
    if (bytes <= this.#memory.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(bytes, Math.min(this.#size, 2 * this.#memory.length)));
    this.#memory.copy(larger, 0, 0, this.#gathered);
    this.#memory = larger;
  }

  #handOn(onRequest: (payload: Buffer) => void): void {
    const payload = this.#memory.subarray(0, this.#size);
    this.#size = -1;
    onRequest(payload);
    if (this.#memory.length > keptBytes) this.#memory = Buffer.alloc(0);
  }
}

function strange(size: number, prefix: Buffer, maxBytes: number): RequestError {
  const text = prefix.toString('latin1');
  const spelled = /^[\x20-\x7e]+$/.test(text) ? `, as text "${text}"` : '';
  return new RequestError(
    `a request of ${size} bytes was announced (0x${prefix.toString('hex')}${spelled}); it can have 0 to ${maxBytes} bytes: the client speaks another protocol, or TLS`,
  );
}
