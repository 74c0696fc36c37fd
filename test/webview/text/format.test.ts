import assert from 'node:assert/strict';
import test from 'node:test';
import {
  bytes,
  clock,
  count,
  duration,
  axisTimes,
  fineDuration,
  leftOf,
  limit,
  percent,
  setLocale,
} from '../../../webview/text/format.ts';
import { at } from '../frames/base.ts';

const plain = (text: string) => text.replaceAll('\u202f', ' ');
const check = (got: string, expected: string) => assert.equal(plain(got), expected);

test('bytes: B below 1,024, one decimal below 100, whole above', () => {
  check(bytes(0), '0 B');
  check(bytes(717), '717 B');
  check(bytes(1023), '1,023 B');
  check(bytes(1024), '1.0 KiB');
  check(bytes(6.2 * 1024), '6.2 KiB');
  check(bytes(141 * 1024), '141 KiB');
  check(bytes(99.96 * 1024), '100 KiB');
  check(bytes(1023.6 * 1024), '1.0 MiB');
  check(bytes(31.8 * 1024 * 1024), '31.8 MiB');
  check(bytes(32 * 1024 * 1024), '32.0 MiB');
  check(bytes(5 * 1024 ** 4), '5.0 TiB');
});

test('durations: empty below 0.05 ms, then ms, s, min and h', () => {
  check(duration(0.04), '');
  check(duration(2.6), '2.6 ms');
  check(duration(14.2), '14.2 ms');
  check(duration(99.96), '100 ms');
  check(duration(614), '614 ms');
  check(duration(999.6), '1.0 s');
  check(duration(9400), '9.4 s');
  check(duration(9960), '10 s');
  check(duration(41_000), '41 s');
  check(duration(60_000), '1 min');
  check(duration(66_000), '1 min 06 s');
  check(duration(259_000), '4 min 19 s');
  check(duration(3_840_000), '1 h 04 min');
  check(duration(59_999), '1 min');
});

test('a journey step shorter than 0.1 ms has two decimals, a configured time no decimal', () => {
  check(fineDuration(0.05), '0.05 ms');
  check(fineDuration(0), '');
  check(fineDuration(0.005), '0.01 ms');
  check(fineDuration(0.096), '0.1 ms');
  check(limit(60_000), '60 s');
  check(limit(120_000), '120 s');
  check(limit(5), '5 ms');
  check(leftOf(118_669, 120_000), '118.7 s');
});

test('counts, shares and clock follow the display language', () => {
  check(count(4_118_230), '4,118,230');
  check(percent(0.714), '71 %');
  check(clock(at(14, 3, 22, 418)), '14:03:22.418');
  setLocale('de');
  check(count(4_118_230), '4.118.230');
  check(bytes(6.2 * 1024), '6,2 KiB');
  setLocale('not a language!');
  check(count(1000), '1,000');
});

test('the marks of an axis are told apart: µs, fractions of ms, ms, s', () => {
  const axis = (ticks: number[], step: number) => axisTimes(ticks, step).map(plain);
  assert.deepEqual(axis([0, 0.025, 0.05], 0.025), ['0 µs', '25 µs', '50 µs']);
  assert.deepEqual(axis([0, 0.2, 0.4], 0.2), ['0 ms', '0.2 ms', '0.4 ms']);
  assert.deepEqual(axis([0, 0.25, 0.5], 0.25), ['0 ms', '0.25 ms', '0.5 ms']);
  assert.deepEqual(axis([0, 5, 10], 5), ['0 ms', '5 ms', '10 ms']);
  assert.deepEqual(axis([0, 2500, 5000], 2500), ['0 s', '2.5 s', '5 s']);
});
