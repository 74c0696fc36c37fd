import { sizeOfUnsignedVarint, writeUnsignedVarint } from '../common/varint.ts';
import { uuidToBytes } from '../common/uuid.ts';
import { ProtocolError } from './protocolError.ts';

/** Bytes ready for a socket, size prefix included; the record batches among the chunks are the caller's memory, not copies. */
export interface EncodedFrame {
  readonly chunks: readonly Buffer[];
  readonly byteLength: number;
}

const maxStringBytes = 0x7fff;
const sizePrefixBytes = 4;

/** Writes Kafka's primitive types into memory that grows, and lets record batches in between by reference. */
export class WireWriter {
  #buffer: Buffer;
  /** Where the chunk being written starts, and where it has got to. */
  #start = 0;
  #position = 0;
  readonly #chunks: Buffer[] = [];
  #chunkBytes = 0;

  constructor(initialBytes = 512) {
    this.#buffer = Buffer.allocUnsafe(initialBytes);
  }

  /** Bytes written so far. */
  get byteLength(): number {
    return this.#chunkBytes + this.#position - this.#start;
  }

  bool(value: boolean): void {
    this.int8(value ? 1 : 0);
  }
  int8(value: number): void {
    const at = this.#advance(1);
    this.#buffer.writeInt8(value, at);
  }
  int16(value: number): void {
    const at = this.#advance(2);
    this.#buffer.writeInt16BE(value, at);
  }
  uint16(value: number): void {
    const at = this.#advance(2);
    this.#buffer.writeUInt16BE(value, at);
  }
  int32(value: number): void {
    const at = this.#advance(4);
    this.#buffer.writeInt32BE(value, at);
  }
  uint32(value: number): void {
    const at = this.#advance(4);
    this.#buffer.writeUInt32BE(value, at);
  }
  int64(value: bigint): void {
    const at = this.#advance(8);
    this.#buffer.writeBigInt64BE(value, at);
  }
  float64(value: number): void {
    const at = this.#advance(8);
    this.#buffer.writeDoubleBE(value, at);
  }
  uuid(value: string): void {
    const at = this.#advance(16);
    uuidToBytes(value).copy(this.#buffer, at);
  }
  unsignedVarint(value: number): void {
    const at = this.#advance(sizeOfUnsignedVarint(value));
    writeUnsignedVarint(this.#buffer, at, value);
  }

  /** −1 for null. */
  length(length: number, flexible: boolean, short: boolean): void {
    if (flexible) this.unsignedVarint(length + 1);
    else if (short) this.int16(length);
    else this.int32(length);
  }

  string(value: string, flexible: boolean): void {
    const bytes = Buffer.byteLength(value);
    if (bytes > maxStringBytes)
      throw new ProtocolError({ problem: 'string is too long', value: bytes, limit: maxStringBytes });
    this.length(bytes, flexible, true);
    const at = this.#advance(bytes);
    this.#buffer.write(value, at, bytes, 'utf8');
  }

  bytes(value: Uint8Array): void {
    const at = this.#advance(value.length);
    this.#buffer.set(value, at);
  }

  /** By reference: the memory must stay as it is until the socket is done with it. */
  reference(value: Buffer): void {
    if (value.length === 0) return;
    this.#cutChunk();
    this.#chunks.push(value);
    this.#chunkBytes += value.length;
  }

  /** All of what another writer holds, in order (tagged fields, whose size comes first). */
  append(other: WireWriter): void {
    for (const chunk of other.finish().chunks) this.bytes(chunk);
  }

  finish(): EncodedFrame {
    this.#cutChunk();
    return { chunks: this.#chunks, byteLength: this.#chunkBytes };
  }

  /** The same, with the size in the four bytes that were written first for it. */
  finishFrame(): EncodedFrame {
    const frame = this.finish();
    frame.chunks[0]?.writeInt32BE(frame.byteLength - sizePrefixBytes, 0);
    return frame;
  }

  #cutChunk(): void {
    if (this.#position === this.#start) return;
    this.#chunks.push(this.#buffer.subarray(this.#start, this.#position));
    this.#chunkBytes += this.#position - this.#start;
    this.#start = this.#position;
  }

  // May replace the buffer: to be called before the buffer is named.
  #advance(bytes: number): number {
    const at = this.#position;
    if (at + bytes > this.#buffer.length) return this.#grow(bytes);
    this.#position = at + bytes;
    return at;
  }

  // Only the chunk being written moves; chunks already cut keep their memory.
  #grow(bytes: number): number {
    const written = this.#position - this.#start;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, written + bytes));
    this.#buffer.copy(larger, 0, this.#start, this.#position);
    this.#buffer = larger;
    this.#start = 0;
    this.#position = written + bytes;
    return written;
  }
}
