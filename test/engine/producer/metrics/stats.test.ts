// Figures worked out by hand from Kafka's rules: SampledStat.record and purgeObsoleteSamples, Rate.windowSize.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Avg } from '../../../../engine/producer/metrics/stats/avg.ts';
import { CumulativeCount, CumulativeSum } from '../../../../engine/producer/metrics/stats/cumulativeSum.ts';
import { Max } from '../../../../engine/producer/metrics/stats/max.ts';
import { Rate } from '../../../../engine/producer/metrics/stats/rate.ts';
import { WindowedCount, WindowedSum } from '../../../../engine/producer/metrics/stats/windowedSum.ts';
import type { SampleWindow, Stat } from '../../../../engine/producer/metrics/stats/stat.ts';

/** Kafka's defaults. */
const window: SampleWindow = { samples: 2, timeWindowMs: 30_000 };

type Event = readonly [atMs: number, value: number];

function fed<S extends Stat>(stat: S, ...events: readonly Event[]): S {
  for (const [atMs, value] of events) stat.record(value, atMs);
  return stat;
}

test('an average is of all values in the window, and NaN without any', () => {
  assert.equal(new Avg(window).measure(0), NaN);
  const avg = fed(new Avg(window), [0, 1], [10_000, 3], [31_000, 8]);
  assert.equal(avg.measure(31_000), 4);
});

test('a sample is forgotten two windows after its last event, not before', () => {
  const avg = fed(new Avg(window), [0, 2], [29_999, 4], [31_000, 9]);
  assert.equal(avg.measure(89_998), 5, 'the first sample had its last event 59,999 ms ago');
  assert.equal(avg.measure(89_999), 9, '60,000 ms ago');
  assert.equal(avg.measure(91_000), NaN);
});

test('a sample takes events for 30 s from its first, and the third after it takes its place', () => {
  const max = fed(new Max(window), [0, 100], [29_999, 50], [30_000, 7], [60_000, 8]);
  assert.equal(max.measure(60_000), 100, 'three samples are kept, so that the oldest may overlap the window');
  max.record(9, 90_000);
  assert.equal(max.measure(90_000), 9, 'samples 7 and 8 were: 30,000 is 60,000 ms ago, 60,000 is not');
});

test('a maximum of negative values is negative, and NaN without any', () => {
  assert.equal(new Max(window).measure(5), NaN);
  assert.equal(fed(new Max(window), [0, -5], [1, -3]).measure(2), -3);
});

test('a rate in the first window divides by one window more than has passed', () => {
  const rate = fed(new Rate(new WindowedSum(window), 'seconds'), [0, 60], [3_000, 30]);
  assert.equal(rate.measure(6_000), 90 / 36, '6 s and one full window');
  assert.equal(rate.measure(0), 90 / 30);
});

test('a rate in the second window divides by what has passed since the oldest sample', () => {
  const rate = fed(new Rate(new WindowedSum(window), 'seconds'), [0, 60], [30_000, 40]);
  assert.equal(rate.measure(30_000), 100 / 30);
  assert.equal(rate.measure(45_000), 100 / 45);
  assert.equal(rate.measure(60_000), 40 / 30, 'the first sample is forgotten; the oldest that counts began 30 s ago');
  assert.equal(rate.measure(89_000), 40 / 59);
});

test('a rate of nothing is 0, also before the first event', () => {
  const rate = new Rate(new WindowedSum(window), 'seconds');
  assert.equal(rate.measure(1_000), 0);
  rate.record(31, 2_000);
  assert.equal(rate.measure(2_000), 1, 'its clock started when it was first looked at');
});

test('a window of a single sample divides by at least a millisecond', () => {
  const rate = fed(new Rate(new WindowedSum({ samples: 1, timeWindowMs: 1000 }), 'seconds'), [0, 5]);
  assert.equal(rate.measure(0), 5000);
  assert.equal(rate.measure(500), 10);
});

test('more samples make the rate start lower', () => {
  const rate = fed(new Rate(new WindowedSum({ samples: 5, timeWindowMs: 1000 }), 'seconds'), [0, 45]);
  assert.equal(rate.measure(500), 10, 'half a second and four full windows');
});

test('windows of no length keep nothing and break nothing', () => {
  const rate = fed(new Rate(new WindowedSum({ samples: 2, timeWindowMs: 0 }), 'seconds'), [0, 5]);
  assert.equal(rate.measure(0), 0);
});

test('a rate in nanoseconds is the share of the time', () => {
  const ratio = fed(new Rate(new WindowedSum(window), 'nanoseconds'), [0, 3e9]);
  assert.equal(ratio.measure(0), 0.1, '3 s of 30 s');
});

test('counts take no notice of values; totals forget nothing', () => {
  const events: readonly Event[] = [
    [0, 100],
    [1, 200],
  ];
  assert.equal(fed(new WindowedCount(window), ...events).measure(1), 2);
  assert.equal(fed(new CumulativeCount(), ...events).measure(), 2);
  assert.equal(fed(new CumulativeSum(), ...events, [10_000_000, 1]).measure(), 301);
});
