import * as l10n from '@vscode/l10n';
import type { Values, VerdictText } from '../verdicts.ts';
import { joined, short } from './parts.ts';
import { failureName, outlived } from './transactionFailure.ts';

const TRANSACTION_STATE_ERRORS: ReadonlySet<number | null> = new Set([48, 49]);

export function producerFailed(values: Values<'producerFailed'>): VerdictText {
  const code = values.number('errorCode');
  const tooOld = TRANSACTION_STATE_ERRORS.has(code) ? outlived(values) : null;
  return {
    title: l10n.t('The producer has failed for good.'),
    evidence: joined(l10n.t('{0}.', short(failureName(values), 44)), tooOld ?? remedy(values, code)),
    next: l10n.t('Connect Again'),
    goesTo: 'startAgain',
    falsifiedBy: l10n.t('A record that this producer still sends.'),
  };
}

/** What has to be mended before another producer fares better. */
function remedy(values: Values<'producerFailed'>, code: number | null): string {
  switch (code) {
    case 53:
      return l10n.t('It needs Write and Describe on {0}.', short(values.text('transactionalId'), 24));
    case 31:
      return l10n.t('It needs the right IdempotentWrite on the cluster.');
    case 50:
      return l10n.t('Lower transaction.timeout.ms to what the broker allows.');
    case 35:
      return l10n.t('A broker does not speak a version that it needs.');
    default:
      return l10n.t('It refuses every call from now on.');
  }
}
