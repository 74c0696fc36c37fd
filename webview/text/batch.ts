import * as l10n from '@vscode/l10n';
import type { AttemptDetail, BatchDetail } from '../../engine/snapshot/details.ts';
import type { LedgerAccount } from '../../engine/snapshot/words.ts';
import { closedByWord } from './board.ts';
import * as f from './format.ts';
import { errorName } from './kafkaNames.ts';

/** The accounts of a batch's ledger in the order they can come, as the bar shows them. */
export const ACCOUNTS: readonly LedgerAccount[] = [
  'linger',
  'waitingForPass',
  'inFlight',
  'backoff',
  'throttled',
  'muted',
  'waitingForSlot',
  'waitingForSequence',
  'waitingForConnection',
  'waitingForLeader',
];

export function accountWord(account: LedgerAccount): string {
  switch (account) {
    case 'linger':
      return l10n.t('linger');
    case 'waitingForLeader':
      return l10n.t('no leader');
    case 'waitingForConnection':
      return l10n.t('waiting for connection');
    case 'muted':
      return l10n.t('muted');
    case 'backoff':
      return l10n.t('backoff');
    case 'throttled':
      return l10n.t('throttled');
    case 'waitingForSlot':
      return l10n.t('waiting for a slot');
    case 'waitingForSequence':
      return l10n.t('waiting for a sequence');
    case 'waitingForPass':
      return l10n.t('waiting for a pass');
    case 'inFlight':
      return l10n.t('in flight');
  }
}

/** "waits for its second attempt" */
export function batchState(batch: BatchDetail): string {
  switch (batch.state) {
    case 'open':
      return l10n.t('is open');
    case 'queued':
      if (batch.attempts.length === 0) return l10n.t('waits to leave');
      return l10n.t('waits for its {0} attempt', ordinal(batch.attempts.length + 1));
    case 'inFlight':
      return batch.attempts.length <= 1
        ? l10n.t('is in flight')
        : l10n.t('is in flight, {0} attempt', ordinal(batch.attempts.length));
    case 'acked':
      return ended(batch, l10n.t('acked'));
    case 'duplicate':
      return ended(batch, l10n.t('acked as a duplicate'));
    case 'failed':
      return ended(batch, l10n.t('failed'));
    case 'expired':
      return ended(batch, l10n.t('expired'));
    case 'aborted':
      return ended(batch, l10n.t('aborted'));
    case 'split':
      return ended(batch, l10n.t('was split'));
  }
}

function ended(batch: BatchDetail, word: string): string {
  const at = batch.endedWallMs === null ? '' : ' ' + f.clock(batch.endedWallMs);
  const offset =
    batch.baseOffset === null || batch.baseOffset < 0 ? '' : l10n.t(', offset {0}', f.count(batch.baseOffset));
  return word + at + offset;
}

export function batchFacts(batch: BatchDetail): string {
  const sequence = batch.baseSequence;
  return [
    f.records(batch.records),
    f.bytes(batch.bytes),
    batch.closedBy === null ? '' : l10n.t('closed by {0}', closedByWord(batch.closedBy)),
    sequence === null || sequence < 0
      ? ''
      : batch.records <= 1
        ? l10n.t('sequence {0}', f.count(sequence))
        : l10n.t('sequences {0} to {1}', f.count(sequence), f.count(sequence + batch.records - 1)),
  ]
    .filter(Boolean)
    .join(', ');
}

export function timeLeft(batch: BatchDetail, deliveryTimeoutMs: number): string {
  const left = batch.deliveryTimeoutLeftMs;
  if (left === null || batch.endedWallMs !== null) return '';
  return l10n.t('{0} of {1} left (delivery.timeout.ms)', f.leftOf(left, deliveryTimeoutMs), f.limit(deliveryTimeoutMs));
}

export function attemptError(attempt: AttemptDetail): string {
  if (attempt.errorCode === null || attempt.errorCode === 0) return attempt.error ?? '';
  const name = errorName(attempt.errorCode);
  return attempt.error === null || name.startsWith(attempt.error) ? name : `${name}, ${attempt.error}`;
}

/** The question one really has after a failure. */
export function writtenSentence(batch: BatchDetail): string {
  switch (batch.mayBeWrittenBecause) {
    case 'neverSent':
      return l10n.t('never sent, safe to send again');
    case 'definiteError':
      return l10n.t('refused, so not written; safe to send again');
    case 'noAnswer':
      return batch.producerId === null
        ? l10n.t('may be written: it left and no answer came')
        : l10n.t('may be written; same sequence, so the retry cannot double it');
    case 'indefiniteError':
      return l10n.t('may be written: the error does not say');
    case 'acked':
      return l10n.t('written');
    case 'inFlight':
      return l10n.t('may be written already: its answer is on the way');
  }
}

function ordinal(n: number): string {
  const words = [l10n.t('first'), l10n.t('second'), l10n.t('third'), l10n.t('fourth'), l10n.t('fifth')];
  return words[n - 1] ?? l10n.t('{0}th', String(n));
}
