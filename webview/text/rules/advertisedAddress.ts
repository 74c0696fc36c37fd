import * as l10n from '@vscode/l10n';
import type { DisconnectionKind } from '../../../engine/snapshot/words.ts';
import type { Values, VerdictText } from '../verdicts.ts';
import { short } from './parts.ts';

export function advertisedAddress(values: Values<'advertisedAddress'>): VerdictText {
  return {
    title: l10n.t('Bootstrap answers, broker {0} does not.', String(values.number('node') ?? '?')),
    evidence: l10n.t(
      '{0} told us to use {1} (advertised.listeners), which fails: {2}.',
      short(values.text('bootstrap'), 19),
      short(values.text('address'), 19),
      failure(values.text('disconnection')),
    ),
    next: l10n.t('See the brokers and their addresses'),
    goesTo: 'subject',
    falsifiedBy: l10n.t('A connection to the advertised address.'),
  };
}

/** In up to 12 letters: the addresses need the rest of the line. */
function failure(kind: string | null): string {
  switch (kind as DisconnectionKind | null) {
    case 'refused':
      return l10n.t('refused');
    case 'unresolved':
      return l10n.t('no such host');
    case 'unreachable':
      return l10n.t('unreachable');
    case 'closedByPeer':
      return l10n.t('hung up');
    case 'notKafka':
      return l10n.t('not Kafka');
    case 'authenticationFailed':
      return l10n.t('not trusted');
    default:
      return l10n.t('no answer');
  }
}
