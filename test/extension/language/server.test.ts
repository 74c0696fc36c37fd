import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'node:test';
import * as esbuild from 'esbuild';
import {
  CodeActionRequest,
  CodeLensRefreshRequest,
  CodeLensRequest,
  CompletionRequest,
  DiagnosticRefreshRequest,
  DidCloseTextDocumentNotification,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
} from 'vscode-languageserver/node';
import type { ConfigParams, SendBlockArguments, TopicsParams } from '../../../extension/language/protocol.ts';
import { configNotification, sendBlockCommand, topicsNotification } from '../../../extension/language/protocol.ts';
import { LanguageClient } from './languageClient.ts';

const uri = 'file:///orders.kafka';
const text = 'PRODUCER first\ntopic: orders\n--@ acks: all\n{\n"a": 1\n}\n';
const pulls = {
  textDocument: { diagnostic: {} },
  workspace: { diagnostics: { refreshSupport: true }, codeLens: { refreshSupport: true } },
};

test('a session over IPC: open, ask for everything, change, close', async t => {
  const client = await LanguageClient.start(t, {
    transport: 'ipc',
    capabilities: pulls,
    options: { suggestCommand: 'suggest' },
  });
  const { connection } = client;
  const textDocument = { uri };
  await client.open(uri, text);

  assert.deepEqual(await client.pullDiagnostics(uri), []);
  const symbols = await connection.sendRequest(DocumentSymbolRequest.type, { textDocument });
  assert.deepEqual(
    symbols?.map(symbol => symbol.name),
    ['first'],
  );
  const folds = await connection.sendRequest(FoldingRangeRequest.type, { textDocument });
  assert.deepEqual(
    folds?.map(fold => `${fold.startLine}-${fold.endLine} ${fold.kind}`),
    ['0-5 region', '3-4 region'],
  );
  const hover = await connection.sendRequest(HoverRequest.type, { textDocument, position: { line: 2, character: 5 } });
  assert.match(JSON.stringify(hover?.contents), /Who must have the record/);
  const nothing = await connection.sendRequest(HoverRequest.type, {
    textDocument,
    position: { line: 4, character: 1 },
  });
  assert.equal(nothing, null);

  const lenses = await connection.sendRequest(CodeLensRequest.type, { textDocument });
  const argument: SendBlockArguments = { uri, block: 0, line: 0, times: 10, inspect: false };
  assert.deepEqual(
    lenses?.map(lens => lens.command?.title),
    ['Send', 'Send ×10', 'Inspect & send'],
  );
  assert.deepEqual(lenses?.[1]?.command, { title: 'Send ×10', command: sendBlockCommand, arguments: [argument] });

  const position = { line: 1, character: 7 };
  await connection.sendNotification(topicsNotification, {
    topics: [{ name: 'audit', partitions: 2 }],
  } satisfies TopicsParams);
  const items = await connection.sendRequest(CompletionRequest.type, { textDocument, position });
  assert.deepEqual(Array.isArray(items) && items.map(item => `${item.label}: ${item.detail}`), ['audit: 2 partitions']);
  const names = await connection.sendRequest(CompletionRequest.type, {
    textDocument,
    position: { line: 1, character: 0 },
  });
  assert.ok(
    Array.isArray(names) && names.every(item => item.command === undefined),
    'a name before its colon needs no value',
  );

  await client.change(uri, 2, 1, 0, 'topic: orders'.length, 'topc: orders');
  const found = await client.pullDiagnostics(uri);
  assert.deepEqual(
    found.map(({ code, severity, source }) => `${code} ${severity} ${source}`),
    ['missing-topic 1 kafka', 'unknown-property 2 kafka', 'late-pragma 2 kafka'],
  );
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } };
  const actions = await connection.sendRequest(CodeActionRequest.type, {
    textDocument,
    range,
    context: { diagnostics: [] },
  });
  assert.deepEqual(
    actions?.map(action => action.title),
    ["Change to 'topic'"],
  );
  const only = ['refactor'];
  assert.deepEqual(
    await connection.sendRequest(CodeActionRequest.type, { textDocument, range, context: { diagnostics: [], only } }),
    [],
  );

  await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument });
  assert.deepEqual(await connection.sendRequest(CodeLensRequest.type, { textDocument }), []);
  assert.equal(await client.stop(), 0);
});

test('news of the cluster and the settings make the client ask again', async t => {
  const client = await LanguageClient.start(t, { transport: 'ipc', capabilities: pulls });
  const { connection } = client;
  await client.open(uri, text);
  const refreshed = (): Promise<void> =>
    new Promise(resolve => connection.onRequest(DiagnosticRefreshRequest.type, () => resolve()));
  const severities = async (): Promise<(number | undefined)[]> =>
    (await client.pullDiagnostics(uri)).map(diagnostic => diagnostic.severity);

  const first = refreshed();
  await connection.sendNotification(topicsNotification, { topics: [] } satisfies TopicsParams);
  await first;
  assert.deepEqual(await severities(), [2]);

  const lensesRefreshed = new Promise<void>(resolve =>
    connection.onRequest(CodeLensRefreshRequest.type, () => resolve()),
  );
  await connection.sendNotification(configNotification, { autoCreateTopics: false } satisfies ConfigParams);
  await lensesRefreshed;
  assert.deepEqual(await severities(), [1]);

  await connection.sendNotification(configNotification, { coexist: true } satisfies ConfigParams);
  assert.deepEqual(await severities(), [], 'the other extension says it');
  const lenses = await connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } });
  assert.deepEqual(
    lenses?.map(lens => lens.command?.title),
    ['Inspect & send'],
  );
  assert.equal(await client.stop(), 0);
});

test('over stdio, a client that cannot pull gets diagnostics pushed', async t => {
  const client = await LanguageClient.start(t, { transport: 'stdio' });
  const codes = async (): Promise<(string | number | undefined)[]> =>
    (await client.nextPublished()).diagnostics.map(found => found.code);
  await client.open(uri, 'PRODUCER\ntopic: a b\nx');
  assert.deepEqual(await codes(), ['illegal-topic']);
  await client.change(uri, 2, 1, 8, 9, '-');
  assert.deepEqual(await codes(), []);
  await client.connection.sendNotification(topicsNotification, { topics: [] } satisfies TopicsParams);
  assert.deepEqual(await codes(), ['unknown-topic']);
  await client.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  assert.deepEqual(await codes(), []);
  assert.equal(await client.stop(), 0);
});

test('every string comes from the translations when there are some', async t => {
  const translations = { Send: 'Senden', 'Inspect & send': 'Ansehen und senden', 'Send ×{0}': '{0}× senden' };
  const client = await LanguageClient.start(t, { transport: 'ipc', options: { translations } });
  await client.open(uri, text);
  const lenses = await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } });
  assert.deepEqual(
    lenses?.map(lens => lens.command?.title),
    ['Senden', '10× senden', 'Ansehen und senden'],
  );
  assert.equal(await client.stop(), 0);
});

test('a name that asks for a value opens suggestions again, by the command the client names', async t => {
  const client = await LanguageClient.start(t, {
    transport: 'ipc',
    options: { suggestCommand: 'editor.action.triggerSuggest' },
  });
  await client.open(uri, 'PRODUCER\n');
  const items = await client.connection.sendRequest(CompletionRequest.type, {
    textDocument: { uri },
    position: { line: 1, character: 0 },
  });
  const topic = Array.isArray(items) ? items.find(item => item.label === 'topic') : undefined;
  assert.equal(topic?.command?.command, 'editor.action.triggerSuggest');
  assert.equal(await client.stop(), 0);
});

test('the server bundles into one file under 270 KB that runs', async t => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kafka-language-'));
  try {
    const outfile = path.join(folder, 'server.cjs');
    await esbuild.build({
      entryPoints: [fileURLToPath(new URL('../../../extension/language/server.ts', import.meta.url))],
      outfile,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node22',
      format: 'cjs',
      logLevel: 'error',
    });
    const { size } = await stat(outfile);
    assert.ok(size < 270_000, `${size} bytes`);
    const client = await LanguageClient.start(t, { transport: 'ipc', entry: outfile, capabilities: pulls });
    await client.open(uri, text);
    assert.deepEqual(await client.pullDiagnostics(uri), []);
    assert.equal(await client.stop(), 0);
  } finally {
    await rm(folder, { recursive: true });
  }
});
