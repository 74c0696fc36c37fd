import * as vscode from 'vscode';
import { DisposableStore } from '../common/disposableStore.ts';
import { commands } from '../common/ids.ts';
import { plainText } from '../common/plainText.ts';
import { messageOf } from '../connections/connecting.ts';
import type { Services } from '../services.ts';
import { ResultLenses } from './resultLenses.ts';

/** What `.kafka` documents need. The language server starts with the first of them. */
export function registerDocuments(services: Services): vscode.Disposable {
  const store = new DisposableStore();
  let started = false;
  const start = (document: vscode.TextDocument): void => {
    if (started || document.languageId !== 'kafka') return;
    started = true;
    store.addAll(new ResultLenses(services), statusItem(services));
    import('./languageClient.ts')
      .then(({ startLanguageClient }) => startLanguageClient(services))
      .then(client => store.add(client))
      .catch((error: unknown) => services.log.error(`Language server: ${messageOf(error)}`));
  };
  store.add(vscode.workspace.onDidOpenTextDocument(start));
  for (const document of vscode.workspace.textDocuments) start(document);
  return store;
}

/** Beside the language in the status bar: where a document of this language would be sent. */
function statusItem({ sessions, t }: Services): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('kafkaInspector.connection', { language: 'kafka' });
  item.name = t('Kafka connection');
  const update = (): void => {
    const { state } = sessions;
    const running = state.kind === 'running';
    item.text = running ? t('Kafka: {0}', plainText(state.target.name)) : t('Kafka: not connected');
    item.busy = state.kind === 'starting' || (running && !state.connected);
    item.severity =
      state.kind === 'failed' || state.kind === 'crashed'
        ? vscode.LanguageStatusSeverity.Error
        : vscode.LanguageStatusSeverity.Information;
    item.command = running
      ? { command: commands.openInspector, title: t('Open Inspector') }
      : { command: commands.connect, title: t('Connect…') };
  };
  update();
  return vscode.Disposable.from(item, sessions.onDidChangeState(update));
}
