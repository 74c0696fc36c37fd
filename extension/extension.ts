import * as vscode from 'vscode';
import type { HostSession } from '../webview/protocol/messages.ts';
import { registerCommands } from './commands/registry.ts';
import { DisposableStore } from './common/disposableStore.ts';
import { settings } from './common/settings.ts';
import { commands } from './common/ids.ts';
import { registerDocuments } from './documents/documents.ts';
import { createServices } from './services.ts';
import { reportCrashes } from './sessions/crashReports.ts';
import { hostSessionOf } from './sessions/sessionState.ts';
import { showSessionState } from './sessions/statusBar.ts';
import { ConnectionsTree } from './trees/connectionsTree.ts';
import { TopicsTree } from './trees/topicsTree.ts';

/** What other extensions may ask; versions are only added. It hands out no address of a profile and no property. */
export interface KafkaInspectorApi {
  getApi(version: 1): {
    readonly version: 1;
    readonly session: HostSession;
    /** `host:port,…` while the practice cluster runs. */
    readonly practiceBootstrapServers: string | null;
  };
}

/** Registers what the extension contributes and returns; workers, the page and the language server start when first needed. */
export function activate(context: vscode.ExtensionContext): KafkaInspectorApi {
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const services = createServices(context, store);
  const topics = store.add(new TopicsTree(services));
  store.add(new ConnectionsTree(services));
  store.add(services.inspector.register());
  store.add(showSessionState(services));
  store.add(reportCrashes(services));
  store.add(registerDocuments(services));
  store.add(registerCommands(services, topics));
  if (settings.startup() === 'practice') {
    // After activate has returned: starting is not part of activating.
    const timer = setTimeout(() => void vscode.commands.executeCommand(commands.startPractice, { inspect: true }), 0);
    store.add({ dispose: () => clearTimeout(timer) });
  }
  const { sessions, practice } = services;
  return {
    getApi: () => ({
      version: 1,
      session: hostSessionOf(sessions.state),
      practiceBootstrapServers: practice.state.kind === 'running' ? practice.state.bootstrapServers : null,
    }),
  };
}
