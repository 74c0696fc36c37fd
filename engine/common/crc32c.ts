import { FOLD_MAX_BYTES, FOLD_MIN_BYTES, foldCrc32c } from './crc32cFold.ts';

/**
 * CRC-32C (Castagnoli, reflected polynomial 0x82F63B78): the checksum of a record batch.
 * Sixteen bytes a step ("slicing by 16"), read as four 32-bit words where the memory is aligned to words, which pool buffers are.
 * What is long is folded first (`crc32cFold.wat`), which is four times as fast.
 */
const slices = 16;
const table = new Int32Array(256 * slices);
for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  table[byte] = crc;
}
for (let at = 256; at < table.length; at++) {
  const previous = entry(at - 256);
  table[at] = (previous >>> 8) ^ entry(previous & 0xff);
}

const littleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Over `bytes[start … end)`, as an unsigned 32-bit number. `seed` is an earlier result, to continue it. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, seed = 0): number {
  let crc = ~seed;
  let at = start;
  while (littleEndian && end - at >= FOLD_MIN_BYTES) {
    const blockEnd = Math.min(end, at + FOLD_MAX_BYTES);
    const rest = foldCrc32c(crc, bytes, at, blockEnd);
    crc = overTable(0, rest, 0, rest.length);
    at = blockEnd;
  }
  return ~overTable(crc, bytes, at, end) >>> 0;
}

function overTable(start: number, bytes: Uint8Array, from: number, end: number): number {
  let crc = start;
  let at = from;
  if (littleEndian && end - at >= 64) {
    while (((bytes.byteOffset + at) & 3) !== 0) crc = step(crc, bytes, at++);
    const words = (end - at) >> 4;
    crc = overWords(crc, wordsOf(bytes.buffer), (bytes.byteOffset + at) >> 2, words * 4);
    at += words * 16;
  }
  while (at < end) crc = step(crc, bytes, at++);
  return crc;
}

function step(crc: number, bytes: Uint8Array, at: number): number {
  return (crc >>> 8) ^ entry((crc ^ (bytes[at] as number)) & 0xff);
}

function entry(index: number): number {
  return table[index] as number;
}

// A typed array costs about 100 ns to make; the batches of a pool share few buffers, so the last view is usually the right one.
let lastBuffer: ArrayBufferLike | undefined;
let lastWords: Int32Array = new Int32Array(0);

function wordsOf(buffer: ArrayBufferLike): Int32Array {
  if (buffer !== lastBuffer) {
    lastWords = new Int32Array(buffer, 0, buffer.byteLength >> 2);
    lastBuffer = buffer;
  }
  return lastWords;
}

function overWords(start: number, words: Int32Array, from: number, count: number): number {
  let crc = start;
  for (let at = from, end = from + count; at < end; at += 4) {
    const a = (words[at] as number) ^ crc;
    const b = words[at + 1] as number;
    const c = words[at + 2] as number;
    const d = words[at + 3] as number;
    crc =
      (table[3840 + (a & 0xff)] as number) ^
      (table[3584 + ((a >>> 8) & 0xff)] as number) ^
      (table[3328 + ((a >>> 16) & 0xff)] as number) ^
      (table[3072 + (a >>> 24)] as number) ^
      (table[2816 + (b & 0xff)] as number) ^
      (table[2560 + ((b >>> 8) & 0xff)] as number) ^
      (table[2304 + ((b >>> 16) & 0xff)] as number) ^
      (table[2048 + (b >>> 24)] as number) ^
      (table[1792 + (c & 0xff)] as number) ^
      (table[1536 + ((c >>> 8) & 0xff)] as number) ^
      (table[1280 + ((c >>> 16) & 0xff)] as number) ^
      (table[1024 + (c >>> 24)] as number) ^
      (table[768 + (d & 0xff)] as number) ^
      (table[512 + ((d >>> 8) & 0xff)] as number) ^
      (table[256 + ((d >>> 16) & 0xff)] as number) ^
      (table[d >>> 24] as number);
  }
  return crc;
}
