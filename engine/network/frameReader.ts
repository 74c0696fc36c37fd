import { KafkaError } from '../common/kafkaError.ts';

/**
 * Cuts a stream of bytes into frames: a big-endian int32 size, then so many bytes (Kafka: `NetworkReceive`). A frame that lies
 * within one chunk is a view of it, not a copy. Sizes are checked before anything is kept.
 */
export class FrameReader {
  readonly #maxFrameBytes: number;
  #chunks: Buffer[] = [];
  #buffered = 0;

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Bytes of an unfinished frame. */
  get buffered(): number {
    return this.#buffered;
  }

  /** Hands each finished frame, without its size, to `onFrame`. Throws InvalidReceiveException for a size no frame has. */
  push(chunk: Buffer, onFrame: (payload: Buffer) => void): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    while (this.#buffered >= 4) {
      const size = this.#peekSize();
      if (size < 0 || size > this.#maxFrameBytes)
        throw invalidSize(size, this.#maxFrameBytes, this.#take(Math.min(this.#buffered, 16)));
      if (this.#buffered < 4 + size) return;
      onFrame(this.#take(4 + size).subarray(4));
    }
  }

  #peekSize(): number {
    const first = this.#chunks[0];
    if (first && first.length >= 4) return first.readInt32BE(0);
    return this.#join().readInt32BE(0);
  }

  #take(length: number): Buffer {
    let first = this.#chunks[0];
    if (!first || first.length < length) first = this.#join();
    this.#buffered -= length;
    if (first.length === length) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(length);
    return first.subarray(0, length);
  }

  #join(): Buffer {
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }
}

function invalidSize(size: number, maxBytes: number, start: Buffer): KafkaError {
  return new KafkaError(
    'InvalidReceiveException',
    `${describeStranger(start) ?? `A frame of ${size} bytes was announced`}; a frame has 0 to ${maxBytes} bytes.`,
  );
}

/** Who else speaks on this port, judged by the first four bytes, since no more may have come; undefined if they tell nothing. */
export function describeStranger(start: Buffer): string | undefined {
  if (start.length >= 3 && start[0] === 0x15 && start[1] === 0x03)
    return 'The port speaks TLS (its first bytes are a TLS alert)';
  const text = start.toString('latin1');
  if (text.startsWith('HTTP')) return 'The port is a web server (it answers HTTP)';
  if (text.startsWith('SSH-')) return 'The port is an SSH server';
  if (text.startsWith('220 ')) return 'The port is a mail or FTP server';
  return undefined;
}
