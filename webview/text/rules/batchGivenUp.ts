import * as l10n from '@vscode/l10n';
import { duration, plural } from '../format.ts';
import { errorName } from '../kafkaNames.ts';
import type { Values, VerdictText } from '../verdicts.ts';
import { joined, short } from './parts.ts';

export function batchGivenUp(values: Values<'batchGivenUp'>): VerdictText {
  return {
    title: title(values),
    evidence: joined(whereTimeWent(values), safety(values)),
    next: l10n.t('Show the batch'),
    goesTo: 'subject',
    falsifiedBy: l10n.t('An acknowledgement of that batch; after giving up none is taken.'),
  };
}

function title(values: Values<'batchGivenUp'>): string {
  const n = values.number('records') ?? 0;
  const lane = short(values.text('lane'), 30);
  const who = plural(n, l10n.t('1 record of {0}', lane), l10n.t('{0} records of {1}', String(n), lane));
  const whole = l10n.t('{0} failed: delivery.timeout.ms passed.', who);
  return values.flag('expired') === true && whole.length <= 60 ? whole : l10n.t('{0} failed.', who);
}

function whereTimeWent(values: Values<'batchGivenUp'>): string {
  const error = values.number('errorCode');
  if (values.flag('expired') !== true && error !== null) return l10n.t('{0}.', errorName(error));
  const parts: [number, string][] = [
    [values.number('waitingForLeaderMs') ?? 0, l10n.t('no leader')],
    [values.number('waitingForConnectionMs') ?? 0, l10n.t('no connection')],
    [values.number('backoffMs') ?? 0, l10n.t('backoff')],
    [values.number('throttledMs') ?? 0, l10n.t('throttled')],
    [values.number('inFlightMs') ?? 0, l10n.t('in flight')],
    [values.number('otherMs') ?? 0, l10n.t('queued')],
  ];
  const largest = parts
    .filter(([ms]) => ms >= 1)
    .sort((a, b) => b[0] - a[0])
    .slice(0, 3)
    .map(([ms, name]) => `${duration(ms)} ${name}`);
  return largest.length === 0 ? '' : l10n.t('{0}.', largest.join(', '));
}

function safety(values: Values<'batchGivenUp'>): string {
  const attempts = values.number('attempts') ?? 0;
  if (values.flag('mayBeWritten') === true) return l10n.t('Attempt {0} may be written.', String(Math.max(1, attempts)));
  return attempts === 0 ? l10n.t('It was never sent, safe to send again.') : l10n.t('Not written, safe to send again.');
}
