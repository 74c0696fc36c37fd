import * as l10n from '@vscode/l10n';
import type { Transition } from '../../engine/snapshot/transition.ts';
import * as f from './format.ts';

type TransactionTransition = Extract<
  Transition,
  { type: 'transactionState' | 'coordinatorFound' | 'partitionsAdded' | 'offsetsSent' | 'transactionEnded' }
>;

/** What happens to a transaction, in the words of the log. States are Kafka's. */
export function transactionText(t: TransactionTransition): readonly [event: string, where: string, detail: string] {
  switch (t.type) {
    case 'transactionState':
      return [
        l10n.t('transaction'),
        '',
        t.error === null ? l10n.t('{0} to {1}', t.from, t.to) : l10n.t('{0} to {1}: {2}', t.from, t.to, t.error),
      ];
    case 'coordinatorFound':
      return [
        l10n.t('coordinator found'),
        f.broker(t.node),
        t.coordinator === 'group' ? l10n.t('of group {0}', t.key) : l10n.t('of transactional id {0}', t.key),
      ];
    case 'partitionsAdded':
      return [l10n.t('joined transaction'), t.lanes[0] ?? '', f.partitions(t.count)];
    case 'offsetsSent':
      return [l10n.t('offsets sent'), '', l10n.t('of group {0}', t.group)];
    case 'transactionEnded':
      return [
        t.committed ? l10n.t('committed') : l10n.t('aborted'),
        '',
        l10n.t('after {0}, next epoch {1}', f.durationOrZero(t.durationMs), String(t.nextEpoch)),
      ];
  }
}
