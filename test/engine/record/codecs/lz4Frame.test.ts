import assert from 'node:assert/strict';
import test from 'node:test';
import { lz4CompressorOf } from '../../../../engine/record/codecs/lz4Compressors.ts';
import { compressLz4, decompressLz4 } from '../../../../engine/record/codecs/lz4Frame.ts';
import { xxHash32 } from '../../../../engine/record/codecs/xxHash32.ts';
import { codecContents, noise } from '../../../support/codecContents.ts';

const max = 1024 * 1024;
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const read = (bytes: Buffer, maxBytes = max): string => decompressLz4(bytes, maxBytes).toString();
const compress = (bytes: Uint8Array, level = 9): Buffer => compressLz4(bytes, lz4CompressorOf(level));

/** A frame with the flags, its header's checksum right, around what follows the header. */
function frame(flags: number, blocks: string, { blockSizeId = 4, contentSize = '' } = {}): Buffer {
  const descriptor = Buffer.concat([Buffer.from([flags, blockSizeId << 4]), hex(contentSize)]);
  return Buffer.concat([hex('04224d18'), descriptor, Buffer.from([(xxHash32(descriptor) >>> 8) & 0xff]), hex(blocks)]);
}
const independent = 0x60;
const end = '00000000';
/** 'abcd' and a match that repeats it, then 'efghi' as the literals that must come last. */
const block = '11000000' + '80 6162636461626364' + '0800' + '50 6566676869';

test('a frame is written as Java writes it: 64 KB blocks, stored where that is shorter, an end mark', () => {
  const written = compress(Buffer.concat([noise(65_536), Buffer.alloc(100, 'a')]));
  assert.deepEqual(written.subarray(0, 7), hex('04224d18604082'));
  assert.deepEqual(written.subarray(7, 11), hex('00000180'), 'the first block is stored, all 65536 bytes');
  const second = 11 + 65_536;
  assert.equal(second + 4 + written.readUInt32LE(second) + 4, written.length);
  assert.deepEqual(written.subarray(-4), hex(end));
});

for (const level of [1, 3, 9, 12, 17])
  for (const [name, bytes] of Object.entries({
    ...codecContents,
    nothing: Buffer.alloc(0),
    'much noise': noise(200_000),
  }))
    test(`${name} comes back from level ${level}`, () => {
      assert.ok(decompressLz4(compress(bytes, level), max).equals(bytes));
    });

test('XXH32 gives the published values', () => {
  const values: readonly (readonly [string, number])[] = [
    ['', 0x02cc5d05],
    ['a', 0x550d7456],
    ['abc', 0x32d153ff],
    ['Nobody inspects the spammish repetition', 0xe2293b2f],
  ];
  for (const [text, hash] of values) assert.equal(xxHash32(Buffer.from(text)), hash, text);
});

test('a block that depends on the one before reaches into it; an independent one must not', () => {
  const first = '05000080 6162636465';
  const repeating = '0a000000 10 66 0500 50 6768696a6b';
  const blocks = `${first} ${repeating} ${end}`;
  assert.equal(read(frame(0x40, blocks)), 'abcdefbcdeghijk');
  assert.throws(() => read(frame(independent, blocks)), /a match reaches 5 bytes back; 1 can be reached/);
});

test('what Java reads no further than is not looked at', () => {
  assert.equal(read(frame(independent, `${block} ${end} 12345678`)), 'abcdabcdabcdefghi');
});

test('214 what contradicts itself is refused, naming what', () => {
  const content = Buffer.from('abcdabcdabcdefghi');
  const hashOf = (bytes: Buffer): string => {
    const field = Buffer.alloc(4);
    field.writeUInt32LE(xxHash32(bytes));
    return field.toString('hex');
  };
  const blockBytes = hex(block).subarray(4);
  assert.equal(read(frame(0x70, `${block} ${hashOf(blockBytes)} ${end}`)), content.toString());
  assert.equal(read(frame(0x64, `${block} ${end} ${hashOf(content)}`)), content.toString());
  assert.equal(read(frame(0x68, block + end, { contentSize: '1100000000000000' })), content.toString());
  const refused: readonly (readonly [Buffer, RegExp])[] = [
    [hex(''), /the magic number is cut/],
    [hex('05224d18604082'), /does not begin with the magic number/],
    [hex('04224d186040'), /the header is cut/],
    [hex('04224d18604083'), /checksum of the header is 83, its bytes give 82/],
    [frame(0x20, end), /the frame has version 0; only 1/],
    [frame(0x61, end), /needs a dictionary/],
    [frame(0x62, end), /are not those of an LZ4 frame/],
    [frame(independent, end, { blockSizeId: 3 }), /are not those of an LZ4 frame/],
    [frame(independent, ''), /the size of a block is cut/],
    [frame(independent, block), /the size of a block is cut/],
    [frame(independent, '01000100'), /takes 65537 bytes; its frame allows 65536/],
    [frame(independent, '05000000 61'), /takes 5 bytes; 1 are left/],
    [frame(independent, `01000000 f0 ${end}`), /ends inside a sequence/],
    [frame(independent, `03000000 10 61 01 ${end}`), /ends inside a sequence/],
    [frame(independent, `04000000 10 61 0100 ${end}`), /ends inside a sequence/],
    [frame(independent, `04000000 10 61 0000 ${end}`), /a match reaches 0 bytes back/],
    [frame(independent, `04000000 10 61 0200 ${end}`), /a match reaches 2 bytes back; 1 can be reached/],
    [frame(0x70, `${block} 00000000 ${end}`), /checksum of a block is 0, its bytes give/],
    [frame(0x64, `${block} ${end} 00000000`), /checksum of the content is 0, its bytes give/],
    [frame(0x64, block + end), /the checksum of the content is cut/],
    [frame(0x68, block + end, { contentSize: '1200000000000000' }), /says it has 18 bytes, and has 17/],
  ];
  for (const [bytes, message] of refused) assert.throws(() => read(bytes), { name: 'Error', message });
});

test('a block unpacks to no more than its frame allows, a frame to no more than is allowed here', () => {
  const bomb = '1f 61 0100' + 'ff'.repeat(400) + '00 50 6566676869';
  const size = Buffer.alloc(4);
  size.writeUInt32LE(hex(bomb).length);
  const blocks = size.toString('hex') + bomb + end;
  assert.throws(() => read(frame(independent, blocks)), /more than its frame allows/);
  assert.throws(() => read(frame(independent, blocks, { blockSizeId: 7 }), 1000), { code: 'ERR_BUFFER_TOO_LARGE' });
  assert.equal(read(frame(independent, blocks, { blockSizeId: 7 })).length, 1 + 19 + 400 * 255 + 5);
  const huge = frame(0x68, block + end, { contentSize: 'ffffffffffffff7f' });
  assert.throws(() => read(huge), { code: 'ERR_BUFFER_TOO_LARGE' });
});

test('the last five bytes of a block are literals, and no match begins in the last twelve, as the format wants', () => {
  for (const length of [12, 13, 14, 100]) {
    const written = compress(Buffer.alloc(length, 'a'), 3);
    if (length < 13) assert.deepEqual(written.subarray(7, 11), hex('0c000080'), 'stored');
    else assert.deepEqual(written.subarray(-10, -4), hex('50 6161616161'), String(length));
  }
});

test('the levels of high compression do better than the fast compressor, and no worse than each other', () => {
  const sizes = [9, 1, 4, 8, 12, 17].map(level => compress(codecContents.lines, level).length);
  assert.deepEqual(
    sizes,
    [...sizes].sort((a, b) => b - a),
  );
  assert.ok((sizes.at(-1) ?? 0) < 0.8 * (sizes[0] ?? 0), String(sizes));
});
