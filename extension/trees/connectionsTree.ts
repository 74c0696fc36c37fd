import * as vscode from 'vscode';
import type { PracticeView } from '../../engine/session/practiceProtocol.ts';
import { DisposableStore } from '../common/disposableStore.ts';
import { views } from '../common/ids.ts';
import { plainText } from '../common/plainText.ts';
import { practiceId } from '../connections/profile.ts';
import type { ConnectionProfile } from '../connections/profile.ts';
import type { Properties } from '../connections/producerProperties.ts';
import { protocolOf } from '../connections/neededSecrets.ts';
import { isSecret } from '../connections/secretKeys.ts';
import type { Services } from '../services.ts';

type PracticeBroker = PracticeView['brokers'][number];

/** A tree item is also the argument of its commands: they read `connectionId` or `node`. */
export type ConnectionItem =
  | { readonly kind: 'practice'; readonly connectionId: typeof practiceId }
  | { readonly kind: 'broker'; readonly node: number; readonly broker: PracticeBroker }
  | { readonly kind: 'profile'; readonly connectionId: string; readonly profile: ConnectionProfile };

/** The practice cluster, always first, with its brokers while it runs; then the user's profiles. */
export class ConnectionsTree implements vscode.TreeDataProvider<ConnectionItem>, vscode.Disposable {
  readonly #services: Services;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #store = new DisposableStore();
  readonly #view: vscode.TreeView<ConnectionItem>;
  #shown = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(services: Services) {
    this.#services = services;
    const { connections, sessions, practice } = services;
    this.#view = vscode.window.createTreeView(views.connections, { treeDataProvider: this });
    this.#store.addAll(
      this.#view,
      this.#changed,
      connections.onDidChange(() => this.#changed.fire()),
      practice.onDidChangeState(() => this.#changed.fire()),
      practice.onDidChangeCluster(() => this.#changed.fire()),
      // Status events are frequent; only what the tree shows redraws it.
      sessions.onDidChangeState(state => {
        const id = 'target' in state ? state.target.id : '';
        const shown = `${state.kind} ${id} ${state.kind === 'running' && state.connected}`;
        if (shown !== this.#shown) this.#changed.fire();
        this.#shown = shown;
      }),
    );
  }

  async getChildren(parent?: ConnectionItem): Promise<ConnectionItem[]> {
    if (parent?.kind === 'practice') return this.#brokers();
    if (parent) return [];
    const { profiles, problems } = this.#services.connections.read();
    this.#view.message = problems.length > 0 ? problems.map(problem => plainText(problem)).join('\n') : '';
    return [
      { kind: 'practice', connectionId: practiceId },
      ...profiles.map(profile => ({ kind: 'profile' as const, connectionId: profile.name, profile })),
    ];
  }

  getTreeItem(item: ConnectionItem): vscode.TreeItem {
    switch (item.kind) {
      case 'practice':
        return this.#practiceItem();
      case 'broker':
        return this.#brokerItem(item.broker);
      case 'profile':
        return this.#profileItem(item.profile);
    }
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #brokers(): Promise<ConnectionItem[]> {
    if (this.#services.practice.state.kind !== 'running') return [];
    try {
      const { brokers } = await this.#services.practice.call('describe', null);
      return brokers.map(broker => ({ kind: 'broker', node: broker.node, broker }));
    } catch {
      return []; // It was stopped meanwhile; the tree is asked again.
    }
  }

  #practiceItem(): vscode.TreeItem {
    const { practice, t } = this.#services;
    const { state } = practice;
    const running = state.kind === 'running';
    const item = new vscode.TreeItem(t('Practice cluster'));
    item.id = practiceId;
    item.collapsibleState = running ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
    item.contextValue = `practice.${state.kind}.${this.#isActive(practiceId) ? 'active' : 'idle'}`;
    item.description = this.#practiceDescription();
    item.iconPath = this.#icon(practiceId, running ? 'vm-running' : 'vm-outline');
    item.tooltip = running
      ? t(
          'Kafka inside VS Code, for learning and trying out. Any client on this machine can connect to {0}.',
          state.bootstrapServers,
        )
      : t('Kafka inside VS Code, for learning and trying out. Nothing to install, nothing leaves this machine.');
    return item;
  }

  #practiceDescription(): string {
    const { practice, sessions, t } = this.#services;
    const { state } = practice;
    switch (state.kind) {
      case 'stopped':
        return t('stopped');
      case 'starting':
        return t('starting…');
      case 'crashed':
        return t('stopped by an error: {0}', plainText(state.cause));
      case 'running':
        return [
          sessions.state.kind === 'running' && this.#isActive(practiceId) ? t('connected') : t('running'),
          securityWord(practice.clientProperties),
        ]
          .filter(Boolean)
          .join(' · ');
    }
  }

  #brokerItem(broker: PracticeBroker): vscode.TreeItem {
    const { n, t } = this.#services;
    const item = new vscode.TreeItem(t('Broker {0}', broker.node));
    item.id = `${practiceId}/${broker.node}`;
    item.contextValue = broker.up ? 'broker.up' : 'broker.down';
    const address = `127.0.0.1:${broker.port}`;
    const delay = broker.delayMs > 0 ? t('responses delayed by {0}', n.duration(broker.delayMs)) : '';
    item.description = [broker.up ? address : t('{0}, stopped', address), delay].filter(Boolean).join(' · ');
    item.iconPath = broker.up
      ? new vscode.ThemeIcon('server-process', new vscode.ThemeColor('charts.green'))
      : new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
    return item;
  }

  #profileItem(profile: ConnectionProfile): vscode.TreeItem {
    const { t } = this.#services;
    const item = new vscode.TreeItem(plainText(profile.name));
    item.id = `profile/${profile.name}`;
    item.contextValue = `connection.${this.#isActive(profile.name) ? 'active' : 'idle'}`;
    item.description = [plainText(profile.bootstrapServers), securityWord(profile.properties)]
      .filter(Boolean)
      .join(' · ');
    item.iconPath = this.#icon(profile.name, 'circle-outline');
    const properties = Object.entries(profile.properties).map(([key, value]) =>
      plainText(`${key} = ${isSecret(key, value) ? '••••' : value}`),
    );
    const where = vscode.env.remoteName
      ? t('dialled from the remote: {0}', vscode.env.remoteName)
      : t('dialled from this machine');
    item.tooltip = [`${plainText(profile.bootstrapServers)} (${where})`, ...properties].join('\n');
    return item;
  }

  #isActive(id: string): boolean {
    const { state } = this.#services.sessions;
    return (state.kind === 'running' || state.kind === 'starting') && state.target.id === id;
  }

  /** The session's state where it is this connection's, else `quiet`. */
  #icon(id: string, quiet: string): vscode.ThemeIcon {
    const { state } = this.#services.sessions;
    if (id === practiceId && this.#services.practice.state.kind === 'starting')
      return new vscode.ThemeIcon('sync~spin');
    if (!('target' in state) || state.target.id !== id) return new vscode.ThemeIcon(quiet);
    if (state.kind === 'starting') return new vscode.ThemeIcon('sync~spin');
    if (state.kind === 'running') {
      return state.connected
        ? new vscode.ThemeIcon('pass-filled', new vscode.ThemeColor('charts.green'))
        : new vscode.ThemeIcon('sync~spin');
    }
    return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  }
}

/** Plaintext, as everywhere where nothing is said, is not worth a word. */
function securityWord(properties: Properties): string {
  const protocol = protocolOf(properties);
  return protocol === 'PLAINTEXT' ? '' : plainText(protocol);
}
