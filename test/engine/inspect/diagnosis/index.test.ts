import test from 'node:test';
import assert from 'node:assert/strict';
import { Diagnosis } from '../../../../engine/inspect/diagnosis/index.ts';
import { NOW_MS, endedBatch, lane, node, quiet } from '../support/diagnosisStates.ts';

const silent = node(2, { silent: true, inFlight: 5, oldestMs: 2_000 });
const refusal = {
  topic: 'orders',
  error: 'InvalidTopicException',
  sizeBytes: 0,
  limitBytes: 0,
  atMs: NOW_MS,
  count: 1,
};
const rulesOf = (diagnosis: Diagnosis, state: Parameters<Diagnosis['verdicts']>[0]): string[] =>
  diagnosis.verdicts(state).map(({ rule }) => rule);

test('nothing is said of a producer that is well', () => {
  assert.deepEqual(rulesOf(new Diagnosis(), quiet()), []);
});

test('the nearest to the broker comes first, what is over comes last', () => {
  const state = quiet({
    nodes: [silent],
    lanes: [lane('orders-1', 3, { hasLeader: false, blockedBy: 'noLeader', blockedSinceMs: NOW_MS - 900 })],
    refusal,
    givenUp: endedBatch(),
  });
  assert.deepEqual(rulesOf(new Diagnosis(), state), ['brokerSilent', 'leaderGone', 'recordRefused', 'batchGivenUp']);
});

test('a verdict stays for two seconds at least', () => {
  const diagnosis = new Diagnosis();
  rulesOf(diagnosis, quiet({ refusal }));
  assert.deepEqual(rulesOf(diagnosis, quiet({ nowMs: NOW_MS + 1_999 })), ['recordRefused']);
  assert.deepEqual(rulesOf(diagnosis, quiet({ nowMs: NOW_MS + 2_000 })), []);
});

test('one nearer the broker replaces it at once', () => {
  const diagnosis = new Diagnosis();
  rulesOf(diagnosis, quiet({ refusal }));
  assert.deepEqual(rulesOf(diagnosis, quiet({ nowMs: NOW_MS + 100, nodes: [silent] })), ['brokerSilent']);
});

test('it goes a second after it was last true, with the mark of its stage', () => {
  const diagnosis = new Diagnosis();
  for (const ms of [0, 5_000]) rulesOf(diagnosis, quiet({ nowMs: NOW_MS + ms, nodes: [silent] }));
  assert.deepEqual(rulesOf(diagnosis, quiet({ nowMs: NOW_MS + 5_999 })), ['brokerSilent']);
  assert.deepEqual(rulesOf(diagnosis, quiet({ nowMs: NOW_MS + 6_000 })), []);
});
