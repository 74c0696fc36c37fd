import * as l10n from '@vscode/l10n';
import { exactBytes } from '../format.ts';
import type { Values, VerdictText } from '../verdicts.ts';
import { short } from './parts.ts';

export function recordRefused(values: Values<'recordRefused'>): VerdictText {
  const refused = values.number('refused') ?? 1;
  return {
    title: refused > 1 ? l10n.t('{0} records not sent.', String(refused)) : l10n.t('Record not sent.'),
    evidence: evidence(values),
    next: l10n.t('Open the producer settings'),
    goesTo: 'openSettings',
    falsifiedBy: l10n.t('A record of that size that send() accepts.'),
  };
}

function evidence(values: Values<'recordRefused'>): string {
  const size = values.number('sizeBytes');
  const limitBytes = values.number('limitBytes');
  const limit = values.text('limit') ?? 'max.request.size';
  if (size !== null && limitBytes !== null && size > limitBytes) {
    return l10n.t(
      '{0} is more than {1} ({2}), counted before compression.',
      exactBytes(size),
      limit,
      exactBytes(limitBytes),
    );
  }
  return l10n.t('send() threw {0} for {1}.', short(values.text('error'), 40), short(values.text('topic'), 40));
}
