import type { FailedOutcome, SendOutcome } from '../../engine/snapshot/outgoing.ts';
import type { SendReport } from '../../engine/session/sessionProtocol.ts';
import type { NumberWords } from '../common/numbers.ts';
import { plainText } from '../common/plainText.ts';
import type { Translate } from '../language/service/translate.ts';

/** The words about one finished send or many, for notifications, lenses and the log. */
export interface OutcomeWords {
  readonly n: NumberWords;
  readonly t: Translate;
}

/** `orders-4, offset 171,230, 6.2 ms`, or the error in words. */
export function outcomeText(outcome: SendOutcome, { n, t }: OutcomeWords): string {
  if (!outcome.ok) return failureText(outcome, { n, t });
  const lane = `${plainText(outcome.topic)}-${outcome.partition}`;
  const took = n.duration(outcome.tookMs);
  // With acks=0 nobody says where the record is, and a duplicate's offset is the first sending's.
  return outcome.offset < 0
    ? t('{0}, offset unknown, {1}', lane, took)
    : t('{0}, offset {1}, {2}', lane, n.count(outcome.offset), took);
}

/** Name, message, and the question one has after a failure: may it be written? */
export function failureText(outcome: FailedOutcome, { t }: OutcomeWords): string {
  const code = outcome.code === null ? outcome.error : `${outcome.error} (${outcome.code})`;
  const written = outcome.mayBeWritten
    ? t('The record may be written.')
    : t('The record was not written; sending it again is safe.');
  return `${code}: ${withFullStop(plainText(outcome.message, 600))} ${written}`;
}

export interface SendTotals {
  /** How many were to be sent. */
  readonly wanted: number;
  readonly acked: number;
  readonly failed: number;
  readonly tookMs: number;
  /** The user stopped it: the rest was never handed to the producer. */
  readonly stopped: boolean;
}

/** Exact counts of a multi-send. */
export function totalsText(totals: SendTotals, firstFailure: FailedOutcome | null, words: OutcomeWords): string {
  const { n, t } = words;
  const { wanted, acked, failed, tookMs } = totals;
  const rest = wanted - acked - failed;
  const parts: string[] = [];
  if (failed === 0) parts.push(t('Sent {0} of {1} in {2}.', n.count(acked), n.count(wanted), n.duration(tookMs)));
  else if (firstFailure === null) parts.push(t('{0} acknowledged, {1} failed.', n.count(acked), n.count(failed)));
  else
    parts.push(
      t('{0} acknowledged, {1} failed: {2}', n.count(acked), n.count(failed), failureText(firstFailure, words)),
    );
  if (rest > 0) {
    parts.push(
      totals.stopped ? t('Stopped; {0} were not sent.', n.count(rest)) : t('{0} have no answer yet.', n.count(rest)),
    );
  }
  return parts.join(' ');
}

export function firstFailureOf(outcomes: readonly SendOutcome[]): FailedOutcome | null {
  return outcomes.find(outcome => !outcome.ok) ?? null;
}

/** One record: where it went. Several: the counts. */
export function reportText(report: SendReport, wanted: number, stopped: boolean, words: OutcomeWords): string {
  const only = wanted === 1 ? report.outcomes[0] : undefined;
  if (only)
    return only.ok
      ? words.t('Sent to {0}.', outcomeText(only, words))
      : words.t('Not sent. {0}', outcomeText(only, words));
  return totalsText({ wanted, stopped, ...report }, firstFailureOf(report.outcomes), words);
}

function withFullStop(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
