// Why a transaction's call failed, and what helps.
import assert from 'node:assert/strict';
import test from 'node:test';
import { outsideTransaction, transactionFailure } from '../../../extension/commands/transactionText.ts';
import { t } from '../support/words.ts';

const error = (name: string, message = 'the reason.') => ({ name, message });

test('a timeout is followed by the same call', () => {
  const failure = transactionFailure('commit', error('TimeoutException'), 'COMMITTING_TRANSACTION', t);
  assert.deepEqual(failure, { text: 'Commit Transaction is not finished yet. the reason.', next: 'again' });
});

test('an abortable error is followed by abort', () => {
  const failure = transactionFailure('commit', error('KafkaException'), 'ABORTABLE_ERROR', t);
  assert.equal(failure.next, 'abort');
  assert.match(failure.text, /abort it, then send again\. the reason\./);
});

test('a fenced producer and a fatal error are followed by another producer', () => {
  for (const name of ['ProducerFencedException', 'InvalidProducerEpochException'])
    assert.deepEqual(
      [transactionFailure('commit', error(name), 'FATAL_ERROR', t)].map(({ next, text }) => [
        next,
        /fenced/.test(text),
      ]),
      [['reconnect', true]],
    );
  assert.equal(transactionFailure('begin', error('KafkaException'), 'FATAL_ERROR', t).next, 'reconnect');
});

test('an old epoch that an abort mends is not the end', () => {
  assert.equal(
    transactionFailure('commit', error('InvalidProducerEpochException'), 'ABORTABLE_ERROR', t).next,
    'abort',
  );
});

test('a call out of turn is told as it is', () => {
  const failure = transactionFailure(
    'commit',
    error('IllegalStateException', 'Call beginTransaction first.'),
    'READY',
    t,
  );
  assert.deepEqual(failure, { text: 'Commit Transaction failed. Call beginTransaction first.', next: null });
});

test('what a broker wrote cannot hide or reorder words', () => {
  const { text } = transactionFailure('abort', error('KafkaException', 'a\u202eb\nc'), null, t);
  assert.equal(text, 'Abort Transaction failed. a\u{fffd}b c');
});

test('a record may be sent without a transactional.id, and in a transaction; else the next step is said', () => {
  assert.equal(outsideTransaction(null, t), null);
  assert.equal(outsideTransaction('IN_TRANSACTION', t), null);
  assert.match(outsideTransaction('READY', t) ?? '', /Begin one first/);
  assert.match(outsideTransaction('ABORTABLE_ERROR', t) ?? '', /Abort it/);
  assert.match(outsideTransaction('FATAL_ERROR', t) ?? '', /Connect again/);
  assert.match(outsideTransaction('COMMITTING_TRANSACTION', t) ?? '', /being ended/);
});
