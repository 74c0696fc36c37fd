import assert from 'node:assert/strict';
import test from 'node:test';
import type { TransactionView } from '../../../engine/snapshot/transaction.ts';
import type { TransactionState } from '../../../engine/snapshot/words.ts';
import { NNBSP } from '../../../webview/text/format.ts';
import * as words from '../../../webview/text/transaction.ts';
import { fenced, inTransaction, mustAbort, transactionReady } from '../frames/transactions.ts';

function of(frame: typeof fenced): TransactionView {
  assert.ok(frame.session.transaction);
  return frame.session.transaction;
}

test('what may be called in each state', () => {
  const calls: Readonly<Record<TransactionState, string>> = {
    UNINITIALIZED: 'begin',
    INITIALIZING: 'begin',
    READY: 'begin',
    IN_TRANSACTION: 'commit,abort',
    PREPARED_TRANSACTION: '',
    COMMITTING_TRANSACTION: 'commit',
    ABORTING_TRANSACTION: 'abort',
    ABORTABLE_ERROR: 'abort',
    FATAL_ERROR: '',
  };
  for (const [state, expected] of Object.entries(calls) as [TransactionState, string][])
    assert.equal(words.callsOf(state).join(','), expected, state);
});

test('the title says how long it is open and how many partitions are in it', () => {
  assert.equal(words.transactionSummary(of(inTransaction)), `open for 51${NNBSP}s, 12 partitions`);
  assert.equal(words.transactionSummary(of(mustAbort)), `must be aborted, open for 3.2${NNBSP}s, 3 partitions`);
  assert.equal(words.transactionSummary(of(transactionReady)), 'none yet');
  assert.equal(words.transactionSummary(of(fenced)), 'fatal error');
});

test('from four fifths of transaction.timeout.ms on the time that is left is said', () => {
  const open = of(inTransaction);
  assert.equal(words.adviceOf(open), `The broker aborts it in 8.6${NNBSP}s (transaction.timeout.ms).`);
  assert.equal(words.adviceOf({ ...open, openForMs: 47_999 }), 'Committed readers wait for its end.');
  assert.equal(words.isLate({ ...open, openForMs: 48_000 }), true);
});

test('the next step after an error is said, and the send row says what comes first', () => {
  assert.match(words.adviceOf(of(mustAbort)), /Abort it, then begin another/);
  assert.match(words.adviceOf(of(fenced)), /Connect again/);
  assert.equal(words.sendProblem(null), null);
  assert.equal(words.sendProblem(of(inTransaction)), null);
  assert.equal(words.sendProblem(of(transactionReady)), 'begin a transaction first');
  assert.equal(words.sendProblem(of(mustAbort)), 'abort the transaction first');
});

test('coordinator and request in words', () => {
  const open = of(inTransaction);
  assert.equal(words.coordinatorWords(open), 'broker 2');
  assert.equal(words.requestWords(open), 'AddPartitionsToTxn in flight');
  const looking = { ...open, coordinator: null, request: { api: 'FindCoordinator', inFlight: false } };
  assert.equal(words.coordinatorWords(looking), 'being looked for');
  assert.equal(words.requestWords(looking), 'FindCoordinator waits');
  assert.equal(words.requestWords({ ...open, request: null }), null);
});

test('a long list of partitions says how many more there are', () => {
  assert.deepEqual(words.shownLanes({ count: 9_000, first: ['a-0', 'a-1', 'a-2'] }, 2), {
    names: ['a-0', 'a-1'],
    more: 8_998,
  });
});
