import * as l10n from '@vscode/l10n';
import type { Values, VerdictText } from '../verdicts.ts';
import { joined, short } from './parts.ts';
import { failureName, outlived } from './transactionFailure.ts';

export function producerFenced(values: Values<'producerFenced'>): VerdictText {
  const id = short(values.text('transactionalId'), 25);
  const tooOld = outlived(values);
  return {
    title:
      tooOld === null
        ? l10n.t('Fenced: another producer began as {0}.', id)
        : l10n.t('Fenced: the transaction took too long.'),
    evidence: joined(
      l10n.t('{0}.', failureName(values)),
      tooOld ?? l10n.t('Each producer that runs needs a transactional.id of its own.'),
    ),
    next: l10n.t('Connect Again'),
    goesTo: 'startAgain',
    falsifiedBy: l10n.t('A request with this producer’s epoch that the coordinator accepts.'),
  };
}
