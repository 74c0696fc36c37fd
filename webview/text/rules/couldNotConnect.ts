import * as l10n from '@vscode/l10n';
import { duration } from '../format.ts';
import type { Values, VerdictText } from '../verdicts.ts';
import { joined, short } from './parts.ts';

export function couldNotConnect(values: Values<'couldNotConnect'>): VerdictText {
  const attempts = values.number('attempts') ?? 1;
  const nextTry = values.number('nextTryMs');
  return {
    title: l10n.t('Could not connect to {0}.', short(values.text('name'), 34)),
    evidence: joined(
      l10n.t('{0}: {1}.', short(values.text('address'), 34), short(values.text('reason'), 34)),
      attempts > 1 ? l10n.t('{0} attempts.', String(attempts)) : null,
      nextTry === null ? null : l10n.t('Next in {0}.', duration(nextTry) || '0'),
    ),
    next: l10n.t('Edit the connection'),
    goesTo: 'editConnection',
    falsifiedBy: l10n.t('A metadata answer from any bootstrap address.'),
  };
}
