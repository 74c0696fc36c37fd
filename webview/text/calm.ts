import * as l10n from '@vscode/l10n';
import type { View } from '../state/view.ts';
import { missingCopies } from '../state/cluster.ts';
import { clockSeconds, count, duration, durationOrZero, percent, plural } from './format.ts';
import { closedByWord } from './board.ts';
import { holdSentence } from './holds.ts';
import { inWords, joined, listed } from './rules/parts.ts';
import type { Hold, Stage } from '../../engine/snapshot/pipeline.ts';
import type { ClosedBy } from '../../engine/snapshot/words.ts';

export interface Calm {
  readonly title: string;
  readonly evidence: string;
}

const QUIET_AFTER_MS = 5000;

/** What the line says when no rule fired: where a record's time goes, or that there is nothing to send. */
export function calmText(view: View): Calm {
  const { totals } = view.session;
  if (totals.sent === 0) return nothingSent(view);
  const held = heldNow(view);
  const { title, evidence } =
    held !== null || !isQuiet(view)
      ? { title: held === null ? l10n.t('Nothing is held up.') : holdSentence(held), evidence: whereTimeGoes(view) }
      : quiet(view);
  return { title, evidence: joined(copiesMissing(view), evidence) };
}

function heldNow({ pipeline }: View): Hold | null {
  return Object.values(pipeline).find(({ hold }: Stage) => hold !== null)?.hold ?? null;
}

/** A broker that is gone holds nothing up once others lead its partitions; that there are fewer copies is said all the same. */
function copiesMissing({ topology }: View): string | null {
  const missing = missingCopies(topology);
  if (missing === null) return null;
  const { offline, partitions } = missing;
  const fewer = plural(
    partitions,
    l10n.t('1 partition has fewer copies in sync.'),
    l10n.t('{0} partitions have fewer copies in sync.', count(partitions)),
  );
  if (offline.length === 0) return fewer;
  const names = listed(offline.join(','));
  const gone =
    offline.length === 1 ? l10n.t('Broker {0} is offline.', names) : l10n.t('Brokers {0} are offline.', names);
  return partitions === 0 ? gone : `${gone} ${fewer}`;
}

export function isQuiet(view: View): boolean {
  const { totals, lastAckedWallMs, load } = view.session;
  if (totals.onTheWay > 0 || load !== null) return false;
  return lastAckedWallMs === null || view.wallMs - lastAckedWallMs >= QUIET_AFTER_MS;
}

function nothingSent(view: View): Calm {
  const n = view.brokers.length;
  const known = n === 1 ? l10n.t('One broker known.') : l10n.t('{0} brokers known.', capitalised(inWords(n)));
  return {
    title: l10n.t('Connected. Nothing sent yet.'),
    evidence: `${known} ${l10n.t('Topics are asked for at the first send to them.')}`,
  };
}

function quiet(view: View): Calm {
  const { totals, lastAckedWallMs } = view.session;
  const title = l10n.t('Nothing to send.');
  if (lastAckedWallMs === null) {
    return { title, evidence: l10n.t('{0} failed, none acked.', count(totals.failed)) };
  }
  const at = clockSeconds(lastAckedWallMs);
  const ago = durationOrZero(Math.max(0, view.wallMs - lastAckedWallMs));
  const last = l10n.t('the last at {0}, {1} ago.', at, ago);
  if (totals.failed > 0) {
    return {
      title,
      evidence: l10n.t('{0} records are acked, {1} failed; {2}', count(totals.acked), count(totals.failed), last),
    };
  }
  if (totals.acked === 1) return { title, evidence: l10n.t('The one record is acked, at {0}, {1} ago.', at, ago) };
  return { title, evidence: l10n.t('All {0} records are acked; {1}', count(totals.acked), last) };
}

function whereTimeGoes(view: View): string {
  const { acked, batches, inFlight } = view.pipeline;
  const sentences: string[] = [];
  if (acked.p50Ms !== null && duration(acked.p50Ms) !== '') {
    const parts = [
      batches.medianMs !== null && duration(batches.medianMs) !== ''
        ? l10n.t('{0} in its batch (linger.ms is {1})', duration(batches.medianMs), count(view.session.limits.lingerMs))
        : null,
      inFlight.medianMs !== null && duration(inFlight.medianMs) !== ''
        ? l10n.t('{0} on the wire', duration(inFlight.medianMs))
        : null,
    ].filter(part => part !== null);
    const whole = l10n.t('A record takes {0}', duration(acked.p50Ms));
    sentences.push(parts.length === 0 ? whole + '.' : `${whole}: ${parts.join(', ')}.`);
  }
  const leaving = howBatchesLeave(view);
  if (leaving !== null) sentences.push(leaving);
  return sentences.join(' ');
}

/** Over all lanes at speed, weighted by their batches a second. */
function howBatchesLeave(view: View): string | null {
  let weight = 0;
  let fill = 0;
  const reasons = new Map<ClosedBy, number>();
  for (const { open, leavesBy } of view.lanes.values()) {
    if (open?.kind !== 'average' || open.limitBytes <= 0) continue;
    weight += open.batchesPerSecond;
    fill += (open.batchesPerSecond * open.bytes) / open.limitBytes;
    if (leavesBy.kind === 'usually') {
      reasons.set(leavesBy.closedBy, (reasons.get(leavesBy.closedBy) ?? 0) + open.batchesPerSecond * leavesBy.share);
    }
  }
  if (weight === 0) return null;
  const [most] = [...reasons].sort((a, b) => b[1] - a[1]);
  const full = l10n.t('Batches leave {0} full', percent(Math.min(1, fill / weight)));
  if (most === undefined) return full + '.';
  const share = percent(Math.min(1, most[1] / weight));
  switch (most[0]) {
    case 'linger':
      return l10n.t('{0}, {1} of them because linger is over.', full, share);
    case 'full':
      return l10n.t('{0}, {1} of them because they are full.', full, share);
    default:
      return l10n.t('{0}, {1} of them by {2}.', full, share, closedByWord(most[0]));
  }
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
