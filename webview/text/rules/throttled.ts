import * as l10n from '@vscode/l10n';
import { duration } from '../format.ts';
import type { Values, VerdictText } from '../verdicts.ts';
import { joined, listed } from './parts.ts';

export function throttled(values: Values<'throttled'>): VerdictText {
  const node = String(values.number('node') ?? '?');
  const lanes = listed(values.text('lanes'), 2);
  const one = !(values.text('lanes') ?? '').includes(',');
  const wait = lanes === '' ? null : one ? l10n.t('{0} waits', lanes) : l10n.t('{0} wait', lanes);
  return {
    title: l10n.t(
      'Broker {0} asks for a pause of {1} (quota).',
      node,
      duration(values.number('throttleMs') ?? 0) || '0',
    ),
    evidence: joined(
      wait === null
        ? null
        : values.flag('othersRun') === false
          ? l10n.t('{0}.', wait)
          : l10n.t('{0}; others run.', wait),
    ),
    next: l10n.t('See the quota of broker {0}', node),
    goesTo: 'subject',
    falsifiedBy: l10n.t('A response from that broker without throttle time.'),
  };
}
