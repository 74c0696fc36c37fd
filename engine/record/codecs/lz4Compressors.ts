import { Lz4HighCompressor } from './lz4HighCompressor.ts';
import { wasmCompressor } from './wasmCompressor.ts';
import type { BlockCompressor } from './wasmCompressor.ts';
import { lz4Wasm } from './wasmFiles.ts';

/** Kafka's default, and the level of the fast compressor; the others are those of high compression (Kafka: `Lz4BlockOutputStream`). */
export const fastLevel = 9;

/** lz4_flex puts the length of the input before each block, which Kafka's frame does not have. */
const lengthPrefixBytes = 4;

let fastCompressor: BlockCompressor | null = null;

export function lz4CompressorOf(level: number): BlockCompressor {
  if (level === fastLevel) return (fastCompressor ??= wasmCompressor(lz4Wasm(), 'compress', lengthPrefixBytes));
  const compressor = new Lz4HighCompressor(level);
  return (input, out, at) => compressor.compress(input, out, at);
}
