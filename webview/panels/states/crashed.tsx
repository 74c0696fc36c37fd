import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import type { HostSession } from '../../protocol/messages.ts';
import { act, copy } from '../../state/actions.ts';
import { clock, count } from '../../text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Codicon } from '../../ui/icon.tsx';

type Crash = Extract<HostSession, { kind: 'crashed' }>;

/** The worker ended. Says first what one must know of the records, then why, then that the rest is a still picture. */
export function Crashed({ session }: { readonly session: Crash }): VNode {
  const title = l10n.t('The producer stopped: its worker ended with an error.');
  const lines = crashLines(session);
  return (
    <div class="crash" role="alert" data-group="explain">
      <Codicon name="error" />
      <div class="crash-words">
        <b>{title}</b>
        {lines.map(line => (
          <p key={line}>{line}</p>
        ))}
      </div>
      <div class="crash-buttons">
        <Button primary onPress={() => act({ kind: 'startAgain' })}>
          {l10n.t('Start Again')}
        </Button>
        <Button onPress={() => act({ kind: 'showOutput' })}>{l10n.t('Show Output')}</Button>
        <Button onPress={() => copy([title, ...lines].join('\n'))}>{l10n.t('Copy Report')}</Button>
      </div>
    </div>
  );
}

function crashLines(session: Crash): string[] {
  const cause = l10n.t('Cause: {0}.', session.cause.replace(/\.$/, ''));
  const still =
    session.lastFrameWallMs === null
      ? ''
      : l10n.t('What you see below is from {0} and no longer moves.', clock(session.lastFrameWallMs));
  return [notAcked(session), [cause, still].filter(Boolean).join(' ')];
}

function notAcked({ notAcked, neverSent, inFlight }: Crash): string {
  if (notAcked === 0) return l10n.t('All records were acknowledged before.');
  const all =
    notAcked === 1
      ? l10n.t('1 record was not acknowledged.')
      : l10n.t('{0} records were not acknowledged.', count(notAcked));
  if (inFlight === 0) return `${all} ${l10n.t('None was sent, so sending them again is safe.')}`;
  if (neverSent === 0) return `${all} ${l10n.t('They were in flight and may be written.')}`;
  return `${all} ${l10n.t(
    '{0} were never sent, so sending them again is safe; {1} were in flight and may be written.',
    count(neverSent),
    count(inFlight),
  )}`;
}
