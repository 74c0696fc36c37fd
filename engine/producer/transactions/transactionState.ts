import type { TransactionState } from '../../snapshot/words.ts';

/** State → from where it may be entered (Kafka: `State.isTransitionValid`). FATAL_ERROR from anywhere, and nothing leaves it. */
const sources: Readonly<Record<Exclude<TransactionState, 'FATAL_ERROR'>, readonly TransactionState[]>> = {
  UNINITIALIZED: ['READY', 'ABORTABLE_ERROR'],
  INITIALIZING: ['UNINITIALIZED', 'COMMITTING_TRANSACTION', 'ABORTING_TRANSACTION'],
  READY: ['INITIALIZING', 'COMMITTING_TRANSACTION', 'ABORTING_TRANSACTION'],
  IN_TRANSACTION: ['READY'],
  PREPARED_TRANSACTION: ['IN_TRANSACTION', 'INITIALIZING'],
  COMMITTING_TRANSACTION: ['IN_TRANSACTION', 'PREPARED_TRANSACTION'],
  ABORTING_TRANSACTION: ['IN_TRANSACTION', 'PREPARED_TRANSACTION', 'ABORTABLE_ERROR'],
  ABORTABLE_ERROR: ['IN_TRANSACTION', 'COMMITTING_TRANSACTION', 'ABORTABLE_ERROR', 'INITIALIZING'],
};

export function isTransitionValid(from: TransactionState, to: TransactionState): boolean {
  return to === 'FATAL_ERROR' || sources[to].includes(from);
}
