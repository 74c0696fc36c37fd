import test from 'node:test';
import assert from 'node:assert/strict';
import { retryStorm } from '../../../../engine/inspect/diagnosis/retryStorm.ts';
import { NOW_MS, lane, quiet } from '../support/diagnosisStates.ts';

const retries = (count: number, changed: object = {}) =>
  Array.from({ length: count }, (_, i) => ({
    lane: 'orders-4',
    errorCode: 6,
    node: 3,
    atMs: NOW_MS - 9_000 + i * 100,
    ...changed,
  }));

test('P10 retryStorm: more than five refusals in ten seconds while the metadata stays the same', () => {
  const said = retryStorm(quiet({ retries: retries(12), lanes: [lane('orders-4', 3)] }));
  assert.deepEqual(said?.values, {
    lane: 'orders-4',
    node: 3,
    errorCode: 6,
    count: 12,
    windowMs: 10_000,
    leader: 3,
    epoch: 7,
  });
});

test('P10 retryStorm: five, or any number that a new leader explains, or older ones, are none', () => {
  assert.equal(retryStorm(quiet({ retries: retries(5) })), null);
  const moved = { lane: 'orders-4', from: 3, to: 1, epoch: 8, epochBefore: 7, atMs: NOW_MS - 8_000 };
  assert.equal(retryStorm(quiet({ retries: retries(12), moves: [moved] })), null);
  assert.equal(retryStorm(quiet({ retries: retries(12, { atMs: NOW_MS - 10_001 }) })), null);
});

test('P10 retryStorm: many partitions refused a few times each are none', () => {
  const spread = ['orders-1', 'orders-2', 'orders-3'].flatMap(name => retries(4, { lane: name }));
  assert.equal(retryStorm(quiet({ retries: spread })), null);
});
