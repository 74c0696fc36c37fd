import * as l10n from '@vscode/l10n';
import type { Values, VerdictText } from '../verdicts.ts';
import { short } from './parts.ts';

export function advertisedAddress(values: Values<'advertisedAddress'>): VerdictText {
  return {
    title: l10n.t('Bootstrap answers, broker {0} does not.', String(values.number('node') ?? '?')),
    evidence: l10n.t(
      '{0} told us to use {1} (advertised.listeners), which fails: {2}.',
      short(values.text('bootstrap'), 19),
      short(values.text('address'), 19),
      short(values.text('reason'), 12),
    ),
    next: l10n.t('See the brokers and their addresses'),
    goesTo: 'subject',
    falsifiedBy: l10n.t('A connection to the advertised address.'),
  };
}
