import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { OutgoingRecord } from '../../engine/snapshot/outgoing.ts';
import type { SendReport } from '../../engine/session/sessionProtocol.ts';
import { commands } from '../common/ids.ts';
import { plainText } from '../common/plainText.ts';
import { messageOf, showError } from '../connections/connecting.ts';
import type { Services } from '../services.ts';
import { reportText } from './outcomeText.ts';
import { nextTransactionAction } from './transactionCommands.ts';
import { outsideTransaction } from './transactionText.ts';
import { sendInChunks } from './sendInChunks.ts';

export interface Sending {
  readonly records: readonly OutgoingRecord[];
  readonly times: number;
  readonly recordsPerSecond: number | null;
  /** Shown in the record's journey: `orders.kafka, line 3`. */
  readonly source: string;
}

/** Nothing is sent until the user trusts the workspace, whose settings and files may say what and where to. */
export function maySend(services: Services): boolean {
  if (vscode.workspace.isTrusted) return true;
  const { t } = services;
  void showError(services, t('Sending is off in Restricted Mode.'), [
    { title: t('Manage Workspace Trust'), run: () => vscode.commands.executeCommand('workbench.trust.manage') },
  ]);
  return false;
}

export interface SendResult extends SendReport {
  readonly wanted: number;
  readonly ok: boolean;
  /** The user stopped it half-way. */
  readonly stopped: boolean;
  /** The session ended half-way; the counts are those until then. */
  readonly broke: Error | null;
  /** The whole result in words. */
  readonly text: string;
}

/** From this many on a send shows its progress and can be stopped. */
const progressFrom = 100;

/** Sends and waits for every answer, with progress where it takes time. Never rejects: what went wrong is in the result. */
export async function send(services: Services, sending: Sending): Promise<SendResult> {
  const wanted = sending.records.length * sending.times;
  const { sessions, inspector, n, t } = services;
  const run = (isCancelled: () => boolean, onProgress: (done: number) => void) =>
    sendInChunks({
      ...sending,
      send: params => sessions.call('send', params),
      isCancelled,
      onProgress,
      nowMs: () => performance.now(),
      sleep: ms => setTimeout(ms),
    });

  // A few records that wait (paused sender, silent broker) need no cancel of ours: they end by delivery.timeout.ms.
  const report =
    wanted < progressFrom && sending.recordsPerSecond === null
      ? await run(
          () => false,
          () => undefined,
        )
      : await vscode.window.withProgress(
          {
            location: vscode.ProgressLocation.Notification,
            cancellable: true,
            title: t('Sending {0} records', n.count(wanted)),
          },
          (progress, token) => {
            let shown = 0;
            return run(
              () => token.isCancellationRequested,
              done => {
                progress.report({
                  increment: ((done - shown) / wanted) * 100,
                  message: `${n.count(done)}/${n.count(wanted)}`,
                });
                shown = done;
              },
            );
          },
        );
  const only = wanted === 1 ? report.outcomes[0] : undefined;
  if (only) inspector.sent(only);
  const words = withTransaction(services, reportText(report, wanted, report.stopped, { n, t }), report.failed);
  const text =
    report.broke === null
      ? words
      : t(
          '{0} The producer ended: {1}',
          report.acked + report.failed > 0 ? words : '',
          plainText(report.broke.message, 600),
        ).trim();
  const ok = report.broke === null && report.failed === 0 && !report.stopped;
  services.log[ok ? 'info' : 'warn'](`${sending.source}: ${text}`);
  return { ...report, wanted, ok, text };
}

/** What failed outside of a transaction is told with the way into one. */
function withTransaction({ sessions, t }: Services, text: string, failed: number): string {
  const { state } = sessions;
  if (failed === 0 || state.kind !== 'running') return text;
  return [text, outsideTransaction(state.status?.transaction ?? null, t) ?? ''].join(' ').trim();
}

/** Tells the user how it ended, with a way to the record. */
export async function notify(services: Services, result: SendResult): Promise<void> {
  const { t } = services;
  const recordId = recordIdOf(result);
  const show = t('Show in Inspector');
  if (!result.ok) {
    const stoppedOnly = result.failed === 0 && result.acked > 0;
    if (stoppedOnly) return void vscode.window.showWarningMessage(result.text);
    const actions = recordId === null ? [] : [{ title: show, run: () => showRecord(services, recordId) }];
    return showError(services, result.text, [...actions, ...nextTransactionAction(services)]);
  }
  const chosen = await vscode.window.showInformationMessage(result.text, ...(recordId === null ? [] : [show]));
  if (chosen === show && recordId !== null) showRecord(services, recordId);
}

/** For sends nobody waits for: only what goes wrong is told. */
export function sendInBackground(services: Services, sending: Sending): void {
  void send(services, sending)
    .then(result => (result.ok ? undefined : notify(services, result)))
    .catch(error => services.log.error(messageOf(error)));
}

/** The one record of a send, when it was one and is followed. */
export function recordIdOf({ wanted, outcomes }: SendResult): number | null {
  return wanted === 1 ? (outcomes[0]?.recordId ?? null) : null;
}

export function showRecord(services: Services, recordId: number): void {
  services.inspector.open();
  services.inspector.select({ kind: 'record', recordId });
}

export function showRecordCommand(services: Services, argument: unknown): void {
  if (typeof argument === 'number' && Number.isSafeInteger(argument)) showRecord(services, argument);
  else void vscode.commands.executeCommand(commands.openInspector);
}
