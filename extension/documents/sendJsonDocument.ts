import * as vscode from 'vscode';
import type { SendResult } from '../commands/sending.ts';
import { chooseTopic, topicOf } from '../commands/topicCommands.ts';
import { showError } from '../connections/connecting.ts';
import { readJsonMessages } from '../language/service/jsonMessages.ts';
import type { Diagnostic } from '../language/service/results.ts';
import type { Services } from '../services.ts';
import { refusal } from './blocks.ts';
import { mayRunDocuments, nameOf, sendMessages } from './sendDocument.ts';

/**
 * Sends the messages of the active JSON document. `argument`: the topic (or its tree item) of messages that name none; else it
 * is asked when one is needed. What is wrong is underlined in the document.
 */
export async function sendJsonDocument(services: Services, argument: unknown): Promise<SendResult | null> {
  const { t } = services;
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'json' && document?.languageId !== 'jsonc') {
    void showError(
      services,
      t('Open a JSON document first: one message, or an array of them, each with key and value.'),
    );
    return null;
  }
  if (!mayRunDocuments(services)) return null;
  let topic = topicOf(argument) ?? '';
  let read = readJsonMessages(document.getText(), { topic }, t);
  if (topic === '' && read.diagnostics.some(found => found.code === 'missing-topic')) {
    topic = (await chooseTopic(services, t('Send Messages from {0}', nameOf(document)), { allowNew: true })) ?? '';
    if (topic === '') return null;
    read = readJsonMessages(document.getText(), { topic }, t);
  }
  underline(services, document, read.diagnostics);
  const problem = refusal(nameOf(document), read.diagnostics, t);
  if (problem !== null) {
    void showError(services, problem);
    return null;
  }
  return sendMessages(services, document, read.messages);
}

let collection: vscode.DiagnosticCollection | null = null;

/** Until the document is changed or closed: then they may no longer be true. */
function underline({ context }: Services, document: vscode.TextDocument, found: readonly Diagnostic[]): void {
  if (!collection) {
    const created = vscode.languages.createDiagnosticCollection('kafkaInspector');
    collection = created;
    context.subscriptions.push(
      created,
      vscode.workspace.onDidChangeTextDocument(event => created.delete(event.document.uri)),
      vscode.workspace.onDidCloseTextDocument(closed => created.delete(closed.uri)),
    );
  }
  collection.set(document.uri, found.map(toDiagnostic));
}

function toDiagnostic({ range: { start, end }, message, severity, code }: Diagnostic): vscode.Diagnostic {
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  // The protocol counts severities from 1, the API from 0.
  const diagnostic = new vscode.Diagnostic(range, message, severity - 1);
  diagnostic.code = code;
  diagnostic.source = 'Kafka Inspector';
  return diagnostic;
}
