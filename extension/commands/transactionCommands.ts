import * as vscode from 'vscode';
import type { TransactionOperation } from '../../engine/session/transactionOperations.ts';
import { connectById, showError } from '../connections/connecting.ts';
import type { MessageAction } from '../connections/connecting.ts';
import type { Services } from '../services.ts';
import { askText } from './quickInput.ts';
import { doneText, transactionFailure, waitingText } from './transactionText.ts';
import type { NextCall } from './transactionText.ts';

/** True when it is done; what failed has been told. The first begin also makes the producer ready for transactions. */
export async function runTransaction(services: Services, operation: TransactionOperation): Promise<boolean> {
  const { sessions, t } = services;
  if (sessions.state.kind !== 'running') return false;
  if (sessions.state.status?.run === 'paused') {
    void vscode.window.showInformationMessage(
      t('The sender is paused: this goes on with Step Sender, and ends after Resume Sender.'),
    );
  }
  const title = waitingText(operation, t);
  try {
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      sessions.transaction(operation),
    );
  } catch (error) {
    tell(services, operation, error instanceof Error ? error : new Error(String(error)));
    return false;
  }
  void vscode.window.setStatusBarMessage(doneText(operation, t), 5_000);
  return true;
}

function tell(services: Services, operation: TransactionOperation, error: Error): void {
  const { sessions, t } = services;
  const { state } = sessions;
  // Disconnected meanwhile, or crashed, which is reported by itself.
  if (state.kind !== 'running' || state.closing) return;
  const { text, next } = transactionFailure(operation, error, state.status?.transaction ?? null, t);
  void showError(services, text, actionOf(services, operation, next, state.target.id));
}

function actionOf(
  services: Services,
  operation: TransactionOperation,
  next: NextCall,
  connectionId: string,
): MessageAction[] {
  const { t } = services;
  switch (next) {
    case 'again':
      return [{ title: t('Call Again'), run: () => runTransaction(services, operation) }];
    case 'abort':
      return [{ title: t('Abort Transaction'), run: () => runTransaction(services, 'abort') }];
    case 'reconnect':
      return [{ title: t('Connect Again'), run: () => connectById(services, connectionId) }];
    case null:
      return [];
  }
}

const idLimit = 249;

/**
 * `argument`: the transactional.id, `''` for none, or nothing to be asked. Connects again, as a producer has it from its start; the id
 * is this window's only, because two producers with the same one fence each other.
 */
export async function setTransactionalId(services: Services, argument: unknown): Promise<boolean> {
  const { connections, sessions } = services;
  const { state } = sessions;
  if (state.kind !== 'running') return false;
  const { target } = state;
  const given = typeof argument === 'string' ? argument : await askId(services, target.properties['transactional.id']);
  if (given === null) return false;
  const onTheWay = state.status?.onTheWay ?? 0;
  const isOpen = !['', 'UNINITIALIZED', 'READY'].includes(state.status?.transaction ?? '');
  if (argument === undefined && (onTheWay > 0 || isOpen) && !(await confirmed(services))) return false;
  connections.setTransactionalId(target.id, given === '' ? null : given);
  return connectById(services, target.id);
}

async function askId({ t }: Services, current: string | undefined): Promise<string | null> {
  const answer = await askText({
    title: t('Set Transactional Id'),
    step: 1,
    steps: 1,
    prompt: t(
      'transactional.id of the producer in this window: a name that no other running producer has. Empty: as the properties say. The producer connects again.',
    ),
    placeholder: t('orders-editor'),
    value: current ?? '',
    check: text =>
      text.trim().length > idLimit ? t('It has {0} characters; {1} is the limit.', text.trim().length, idLimit) : null,
  });
  return answer.kind === 'value' && 'text' in answer.value ? answer.value.text.trim() : null;
}

async function confirmed({ t }: Services): Promise<boolean> {
  const connect = t('Connect Again');
  const message = t('Records are still on the way, or a transaction is open. Connect again?');
  const detail = t(
    'The producer waits for its records for up to ten seconds; an open transaction is aborted by the broker.',
  );
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, connect)) === connect;
}

/** For who sends outside of a transaction. */
export function nextTransactionAction(services: Services): MessageAction[] {
  const { sessions, t } = services;
  if (sessions.state.kind !== 'running') return [];
  switch (sessions.state.status?.transaction) {
    case 'UNINITIALIZED':
    case 'READY':
      return [{ title: t('Begin Transaction'), run: () => runTransaction(services, 'begin') }];
    case 'ABORTABLE_ERROR':
      return actionOf(services, 'abort', 'abort', sessions.state.target.id);
    case 'FATAL_ERROR':
      return actionOf(services, 'begin', 'reconnect', sessions.state.target.id);
    default:
      return [];
  }
}
