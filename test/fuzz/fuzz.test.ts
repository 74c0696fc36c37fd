// A short run of `npm run fuzz`, the same at every time; and the runner itself.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fuzzOnce } from './fuzzRun.ts';
import type { FuzzTarget } from './fuzzTarget.ts';
import { targets } from './targets/index.ts';

const seed = 4;

for (const target of targets) {
  const { name, shortRun: iterations = 3000 } = target;
  test(`${name}: ${iterations} damaged inputs (seed ${seed}) give a value or the decoder's own error`, async () => {
    for (let iteration = 0; iteration < iterations; iteration++) {
      const finding = await fuzzOnce(target, seed, iteration);
      assert.equal(
        finding,
        null,
        `iteration ${iteration}: ${String(finding?.error)} ${finding?.input.toString('hex')}`,
      );
    }
  });
}

test('a decoder that believes its input is found out, and the finding repeats', async () => {
  const gullible: FuzzTarget = {
    name: 'gullible',
    seeds: [
      { bytes: Buffer.from([0, 0, 0, 2, 1, 1]), decode: input => void input.readUInt8(4 + input.readInt32BE(0) - 1) },
    ],
    isExpected: () => false,
  };
  const found = await Promise.all(Array.from({ length: 50 }, (_, iteration) => fuzzOnce(gullible, seed, iteration)));
  const first = found.find(each => each !== null);
  assert.ok(first?.error instanceof RangeError);
  assert.deepEqual((await fuzzOnce(gullible, seed, first.iteration))?.input, first.input);
});
