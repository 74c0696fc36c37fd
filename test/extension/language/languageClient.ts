// A language client for tests: the real server in a child process, over IPC as in VS Code or over stdio as elsewhere.
import type { ChildProcess } from 'node:child_process';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type {
  Diagnostic,
  ClientCapabilities,
  MessageReader,
  MessageWriter,
  ProtocolConnection,
  PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import {
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  IPCMessageReader,
  IPCMessageWriter,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { InitializationOptions } from '../../../extension/language/protocol.ts';

const sourceEntry = fileURLToPath(new URL('../../../extension/language/server.ts', import.meta.url));

export interface ClientOptions {
  readonly transport: 'ipc' | 'stdio';
  readonly capabilities?: ClientCapabilities;
  readonly options?: InitializationOptions;
  /** Another build of the server. */
  readonly entry?: string;
}

export class LanguageClient {
  readonly connection: ProtocolConnection;
  readonly #exited: Promise<number | null>;
  readonly #published: PublishDiagnosticsParams[] = [];
  #onPublished: (() => void) | undefined;

  private constructor({ reader, writer, child }: Transport) {
    this.connection = createProtocolConnection(reader, writer);
    this.#exited = once(child, 'exit').then(([code]) => code as number | null);
    this.connection.onNotification(PublishDiagnosticsNotification.type, params => {
      this.#published.push(params);
      this.#onPublished?.();
    });
    this.connection.listen();
  }

  /** The server ends with the test, also with one that fails halfway. */
  static async start(
    context: TestContext,
    { transport, capabilities = {}, options, entry = sourceEntry }: ClientOptions,
  ): Promise<LanguageClient> {
    const connected = transport === 'ipc' ? overIpc(entry) : overStdio(entry);
    const client = new LanguageClient(connected);
    context.after(async () => {
      connected.child.kill();
      await client.#exited;
      client.connection.dispose();
    });
    await client.connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities,
      ...(options === undefined ? {} : { initializationOptions: options }),
    });
    await client.connection.sendNotification(InitializedNotification.type, {});
    return client;
  }

  async open(uri: string, text: string): Promise<void> {
    const textDocument = { uri, languageId: 'kafka', version: 1, text };
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  /** Replaces the part of one line between two characters. */
  async change(uri: string, version: number, line: number, start: number, end: number, text: string): Promise<void> {
    const range = { start: { line, character: start }, end: { line, character: end } };
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: [{ range, text }],
    });
  }

  async pullDiagnostics(uri: string): Promise<readonly Diagnostic[]> {
    const report = await this.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument: { uri } });
    return report.kind === 'full' ? report.items : [];
  }

  /** The next diagnostics the server pushes, in the order it pushed them. */
  async nextPublished(): Promise<PublishDiagnosticsParams> {
    for (;;) {
      const next = this.#published.shift();
      if (next !== undefined) return next;
      await new Promise<void>(resolve => (this.#onPublished = resolve));
    }
  }

  /** Ends the server as a client does and gives its exit code. */
  async stop(): Promise<number | null> {
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    return this.#exited;
  }
}

interface Transport {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  readonly child: ChildProcess;
}

function overIpc(entry: string): Transport {
  const child = fork(entry, ['--node-ipc'], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return { reader: new IPCMessageReader(child), writer: new IPCMessageWriter(child), child };
}

function overStdio(entry: string): Transport {
  const child = spawn(process.execPath, [entry, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  return { reader: new StreamMessageReader(child.stdout), writer: new StreamMessageWriter(child.stdin), child };
}
