import path from 'node:path';
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { settings, settingsSection } from '../common/settings.ts';
import { DisposableStore } from '../common/disposableStore.ts';
import { practiceId } from '../connections/profile.ts';
import type { ConfigParams, InitializationOptions, TopicsParams } from '../language/protocol.ts';
import { configNotification, topicsNotification } from '../language/protocol.ts';
import type { TopicFact } from '../language/service/facts.ts';
import type { Services } from '../services.ts';
import { coexists, otherExtensionId } from './coexistence.ts';

/** The language server in a process of its own, and what it is told about the world: topics, connections, the other extension. */
export async function startLanguageClient(services: Services): Promise<vscode.Disposable> {
  const { context, connections, sessions, t } = services;
  const module = path.join(context.extensionPath, 'dist', 'server.cjs');
  const initializationOptions: InitializationOptions = {
    ...facts(services),
    topics: await topics(services),
    suggestCommand: 'editor.action.triggerSuggest',
    ...(vscode.l10n.bundle && { translations: vscode.l10n.bundle }),
  };
  const client = new LanguageClient(
    'kafkaInspector.language',
    t('Kafka Documents'),
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [{ language: 'kafka' }],
      initializationOptions,
      diagnosticCollectionName: 'kafka',
      outputChannelName: t('Kafka Documents'),
    },
  );
  const store = new DisposableStore();
  const tell = (method: string, params: ConfigParams | TopicsParams): void => {
    if (client.isRunning()) void client.sendNotification(method, params);
  };
  const tellFacts = (): void => tell(configNotification, facts(services));
  const tellTopics = (): void => void topics(services).then(known => tell(topicsNotification, { topics: known }));
  let wasConnected = sessions.isConnected;
  store.addAll(
    { dispose: () => void client.dispose().catch(error => services.log.warn(`Language server: ${String(error)}`)) },
    connections.onDidChange(tellFacts),
    sessions.onTopicsChanged(tellTopics),
    sessions.onDidChangeState(() => {
      if (sessions.isConnected === wasConnected) return;
      wasConnected = !wasConnected;
      tellTopics();
      tellFacts();
    }),
    vscode.extensions.onDidChange(tellFacts),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration(settingsSection)) tellFacts();
    }),
  );
  await client.start();
  return store;
}

function facts({ connections, sessions }: Services): ConfigParams {
  const { state } = sessions;
  const onPractice = state.kind === 'running' && state.target.id === practiceId;
  return {
    autoCreateTopics: onPractice ? settings.practice().autoCreateTopics : null,
    coexist: coexists(settings.coexistence(), vscode.extensions.getExtension(otherExtensionId) !== undefined),
    connections: [practiceId, ...connections.profiles.map(profile => profile.name)],
  };
}

async function topics(services: Services): Promise<readonly TopicFact[] | null> {
  if (!services.sessions.isConnected) return null;
  try {
    const listed = await services.sessions.call('listTopics', null);
    return listed.map(({ name, partitions }) => ({ name, partitions: partitions.length }));
  } catch {
    return null; // The session ended meanwhile.
  }
}
