import assert from 'node:assert/strict';
import test from 'node:test';
import { CompressionRatioEstimator } from '../../../engine/record/compressionRatioEstimator.ts';

/** The estimates after observing these ratios in turn. */
function estimates(start: number, ...observed: number[]): number[] {
  const estimator = new CompressionRatioEstimator();
  estimator.setEstimation('orders', 'gzip', start);
  return observed.map(ratio => estimator.updateEstimation('orders', 'gzip', ratio));
}

test('216 the ratio falls slowly: 0.005 a batch, however well it compressed', () => {
  assert.deepEqual(estimates(1, 0.5, 0.5, 0.1), [lowered(1), lowered(2), lowered(3)]);
});

test('216 the ratio rises fast: to what was seen, and at least by 0.05', () => {
  assert.deepEqual(estimates(1, 1.2), [Math.fround(1.2)]);
  assert.deepEqual(estimates(0.6, 0.62), [Math.fround(Math.fround(0.6) + Math.fround(0.05))]);
});

test('216 it never falls below what was seen, and an equal ratio changes nothing', () => {
  assert.deepEqual(estimates(0.5, 0.499), [Math.fround(0.499)]);
  assert.deepEqual(estimates(0.5, 0.5), [0.5]);
});

test('216 each topic and codec has its own, from 1', () => {
  const estimator = new CompressionRatioEstimator();
  estimator.updateEstimation('orders', 'gzip', 0.3);
  assert.equal(estimator.estimation('orders', 'zstd'), 1);
  assert.equal(estimator.estimation('payments', 'gzip'), 1);
  assert.ok(estimator.estimation('orders', 'gzip') < 1);
  estimator.removeEstimation('orders');
  assert.equal(estimator.estimation('orders', 'gzip'), 1);
});

/** 1 less 0.005, so many times, in 32-bit floats as in Java. */
function lowered(times: number): number {
  let ratio = 1;
  for (let i = 0; i < times; i++) ratio = Math.fround(ratio - Math.fround(0.005));
  return ratio;
}
