import type { TransactionOperation } from '../../engine/session/transactionOperations.ts';
import type { TransactionState } from '../../engine/snapshot/words.ts';
import { plainText } from '../common/plainText.ts';
import type { Translate } from '../language/service/translate.ts';

/** What a user can do next: the same call again, abort, or a new producer. Null: nothing of these. */
export type NextCall = 'again' | 'abort' | 'reconnect' | null;

export interface TransactionFailure {
  readonly text: string;
  readonly next: NextCall;
}

/** Why begin, commit or abort failed, and the one thing that helps. `state`: after the failure. */
export function transactionFailure(
  operation: TransactionOperation,
  error: { readonly name: string; readonly message: string },
  state: TransactionState | null,
  t: Translate,
): TransactionFailure {
  const reason = plainText(error.message, 600);
  if (error.name === 'TimeoutException')
    return { text: t('{0} is not finished yet. {1}', called(operation, t), reason), next: 'again' };
  if (state === 'ABORTABLE_ERROR')
    return { text: t('The transaction cannot be committed; abort it, then send again. {0}', reason), next: 'abort' };
  if (error.name === 'ProducerFencedException' || error.name === 'InvalidProducerEpochException')
    return {
      text: t('This producer is fenced and can do nothing more. Connect again to start another. {0}', reason),
      next: 'reconnect',
    };
  if (state === 'FATAL_ERROR')
    return {
      text: t('The producer can run no more transactions. Connect again to start another. {0}', reason),
      next: 'reconnect',
    };
  return { text: t('{0} failed. {1}', called(operation, t), reason), next: null };
}

export function doneText(operation: TransactionOperation, t: Translate): string {
  switch (operation) {
    case 'begin':
      return t('Transaction begun. What is sent from now on belongs to it.');
    case 'commit':
      return t('Transaction committed. Committed readers see its records now.');
    case 'abort':
      return t('Transaction aborted. Committed readers never see its records.');
  }
}

export function waitingText(operation: TransactionOperation, t: Translate): string {
  switch (operation) {
    case 'begin':
      return t('Beginning the transaction…');
    case 'commit':
      return t('Committing the transaction: waiting for its records, then for the coordinator…');
    case 'abort':
      return t('Aborting the transaction…');
  }
}

/** Why a record cannot be sent now, before anybody tries; null where it can. */
export function outsideTransaction(state: TransactionState | null, t: Translate): string | null {
  switch (state) {
    case null:
    case 'IN_TRANSACTION':
      return null;
    case 'UNINITIALIZED':
    case 'INITIALIZING':
    case 'READY':
      return t('This producer has a transactional.id, so records are sent in a transaction only. Begin one first.');
    case 'PREPARED_TRANSACTION':
    case 'COMMITTING_TRANSACTION':
    case 'ABORTING_TRANSACTION':
      return t('The transaction is being ended. Send when it is done and another has begun.');
    case 'ABORTABLE_ERROR':
      return t('The transaction cannot be committed any more. Abort it, then begin another.');
    case 'FATAL_ERROR':
      return t('The producer can run no more transactions. Connect again to start another.');
  }
}

function called(operation: TransactionOperation, t: Translate): string {
  switch (operation) {
    case 'begin':
      return t('Begin Transaction');
    case 'commit':
      return t('Commit Transaction');
    case 'abort':
      return t('Abort Transaction');
  }
}
