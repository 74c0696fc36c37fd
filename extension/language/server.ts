// Entry of the language server process: the service's plain functions behind the Language Server Protocol. It opens no
// socket and holds no secret; what it knows of the cluster the extension tells it (protocol.ts).
import * as l10n from '@vscode/l10n';
import type { InitializeParams, InitializeResult } from 'vscode-languageserver/node';
import {
  CodeActionKind,
  CodeLensRefreshRequest,
  createConnection,
  DocumentDiagnosticReportKind,
  ProposedFeatures,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ConfigParams, InitializationOptions, TopicsParams } from './protocol.ts';
import { configNotification, topicsNotification } from './protocol.ts';
import { codeActions } from './service/codeActions.ts';
import { complete, triggerCharacters } from './service/completion.ts';
import { diagnose } from './service/diagnostics.ts';
import type { Facts } from './service/facts.ts';
import { noFacts } from './service/facts.ts';
import { foldingRanges } from './service/folding.ts';
import { hover } from './service/hover.ts';
import { codeLenses } from './service/lenses.ts';
import type { KafkaDocument } from './service/parser.ts';
import { parse } from './service/parser.ts';
import { documentSymbols } from './service/symbols.ts';
import type { Translate } from './service/translate.ts';
import * as map from './toProtocol.ts';

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
const t: Translate = (message, ...args) => l10n.t(message, ...args);

let facts: Facts = noFacts;
let suggestCommand: string | undefined;
let client = { pullsDiagnostics: false, refreshesDiagnostics: false, refreshesLenses: false };

connection.onInitialize((params: InitializeParams): InitializeResult => {
  const options = readOptions(params.initializationOptions);
  suggestCommand = options.suggestCommand;
  if (options.topics !== undefined) facts = { ...facts, topics: options.topics };
  learn(options);
  const { textDocument, workspace } = params.capabilities;
  client = {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
  };
  return {
    serverInfo: { name: 'kafka-producer-inspector' },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      completionProvider: { triggerCharacters: [...triggerCharacters] },
      hoverProvider: true,
      documentSymbolProvider: true,
      foldingRangeProvider: true,
      codeLensProvider: {},
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
      // The client asks when it wants to know, so it also decides how long to wait after a keystroke.
      ...(client.pullsDiagnostics
        ? { diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false } }
        : {}),
    },
  };
});

connection.onNotification(topicsNotification, ({ topics }: TopicsParams) => {
  facts = { ...facts, topics };
  refresh(false);
});
connection.onNotification(configNotification, (params: ConfigParams) => {
  learn(params);
  refresh(true);
});

connection.languages.diagnostics.on(({ textDocument }) => ({
  kind: DocumentDiagnosticReportKind.Full,
  items: diagnosticsOf(textDocument.uri),
}));
connection.onCompletion(({ textDocument, position }) => {
  const parsed = parsedDocument(textDocument.uri);
  if (parsed === undefined) return [];
  return complete(parsed, position, facts, t).map(item => map.completion(item, suggestCommand));
});
connection.onHover(({ textDocument, position }) => {
  const parsed = parsedDocument(textDocument.uri);
  const found = parsed === undefined ? undefined : hover(parsed, position, facts, t);
  return found === undefined ? null : map.hover(found);
});
connection.onDocumentSymbol(({ textDocument }) => {
  const parsed = parsedDocument(textDocument.uri);
  return parsed === undefined ? [] : documentSymbols(parsed, t).map(map.documentSymbol);
});
connection.onFoldingRanges(({ textDocument }) => {
  const parsed = parsedDocument(textDocument.uri);
  return parsed === undefined ? [] : foldingRanges(parsed, facts).map(map.foldingRange);
});
connection.onCodeLens(({ textDocument }) => {
  const parsed = parsedDocument(textDocument.uri);
  return parsed === undefined ? [] : codeLenses(parsed, facts, t).map(lens => map.codeLens(lens, textDocument.uri));
});
connection.onCodeAction(({ textDocument, range, context }) => {
  const parsed = parsedDocument(textDocument.uri);
  const isWanted = context.only?.some(kind => CodeActionKind.QuickFix.startsWith(kind)) !== false;
  if (parsed === undefined || !isWanted) return [];
  return codeActions(parsed, range, facts, t).map(action => map.codeAction(action, textDocument.uri));
});

// One document is asked about many times between two keystrokes; its versions are parsed once.
const parsedVersions = new Map<string, { version: number; parsed: KafkaDocument }>();
documents.onDidChangeContent(({ document }) => {
  if (!client.pullsDiagnostics) publish(document.uri);
});
documents.onDidClose(({ document }) => {
  parsedVersions.delete(document.uri);
  if (!client.pullsDiagnostics) {
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  }
});

documents.listen(connection);
connection.listen();

function parsedDocument(uri: string): KafkaDocument | undefined {
  const document = documents.get(uri);
  if (document === undefined) return undefined;
  const known = parsedVersions.get(uri);
  if (known?.version === document.version) return known.parsed;
  const parsed = parse(document.getText());
  parsedVersions.set(uri, { version: document.version, parsed });
  return parsed;
}

function diagnosticsOf(uri: string): ReturnType<typeof map.diagnostic>[] {
  const parsed = parsedDocument(uri);
  return parsed === undefined ? [] : diagnose(parsed, facts, t).map(map.diagnostic);
}

function publish(uri: string): void {
  void connection.sendDiagnostics({ uri, diagnostics: diagnosticsOf(uri) });
}

function learn({ translations, ...known }: ConfigParams): void {
  if (translations !== undefined) l10n.config({ contents: { ...translations } });
  facts = {
    topics: facts.topics,
    autoCreateTopics: known.autoCreateTopics === undefined ? facts.autoCreateTopics : known.autoCreateTopics,
    coexist: known.coexist ?? facts.coexist,
    connections: known.connections === undefined ? facts.connections : known.connections,
  };
}

/** Something outside the documents has changed what is true about them. */
function refresh(lensesToo: boolean): void {
  if (!client.pullsDiagnostics) documents.keys().forEach(publish);
  else if (client.refreshesDiagnostics) ask(connection.languages.diagnostics.refresh());
  if (lensesToo && client.refreshesLenses) ask(connection.sendRequest(CodeLensRefreshRequest.type));
}

/** A client that refuses a refresh keeps what it shows; that is no reason to end the process. */
function ask(request: Promise<unknown>): void {
  request.catch((error: unknown) => connection.console.warn(String(error)));
}

function readOptions(options: unknown): InitializationOptions {
  return typeof options === 'object' && options !== null ? options : {};
}
