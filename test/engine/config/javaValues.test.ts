import assert from 'node:assert/strict';
import test from 'node:test';
import {
  javaTrim,
  parseJavaBoolean,
  parseJavaDouble,
  parseJavaWholeNumber,
} from '../../../engine/config/javaValues.ts';

// All of it is also held against the Java client itself: test/kafka/producerConfig.test.ts.

test('what Java trims: control characters and the blank, no other blanks', () => {
  assert.equal(javaTrim(' \t\n\0\u001f7 8\r '), '7 8');
  for (const blank of ['\u00a0', '\u2003', '\ufeff', '\u3000']) assert.equal(javaTrim(`${blank}7`), `${blank}7`);
});

const check = (parse: (text: string) => unknown, cases: readonly (readonly [text: string, value: unknown])[]): void => {
  for (const [text, value] of cases) assert.deepEqual(parse(text), value, JSON.stringify(text));
};

test('booleans in any letters', () => {
  check(parseJavaBoolean, [
    ['tRuE', true],
    ['FALSE', false],
    ['fal\u017fe', false],
    ...['yes', '1', '', 'true ', 'ｔｒｕｅ'].map(text => [text, null] as const),
  ]);
});

test('whole numbers, in the digits of any script', () => {
  check(parseJavaWholeNumber, [
    ['+007', 7n],
    ['-0', 0n],
    ['-12', -12n],
    ['１２', 12n],
    ['٠٣٩', 39n],
    ['99999999999999999999', 99999999999999999999n],
    ...['', '+', '+-1', '1_000', '1e3', '0x10', '1L', '1.', '𝟗', '−1', ' 1'].map(text => [text, null] as const),
  ]);
});

test('doubles, with all that a literal of Java may have', () => {
  check(parseJavaDouble, [
    ['NaN', NaN],
    ['-NaN', NaN],
    ['-Infinity', -Infinity],
    ['1e400', Infinity],
    ['-0', -0],
    ['.5f', 0.5],
    ['5.D', 5],
    ['+1E-2', 0.01],
    ['0x1p-1', 0.5],
    ['-0X.8P+1d', -1],
    ['0x1.8p0', 1.5],
    ...['', '.', '+', 'nan', '1e', '0x1', '0xp1', '0x.p1', '1,5', '1L', '३.५', ' 1'].map(text => [text, null] as const),
  ]);
});
