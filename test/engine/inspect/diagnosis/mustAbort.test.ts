import test from 'node:test';
import assert from 'node:assert/strict';
import { mustAbort } from '../../../../engine/inspect/diagnosis/mustAbort.ts';
import { NOW_MS, WALL_MS, failure, quiet, transaction } from '../support/diagnosisStates.ts';

test('mustAbort: names the first error, and since when nothing is taken', () => {
  const said = mustAbort(quiet({ transaction: transaction({ state: 'ABORTABLE_ERROR', failure: failure() }) }));
  assert.deepEqual(said, {
    rule: 'mustAbort',
    strength: 'proven',
    stage: 'send',
    sinceWallMs: WALL_MS + NOW_MS - 400,
    subject: null,
    values: {
      transactionalId: 'orders-editor',
      partitions: 3,
      error: 'TopicAuthorizationException',
      errorCode: 29,
      reason: 'why',
      openForMs: 2_600,
      timeoutMs: 60_000,
    },
  });
});

test('mustAbort: silent in any other state, while it is aborted among them, and without a transactional.id', () => {
  for (const state of ['IN_TRANSACTION', 'ABORTING_TRANSACTION', 'READY', 'FATAL_ERROR'] as const)
    assert.equal(mustAbort(quiet({ transaction: transaction({ state, failure: failure() }) })), null, state);
  const idempotent = transaction({ state: 'ABORTABLE_ERROR', failure: failure(), transactionalId: null });
  assert.equal(mustAbort(quiet({ transaction: idempotent })), null);
  assert.equal(mustAbort(quiet()), null);
});
