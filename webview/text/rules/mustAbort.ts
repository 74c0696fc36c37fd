import * as l10n from '@vscode/l10n';
import type { Values, VerdictText } from '../verdicts.ts';
import { joined, short } from './parts.ts';
import { failureName, outlived } from './transactionFailure.ts';

const INVALID_PRODUCER_EPOCH = 47;

export function mustAbort(values: Values<'mustAbort'>): VerdictText {
  const tooOld = values.number('errorCode') === INVALID_PRODUCER_EPOCH ? outlived(values) : null;
  return {
    title: l10n.t('The transaction must be aborted.'),
    evidence: joined(
      l10n.t('{0}.', short(failureName(values), 44)),
      tooOld ?? l10n.t('No record, offset or commit is taken until then.'),
    ),
    next: l10n.t('Abort Transaction'),
    goesTo: 'abortTransaction',
    falsifiedBy: l10n.t('A record that the producer takes before an abort.'),
  };
}
