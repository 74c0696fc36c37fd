import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { act } from '../../state/actions.ts';
import { change, changeSend, form, host, live, saved, text } from '../../state/app.ts';
import { brokersUp } from '../../state/cluster.ts';
import type { Situation } from '../../state/situation.ts';
import type { View } from '../../state/view.ts';
import * as f from '../../text/format.ts';
import { goToMetrics } from '../goTo.ts';
import { settingTexts } from '../../text/header.ts';
import { callsOf, callWord, transactionSummary } from '../../text/transaction.ts';
import { callTransaction } from '../transaction/transaction.tsx';
import { Button } from '../../ui/button.tsx';
import { Codicon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { MenuItem } from '../../ui/menu.tsx';

export function Header({ situation }: { readonly situation: Situation }): VNode {
  const view = text.value;
  const running = situation.kind === 'running' && view !== null;
  const known = view !== null && (running || situation.kind === 'crashed');
  return (
    <header class="header" data-group="header">
      <Connection situation={situation} view={view} />
      {known && <Facts view={view} />}
      {known && form.value === 'bottom' && <TransactionWord view={view} />}
      {known && <Settings view={view} />}
      <span class="spring" />
      {form.value === 'bottom' && running && (
        <Button icon="send" onPress={() => changeSend({ more: !saved.value.send.more })} class="send-opener">
          {l10n.t('Send…')}
        </Button>
      )}
      <RunControls running={running} />
      <MoreMenu running={running} />
    </header>
  );
}

function Connection({ situation, view }: { readonly situation: Situation; readonly view: View | null }): VNode {
  const state = connectionState(situation, view);
  return (
    <Menu class="connection" label={l10n.t('Connection: {0}', state.words)} title={state.words} items={connections()}>
      <Codicon name={state.icon} />
      <span class={`connection-sign ${state.tone}`} />
      <b>{state.name}</b>
      <Codicon name="chevron-down" />
    </Menu>
  );
}

interface ConnectionWords {
  readonly icon: string;
  readonly tone: string;
  readonly name: string;
  readonly words: string;
}

function connectionState(situation: Situation, view: View | null): ConnectionWords {
  switch (situation.kind) {
    case 'loading':
    case 'none':
      return { icon: 'debug-disconnect', tone: 'off', name: l10n.t('Not connected'), words: l10n.t('Not connected') };
    case 'connecting':
      return {
        icon: 'sync',
        tone: 'off',
        name: situation.name,
        words: l10n.t('{0}, connecting', situation.name),
      };
    case 'failed': {
      const { name } = situation.session;
      return { icon: 'error', tone: 'failed', name, words: l10n.t('{0}, could not connect', name) };
    }
    case 'crashed': {
      const { name } = situation.session;
      return { icon: 'error', tone: 'failed', name, words: l10n.t('{0}, the producer stopped', name) };
    }
    case 'running': {
      const name = view?.session.connection.name ?? '';
      const { up, all } = view === null ? { up: 0, all: 0 } : brokersUp(view);
      return up < all
        ? {
            icon: 'warning',
            tone: 'late',
            name,
            words: l10n.t('{0}, {1} of {2} brokers', name, String(up), String(all)),
          }
        : { icon: 'pass-filled', tone: 'good', name, words: l10n.t('{0}, connected', name) };
    }
  }
}

function connections(): MenuItem[] {
  const state = host.value;
  const session = state?.session;
  const items: MenuItem[] = [];
  if (session?.kind === 'running' || session?.kind === 'connecting') {
    items.push({ text: l10n.t('Disconnect'), icon: 'debug-disconnect', run: () => act({ kind: 'disconnect' }) });
  }
  if (session?.kind === 'running') {
    const { connectionId } = session;
    items.push({
      text: l10n.t('Edit Connection'),
      icon: 'edit',
      run: () => act({ kind: 'editConnection', connectionId }),
    });
  }
  items.push({
    text: state?.practice === 'running' ? l10n.t('Use Practice Cluster') : l10n.t('Start Practice Cluster'),
    icon: 'play',
    run: () => act({ kind: 'startPractice' }),
  });
  for (const recent of state?.recent ?? []) {
    items.push({
      text: recent.name,
      detail: recent.bootstrapServers,
      icon: 'server',
      run: () => act({ kind: 'connect', connectionId: recent.id }),
    });
  }
  items.push({
    text: l10n.t('Connect to Kafka…'),
    icon: 'plug',
    run: () => act({ kind: 'connect', connectionId: null }),
  });
  return items;
}

function Facts({ view }: { readonly view: View }): VNode {
  const { up, all } = brokersUp(view);
  const brokers = up < all ? l10n.t('{0} of {1} brokers', String(up), String(all)) : f.brokers(all);
  return (
    <span class="facts" title={view.session.connection.bootstrapServers.join(', ')}>
      {brokers} · {view.session.connection.securityProtocol}
    </span>
  );
}

/** In the lowest form the column that shows the transaction may be missing. */
function TransactionWord({ view }: { readonly view: View }): VNode | null {
  const { transaction } = view.session;
  if (transaction === null) return null;
  return <span class="facts">{l10n.t('Transaction: {0}', transactionSummary(transaction))}</span>;
}

function Settings({ view }: { readonly view: View }): VNode {
  const settings = settingTexts(view.session);
  return (
    <button
      type="button"
      class="settings"
      title={l10n.t('Producer settings')}
      onClick={() => act({ kind: 'openSettings' })}
    >
      <Codicon name="settings-gear" />
      <span class="settings-words">
        {settings.map(setting => (
          <span key={setting.title} class={setting.isDefault ? 'default' : 'own'} title={setting.title}>
            {setting.text}
          </span>
        ))}
      </span>
    </button>
  );
}

function RunControls({ running }: { readonly running: boolean }): VNode {
  const session = live.value?.session;
  const paused = running && session?.run === 'paused';
  const stall = running ? (session?.stallMs ?? 0) : 0;
  const small = form.value === 'narrow';
  return (
    <>
      {stall > 50 && (
        <span class="stall" title={l10n.t('Times in this second are the editor’s, not the producer’s.')}>
          {l10n.t('host stall {0}', f.durationOrZero(stall))}
        </span>
      )}
      {paused ? (
        <Button
          icon="debug-continue"
          primary={(session?.totals.sent ?? 0) > 0}
          label={l10n.t('Resume')}
          title={l10n.t('Resume the sender (F5)')}
          onPress={() => act({ kind: 'resume' })}
        >
          {small ? null : l10n.t('Resume')}
        </Button>
      ) : (
        <Button
          icon="debug-pause"
          label={l10n.t('Pause')}
          pressed={false}
          disabled={!running}
          title={l10n.t('Pause the sender (F6)')}
          onPress={() => act({ kind: 'pause' })}
        >
          {small ? null : l10n.t('Pause')}
        </Button>
      )}
      <Button
        icon="debug-step-over"
        label={l10n.t('Step')}
        disabled={!paused}
        title={l10n.t('Run one Sender.runOnce (F10)')}
        onPress={() => act({ kind: 'step' })}
      >
        {small ? null : l10n.t('Step')}
      </Button>
    </>
  );
}

/** Also where the transaction has no place of its own. */
function transactionItems(): MenuItem[] {
  const transaction = live.value?.session.transaction;
  if (transaction == null) return [];
  return callsOf(transaction.state).map(call => ({
    text: l10n.t('{0} Transaction', callWord(call)),
    icon: CALL_ICONS[call],
    run: () => callTransaction(call),
  }));
}

const CALL_ICONS = { begin: 'play', commit: 'check', abort: 'discard' } as const;

function MoreMenu({ running }: { readonly running: boolean }): VNode {
  const items: MenuItem[] = [];
  if (running) {
    if (form.value !== 'bottom') {
      items.push({
        text: saved.value.send.more
          ? l10n.t('Hide Headers, Partition, Timestamp')
          : l10n.t('Headers, Partition, Timestamp'),
        icon: 'list-flat',
        run: () => changeSend({ more: !saved.value.send.more }),
      });
    } else {
      items.push({
        text: saved.value.drawerFull ? l10n.t('Show Board') : l10n.t('Show Log'),
        icon: 'list-flat',
        run: () => change({ drawerFull: !saved.value.drawerFull, drawerTab: 'log' }),
      });
    }
    items.push(...transactionItems());
    items.push({ text: l10n.t('Show Metrics'), icon: 'graph', run: goToMetrics });
    items.push({ text: l10n.t('Flush'), icon: 'arrow-down', run: () => act({ kind: 'flush' }) });
  }
  items.push({ text: l10n.t('Producer Settings'), icon: 'settings-gear', run: () => act({ kind: 'openSettings' }) });
  items.push({ text: l10n.t('Show Output'), icon: 'output', run: () => act({ kind: 'showOutput' }) });
  return (
    <Menu class="more" align="right" label={l10n.t('More actions')} items={items}>
      <Codicon name="ellipsis" />
    </Menu>
  );
}
