import assert from 'node:assert/strict';
import test from 'node:test';
import zlib from 'node:zlib';
import { compressionOf, compressionTypeId, compressionTypes, decompress } from '../../../engine/record/compression.ts';
import { CompressionRatioEstimator } from '../../../engine/record/compressionRatioEstimator.ts';
import { noise } from '../../support/codecContents.ts';

test('types have the ids of the wire', () => {
  assert.deepEqual(
    compressionTypes.map(type => [type, compressionTypeId(type)]),
    [
      ['none', 0],
      ['gzip', 1],
      ['snappy', 2],
      ['lz4', 3],
      ['zstd', 4],
    ],
  );
});

for (const type of ['gzip', 'snappy', 'lz4', 'zstd'] as const) {
  const text = Buffer.from('the same words again and again; '.repeat(500));

  test(`${type}: what is compressed is smaller and comes back`, () => {
    const compressed = compressionOf(type).compress(text);
    assert.ok(compressed.length < text.length / 10);
    assert.deepEqual(decompress(type, compressed), text);
  });

  test(`214 ${type}: unpacking stops at the bound, naming both sizes`, () => {
    const compressed = compressionOf(type).compress(text);
    assert.deepEqual(decompress(type, compressed, text.length), text);
    assert.throws(() => decompress(type, compressed, text.length - 1), {
      kind: 'CorruptRecordException',
      message: new RegExp(`${compressed.length} bytes of ${type} unpack to more than the ${text.length - 1} bytes`),
    });
  });

  test(`${type}: noise does not shrink, and comes back`, () => {
    const bytes = noise(100_000);
    const compressed = compressionOf(type).compress(bytes);
    assert.ok(compressed.length > bytes.length && compressed.length < bytes.length * 1.01);
    assert.ok(decompress(type, compressed).equals(bytes));
  });

  test(`214 ${type}: bytes that are damaged or cut are a corrupt record`, () => {
    const compressed = compressionOf(type).compress(text);
    for (const bad of [Buffer.alloc(0), compressed.subarray(0, 10), compressed.subarray(0, -5), Buffer.alloc(40, 7)])
      assert.throws(() => decompress(type, bad), { kind: 'CorruptRecordException', code: 2 });
  });
}

test('levels are taken, and refused out of range with the range', () => {
  const text = Buffer.from(zlib.constants.Z_BEST_COMPRESSION + JSON.stringify(process.versions).repeat(20));
  assert.ok(compressionOf('gzip', 1).compress(text).length >= compressionOf('gzip', 9).compress(text).length);
  assert.ok(compressionOf('zstd', -5).compress(text).length > compressionOf('zstd', 19).compress(text).length);
  assert.ok(compressionOf('lz4', 9).compress(text).length > compressionOf('lz4', 17).compress(text).length);
  assert.throws(() => compressionOf('lz4', 18), /compression\.lz4\.level 18 must be .* from 1 to 17/);
  assert.throws(() => compressionOf('gzip', 10), /compression\.gzip\.level 10 must be .* from 1 to 9/);
  assert.throws(() => compressionOf('zstd', 23), /compression\.zstd\.level 23 must be .* from -131072 to 22/);
  assert.throws(() => compressionOf('gzip', 0), { kind: 'ConfigException' });
});

test('216 the ratio falls slowly and rises fast, for each topic and type', () => {
  const estimator = new CompressionRatioEstimator();
  const float = Math.fround;
  assert.equal(estimator.estimation('t', 'gzip'), 1);
  assert.equal(estimator.updateEstimation('t', 'gzip', 0.5), float(1 - float(0.005)));
  assert.equal(estimator.updateEstimation('t', 'gzip', 1.2), float(1.2));
  estimator.setEstimation('t', 'gzip', 0.6);
  assert.equal(estimator.updateEstimation('t', 'gzip', 0.62), float(float(0.6) + float(0.05)));
  estimator.setEstimation('t', 'gzip', 0.502);
  assert.equal(estimator.updateEstimation('t', 'gzip', 0.5), 0.5, 'not below what was seen');
  assert.equal(estimator.updateEstimation('t', 'gzip', 0.5), 0.5, 'the same changes nothing');
  assert.equal(estimator.estimation('t', 'zstd'), 1);
  assert.equal(estimator.estimation('other', 'gzip'), 1);
  estimator.removeEstimation('t');
  assert.equal(estimator.estimation('t', 'gzip'), 1);
});
