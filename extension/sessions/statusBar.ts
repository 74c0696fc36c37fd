import * as vscode from 'vscode';
import { DisposableStore } from '../common/disposableStore.ts';
import { commands } from '../common/ids.ts';
import type { Services } from '../services.ts';
import { contextKeysOf } from './sessionState.ts';
import { statusText } from './statusText.ts';

/** Shows the session's state where all of VS Code can see it: the status bar item and the context keys of menus. */
export function showSessionState(services: Services): vscode.Disposable {
  const store = new DisposableStore();
  const { sessions, practice, n, t } = services;
  const item = store.add(
    vscode.window.createStatusBarItem('kafkaInspector.status', vscode.StatusBarAlignment.Left, 50),
  );
  item.name = t('Kafka Inspector');
  const keys = new Map<string, boolean | string>();

  const update = (): void => {
    const { text, tooltip, severity } = statusText(sessions.state, practice.state, n, t);
    item.text = text;
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: `${t('Kafka Inspector')}. ${tooltip}` };
    item.backgroundColor =
      severity === 'normal' ? undefined : new vscode.ThemeColor(`statusBarItem.${severity}Background`);
    item.command = sessions.state.kind === 'none' ? commands.connect : commands.openInspector;
    for (const [key, value] of Object.entries(contextKeysOf(sessions.state, practice.state))) {
      if (keys.get(key) === value) continue;
      keys.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    }
  };
  store.addAll(sessions.onDidChangeState(update), practice.onDidChangeState(update));
  update();
  item.show();
  return store;
}
