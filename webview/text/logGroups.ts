import * as l10n from '@vscode/l10n';
import type { GroupedEntry } from '../../engine/snapshot/log.ts';
import type { TransitionType } from '../../engine/snapshot/transition.ts';
import type { ClosedBy } from '../../engine/snapshot/words.ts';
import { closedByWord } from './board.ts';
import * as f from './format.ts';

/** What happened many times in one second, said once. */
export function groupedText(entry: GroupedEntry): { event: string; where: string; detail: string } {
  return { event: event(entry), where: where(entry), detail: detail(entry) };
}

function event({ type, count }: GroupedEntry): string {
  const n = f.count(count);
  const [one, many] = EVENTS[type]?.(n) ?? [`1 × ${type}`, `${n} × ${type}`];
  return f.plural(count, one, many);
}

/** Of the kinds that are grouped: said of one, and of `n`. */
const EVENTS: Readonly<Partial<Record<TransitionType, (n: string) => readonly [one: string, many: string]>>> = {
  batchCreated: n => [l10n.t('1 batch opened'), l10n.t('{0} batches opened', n)],
  batchClosed: n => [l10n.t('1 batch closed'), l10n.t('{0} batches closed', n)],
  batchDrained: n => [l10n.t('1 batch drained'), l10n.t('{0} batches drained', n)],
  batchEnded: n => [l10n.t('1 batch acked'), l10n.t('{0} batches acked', n)],
  requestSent: n => [l10n.t('1 request sent'), l10n.t('{0} requests sent', n)],
  requestEnded: n => [l10n.t('1 answer'), l10n.t('{0} answers', n)],
  stickySwitched: n => [l10n.t('1 sticky move'), l10n.t('{0} sticky moves', n)],
  poolWaitStarted: n => [l10n.t('1 send waited'), l10n.t('{0} sends waited', n)],
  poolWaitEnded: n => [l10n.t('1 got memory'), l10n.t('{0} got memory', n)],
};

function where({ brokers, lanes, type }: GroupedEntry): string {
  if (type === 'batchClosed' || type === 'batchCreated' || type === 'stickySwitched') {
    return lanes > 0 ? f.partitions(lanes) : '';
  }
  if (brokers > 0) return f.brokers(brokers);
  return lanes > 0 ? f.partitions(lanes) : '';
}

function detail(entry: GroupedEntry): string {
  const reasons = Object.entries(entry.reasons)
    .sort((a, b) => b[1] - a[1])
    .map(([reason, n]) => `${closedByWord(reason as ClosedBy)} ${f.count(n)}`);
  if (reasons.length > 0) return reasons.join(', ');
  const parts = [
    entry.records > 0 ? f.records(entry.records) : '',
    entry.bytes > 0 ? f.bytes(entry.bytes) : '',
    entry.medianMs === null ? '' : l10n.t('median {0}', f.durationOrZero(entry.medianMs)),
    slowest(entry),
  ];
  return parts.filter(Boolean).join(', ');
}

function slowest({ slowestMs, slowestNode }: GroupedEntry): string {
  if (slowestMs === null) return '';
  const time = l10n.t('slowest {0}', f.durationOrZero(slowestMs));
  return slowestNode === null ? time : `${time} (${f.broker(slowestNode)})`;
}
