import path from 'node:path';
import * as vscode from 'vscode';
import { plainText } from '../common/plainText.ts';
import { connectById, ensureSession, messageOf, showError } from '../connections/connecting.ts';
import { practiceId } from '../connections/profile.ts';
import type { SendResult } from '../commands/sending.ts';
import { recordIdOf, send } from '../commands/sending.ts';
import type { SendBlockArguments } from '../language/protocol.ts';
import type { Message } from '../language/service/message.ts';
import { isError, messagesOfBlock } from '../language/service/message.ts';
import type { Diagnostic } from '../language/service/results.ts';
import type { Services } from '../services.ts';
import type { BlockText } from './blocks.ts';
import { blockAt, differingConfig, producerBlocks, recordOf, refusal } from './blocks.ts';

/** The lens's command; without arguments the block at the cursor. */
export async function sendBlock(services: Services, argument: unknown): Promise<SendResult | null> {
  const { t } = services;
  const lens = lensArguments(argument);
  const editor = vscode.window.activeTextEditor;
  const document = lens ? await openDocument(services, lens.uri) : kafkaDocumentOf(services, editor);
  if (!document) return null;
  const blocks = producerBlocks(document.getText());
  const atCursor = editor && !lens ? blockAt(blocks, editor.selection.active) : undefined;
  const block = lens ? blocks.find(candidate => candidate.index === lens.block) : atCursor;
  if (!block) {
    void showError(
      services,
      t('There is no PRODUCER block at the cursor of {0}. Place it in one, or use Send Document.', nameOf(document)),
    );
    return null;
  }
  if (lens?.inspect) services.inspector.open(true);
  return sendBlocks(services, document, [block], lens?.times ?? 1);
}

/** Every PRODUCER block of the file, top to bottom. */
export async function sendDocument(services: Services): Promise<SendResult | null> {
  const document = kafkaDocumentOf(services, vscode.window.activeTextEditor);
  if (!document) return null;
  const blocks = producerBlocks(document.getText());
  if (blocks.length === 0) {
    void showError(services, services.t('{0} has no PRODUCER block: there is nothing to send.', nameOf(document)));
    return null;
  }
  return sendBlocks(services, document, blocks, 1);
}

async function sendBlocks(
  services: Services,
  document: vscode.TextDocument,
  blocks: readonly BlockText[],
  times: number,
): Promise<SendResult | null> {
  const { t } = services;
  if (!mayRunDocuments(services)) return null;
  const text = document.getText();
  const read = blocks.map(block => ({ block, ...messagesOfBlock(text, block.index, t) }));
  // Nothing is sent of a document of which a part cannot be.
  const problem = refusal(nameOf(document), distinct(read.flatMap(({ diagnostics }) => diagnostics)), t);
  if (problem !== null) {
    void showError(services, problem);
    return null;
  }
  if (
    !(await readyFor(
      services,
      read.flatMap(({ messages }) => messages),
      nameOf(document),
    ))
  )
    return null;

  const results: SendResult[] = [];
  for (const { block, messages } of read) {
    for (const message of messages) {
      if (!(await applyConfig(services, message, nameOf(document)))) return combined(services, results);
      const result = await send(services, {
        records: [recordOf(message)],
        times: message.count * times,
        recordsPerSecond: message.ratePerSecond ?? null,
        source: t('{0}, line {1}', nameOf(document), message.line + 1),
      });
      results.push(result);
      keepResult(services, document, block, result);
      if (result.stopped || result.broke) return tell(services, combined(services, results), true);
    }
  }
  return tell(services, combined(services, results), blocks.length > 1);
}

/** Messages of a JSON document, in the shape other tools export. All are sent, or none. */
export async function sendMessages(
  services: Services,
  document: vscode.TextDocument,
  messages: readonly Message[],
): Promise<SendResult | null> {
  const name = nameOf(document);
  if (!(await readyFor(services, messages, name))) return null;
  const result = await send(services, {
    records: messages.map(recordOf),
    times: 1,
    recordsPerSecond: null,
    source: name,
  });
  return tell(services, result, true);
}

/** Sending what a file says is off until the user trusts where the file comes from. */
export function mayRunDocuments(services: Services): boolean {
  if (vscode.workspace.isTrusted) return true;
  const { t } = services;
  void showError(services, t('Sending from documents is off in Restricted Mode. Trust this workspace to send.'), [
    { title: t('Manage Workspace Trust'), run: () => vscode.commands.executeCommand('workbench.trust.manage') },
  ]);
  return false;
}

/** A producer on the connection the document names, or on any. */
async function readyFor(services: Services, messages: readonly Message[], name: string): Promise<boolean> {
  const { sessions, t } = services;
  const named = [...new Set(messages.flatMap(({ connection }) => connection ?? []))];
  const [wanted, another] = named;
  if (another !== undefined) {
    void showError(
      services,
      t(
        "Nothing was sent. {0} names two connections, '{1}' and '{2}'; send their blocks one by one.",
        name,
        plainText(wanted ?? ''),
        plainText(another),
      ),
    );
    return false;
  }
  if (wanted === undefined) return ensureSession(services, t('Sending {0}', name));
  const id = wanted.toLowerCase() === practiceId ? practiceId : wanted;
  const { state } = sessions;
  if (state.kind === 'running' && state.target.id === id) return true;
  if (state.kind === 'running') {
    const change = t('Connect to {0}', plainText(wanted));
    const message = t(
      '{0} sends through {1}; the producer is connected to {2}.',
      name,
      plainText(wanted),
      plainText(state.target.name),
    );
    if ((await vscode.window.showWarningMessage(message, change)) !== change) return false;
  }
  return connectById(services, id);
}

/** The document's producer settings: a running producer's are fixed, so other ones need a new producer, which the user allows. */
async function applyConfig(services: Services, message: Message, name: string): Promise<boolean> {
  const { sessions, t } = services;
  const { state } = sessions;
  if (state.kind !== 'running') return false;
  const differing = differingConfig(message.producerConfig, state.target.properties);
  if (differing.length === 0) return true;
  const reconnect = t('Connect Again with These');
  const sendAnyway = t('Send Without Them');
  const wanted = differing.map(([key, value]) => `${key}=${plainText(value)}`).join(', ');
  const text = t(
    '{0}, line {1}, asks for {2}. A producer cannot change its settings while it runs.',
    name,
    message.line + 1,
    wanted,
  );
  const choice = await vscode.window.showWarningMessage(text, reconnect, sendAnyway);
  if (choice === sendAnyway) return true;
  if (choice !== reconnect) return false;
  try {
    await sessions.connect({ ...state.target, properties: { ...state.target.properties, ...message.producerConfig } });
    return true;
  } catch (error) {
    void showError(
      services,
      t('Could not connect to {0}. {1}', plainText(state.target.name), plainText(messageOf(error), 600)),
    );
    return false;
  }
}

function keepResult(
  { results, t }: Services,
  document: vscode.TextDocument,
  block: BlockText,
  result: SendResult,
): void {
  const { ok } = result;
  const text = ok ? t('$(pass) {0}', result.text) : t('$(error) {0}', result.text);
  results.set(document.uri.toString(), block.text, { ok, text, recordId: recordIdOf(result) });
}

/** The lens tells how one block ended; failures and whole files are told as well. */
function tell(services: Services, result: SendResult | null, always: boolean): SendResult | null {
  if (!result) return null;
  if (!result.ok) void showError(services, result.text);
  else if (always) void vscode.window.showInformationMessage(result.text);
  return result;
}

function combined({ n, t }: Services, results: readonly SendResult[]): SendResult | null {
  const [only, second] = results;
  if (!only || !second) return only ?? null;
  const sum = (pick: (result: SendResult) => number): number =>
    results.reduce((total, result) => total + pick(result), 0);
  const wanted = sum(result => result.wanted);
  const acked = sum(result => result.acked);
  const failed = sum(result => result.failed);
  const firstBad = results.find(result => !result.ok);
  const text = firstBad
    ? t('{0} of {1} acknowledged, {2} failed. {3}', n.count(acked), n.count(wanted), n.count(failed), firstBad.text)
    : t('Sent {0} of {1}.', n.count(acked), n.count(wanted));
  const outcomes = results.flatMap(result => result.outcomes).slice(0, 1_000);
  const tookMs = sum(result => result.tookMs);
  const stopped = results.some(result => result.stopped);
  return {
    wanted,
    acked,
    failed,
    text,
    outcomes,
    tookMs,
    stopped,
    broke: firstBad?.broke ?? null,
    ok: firstBad === undefined,
  };
}

/** A file-level pragma's problem is found with each block. */
function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map(
    diagnostics.filter(isError).map(found => [`${found.code} ${JSON.stringify(found.range)}`, found]),
  );
  return [...seen.values()].sort((a, b) => a.range.start.line - b.range.start.line);
}

function kafkaDocumentOf(services: Services, editor: vscode.TextEditor | undefined): vscode.TextDocument | null {
  if (editor?.document.languageId === 'kafka') return editor.document;
  void showError(services, services.t('Open a .kafka document first; the commands send what the active editor shows.'));
  return null;
}

async function openDocument(services: Services, uri: string): Promise<vscode.TextDocument | null> {
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  } catch (error) {
    void showError(services, services.t('The document could not be opened: {0}', plainText(messageOf(error), 600)));
    return null;
  }
}

function lensArguments(argument: unknown): SendBlockArguments | null {
  if (typeof argument !== 'object' || argument === null) return null;
  const { uri, block, line, times, inspect } = argument as Record<string, unknown>;
  if (typeof uri !== 'string' || typeof block !== 'number') return null;
  const count = typeof times === 'number' && Number.isSafeInteger(times) && times >= 1 ? times : 1;
  return { uri, block, line: typeof line === 'number' ? line : 0, times: count, inspect: inspect === true };
}

export function nameOf(document: vscode.TextDocument): string {
  return plainText(path.posix.basename(document.uri.path)) || 'untitled';
}
