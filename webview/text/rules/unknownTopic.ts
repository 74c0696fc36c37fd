import * as l10n from '@vscode/l10n';
import { duration } from '../format.ts';
import type { Values, VerdictText } from '../verdicts.ts';
import { joined, short } from './parts.ts';

export function unknownTopic(values: Values<'unknownTopic'>): VerdictText {
  const node = values.number('node');
  const answers = values.number('answers') ?? 1;
  const left = values.number('leftMs');
  const autoCreate = values.flag('autoCreate');
  const who = node === null ? l10n.t('No broker knows it yet') : l10n.t('Broker {0} answered', String(node));
  const often =
    node === null ? who : answers === 1 ? l10n.t('{0} once', who) : l10n.t('{0} {1} times', who, String(answers));
  const off = autoCreate === false ? l10n.t(' (auto-create is off)') : '';
  return {
    title: l10n.t('Send waits for metadata of {0}.', short(values.text('topic'), 29)),
    evidence: joined(
      node === null ? often + '.' : l10n.t('{0}: no such topic{1}.', often, off),
      left === null ? null : l10n.t('{0} of max.block.ms left.', duration(left) || '0'),
    ),
    next: l10n.t('Create Topic…'),
    goesTo: 'createTopic',
    falsifiedBy: l10n.t('A metadata answer that lists the topic with a leader.'),
  };
}
