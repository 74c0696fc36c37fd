import * as l10n from '@vscode/l10n';
import { duration, limit, partitions } from '../format.ts';
import type { Values, VerdictText } from '../verdicts.ts';
import { joined } from './parts.ts';

export function transactionTimeout(values: Values<'transactionTimeout'>): VerdictText {
  const left = duration(values.number('leftMs') ?? 0);
  const timeout = limit(values.number('timeoutMs') ?? 0);
  const inIt = values.number('partitions') ?? 0;
  return {
    title:
      left === ''
        ? l10n.t('The transaction has outlived its time.')
        : l10n.t('The transaction is aborted in {0} unless it ends.', left),
    evidence: joined(
      l10n.t('Open for {0}; transaction.timeout.ms is {1}.', duration(values.number('openForMs') ?? 0) || '0', timeout),
      inIt === 0 ? null : l10n.t('Readers of {0} wait for it.', partitions(inIt)),
    ),
    next: l10n.t('Commit or abort it'),
    goesTo: 'transaction',
    falsifiedBy: l10n.t('A commit that succeeds after that time.'),
  };
}
