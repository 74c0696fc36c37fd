import * as l10n from '@vscode/l10n';
import type { LaneNames, TransactionView } from '../../engine/snapshot/transaction.ts';
import type { TransactionState } from '../../engine/snapshot/words.ts';
import * as f from './format.ts';

export type TransactionCall = 'begin' | 'commit' | 'abort';

/** The state in words; Kafka's name stands beside it. */
export function stateWords(state: TransactionState): string {
  switch (state) {
    case 'UNINITIALIZED':
      return l10n.t('none yet');
    case 'INITIALIZING':
      return l10n.t('getting a producer id');
    case 'READY':
      return l10n.t('none open');
    case 'IN_TRANSACTION':
      return l10n.t('open');
    case 'PREPARED_TRANSACTION':
      return l10n.t('prepared');
    case 'COMMITTING_TRANSACTION':
      return l10n.t('committing');
    case 'ABORTING_TRANSACTION':
      return l10n.t('aborting');
    case 'ABORTABLE_ERROR':
      return l10n.t('must be aborted');
    case 'FATAL_ERROR':
      return l10n.t('fatal error');
  }
}

/** What the header says where the card is far: `open for 3.2 s, 3 partitions`. */
export function transactionSummary({ state, openForMs, partitions }: TransactionView): string {
  const words = stateWords(state);
  if (openForMs === null) return words;
  const open = l10n.t('open for {0}, {1}', f.durationOrZero(openForMs), f.partitions(partitions.count));
  return state === 'IN_TRANSACTION' ? open : `${words}, ${open}`;
}

/** What makes sense to call now. A call that timed out is made again. */
export function callsOf(state: TransactionState): readonly TransactionCall[] {
  switch (state) {
    case 'UNINITIALIZED':
    case 'INITIALIZING':
    case 'READY':
      return ['begin'];
    case 'IN_TRANSACTION':
      return ['commit', 'abort'];
    case 'COMMITTING_TRANSACTION':
      return ['commit'];
    case 'ABORTING_TRANSACTION':
    case 'ABORTABLE_ERROR':
      return ['abort'];
    case 'PREPARED_TRANSACTION':
    case 'FATAL_ERROR':
      return [];
  }
}

export function callWord(call: TransactionCall): string {
  switch (call) {
    case 'begin':
      return l10n.t('Begin');
    case 'commit':
      return l10n.t('Commit');
    case 'abort':
      return l10n.t('Abort');
  }
}

/** What the next step is, where there is one to say; else what holds while the state lasts. */
export function adviceOf(transaction: TransactionView): string {
  const { state, openForMs, timeoutMs } = transaction;
  switch (state) {
    case 'UNINITIALIZED':
    case 'READY':
      return l10n.t('Records are sent in a transaction only. Begin one first.');
    case 'INITIALIZING':
      return l10n.t('The coordinator gives the id, and ends what a producer with the same transactional.id left open.');
    case 'IN_TRANSACTION':
      return openForMs !== null && isLate(transaction)
        ? l10n.t(
            'The broker aborts it in {0} (transaction.timeout.ms).',
            f.durationOrZero(Math.max(0, timeoutMs - openForMs)),
          )
        : l10n.t('Committed readers wait for its end.');
    case 'PREPARED_TRANSACTION':
      return l10n.t('It waits for its coordinator outside of Kafka.');
    case 'COMMITTING_TRANSACTION':
      return l10n.t('Its records first, then the coordinator writes a marker to each partition.');
    case 'ABORTING_TRANSACTION':
      return l10n.t('The coordinator writes an abort marker to each partition.');
    case 'ABORTABLE_ERROR':
      return l10n.t('It cannot be committed. Abort it, then begin another and send again.');
    case 'FATAL_ERROR':
      return l10n.t('This producer runs no more transactions. Connect again to start another.');
  }
}

const LATE_SHARE = 0.8;

/** The broker will soon abort it. */
export function isLate({ openForMs, timeoutMs }: TransactionView): boolean {
  return openForMs !== null && openForMs >= LATE_SHARE * timeoutMs;
}

/** Why a record cannot be sent now, for the send row; null where it can. */
export function sendProblem(transaction: TransactionView | null): string | null {
  switch (transaction?.state) {
    case undefined:
    case 'IN_TRANSACTION':
      return null;
    case 'UNINITIALIZED':
    case 'INITIALIZING':
    case 'READY':
      return l10n.t('begin a transaction first');
    case 'PREPARED_TRANSACTION':
    case 'COMMITTING_TRANSACTION':
    case 'ABORTING_TRANSACTION':
      return l10n.t('the transaction is being ended');
    case 'ABORTABLE_ERROR':
      return l10n.t('abort the transaction first');
    case 'FATAL_ERROR':
      return l10n.t('connect again first');
  }
}

export function coordinatorWords({ coordinator, request }: TransactionView): string {
  if (coordinator !== null) return f.broker(coordinator);
  return request?.api === 'FindCoordinator' ? l10n.t('being looked for') : l10n.t('not known');
}

/** `EndTxn in flight`, `InitProducerId waits`. */
export function requestWords({ request }: TransactionView): string | null {
  if (request === null) return null;
  return request.inFlight ? l10n.t('{0} in flight', request.api) : l10n.t('{0} waits', request.api);
}

/** How many stand in the list and how many more there are. */
export function shownLanes({ count, first }: LaneNames, most: number): { names: readonly string[]; more: number } {
  const names = first.slice(0, most);
  return { names, more: count - names.length };
}
