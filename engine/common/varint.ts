/**
 * Base-128 groups, least significant first, the top bit of a byte meaning "more follows".
 * Records use the zig-zag form (n << 1 XOR n >> 31 or 63), compact lengths and tags the unsigned one.
 * Writers return the new position. Readers take the end of what may be read and refuse an encoding that runs past it, is longer
 * than 5 (int32) or 10 (int64) bytes, or carries more bits than fit (Kafka: `ByteUtils`).
 */
import { KafkaError } from './kafkaError.ts';

/** A value read and the position after it. One object is reused by a reader, so that reading allocates nothing. */
export interface Cursor {
  position: number;
}

export function sizeOfUnsignedVarint(value: number): number {
  // Comparisons in place of a division by 7: this runs several times for each record.
  const bits = 32 - Math.clz32(value);
  return bits <= 7 ? 1 : bits <= 14 ? 2 : bits <= 21 ? 3 : bits <= 28 ? 4 : 5;
}

export function sizeOfVarint(value: number): number {
  return sizeOfUnsignedVarint((value << 1) ^ (value >> 31));
}

/** `value` is a whole number within ±2^53. */
export function sizeOfVarlong(value: number): number {
  if (value >= -0x4000_0000 && value <= 0x3fff_ffff) return sizeOfVarint(value);
  let rest = value < 0 ? -value - 1 : value;
  let size = 1;
  for (rest = Math.floor(rest / 64); rest > 0; rest = Math.floor(rest / 128)) size++;
  return size;
}

export function writeUnsignedVarint(buffer: Uint8Array, position: number, value: number): number {
  let at = position;
  let rest = value;
  while ((rest & ~0x7f) !== 0) {
    buffer[at++] = rest | 0x80;
    rest >>>= 7;
  }
  buffer[at] = rest;
  return at + 1;
}

export function writeVarint(buffer: Uint8Array, position: number, value: number): number {
  return writeUnsignedVarint(buffer, position, (value << 1) ^ (value >> 31));
}

/** Int64 of a whole number within ±2^53: timestamps and their deltas, without a bigint on the way. */
export function writeVarlong(buffer: Uint8Array, position: number, value: number): number {
  if (value >= -0x4000_0000 && value <= 0x3fff_ffff) return writeVarint(buffer, position, value);
  // Zig-zag of n is 2n, of -n-1 it is 2n+1: the lowest group holds six bits of n and the sign.
  const negative = value < 0 ? 1 : 0;
  let rest = negative === 1 ? -value - 1 : value;
  let group = ((rest % 64) << 1) | negative;
  rest = Math.floor(rest / 64);
  while (rest > 0) {
    buffer[position++] = group | 0x80;
    group = rest % 128;
    rest = Math.floor(rest / 128);
  }
  buffer[position++] = group;
  return position;
}

export function readUnsignedVarint(buffer: Uint8Array, cursor: Cursor, end: number): number {
  const start = cursor.position;
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = nextByte(buffer, cursor, end, start);
    if (shift === 28 && byte > 0x0f) throw tooLong('varint', 5, start);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value >>> 0;
  }
  throw tooLong('varint', 5, start);
}

export function readVarint(buffer: Uint8Array, cursor: Cursor, end: number): number {
  const raw = readUnsignedVarint(buffer, cursor, end);
  return (raw >>> 1) ^ -(raw & 1);
}

/** As a number: exact within ±2^53, refused beyond, since nothing we read this way (a timestamp delta) is meant to be there. */
export function readVarlong(buffer: Uint8Array, cursor: Cursor, end: number): number {
  const value = readVarlongBigInt(buffer, cursor, end);
  if (typeof value === 'number') return value;
  throw new KafkaError('SchemaException', `varlong ${value} lies beyond ±2^53 and is no usable time`);
}

/** A number where it is exact, else a bigint: all 64 bits are readable. */
export function readVarlongBigInt(buffer: Uint8Array, cursor: Cursor, end: number): number | bigint {
  const start = cursor.position;
  let low = 0;
  let scale = 1;
  let high = 0n;
  for (let group = 0; group < 10; group++) {
    const byte = nextByte(buffer, cursor, end, start);
    if (group === 9 && byte > 0x01) throw tooLong('varlong', 10, start);
    if (group < 7) low += (byte & 0x7f) * scale;
    else high |= BigInt(byte & 0x7f) << BigInt(7 * group);
    scale *= 128;
    if (byte < 0x80) return unZigZag(low, high);
  }
  throw tooLong('varlong', 10, start);
}

function unZigZag(low: number, high: bigint): number | bigint {
  if (high === 0n) return low % 2 === 0 ? low / 2 : -(low - 1) / 2 - 1;
  const raw = high | BigInt(low);
  const value = (raw & 1n) === 0n ? raw >> 1n : -(raw >> 1n) - 1n;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function nextByte(buffer: Uint8Array, cursor: Cursor, end: number, start: number): number {
  const byte = cursor.position < end ? buffer[cursor.position] : undefined;
  if (byte === undefined)
    throw new KafkaError('SchemaException', `varint at offset ${start} runs past the end of the data at ${end}`);
  cursor.position++;
  return byte;
}

function tooLong(what: string, limit: number, start: number): KafkaError {
  return new KafkaError('SchemaException', `${what} at offset ${start} does not end within ${limit} bytes`);
}
