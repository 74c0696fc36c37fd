import * as vscode from 'vscode';
import type { TopicSummary } from '../../engine/session/sessionProtocol.ts';
import { DisposableStore } from '../common/disposableStore.ts';
import { commands, views } from '../common/ids.ts';
import { plainText } from '../common/plainText.ts';
import { messageOf } from '../connections/connecting.ts';
import type { Services } from '../services.ts';

/** A tree item is also the argument of its commands: they read `topic` and `partition`. */
export type TopicItem =
  | { readonly kind: 'problem'; readonly text: string }
  | { readonly kind: 'topic'; readonly topic: string; readonly summary: TopicSummary }
  | {
      readonly kind: 'partition';
      readonly topic: string;
      readonly partition: number;
      readonly view: TopicSummary['partitions'][number];
    };

/** Topics of the connected cluster; each opens into its partitions with leader and replicas. */
export class TopicsTree implements vscode.TreeDataProvider<TopicItem>, vscode.Disposable {
  readonly #services: Services;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #store = new DisposableStore();
  #connected = false;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(services: Services) {
    this.#services = services;
    const { sessions } = services;
    this.#store.addAll(
      vscode.window.createTreeView(views.topics, { treeDataProvider: this, showCollapseAll: true }),
      this.#changed,
      sessions.onTopicsChanged(() => this.#changed.fire()),
      sessions.onDidChangeState(state => {
        const connected = state.kind === 'running' && state.connected;
        if (connected !== this.#connected) this.#changed.fire();
        this.#connected = connected;
      }),
    );
  }

  refresh(): void {
    this.#changed.fire();
  }

  async getChildren(parent?: TopicItem): Promise<TopicItem[]> {
    if (parent?.kind === 'topic') {
      const { topic, summary } = parent;
      return summary.partitions.map(view => ({ kind: 'partition', topic, partition: view.partition, view }));
    }
    const { sessions, t } = this.#services;
    if (parent || sessions.state.kind !== 'running' || !sessions.state.connected) return [];
    try {
      const topics = await sessions.call('listTopics', null);
      return topics.map(summary => ({ kind: 'topic', topic: summary.name, summary }));
    } catch (error) {
      // The connection may have ended while we asked; then the welcome view tells what is next.
      if (sessions.state.kind !== 'running') return [];
      return [{ kind: 'problem', text: t('The topics could not be listed: {0}', plainText(messageOf(error), 600)) }];
    }
  }

  getTreeItem(item: TopicItem): vscode.TreeItem {
    switch (item.kind) {
      case 'problem':
        return this.#problemItem(item.text);
      case 'topic':
        return this.#topicItem(item.summary);
      case 'partition':
        return this.#partitionItem(item);
    }
  }

  dispose(): void {
    this.#store.dispose();
  }

  #problemItem(text: string): vscode.TreeItem {
    const item = new vscode.TreeItem(text);
    item.iconPath = warningIcon();
    item.tooltip = text;
    item.command = { command: commands.refreshTopics, title: this.#services.t('Refresh Topics') };
    return item;
  }

  #topicItem(summary: TopicSummary): vscode.TreeItem {
    const { t } = this.#services;
    const item = new vscode.TreeItem(plainText(summary.name), vscode.TreeItemCollapsibleState.Collapsed);
    item.id = `topic/${summary.name}`;
    item.contextValue = summary.internal ? 'topic.internal' : 'topic';
    const count = summary.partitions.length;
    const partitions = count === 1 ? t('1 partition') : t('{0} partitions', count);
    const leaderless = summary.partitions.filter(partition => partition.leader < 0).length;
    item.description = [
      partitions,
      ...(summary.internal ? [t('internal')] : []),
      ...(leaderless > 0 ? [t('{0} without leader', leaderless)] : []),
    ].join(' · ');
    item.iconPath = leaderless > 0 ? warningIcon() : new vscode.ThemeIcon(summary.internal ? 'gear' : 'list-unordered');
    item.tooltip = `${plainText(summary.name)}\n${item.description}`;
    return item;
  }

  #partitionItem({ topic, partition, view }: TopicItem & { kind: 'partition' }): vscode.TreeItem {
    const { t } = this.#services;
    const item = new vscode.TreeItem(t('Partition {0}', partition));
    item.id = `topic/${topic}/${partition}`;
    item.contextValue = 'partition';
    const behind = view.replicas.filter(replica => !view.inSync.includes(replica));
    item.description = [
      view.leader < 0 ? t('no leader') : t('leader {0}', view.leader),
      t('in sync {0}', view.inSync.join(', ') || '–'),
      ...(behind.length > 0 ? [t('behind {0}', behind.join(', '))] : []),
    ].join(' · ');
    item.iconPath = view.leader < 0 || behind.length > 0 ? warningIcon() : new vscode.ThemeIcon('symbol-field');
    item.tooltip = `${plainText(topic)}-${partition}\n${item.description}\n${t('replicas {0}', view.replicas.join(', '))}`;
    return item;
  }
}

function warningIcon(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
}
