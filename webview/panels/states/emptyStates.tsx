import * as l10n from '@vscode/l10n';
import type { ComponentChildren, VNode } from 'preact';
import type { SessionView } from '../../../engine/snapshot/session.ts';
import type { HostSession } from '../../protocol/messages.ts';
import { act } from '../../state/actions.ts';
import { host, live, saved } from '../../state/app.ts';
import { recordOf } from '../../state/outgoing.ts';
import { wire } from '../../state/actions.ts';
import { sendProblem } from '../../text/transaction.ts';
import { Button } from '../../ui/button.tsx';
import { Codicon } from '../../ui/icon.tsx';

type ConnectError = NonNullable<SessionView['connectError']>;

function Empty(props: { readonly title: string; readonly children: ComponentChildren }): VNode {
  return (
    <section class="empty" data-group="empty" aria-labelledby="empty-title">
      <h2 id="empty-title">{props.title}</h2>
      {props.children}
    </section>
  );
}

export function NoConnection(): VNode {
  const state = host.value;
  const starting = state?.practice === 'starting';
  return (
    <Empty title={l10n.t('No producer is running')}>
      <p>
        {l10n.t(
          'Connect, send a record, and see each step it takes: metadata, partition, batch, memory, request, acknowledgement.',
        )}
      </p>
      {state?.trusted === false ? <Untrusted /> : null}
      <p class="empty-buttons">
        <Button primary disabled={starting} onPress={() => act({ kind: 'startPractice' })}>
          {starting ? l10n.t('Starting Practice Cluster…') : l10n.t('Start Practice Cluster')}
        </Button>
        <Button onPress={() => act({ kind: 'connect', connectionId: null })}>{l10n.t('Connect to Kafka…')}</Button>
      </p>
      <p class="quiet">
        {l10n.t(
          'The practice cluster is three brokers inside VS Code. Nothing to install, nothing leaves this machine.',
        )}
      </p>
      {(state?.recent.length ?? 0) > 0 && (
        <>
          <h3>{l10n.t('Recent connections')}</h3>
          <ul class="recent">
            {state?.recent.map(recent => (
              <li key={recent.id}>
                <button
                  type="button"
                  class="recent-item"
                  onClick={() => act({ kind: 'connect', connectionId: recent.id })}
                >
                  <Codicon name="server" />
                  <b>{recent.name}</b>
                  <span>{recent.bootstrapServers}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Empty>
  );
}

function Untrusted(): VNode {
  return (
    <p class="empty-buttons">
      {l10n.t('Sending is off in Restricted Mode.')}
      <Button onPress={() => act({ kind: 'manageTrust' })}>{l10n.t('Manage Workspace Trust')}</Button>
    </p>
  );
}

export function Connecting({ name, address }: { readonly name: string; readonly address: string }): VNode {
  const error = live.value?.session.connectError ?? null;
  return (
    <Empty title={address === '' ? l10n.t('Connecting to {0}', name) : l10n.t('Connecting to {0}: {1}', name, address)}>
      {error === null ? (
        <p>{l10n.t('Waiting for the first answer with the brokers of the cluster.')}</p>
      ) : (
        <p class="late-text" role="status">
          {whatFails(error)} {attemptWords(error)}
        </p>
      )}
      <p class="empty-buttons">
        {error?.kind === 'authenticationFailed' && <Mend />}
        {error?.isFinal && (
          <Button primary onPress={() => act({ kind: 'startAgain' })}>
            {l10n.t('Connect Again')}
          </Button>
        )}
        <Button onPress={() => act({ kind: 'disconnect' })}>{l10n.t('Cancel')}</Button>
      </p>
    </Empty>
  );
}

/** With its address, which the reason may name already. */
function whatFails({ address, reason }: ConnectError): string {
  const words = withoutStop(reason);
  return words.includes(address) ? `${words}.` : l10n.t('{0} does not work: {1}.', address, words);
}

function attemptWords({ attempts, isFinal }: ConnectError): string {
  if (isFinal)
    return l10n.t('{0} attempts; bootstrap.resolve.timeout.ms is over, and it is not tried again.', String(attempts));
  return attempts === 1
    ? l10n.t('One attempt so far; it is tried again.')
    : l10n.t('{0} attempts so far; it is tried again.', String(attempts));
}

/** No retry mends a refused login or a certificate. */
function Mend(): VNode | null {
  const session = host.value?.session;
  if (session?.kind !== 'running' || session.connectionId === 'practice') return null;
  const { connectionId } = session;
  const refusal = live.value?.verdicts.find(({ rule }) => rule === 'authenticationFailed');
  const ofTls = refusal?.values['by'] === 'tls';
  const buttons = [
    <Button key="secrets" primary={!ofTls} onPress={() => act({ kind: 'changeSecrets', connectionId })}>
      {l10n.t('Change Secrets…')}
    </Button>,
    <Button key="edit" primary={ofTls} onPress={() => act({ kind: 'editConnection', connectionId })}>
      {l10n.t('Edit Connection')}
    </Button>,
  ];
  return <>{ofTls ? buttons.toReversed() : buttons}</>;
}

export function CouldNotConnect({ session }: { readonly session: Extract<HostSession, { kind: 'failed' }> }): VNode {
  const { name, connectionId, message } = session;
  return (
    <Empty title={l10n.t('Could not connect to {0}.', name)}>
      <p class="failed-text" role="alert">
        {message}
      </p>
      <p class="empty-buttons">
        <Button primary onPress={() => act({ kind: 'editConnection', connectionId })}>
          {l10n.t('Edit Connection')}
        </Button>
        <Button onPress={() => act({ kind: 'connect', connectionId })}>{l10n.t('Try Again')}</Button>
        <Button onPress={() => act({ kind: 'showOutput' })}>{l10n.t('Show Output')}</Button>
      </p>
    </Empty>
  );
}

export function FirstRecord(): VNode {
  const paused = live.value?.session.run === 'paused';
  return (
    <Empty title={l10n.t('Send the first record')}>
      <p>
        {l10n.t(
          'Press Send above, or run a block of a .kafka file. The first send to a topic asks a broker for its partitions; then the record goes into a batch, and you see it here.',
        )}
      </p>
      <p class="empty-buttons">
        {!paused && host.value?.trusted !== false && sendProblem(live.value?.session.transaction ?? null) === null && (
          <Button onPress={pauseThenSend}>{l10n.t('Pause first, then send')}</Button>
        )}
        <Button onPress={() => act({ kind: 'openExample' })}>{l10n.t('Open example.kafka')}</Button>
      </p>
      <p class="quiet">{l10n.t('With the sender paused, the record stays in its batch until you press Step.')}</p>
    </Empty>
  );
}

/** A reason may be a sentence of its own; it stands inside one of ours. */
function withoutStop(reason: string): string {
  return reason.replace(/\.$/, '');
}

function pauseThenSend(): void {
  act({ kind: 'pause' });
  const parsed = recordOf(saved.value.send);
  if ('record' in parsed) {
    // Its outcome comes when the reader has stepped it through; the host tells it then.
    wire()
      .request<'send'>({ kind: 'send', record: parsed.record, times: 1 })
      .catch(() => undefined);
  }
}
