import path from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from './common/disposableStore.ts';
import type { NumberWords } from './common/numbers.ts';
import { numberWords } from './common/numbers.ts';
import { ConnectionStore } from './connections/connectionStore.ts';
import { SecretVault } from './connections/secretVault.ts';
import { DocumentResults } from './documents/documentResults.ts';
import { InspectorHost } from './inspector/inspectorHost.ts';
import type { Translate } from './language/service/translate.ts';
import { PracticeManager } from './sessions/practiceManager.ts';
import { SessionManager } from './sessions/sessionManager.ts';

/** What the commands, trees and pages share. Nothing in here has started anything yet. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly connections: ConnectionStore;
  readonly vault: SecretVault;
  readonly sessions: SessionManager;
  readonly practice: PracticeManager;
  readonly inspector: InspectorHost;
  readonly results: DocumentResults;
  readonly n: NumberWords;
  readonly t: Translate;
}

export function createServices(context: vscode.ExtensionContext, store: DisposableStore): Services {
  const log = store.add(vscode.window.createOutputChannel('Kafka Inspector', { log: true }));
  const t: Translate = (message, ...args) => vscode.l10n.t(message, ...args);
  const file = (name: string): string => path.join(context.extensionPath, 'dist', name);
  const vault = new SecretVault(context.secrets);
  const connections = store.add(new ConnectionStore(context, vault, t));
  const practice = store.add(new PracticeManager({ workerFile: file('practiceWorker.cjs'), log }));
  const sessions = store.add(new SessionManager({ workerFile: file('sessionWorker.cjs'), log }));
  const inspector = store.add(new InspectorHost({ context, log, connections, sessions, practice, t }));
  const results = store.add(new DocumentResults());
  const n = numberWords(vscode.env.language);
  return { context, log, connections, vault, sessions, practice, inspector, results, n, t };
}
