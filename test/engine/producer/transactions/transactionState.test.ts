import assert from 'node:assert/strict';
import test from 'node:test';
import { KafkaError } from '../../../../engine/common/kafkaError.ts';
import { StateMachine } from '../../../../engine/producer/transactions/stateMachine.ts';
import { isTransitionValid } from '../../../../engine/producer/transactions/transactionState.ts';
import type { TransactionState } from '../../../../engine/snapshot/words.ts';

const states: readonly TransactionState[] = [
  'UNINITIALIZED',
  'INITIALIZING',
  'READY',
  'IN_TRANSACTION',
  'PREPARED_TRANSACTION',
  'COMMITTING_TRANSACTION',
  'ABORTING_TRANSACTION',
  'ABORTABLE_ERROR',
  'FATAL_ERROR',
];

test('131 the legal transitions are those that the 4.4.0 client has', () => {
  const legal = states.flatMap(from =>
    states.filter(to => to !== 'FATAL_ERROR' && isTransitionValid(from, to)).map(to => `${from} > ${to}`),
  );
  assert.deepEqual(legal, [
    'UNINITIALIZED > INITIALIZING',
    'INITIALIZING > READY',
    'INITIALIZING > PREPARED_TRANSACTION',
    'INITIALIZING > ABORTABLE_ERROR',
    'READY > UNINITIALIZED',
    'READY > IN_TRANSACTION',
    'IN_TRANSACTION > PREPARED_TRANSACTION',
    'IN_TRANSACTION > COMMITTING_TRANSACTION',
    'IN_TRANSACTION > ABORTING_TRANSACTION',
    'IN_TRANSACTION > ABORTABLE_ERROR',
    'PREPARED_TRANSACTION > COMMITTING_TRANSACTION',
    'PREPARED_TRANSACTION > ABORTING_TRANSACTION',
    'COMMITTING_TRANSACTION > INITIALIZING',
    'COMMITTING_TRANSACTION > READY',
    'COMMITTING_TRANSACTION > ABORTABLE_ERROR',
    'ABORTING_TRANSACTION > INITIALIZING',
    'ABORTING_TRANSACTION > READY',
    'ABORTABLE_ERROR > UNINITIALIZED',
    'ABORTABLE_ERROR > ABORTING_TRANSACTION',
    'ABORTABLE_ERROR > ABORTABLE_ERROR',
  ]);
  assert.ok(states.every(from => isTransitionValid(from, 'FATAL_ERROR')));
});

function machine(state: TransactionState): StateMachine {
  const made = new StateMachine('shop-1', () => undefined);
  made.state = state;
  return made;
}

test('131 what a user asks for in the wrong state is refused, with the next step, and changes nothing', () => {
  const made = machine('READY');
  assert.throws(() => made.transitionTo('COMMITTING_TRANSACTION', null, 'user'), {
    kind: 'IllegalStateException',
    message: /shop-1 cannot go from READY to COMMITTING_TRANSACTION\. Call beginTransaction first/,
  });
  assert.deepEqual([made.state, made.lastError], ['READY', null]);
});

test('131 an illegal transition in the background is fatal', () => {
  const made = machine('READY');
  made.transitionToAbortableError(new KafkaError('TimeoutException', 'too late'), 'sender');
  assert.deepEqual([made.state, made.lastError?.kind], ['FATAL_ERROR', 'IllegalStateException']);
});

test('the first fatal error is the one that is told', () => {
  const made = machine('IN_TRANSACTION');
  made.transitionToFatalError(new KafkaError('ProducerFencedException', 'first'));
  made.transitionToFatalError(new KafkaError('KafkaException', 'second'));
  assert.equal(made.lastError?.message, 'first');
});

test('an abort that is under way is not disturbed by what would ask for one', () => {
  const made = machine('ABORTING_TRANSACTION');
  made.transitionToAbortableError(new KafkaError('TimeoutException', 'late'), 'sender');
  assert.deepEqual([made.state, made.lastError], ['ABORTING_TRANSACTION', null]);
});
