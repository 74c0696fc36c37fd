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

let shown = 0;

/** A file of its own each time: VS Code gives the name, and at times the text, of a closed untitled document to the next. */
async function show(extensionName, content) {
  const [folder] = vscode.workspace.workspaceFolders;
  const uri = vscode.Uri.joinPath(folder.uri, `shown-${++shown}.${extensionName}`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  // An inspector that opens at the same time may take its place for a moment.
  await until(() => vscode.window.activeTextEditor?.document === document, 'the editor to be the active one');
  return editor;
}

/** Without asking about what was not saved. */
async function closeEditors() {
  while (vscode.window.activeTextEditor) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}

module.exports = { api, closeEditors, extension, run, sessionKind, show, startPractice, stopPractice, until };
