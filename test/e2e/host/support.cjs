// Shared by the suites: the extension's API, waiting without guessing times, documents, the practice cluster.
const assert = require('node:assert/strict');
const vscode = require('vscode');

const run = (command, ...args) => vscode.commands.executeCommand(`kafkaInspector.${command}`, ...args);

function extension() {
  const found = vscode.extensions.getExtension('kafka-producer-inspector.kafka-producer-inspector');
  assert.ok(found, 'the extension is not installed');
  return found;
}

async function api() {
  return (await extension().activate()).getApi(1);
}

const sessionKind = async () => (await api()).session.kind;

/** Asks until `check` answers something true; the suite's own time limit ends what never comes. */
async function until(check, what, limitMs = 20_000) {
  for (const end = Date.now() + limitMs; Date.now() < end;) {
    const answer = await check();
    if (answer) return answer;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`still waiting for ${what}`);
}

/** A producer on a fresh practice cluster. */
async function startPractice() {
  assert.equal(await run('startPractice'), true);
  await until(async () => (await sessionKind()) === 'running', 'a running producer');
}

async function stopPractice() {
  await run('disconnect');
  await run('stopPractice');
  assert.equal(await sessionKind(), 'none');
}

async function show(language, content) {
  const document = await vscode.workspace.openTextDocument({ language, content });
  return vscode.window.showTextDocument(document);
}

const closeEditors = () => vscode.commands.executeCommand('workbench.action.closeAllEditors');

module.exports = { api, closeEditors, extension, run, sessionKind, show, startPractice, stopPractice, until };
