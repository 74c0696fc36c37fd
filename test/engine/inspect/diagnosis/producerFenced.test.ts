import test from 'node:test';
import assert from 'node:assert/strict';
import { producerFailed } from '../../../../engine/inspect/diagnosis/producerFailed.ts';
import { producerFenced } from '../../../../engine/inspect/diagnosis/producerFenced.ts';
import { failure, quiet, transaction } from '../support/diagnosisStates.ts';

const fatal = (changed: Parameters<typeof failure>[0]) =>
  quiet({ transaction: transaction({ state: 'FATAL_ERROR', failure: failure(changed) }) });

for (const [error, errorCode] of [
  ['ProducerFencedException', 90],
  ['InvalidProducerEpochException', 47],
] as const)
  test(`P31 producerFenced: ${error} within the transaction's time proves another producer`, () => {
    const said = producerFenced(fatal({ error, errorCode }));
    assert.equal(said?.strength, 'proven');
    assert.deepEqual(said.values, {
      transactionalId: 'orders-editor',
      epoch: 7,
      error,
      errorCode,
      reason: 'why',
      openForMs: 2_600,
      timeoutMs: 60_000,
    });
    assert.equal(producerFailed(fatal({ error, errorCode })), null);
  });

test('P31 producerFenced: only suspected of a transaction that was older than transaction.timeout.ms', () => {
  const strength = (openForMs: number | null) =>
    producerFenced(fatal({ error: 'ProducerFencedException', openForMs }))?.strength;
  assert.deepEqual([null, 59_999, 60_000].map(strength), ['proven', 'proven', 'suspected']);
});

test('P31 producerFenced: silent for another fatal error, and while an abort may still help', () => {
  assert.equal(producerFenced(fatal({ error: 'TransactionalIdAuthorizationException', errorCode: 53 })), null);
  const abortable = transaction({
    state: 'ABORTABLE_ERROR',
    failure: failure({ error: 'InvalidProducerEpochException', errorCode: 47 }),
  });
  assert.equal(producerFenced(quiet({ transaction: abortable })), null);
  assert.equal(producerFenced(quiet()), null);
});
