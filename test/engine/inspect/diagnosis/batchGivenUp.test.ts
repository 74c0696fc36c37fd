import test from 'node:test';
import assert from 'node:assert/strict';
import { batchGivenUp } from '../../../../engine/inspect/diagnosis/batchGivenUp.ts';
import { NOW_MS, endedBatch, quiet } from '../support/diagnosisStates.ts';

test('P04 batchGivenUp: where the time went, and whether it may be written', () => {
  const attempt = { node: 2, requestId: 4971, sentMs: NOW_MS - 119_000, endedMs: NOW_MS - 96_005, error: null };
  const said = batchGivenUp(quiet({ givenUp: endedBatch({ attempts: [attempt], mayBeWritten: true }) }));
  assert.deepEqual(said?.values, {
    lane: 'orders-4',
    batchId: 4410,
    records: 29,
    expired: true,
    deliveryTimeoutMs: 120_000,
    errorCode: 7,
    attempts: 1,
    mayBeWritten: true,
    waitingForLeaderMs: 97_000,
    waitingForConnectionMs: 0,
    backoffMs: 0,
    throttledMs: 0,
    inFlightMs: 22_995,
    otherMs: 5,
  });
  assert.deepEqual(said.subject, { kind: 'batch', lane: 'orders-4', batchId: 4410 });
});

test('P04 batchGivenUp: a batch that ended because the producer was closed is none', () => {
  assert.equal(batchGivenUp(quiet({ givenUp: endedBatch({ end: 'aborted' }) })), null);
  assert.equal(batchGivenUp(quiet()), null);
});
