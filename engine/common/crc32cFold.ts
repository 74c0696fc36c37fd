/** `crc32cFold.wat`, compiled; a test compiles it again and compares. */
export const crc32cFoldWasm =
  'AGFzbQEAAAABDAJgA39/fwBgAX8BfwMDAgABBQMBAAIHEQIGbWVtb3J5AgAEZm9sZAABCrMBAmIAA0AgAiAC/QAEACAAQZoBa/0ABAAgAEGxAWv9AAQA/VEgAEG3AWv9AAQAIABBggJr/QAEACAAQaICa/0ABAD9Uf1R/VH9Uf0LBAAgAkEQaiECIABBEGohACAAIAFJDQALC04BA38gAEGABGohASAAQaICa0FwcUGABGohAiABIAJrIQNBgIgEIAIgA/wKAAAgAkEAQcAC/AsAQYAEIAJBgAQQACACIAFBgIgEEAAgAws=';

/** Of the lib that knows a browser; engine has none. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** In: the message's length. Out: that of the rest. */
  readonly fold: (length: number) => number;
}

const messageAt = 512;
const restAt = 66_560;

/** From here on folding is faster than the table, and it works. */
export const FOLD_MIN_BYTES = 1024;
export const FOLD_MAX_BYTES = 65_536;

const { memory, fold } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(crc32cFoldWasm, 'base64')))
  .exports as Exports;
const bytesOfMemory = new Uint8Array(memory.buffer);
const firstWord = new Int32Array(memory.buffer, messageAt, 1);

/**
 * A short message with the same CRC-32C as `bytes[start … end)` continued from `crc` (inverted, as it is inside the algorithm), itself
 * begun at 0; good until the next call. FOLD_MIN_BYTES to FOLD_MAX_BYTES, on a little-endian machine.
 */
export function foldCrc32c(crc: number, bytes: Uint8Array, start: number, end: number): Uint8Array {
  bytesOfMemory.set(bytes.subarray(start, end), messageAt);
  firstWord[0] = (firstWord[0] as number) ^ crc;
  return bytesOfMemory.subarray(restAt, restAt + fold(end - start));
}
