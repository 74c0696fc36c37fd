import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import wabt from 'wabt';
import { crc32c } from '../../../engine/common/crc32c.ts';
import { crc32cFoldWasm } from '../../../engine/common/crc32cFold.ts';
import { murmur2, toPositive } from '../../../engine/common/murmur2.ts';
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import { uuidFromBytes, uuidToBytes, ZERO_UUID } from '../../../engine/common/uuid.ts';

// The first six are asserted by Kafka's own unit test; the rest were computed by two other implementations.
const murmurVectors: readonly (readonly [key: string | Buffer, hash: number, of50: number])[] = [
  ['21', -973932308, 40],
  ['foobar', -790332482, 16],
  ['a-little-bit-long-string', -985981536, 12],
  ['a-little-bit-longer-string', -1486304829, 19],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971, 27],
  ['abc', 479470107, 7],
  ['', 275646681, 31],
  ['a', -1563381124, 24],
  ['key', -1079937367, 31],
  ['kafka', -798503068, 30],
  ['user-42', 1459644460, 10],
  ['order-1001', 297523878, 28],
  ['0', 971027396, 46],
  ['1', -1993445489, 9],
  ['héllo', 614509002, 2],
  ['日本語', 1431860170, 20],
  [Buffer.from('00', 'hex'), 375494588, 38],
  [Buffer.from('ff', 'hex'), -311467685, 13],
  [Buffer.from('00010203', 'hex'), 1916244640, 40],
  [Buffer.from('ffffffff', 'hex'), 644171429, 29],
  [Buffer.from('8000000000', 'hex'), 508535971, 21],
];

for (const [key, hash, of50] of murmurVectors)
  test(`39 murmur2 of ${typeof key === 'string' ? `"${key}"` : key.toString('hex')} is Kafka's`, () => {
    const bytes = typeof key === 'string' ? Buffer.from(key) : key;
    assert.equal(murmur2(bytes), hash);
    assert.equal(toPositive(hash) % 50, of50);
  });

const crcVectors: readonly (readonly [name: string, bytes: Buffer, crc: string])[] = [
  ['nothing', Buffer.alloc(0), '00000000'],
  ['a', Buffer.from('a'), 'c1d04330'],
  ['123456789', Buffer.from('123456789'), 'e3069283'],
  ['the quick brown fox', Buffer.from('The quick brown fox jumps over the lazy dog'), '22620404'],
  ['32 zero bytes', Buffer.alloc(32), '8a9136aa'],
  ['32 bytes ff', Buffer.alloc(32, 0xff), '62a8ab43'],
];

for (const [name, bytes, crc] of crcVectors)
  test(`CRC-32C of ${name}`, () => assert.equal(crc32c(bytes).toString(16).padStart(8, '0'), crc));

function bitwiseCrc32c(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function randomBytes(seed: number, length: number): Buffer {
  const random = seededRandom(seed);
  return Buffer.from(Array.from({ length }, () => random.nextInt() & 0xff));
}

test('CRC-32C is the same over words and over bytes, at every alignment and length', () => {
  const memory = randomBytes(20, 400);
  for (let start = 0; start < 9; start++)
    for (let end = start; end <= memory.length; end += 7)
      assert.equal(crc32c(memory, start, end), bitwiseCrc32c(memory.subarray(start, end)), `${start} to ${end}`);
});

test('CRC-32C of what is folded first is the same: lengths around a step and around a block, after longer and shorter ones', () => {
  const memory = randomBytes(21, 140_000);
  const lengths = [
    1023, 65_536, 1024, 1025, 16_384, 1039, 1040, 16_363, 65_535, 65_537, 66_559, 66_560, 131_072, 139_990,
  ];
  for (const start of [0, 1, 7])
    for (const length of lengths) {
      const expected = bitwiseCrc32c(memory.subarray(start, start + length));
      assert.equal(crc32c(memory, start, start + length), expected, `${length} bytes from ${start}`);
    }
});

test('crc32cFold.ts is crc32cFold.wat, compiled', async () => {
  const file = new URL('../../../engine/common/crc32cFold.wat', import.meta.url);
  const { parseWat } = await wabt();
  const module = parseWat(file.pathname, await readFile(file, 'utf8'), { simd: true, bulk_memory: true });
  assert.equal(crc32cFoldWasm, Buffer.from(module.toBinary({}).buffer).toString('base64'));
});

test('CRC-32C of two parts is that of the whole when the second goes on from the first', () => {
  const bytes = Buffer.alloc(5000, 'kafka');
  for (const end of [1000, 5000])
    assert.equal(crc32c(bytes, 333, end, crc32c(bytes, 0, 333)), bitwiseCrc32c(bytes.subarray(0, end)));
});

test('an id of 16 bytes is 22 characters and back; anything else is refused', () => {
  const bytes = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
  assert.equal(uuidFromBytes(bytes), 'ABEiM0RVZneImaq7zN3u_w');
  assert.deepEqual(uuidToBytes('ABEiM0RVZneImaq7zN3u_w'), bytes);
  assert.deepEqual(uuidToBytes(ZERO_UUID), Buffer.alloc(16));
  assert.throws(() => uuidToBytes('short'), /"short".* 3 bytes, not 16/);
});
