import * as l10n from '@vscode/l10n';
import type { Values, VerdictText } from '../verdicts.ts';
import { short } from './parts.ts';

const EVIDENCE = 104;
const preamble = /^(TLS with \S+ failed:|(Authentication|Re-authentication) at \S+ with SASL) /;

export function authenticationFailed(values: Values<'authenticationFailed'>): VerdictText {
  const node = values.number('node');
  const tls = values.text('by') === 'tls';
  const who = node === null ? short(values.text('address'), 34) : l10n.t('broker {0}', String(node));
  return {
    title: tls ? l10n.t('No TLS with {0}.', who) : l10n.t('The login at {0} failed.', who),
    evidence: cause(values.text('reason')),
    next: tls ? l10n.t('Edit the connection') : l10n.t('Change the secrets'),
    goesTo: tls ? 'editConnection' : 'changeSecrets',
    falsifiedBy: l10n.t('A connection that is made with the same settings.'),
  };
}

/** The engine's text up to what helps, which stands among the values; it begins with whom it was, which the title says. */
function cause(reason: string | null): string {
  const [first = ''] = (reason ?? '').replace(preamble, '').split(/;\s|\.? Check sasl\./);
  const words = first.replace(/\.$/, '');
  return words.length < EVIDENCE ? `${words}.` : `${words.slice(0, EVIDENCE)}…`;
}
