import test from 'node:test';
import assert from 'node:assert/strict';
import { transactionTimeout } from '../../../../engine/inspect/diagnosis/transactionTimeout.ts';
import { NOW_MS, WALL_MS, quiet, transaction } from '../support/diagnosisStates.ts';

const openFor = (openForMs: number | null, changed: Parameters<typeof transaction>[0] = {}) =>
  transactionTimeout(quiet({ transaction: transaction({ openForMs, ...changed }) }));

test('transactionTimeout: from four fifths of transaction.timeout.ms on, with what is left', () => {
  assert.equal(openFor(47_999), null);
  const said = openFor(51_400);
  assert.deepEqual([said?.strength, said?.sinceWallMs], ['proven', WALL_MS + NOW_MS - 51_400]);
  assert.deepEqual(said?.values, {
    transactionalId: 'orders-editor',
    openForMs: 51_400,
    timeoutMs: 60_000,
    leftMs: 8_600,
    partitions: 3,
  });
});

test('transactionTimeout: beyond it that the coordinator has aborted is only suspected', () => {
  const said = openFor(61_000);
  assert.deepEqual([said?.strength, said?.values['leftMs']], ['suspected', 0]);
});

test('transactionTimeout: not of one that no broker knows of, that is being ended, or that is not there', () => {
  assert.equal(openFor(61_000, { started: false }), null);
  assert.equal(openFor(61_000, { state: 'COMMITTING_TRANSACTION' }), null);
  assert.equal(openFor(null), null);
  assert.equal(transactionTimeout(quiet()), null);
});
