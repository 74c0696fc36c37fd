import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  readUnsignedVarint,
  readVarint,
  readVarlong,
  readVarlongBigInt,
  sizeOfUnsignedVarint,
  sizeOfVarint,
  sizeOfVarlong,
  writeUnsignedVarint,
  writeVarint,
  writeVarlong,
} from '../../../engine/common/varint.ts';

const seed = 209;
console.log(`seed ${seed}`);

const written = (write: (buffer: Buffer, position: number, value: number) => number, value: number): string => {
  const buffer = Buffer.alloc(16);
  return buffer.toString('hex', 0, write(buffer, 0, value));
};
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

const zigZag: readonly (readonly [number, string])[] = [
  [0, '00'],
  [-1, '01'],
  [1, '02'],
  [-2, '03'],
  [63, '7e'],
  [-64, '7f'],
  [64, '8001'],
  [-65, '8101'],
  [127, 'fe01'],
  [128, '8002'],
  [300, 'd804'],
  [8191, 'fe7f'],
  [8192, '808001'],
  [2147483647, 'feffffff0f'],
  [-2147483648, 'ffffffff0f'],
];

for (const [value, hex] of zigZag)
  test(`209 varint and varlong ${value} are ${hex}`, () => {
    assert.equal(written(writeVarint, value), hex);
    assert.equal(written(writeVarlong, value), hex);
    assert.equal(readVarint(bytes(hex), { position: 0 }, 5), value);
    assert.equal(readVarlong(bytes(hex), { position: 0 }, 5), value);
    assert.equal(sizeOfVarint(value), hex.length / 2);
    assert.equal(sizeOfVarlong(value), hex.length / 2);
  });

test('209 varlongs beyond 32 bits', () => {
  assert.equal(written(writeVarlong, 1700000000000), '80a0abfef962');
  assert.equal(readVarlong(bytes('80a0abfef962'), { position: 0 }, 6), 1700000000000);
  assert.equal(readVarlongBigInt(bytes('feffffffffffffffff01'), { position: 0 }, 10), 2n ** 63n - 1n);
  assert.equal(readVarlongBigInt(bytes('ffffffffffffffffff01'), { position: 0 }, 10), -(2n ** 63n));
  assert.throws(() => readVarlong(bytes('feffffffffffffffff01'), { position: 0 }, 10), /beyond ±2\^53/);
});

for (const [value, hex] of [
  [127, '7f'],
  [128, '8001'],
  [300, 'ac02'],
  [16383, 'ff7f'],
  [16384, '808001'],
  [2147483647, 'ffffffff07'],
  [4294967295, 'ffffffff0f'],
] as const)
  test(`209 unsigned varint ${value} is ${hex}`, () => {
    assert.equal(written(writeUnsignedVarint, value), hex);
    assert.equal(readUnsignedVarint(bytes(hex), { position: 0 }, 5), value);
    assert.equal(sizeOfUnsignedVarint(value), hex.length / 2);
  });

test('209 varints refuse over-long encodings', () => {
  for (const hex of ['808080808000', 'ffffffffff01', 'ffffffff10', '8080808080']) {
    assert.throws(() => readUnsignedVarint(bytes(hex), { position: 0 }, hex.length / 2), /does not end within 5 bytes/);
    assert.throws(() => readVarint(bytes(hex), { position: 0 }, hex.length / 2), /does not end within 5 bytes/);
  }
  for (const hex of ['8080808080808080808000', 'ffffffffffffffffff02', 'ffffffffffffffffff7f'])
    assert.throws(() => readVarlong(bytes(hex), { position: 0 }, hex.length / 2), /does not end within 10 bytes/);
});

test('209 varints do not read past the end they are given', () => {
  for (const end of [0, 1, 2]) {
    assert.throws(() => readVarint(bytes('80808001'), { position: 0 }, end), /past the end of the data/);
    assert.throws(() => readVarlong(bytes('80808001'), { position: 0 }, end), /past the end of the data/);
  }
});

test('209 every safe integer goes through a varlong and back, in as many bytes as measured', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), value => {
      const buffer = Buffer.alloc(16);
      const end = writeVarlong(buffer, 0, value);
      const cursor = { position: 0 };
      assert.equal(readVarlong(buffer, cursor, end), value);
      assert.equal(cursor.position, end);
      assert.equal(sizeOfVarlong(value), end);
      const zigZagged = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
      assert.equal(end, Math.max(1, Math.ceil(zigZagged.toString(2).length / 7)));
    }),
    { seed, numRuns: 2000 },
  );
});

test('209 every int32 goes through a varint and back, in as many bytes as measured', () => {
  fc.assert(
    fc.property(fc.integer(), value => {
      const buffer = Buffer.alloc(8);
      const end = writeVarint(buffer, 0, value);
      assert.equal(readVarint(buffer, { position: 0 }, end), value);
      assert.equal(sizeOfVarint(value), end);
      assert.equal(sizeOfUnsignedVarint(value >>> 0), writeUnsignedVarint(buffer, 0, value >>> 0));
      assert.equal(readUnsignedVarint(buffer, { position: 0 }, 8), value >>> 0);
    }),
    { seed, numRuns: 2000 },
  );
});
