import * as vscode from 'vscode';
import type { Services } from '../services.ts';

/** Freezes engine time and sender; sends are still accepted and no timeout fires. */
export async function pauseSender({ sessions }: Services): Promise<void> {
  if (sessions.state.kind === 'running') await sessions.control('pause');
}

export async function resumeSender({ sessions }: Services): Promise<void> {
  if (sessions.state.kind === 'running') await sessions.control('resume');
}

/** One `Sender.runOnce`. Pauses first when the sender runs, as a debugger's step does after a break. */
export async function stepSender({ sessions }: Services): Promise<void> {
  if (sessions.state.kind !== 'running') return;
  await sessions.control(sessions.state.status?.run === 'paused' ? 'step' : 'pause');
}

/** Sends what the accumulator holds without waiting for linger. While paused it would wait for Resume: the user is told. */
export async function flush(services: Services): Promise<void> {
  const { sessions, n, t } = services;
  if (sessions.state.kind !== 'running') return;
  if (sessions.state.status?.run === 'paused') {
    void vscode.window.showInformationMessage(t('The sender is paused: the flush ends after Resume Sender.'));
  }
  const title = t('Flushing: waiting for every record on the way…');
  const { waitedMs } = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    sessions.call('flush', null),
  );
  void vscode.window.setStatusBarMessage(t('Flushed in {0}.', n.duration(waitedMs)), 5_000);
}
