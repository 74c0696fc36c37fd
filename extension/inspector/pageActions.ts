import * as vscode from 'vscode';
import type { PageAction } from '../../webview/protocol/messages.ts';
import { commands } from '../common/ids.ts';
import { settingsSection } from '../common/settings.ts';
import { plainText } from '../common/plainText.ts';
import type { SessionState } from '../sessions/sessionState.ts';

/** The page names an action; which command that is, is decided here and nowhere else. */
export async function runPageAction(
  action: PageAction,
  session: SessionState,
  log: vscode.LogOutputChannel,
): Promise<void> {
  try {
    await run(action, session);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log.error(`${action.kind}: ${message}`);
    void vscode.window.showErrorMessage(plainText(message, 600));
  }
}

function run(action: PageAction, session: SessionState): Thenable<unknown> {
  const execute = (id: string, ...args: unknown[]): Thenable<unknown> => vscode.commands.executeCommand(id, ...args);
  switch (action.kind) {
    case 'startPractice':
      return execute(commands.startPractice);
    case 'connect':
      return action.connectionId === null ? execute(commands.connect) : execute(commands.connect, action.connectionId);
    case 'disconnect':
      return execute(commands.disconnect);
    case 'editConnection':
      return execute(commands.editConnection, action.connectionId);
    case 'changeSecrets':
      return execute(commands.changeSecrets, action.connectionId);
    case 'beginTransaction':
      return execute(commands.beginTransaction);
    case 'commitTransaction':
      return execute(commands.commitTransaction);
    case 'abortTransaction':
      return execute(commands.abortTransaction);
    case 'pause':
      return execute(commands.pauseSender);
    case 'resume':
      return execute(commands.resumeSender);
    case 'step':
      return execute(commands.stepSender);
    case 'flush':
      return execute(commands.flush);
    case 'startLoad':
      return execute(commands.startLoad, { topic: action.topic });
    case 'stopLoad':
      return execute(commands.stopLoad);
    case 'createTopic':
      return execute(commands.createTopic, { name: action.topic });
    case 'openExample':
      return execute(commands.openExample);
    case 'openSettings':
      return execute('workbench.action.openSettings', settingsSection);
    case 'showOutput':
      return execute(commands.showOutput);
    case 'startAgain':
      return 'target' in session ? execute(commands.connect, session.target.id) : execute(commands.connect);
    case 'manageTrust':
      return execute('workbench.trust.manage');
    case 'copy':
      return vscode.env.clipboard.writeText(action.text);
  }
}
