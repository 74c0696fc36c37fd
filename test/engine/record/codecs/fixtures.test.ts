// What others compressed is read: Kafka's Java client, snappy-java, lz4-java and the program lz4 wrote these (captureCodecs.ts).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { decompressLz4 } from '../../../../engine/record/codecs/lz4Frame.ts';
import { decompressSnappy } from '../../../../engine/record/codecs/snappyFrame.ts';
import { codecContents } from '../../../support/codecContents.ts';
import type { CodecContent } from '../../../support/codecContents.ts';

interface Fixture {
  readonly by: string;
  readonly content: CodecContent;
  readonly base64: string;
}

const fixtures = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'fixtures.json'), 'utf8'),
) as readonly Fixture[];

for (const { by, content, base64 } of fixtures)
  test(`${content} by ${by} is read`, () => {
    const bytes = Buffer.from(base64, 'base64');
    const decompress = by.includes('snappy') ? decompressSnappy : decompressLz4;
    // Java's snappy stream reads frames that follow one another; its LZ4 stream stops after the first.
    const times = by === 'java snappyTwice' ? 2 : 1;
    const expected = Buffer.concat(Array<Buffer>(times).fill(codecContents[content]));
    assert.ok(decompress(bytes, expected.length).equals(expected));
    assert.throws(() => decompress(bytes, expected.length - 1), { code: 'ERR_BUFFER_TOO_LARGE' });
  });

test('the fixtures hold every kind of frame', () => {
  const flags = fixtures
    .filter(({ by }) => by.includes('lz4'))
    .map(({ base64 }) => Buffer.from(base64, 'base64')[4] ?? 0);
  const kinds = {
    dependent: (flag: number) => (flag & 0x20) === 0,
    blockChecksums: (flag: number) => (flag & 0x10) !== 0,
  };
  assert.ok(flags.some(kinds.dependent) && flags.some(kinds.blockChecksums));
  assert.ok(flags.some(flag => (flag & 0x08) !== 0) && flags.some(flag => (flag & 0x04) !== 0));
  const blockSizes = fixtures
    .filter(({ by }) => by.includes('lz4'))
    .map(({ base64 }) => Buffer.from(base64, 'base64')[5]);
  assert.ok(blockSizes.includes(0x40) && blockSizes.includes(0x70));
});
