import assert from 'node:assert/strict';
import test from 'node:test';
import { compressSnappy, decompressSnappy } from '../../../../engine/record/codecs/snappyFrame.ts';
import { codecContents, noise } from '../../../support/codecContents.ts';

const max = 1024 * 1024;
const header = Buffer.from('82534e415050590000000001' + '00000001', 'hex');
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const read = (text: string, maxBytes = max): string => decompressSnappy(hex(text), maxBytes).toString();

test('a frame is written as Java writes it: header, then blocks of 32 KB with their lengths in front', () => {
  const written = compressSnappy(noise(70_000));
  assert.deepEqual(written.subarray(0, 16), header);
  const blocks = [];
  for (let at = 16; at < written.length; at += 4 + written.readInt32BE(at))
    blocks.push(written.subarray(at + 4, at + 7));
  // Raw snappy begins with the length of what it unpacks to, as a varint: 32768 twice, then the rest.
  assert.deepEqual(blocks, [hex('808002'), hex('808002'), hex('f022f4')]);
});

for (const [name, bytes] of Object.entries({ ...codecContents, nothing: Buffer.alloc(0), 'a megabyte': noise(max) }))
  test(`${name} comes back`, () => assert.ok(decompressSnappy(compressSnappy(bytes), max).equals(bytes)));

test('every element of the format is read', () => {
  assert.equal(read('03 08 616263'), 'abc');
  assert.equal(read('03 f0 02 616263'), 'abc', 'the length of a literal in one byte');
  assert.equal(read('03 fc 02000000 616263'), 'abc', 'in four');
  assert.equal(read('08 0c 61626364 01 04'), 'abcdabcd', 'a copy with eleven bits of distance');
  assert.equal(read('08 0c 61626364 0e 0400'), 'abcdabcd', 'with two bytes');
  assert.equal(read('08 0c 61626364 0f 04000000'), 'abcdabcd', 'with four');
  assert.equal(read('07 00 61 09 01'), 'aaaaaaa', 'a copy that overlaps itself');
});

test('214 what contradicts itself is refused, naming what', () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['', /length of a block is cut/],
    ['ffffffffff', /cut or longer than 5 bytes/],
    ['ffffffff7f 00 61', /its 2 give at most 44/],
    ['80808040', /its 0 give at most 0/],
    ['03 08 6162', /ends inside an element/],
    ['03 f4 02', /ends inside an element/],
    ['05 08 616263', /says it has 5 bytes, and has 3/],
    ['02 08 616263', /says it has 2 bytes, and has more/],
    ['05 0c 61626364 01 04', /says it has 5 bytes, and has more/],
    ['08 0c 61626364 01 05', /a copy reaches 5 bytes back; 4 are written/],
    ['08 0c 61626364 01 00', /a copy reaches 0 bytes back/],
    ['08 0c 61626364 0f 040000', /ends inside an element/],
    ['82534e4150505900 00000001', /the header of a frame is cut/],
    ['82534e4150505900 00000000 00000001', /the frame has version 0; 1 or later/],
    [`${header.toString('hex')} 0000`, /the length of a block is cut/],
    [`${header.toString('hex')} ffffffff 01`, /takes -1 bytes; 1 are left/],
    [`${header.toString('hex')} 00000009 03 08616263`, /takes 9 bytes; 5 are left/],
  ];
  for (const [bytes, message] of refused) assert.throws(() => read(bytes), { name: 'Error', message });
});

test('214 a block does not reach into the one before it', () => {
  const blocks = '00000006 04 0c61626364 00000003 04 01 04';
  assert.throws(() => read(header.toString('hex') + blocks), /a copy reaches 4 bytes back; 0 are written/);
});

test('the limit counts all blocks together, before anything is unpacked', () => {
  const block = '00000005 03 08616263';
  assert.equal(read(header.toString('hex') + block + block, 6), 'abcabc');
  assert.throws(() => read(header.toString('hex') + block + block, 5), { code: 'ERR_BUFFER_TOO_LARGE' });
});
