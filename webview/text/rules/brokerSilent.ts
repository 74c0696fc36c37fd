import * as l10n from '@vscode/l10n';
import { batches, duration } from '../format.ts';
import type { Values, VerdictText } from '../verdicts.ts';
import { fitting, joined } from './parts.ts';

export function brokerSilent(values: Values<'brokerSilent'>): VerdictText {
  const node = String(values.number('node') ?? '?');
  const left = values.number('requestTimeoutLeftMs');
  const median = values.number('medianMs');
  const queued = values.number('queuedBatches') ?? 0;
  return {
    title: l10n.t('Broker {0} has not answered for {1}.', node, duration(values.number('oldestMs') ?? 0) || '0'),
    evidence: joined(
      l10n.t(
        '{0} of {1} in flight.',
        String(values.number('inFlight') ?? 0),
        String(values.number('maxInFlight') ?? 5),
      ),
      median === null ? null : l10n.t('It used to answer in {0}.', duration(median) || '0'),
      queued === 0 ? null : l10n.t('{0} wait behind.', batches(queued)),
    ),
    next:
      left === null
        ? l10n.t('Is broker {0} up?', node)
        : fitting(
            45,
            l10n.t('Is broker {0} up? Requests time out in {1}', node, duration(left) || '0'),
            l10n.t('Is broker {0} up?', node),
          ),
    goesTo: 'subject',
    falsifiedBy: l10n.t('Any response from that broker.'),
  };
}
