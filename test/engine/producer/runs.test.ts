import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Runs } from '../../../engine/producer/runs.ts';

const seed = 20_261_125;

test(`what was pushed is read back, from the front or anywhere (seed ${seed})`, () => {
  const list = fc.array(fc.option(fc.integer({ min: -1, max: 3 }), { nil: undefined }), {
    minLength: 1,
    maxLength: 40,
  });
  const places = fc.array(fc.nat(), { maxLength: 40 });
  fc.assert(
    fc.property(list, places, (values, indexes) => {
      const runs = new Runs<number | undefined>();
      values.forEach(value => runs.push(value));
      assert.equal(runs.length, values.length);
      assert.deepEqual(
        values.map((_, index) => runs.at(index)),
        values,
      );
      for (const index of indexes) assert.equal(runs.at(index % values.length), values[index % values.length]);
    }),
    { seed, numRuns: 500 },
  );
});

test('values may be pushed between reads', () => {
  const runs = new Runs<string>();
  runs.push('a');
  assert.equal(runs.at(0), 'a');
  runs.push('b');
  runs.push('b');
  assert.deepEqual([runs.at(2), runs.at(0), runs.at(1)], ['b', 'a', 'b']);
  runs.push('c');
  assert.deepEqual([runs.at(3), runs.at(2)], ['c', 'b']);
});
