import * as l10n from '@vscode/l10n';
import { duration } from '../format.ts';
import { errorName } from '../kafkaNames.ts';
import type { Values, VerdictText } from '../verdicts.ts';
import { joined, short } from './parts.ts';

export function retryStorm(values: Values<'retryStorm'>): VerdictText {
  const node = String(values.number('node') ?? '?');
  const error = errorName(values.number('errorCode') ?? -1).replace(/ \(.*/, '');
  const leader = values.number('leader');
  const epoch = values.number('epoch');
  const names =
    leader === null
      ? null
      : String(leader) === node
        ? l10n.t('metadata still names it, epoch {0}.', String(epoch ?? '?'))
        : l10n.t('metadata names broker {0}, epoch {1}.', String(leader), String(epoch ?? '?'));
  const answered = l10n.t(
    'Broker {0} answered {1} {2} times in {3}',
    node,
    error,
    String(values.number('count') ?? 0),
    duration(values.number('windowMs') ?? 10_000),
  );
  return {
    title: l10n.t('{0} is refused again and again.', short(values.text('lane'), 30)),
    evidence: joined(names === null ? answered + '.' : l10n.t('{0}; {1}', answered, names)),
    next: l10n.t('See what broker {0} and the metadata say', node),
    goesTo: 'subject',
    falsifiedBy: l10n.t('A newer epoch in the metadata, or a batch of it that is acked.'),
  };
}
