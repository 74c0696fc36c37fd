import { readFileSync } from 'node:fs';
import path from 'node:path';
import { decompressLz4 } from '../../../engine/record/codecs/lz4Frame.ts';
import { OutputTooLarge } from '../../../engine/record/codecs/outputTooLarge.ts';
import { decompressSnappy } from '../../../engine/record/codecs/snappyFrame.ts';
import type { FuzzTarget } from '../fuzzTarget.ts';

interface Fixture {
  readonly by: string;
  readonly base64: string;
}

const fixtureFile = path.join(import.meta.dirname, '../../engine/record/codecs/fixtures.json');
const fixtures = JSON.parse(readFileSync(fixtureFile, 'utf8')) as readonly Fixture[];
const maxBytes = 1024 * 1024;

export const snappy = codec('snappy', decompressSnappy);
export const lz4 = codec('lz4', decompressLz4);

function codec(name: string, decompress: (source: Buffer, maxBytes: number) => Buffer): FuzzTarget {
  const decode = (input: Buffer): void => {
    const output = decompress(input, maxBytes);
    if (output.length > maxBytes || output.length > input.length * 255)
      throw new TypeError(`${input.length} bytes became ${output.length}`);
  };
  const written = fixtures.filter(({ by }) => by.includes(name));
  return {
    name,
    seeds: written.map(({ base64 }) => ({ bytes: Buffer.from(base64, 'base64'), decode })),
    // What node's Buffer throws is a RangeError: a size that was not checked.
    isExpected: error => error instanceof OutputTooLarge || (error instanceof Error && error.constructor === Error),
  };
}
