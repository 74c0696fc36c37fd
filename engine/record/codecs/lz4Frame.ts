import { Lz4Output, decodeLz4Block } from './lz4Block.ts';
import { OutputTooLarge } from './outputTooLarge.ts';
import type { BlockCompressor } from './wasmCompressor.ts';
import { xxHash32 } from './xxHash32.ts';

// The LZ4 frame, as Kafka writes it (`Lz4BlockOutputStream`) and as others do:
//   magic, FLG, BD, content size int64?, header checksum byte, then for each block: size int32 (top bit: stored), data,
//   checksum int32?; then size 0, content checksum int32?

const magic = 0x184d2204;
/** Of all frames we write: version 1, independent blocks of 64 KB, no checksums; the last byte is the header's. */
const header = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
const blockBytes = 64 * 1024;
const endMark = 0;
const stored = 0x80000000;
/** A byte of a length gives at most 255. */
const maxExpansion = 255;

const Flag = {
  version: 0xc0,
  independentBlocks: 0x20,
  blockChecksums: 0x10,
  contentSize: 0x08,
  contentChecksum: 0x04,
  reserved: 0x02,
  dictionary: 0x01,
} as const;

/** One frame around what `compressBlock` makes of each 64 KB. A block that does not get smaller is stored. */
export function compressLz4(records: Uint8Array, compressBlock: BlockCompressor): Buffer {
  const out = Buffer.allocUnsafe(maxCompressedBytes(records.length));
  let end = header.copy(out);
  for (let from = 0; from < records.length; from += blockBytes) {
    const block = records.subarray(from, from + blockBytes);
    const start = end + 4;
    end = compressBlock(block, out, start);
    const isStored = end - start >= block.length;
    if (isStored) {
      out.set(block, start);
      end = start + block.length;
    }
    out.writeUInt32LE(((end - start) | (isStored ? stored : 0)) >>> 0, start - 4);
  }
  out.writeUInt32LE(endMark, end);
  return out.subarray(0, end + 4);
}

interface Lz4Header {
  readonly flags: number;
  readonly maxBlockBytes: number;
  /** What the frame unpacks to, where it says so. */
  readonly contentBytes: number | null;
  readonly end: number;
}

/**
 * Reads one frame of any client. Beyond `Lz4BlockInputStream` it takes blocks that depend on those before them, and checks the
 * content's size and checksum. Like it, it does not look at what follows the frame.
 */
export function decompressLz4(source: Buffer, maxBytes: number): Buffer {
  const { flags, maxBlockBytes, contentBytes, end } = readHeader(source);
  if (contentBytes !== null && contentBytes > maxBytes) throw new OutputTooLarge(`${contentBytes} bytes`);
  const possibleBytes = source.length * maxExpansion;
  const output = new Lz4Output(Math.min(contentBytes ?? source.length * 4, possibleBytes), maxBytes);
  const has = (flag: number): boolean => (flags & flag) !== 0;
  let at = end;
  for (;;) {
    const field = readUint32(source, at, 'the size of a block');
    at += 4;
    const size = (field & ~stored) >>> 0;
    if (size === endMark) break;
    if (size > maxBlockBytes) throw new Error(`a block says it takes ${size} bytes; its frame allows ${maxBlockBytes}`);
    if (size > source.length - at)
      throw new Error(`a block says it takes ${size} bytes; ${source.length - at} are left`);
    const block = { from: at, to: at + size };
    at = block.to;
    if (has(Flag.blockChecksums)) {
      checkHash('a block', readUint32(source, at, 'the checksum of a block'), xxHash32(source, block.from, block.to));
      at += 4;
    }
    if ((field & stored) !== 0) store(source, block.from, block.to, output);
    else {
      const historyStart = has(Flag.independentBlocks) ? output.length : 0;
      decodeLz4Block(source, { ...block, maxBytes: maxBlockBytes, historyStart }, output);
    }
  }
  const content = output.bytes.subarray(0, output.length);
  if (has(Flag.contentChecksum))
    checkHash('the content', readUint32(source, at, 'the checksum of the content'), xxHash32(content));
  if (contentBytes !== null && contentBytes !== content.length)
    throw new Error(`the frame says it has ${contentBytes} bytes, and has ${content.length}`);
  return content;
}

function readHeader(source: Buffer): Lz4Header {
  if (readUint32(source, 0, 'the magic number') !== magic) throw new Error('it does not begin with the magic number');
  const flags = source[4] ?? 0;
  const descriptor = source[5] ?? 0;
  if ((flags & Flag.version) !== 0x40) throw new Error(`the frame has version ${flags >>> 6}; only 1 can be read`);
  if ((flags & Flag.dictionary) !== 0) throw new Error('the frame needs a dictionary, which Kafka does not have');
  const blockSizeId = descriptor >>> 4;
  if ((flags & Flag.reserved) !== 0 || (descriptor & 0x8f) !== 0 || blockSizeId < 4)
    throw new Error(`the frame's flags ${flags} and block size ${descriptor} are not those of an LZ4 frame`);
  const contentSizeBytes = (flags & Flag.contentSize) === 0 ? 0 : 8;
  const checksumAt = 6 + contentSizeBytes;
  if (source.length <= checksumAt) throw new Error('the header is cut');
  checkHash('the header', source[checksumAt] as number, (xxHash32(source, 4, checksumAt) >>> 8) & 0xff);
  return {
    flags,
    maxBlockBytes: 2 ** (8 + 2 * blockSizeId),
    contentBytes: contentSizeBytes === 0 ? null : Number(source.readBigUInt64LE(6)),
    end: checksumAt + 1,
  };
}

function store(source: Buffer, from: number, to: number, output: Lz4Output): void {
  const end = output.length + to - from;
  if (end > output.bytes.length) output.growTo(end);
  source.copy(output.bytes, output.length, from, to);
  output.length = end;
}

function readUint32(source: Buffer, at: number, what: string): number {
  if (source.length - at < 4) throw new Error(`${what} is cut`);
  return source.readUInt32LE(at);
}

function checkHash(what: string, said: number, computed: number): void {
  if (said !== computed)
    throw new Error(`the checksum of ${what} is ${said.toString(16)}, its bytes give ${computed.toString(16)}`);
}

/** LZ4's own bound for a block (its `compressBound`), with each block's size field, header and end mark. */
function maxCompressedBytes(length: number): number {
  const blocks = Math.ceil(length / blockBytes);
  return header.length + 4 + blocks * (4 + 16) + length + Math.ceil(length / 255);
}
