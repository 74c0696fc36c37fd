import { OutputTooLarge } from './outputTooLarge.ts';
import { decodeSnappy, readSnappyLength } from './snappyBlock.ts';
import { wasmCompressor } from './wasmCompressor.ts';
import type { BlockCompressor } from './wasmCompressor.ts';
import { snappyWasm } from './wasmFiles.ts';

// The frame of snappy-java (`SnappyOutputStream`), which Kafka's Java clients write and all others read:
//   magic, version int32, least compatible version int32, then for each block: length int32, raw snappy

const magic = Buffer.from('\x82SNAPPY\0', 'latin1');
const version = 1;
const header = Buffer.concat([magic, Buffer.from([0, 0, 0, version, 0, 0, 0, version])]);
const blockBytes = 32 * 1024;

let compressBlock: BlockCompressor | null = null;

export function compressSnappy(records: Uint8Array): Buffer {
  compressBlock ??= wasmCompressor(snappyWasm(), 'compress_raw');
  const out = Buffer.allocUnsafe(maxCompressedBytes(records.length));
  let end = header.copy(out);
  for (let from = 0; from < records.length; from += blockBytes) {
    const block = end + 4;
    end = compressBlock(records.subarray(from, from + blockBytes), out, block);
    out.writeInt32BE(end - block, block - 4);
  }
  return out.subarray(0, end);
}

interface Block {
  /** Where its elements stand in the input. */
  readonly from: number;
  readonly to: number;
  /** Of its output. */
  readonly length: number;
}

/** Reads frames, one or several, as `SnappyInputStream` does; and raw snappy without a frame, which others write. */
export function decompressSnappy(source: Buffer, maxBytes: number): Buffer {
  const blocks = startsWithMagic(source, 0) ? framedBlocks(source) : [blockAt(source, 0, source.length)];
  const total = blocks.reduce((sum, { length }) => sum + length, 0);
  if (total > maxBytes) throw new OutputTooLarge(`${total} bytes`);
  const out = Buffer.allocUnsafe(total);
  let written = 0;
  for (const { from, to, length } of blocks) {
    decodeSnappy(source, from, to, out, written, written + length);
    written += length;
  }
  return out;
}

function framedBlocks(source: Buffer): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < source.length;) {
    if (startsWithMagic(source, at)) at = skipHeader(source, at);
    if (at === source.length) break;
    if (source.length - at < 4) throw new Error('the length of a block is cut');
    const length = source.readInt32BE(at);
    at += 4;
    if (length < 0 || length > source.length - at)
      throw new Error(`a block says it takes ${length} bytes; ${source.length - at} are left`);
    blocks.push(blockAt(source, at, at + length));
    at += length;
  }
  return blocks;
}

function blockAt(source: Buffer, start: number, to: number): Block {
  const { length, elements } = readSnappyLength(source, start, to);
  return { from: elements, to, length };
}

function startsWithMagic(source: Buffer, at: number): boolean {
  return source.length - at >= magic.length && magic.compare(source, at, at + magic.length) === 0;
}

function skipHeader(source: Buffer, at: number): number {
  const end = at + header.length;
  if (end > source.length) throw new Error('the header of a frame is cut');
  const found = source.readInt32BE(at + magic.length);
  if (found < version) throw new Error(`the frame has version ${found}; ${version} or later can be read`);
  return end;
}

/** Snappy's own bound for a block (its `MaxCompressedLength`), with each block's length field and the header. */
function maxCompressedBytes(length: number): number {
  const blocks = Math.ceil(length / blockBytes);
  return header.length + blocks * (4 + 32) + length + Math.ceil(length / 6);
}
