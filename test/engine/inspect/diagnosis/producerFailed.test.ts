import test from 'node:test';
import assert from 'node:assert/strict';
import { producerFailed } from '../../../../engine/inspect/diagnosis/producerFailed.ts';
import { failure, quiet, transaction } from '../support/diagnosisStates.ts';

const refused = failure({ error: 'TransactionalIdAuthorizationException', errorCode: 53, openForMs: null });

test('producerFailed: any fatal error but fencing, named with its text', () => {
  const said = producerFailed(quiet({ transaction: transaction({ state: 'FATAL_ERROR', failure: refused }) }));
  assert.equal(said?.stage, 'send');
  assert.deepEqual(said.values, {
    transactionalId: 'orders-editor',
    error: 'TransactionalIdAuthorizationException',
    errorCode: 53,
    reason: 'why',
    openForMs: null,
    timeoutMs: 60_000,
  });
});

test('producerFailed: also of a producer that is idempotent only, whatever the error', () => {
  const idempotent = transaction({
    state: 'FATAL_ERROR',
    transactionalId: null,
    failure: failure({ error: 'InvalidProducerEpochException' }),
  });
  assert.equal(producerFailed(quiet({ transaction: idempotent }))?.values['transactionalId'], null);
});

test('producerFailed: silent while the producer can go on', () => {
  assert.equal(
    producerFailed(quiet({ transaction: transaction({ state: 'ABORTABLE_ERROR', failure: refused }) })),
    null,
  );
  assert.equal(producerFailed(quiet({ transaction: transaction() })), null);
  assert.equal(producerFailed(quiet()), null);
});
