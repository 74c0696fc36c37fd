import assert from 'node:assert/strict';
import test from 'node:test';
import { coveredNumbers, missingNumbers, numbersIn } from './coveredBehaviours.ts';

for (const [name, numbers] of [
  ['103 a newer leader hint is followed at once', [103]],
  ['57 94 95 an expired batch', [57, 94, 95]],
  ['row 57: 81 94 an expired batch', [81, 94]],
  ['126 row 39: sequences go round', [126]],
  ['row 45 row 46: each code', []],
  ['error 129: the wrong cluster', []],
  ['181 a throttled node waits; 182 its requests are given that time', [181, 182]],
  ['after 5 ms nothing', []],
  ['219 there is no such number', []],
] as const)
  test(`the numbers of “${name}” are ${numbers.join(', ') || 'none'}`, () => {
    assert.deepEqual(numbersIn(name), numbers);
  });

test('a number that no test carries is missed, in its group', () => {
  const covered = new Set(
    Array.from({ length: 218 }, (_, i) => i + 1).filter(number => ![12, 13, 218].includes(number)),
  );
  assert.deepEqual(missingNumbers(covered), [
    { group: 'buffer pool', numbers: [12, 13] },
    { group: 'API', numbers: [218] },
  ]);
});

test('each of the 218 behaviours has a test that carries its number', () => {
  assert.deepEqual(missingNumbers(coveredNumbers()), []);
});
