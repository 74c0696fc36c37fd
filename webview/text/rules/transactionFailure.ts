import * as l10n from '@vscode/l10n';
import { duration, limit } from '../format.ts';
import { errorName } from '../kafkaNames.ts';
import type { Values } from '../verdicts.ts';

type FailureValues = Values<'producerFenced'> | Values<'producerFailed'> | Values<'mustAbort'>;

/** What came first, by its code where a broker gave one, else by Java's exception class. */
export function failureName(values: FailureValues): string {
  const code = values.number('errorCode');
  return code === null ? (values.text('error') ?? '?') : errorName(code);
}

/** The sentence that explains an epoch or a state the broker does not take, where the transaction was older than it may be. */
export function outlived(values: FailureValues): string | null {
  const open = values.number('openForMs');
  const timeout = values.number('timeoutMs');
  if (open === null || timeout === null || open < timeout) return null;
  return l10n.t('Open for {0}; transaction.timeout.ms is {1}.', duration(open), limit(timeout));
}
