import * as l10n from '@vscode/l10n';
import { clockSeconds, duration, plural } from '../format.ts';
import type { Values, VerdictText } from '../verdicts.ts';
import { fitting, joined, short } from './parts.ts';

export function leaderGone(values: Values<'leaderGone'>): VerdictText {
  const deadline = values.number('deadlineWallMs');
  const lane = short(values.text('lane'), 18);
  return {
    title: title(values),
    evidence: fitting(
      105,
      joined(refused(values), moved(values), retried(values)),
      joined(refused(values), retried(values)),
    ),
    next:
      deadline === null
        ? l10n.t('See what the metadata says')
        : l10n.t('{0} is retried until {1}', lane, clockSeconds(deadline)),
    goesTo: 'subject',
    falsifiedBy: l10n.t('Metadata that names a leader that can be reached.'),
  };
}

function title(values: Values<'leaderGone'>): string {
  const node = values.number('node');
  const lane = short(values.text('lane'), 22);
  const leaderless = values.number('leaderless') ?? 0;
  if (node === null) return l10n.t('{0} has no leader.', lane);
  // Below 0 is a bootstrap address: every broker was lost, and the producer begins again where it began.
  if (node < 0) return l10n.t('No broker of the cluster can be reached.');
  if (leaderless === 0) return l10n.t('Broker {0} is gone.', String(node));
  if (leaderless === 1) return l10n.t('Broker {0} is gone; {1} has no leader.', String(node), lane);
  return l10n.t('Broker {0} is gone; {1} partitions have no leader.', String(node), String(leaderless));
}

function refused(values: Values<'leaderGone'>): string {
  const times = values.number('refused');
  const since = duration(values.number('sinceMs') ?? 0) || '0';
  if (times === null || times === 0) return l10n.t('Since {0}.', since);
  return plural(
    times,
    l10n.t('Refused once in {0}.', since),
    l10n.t('Refused {0} times in {1}.', String(times), since),
  );
}

function moved(values: Values<'leaderGone'>): string | null {
  const n = values.number('moved') ?? 0;
  if (n === 0) return null;
  const from = values.number('epochFrom');
  const to = values.number('epochTo');
  const who = plural(n, l10n.t('Its other partition moved'), l10n.t('Its other {0} partitions moved', String(n)));
  return from === null || to === null ? who + '.' : l10n.t('{0} (epoch {1} → {2}).', who, String(from), String(to));
}

function retried(values: Values<'leaderGone'>): string | null {
  const n = values.number('retriedBatches') ?? 0;
  if (n === 0) return null;
  const failed = values.number('failedBatches') ?? 0;
  const what = plural(n, l10n.t('1 batch retried'), l10n.t('{0} batches retried', String(n)));
  return failed === 0 ? l10n.t('{0}, none failed.', what) : l10n.t('{0}, {1} failed.', what, String(failed));
}
