import { ProtocolError } from './protocolError.ts';

const maxStringBytes = 0x7fff;

/**
 * Reads Kafka's primitive types from `buffer[position … end)`. Every size and count is checked against what is left before anything
 * is allocated for it, so that a hostile length costs an error and nothing more.
 */
export class WireReader {
  readonly buffer: Buffer;
  readonly end: number;
  position: number;

  constructor(buffer: Buffer, position = 0, end = buffer.length) {
    this.buffer = buffer;
    this.position = position;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.position;
  }

  bool(): boolean {
    return this.int8() !== 0;
  }
  int8(): number {
    return this.buffer.readInt8(this.advance(1));
  }
  int16(): number {
    return this.buffer.readInt16BE(this.advance(2));
  }
  uint16(): number {
    return this.buffer.readUInt16BE(this.advance(2));
  }
  int32(): number {
    return this.buffer.readInt32BE(this.advance(4));
  }
  uint32(): number {
    return this.buffer.readUInt32BE(this.advance(4));
  }
  int64(): bigint {
    return this.buffer.readBigInt64BE(this.advance(8));
  }
  float64(): number {
    return this.buffer.readDoubleBE(this.advance(8));
  }
  uuid(): string {
    const start = this.advance(16);
    return this.buffer.toString('base64url', start, start + 16);
  }

  unsignedVarint(): number {
    const start = this.position;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.buffer[this.advance(1)] as number;
      if (shift === 28 && byte > 0x0f) break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new ProtocolError({ problem: 'varint does not end within 32 bits', limit: 5, offset: start });
  }

  /** A length or count of the given width; −1 stands for null, anything below for nonsense. */
  length(flexible: boolean, short: boolean): number {
    const start = this.position;
    const length = flexible ? this.unsignedVarint() - 1 : short ? this.int16() : this.int32();
    if (length < -1 || length > 0x7fff_ffff)
      throw new ProtocolError({ problem: 'length is not valid', value: length, limit: this.remaining, offset: start });
    return length;
  }

  string(length: number): string {
    if (length > maxStringBytes && length <= this.remaining)
      throw new ProtocolError({
        problem: 'is longer than allowed',
        value: length,
        limit: maxStringBytes,
        offset: this.position,
      });
    const start = this.advance(length);
    return this.buffer.toString('utf8', start, start + length);
  }

  /** A view, not a copy. */
  bytes(length: number): Buffer {
    const start = this.advance(length);
    return this.buffer.subarray(start, start + length);
  }

  /** Refuses a count that cannot fit, given the least an element takes. */
  checkCount(count: number, minElementBytes: number): void {
    const limit = Math.floor(this.remaining / Math.max(minElementBytes, 1));
    if (count > limit)
      throw new ProtocolError({
        problem: 'more elements than the rest of the frame can hold',
        value: count,
        limit,
        offset: this.position,
      });
  }

  /** Moves on by `length` and returns where it was. */
  advance(length: number): number {
    const start = this.position;
    if (length > this.end - start)
      throw new ProtocolError({
        problem: 'needs more bytes than are left',
        value: length,
        limit: this.remaining,
        offset: start,
      });
    this.position = start + length;
    return start;
  }
}
