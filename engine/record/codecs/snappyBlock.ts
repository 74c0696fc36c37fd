import { copyFromBefore, copyLiterals } from './copyWithinOutput.ts';

/** An element of three bytes gives 64: nothing unpacks to more. */
const maxExpansion = 22;

/**
 * How many bytes the raw snappy in `source[from…to)` says it unpacks to, believed only as far as its own bytes can give them, and
 * where its elements begin.
 */
export function readSnappyLength(source: Buffer, from: number, to: number): { length: number; elements: number } {
  let length = 0;
  for (let at = from, shift = 0; at < to && shift < 35; at++, shift += 7) {
    const byte = source[at] as number;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte >= 0x80) continue;
    const elements = at + 1;
    const most = (to - elements) * maxExpansion;
    if (length > most)
      throw new Error(`a block says it has ${length} bytes; its ${to - elements} give at most ${most}`);
    return { length, elements };
  }
  throw new Error('the length of a block is cut or longer than 5 bytes');
}

/** Unpacks the elements in `source[from…to)` to exactly `out[start…end)`. */
export function decodeSnappy(source: Buffer, from: number, to: number, out: Buffer, start: number, end: number): void {
  let i = from;
  let o = start;
  while (i < to) {
    const tag = source[i++] as number;
    let length = (tag >>> 2) + 1;
    if ((tag & 3) === 0) {
      const lengthBytes = length - 60;
      if (lengthBytes > 0) {
        if (lengthBytes > to - i) throw cut();
        length = source.readUIntLE(i, lengthBytes) + 1;
        i += lengthBytes;
      }
      if (length > to - i) throw cut();
      if (length > end - o) throw tooLong(end - start);
      copyLiterals(source, i, out, o, length);
      i += length;
    } else {
      let distance: number;
      if ((tag & 3) === 1) {
        if (i >= to) throw cut();
        length = ((tag >>> 2) & 7) + 4;
        distance = ((tag >>> 5) << 8) | (source[i++] as number);
      } else {
        const distanceBytes = (tag & 3) === 2 ? 2 : 4;
        if (distanceBytes > to - i) throw cut();
        distance = (source[i] as number) | ((source[i + 1] as number) << 8);
        if (distanceBytes === 4) distance = source.readUInt32LE(i);
        i += distanceBytes;
      }
      if (distance === 0 || distance > o - start)
        throw new Error(`a copy reaches ${distance} bytes back; ${o - start} are written`);
      if (length > end - o) throw tooLong(end - start);
      copyFromBefore(out, o, distance, length);
    }
    o += length;
  }
  if (o !== end) throw new Error(`a block says it has ${end - start} bytes, and has ${o - start}`);
}

function cut(): Error {
  return new Error('a block ends inside an element');
}

function tooLong(length: number): Error {
  return new Error(`a block says it has ${length} bytes, and has more`);
}
