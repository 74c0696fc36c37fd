import { readFileSync } from 'node:fs';

// In a bundle build.mjs puts the two files themselves in the place of this module.

/** LZ4 blocks: lz4_flex, as the package lz4-wasm-nodejs compiled it. */
export function lz4Wasm(): Uint8Array<ArrayBuffer> {
  return fileOf('lz4-wasm-nodejs', 'lz4_wasm_nodejs_bg.wasm');
}

/** Raw snappy: the crate snap, as the package snappy-wasm compiled it. */
export function snappyWasm(): Uint8Array<ArrayBuffer> {
  return fileOf('snappy-wasm', 'snappy_bg.wasm');
}

function fileOf(packageName: string, file: string): Uint8Array<ArrayBuffer> {
  return readFileSync(new URL(file, import.meta.resolve(packageName)));
}
