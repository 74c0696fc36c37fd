// What stands before anything runs: commands, activation, settings, and clear words for what cannot work.
const assert = require('node:assert/strict');
const vscode = require('vscode');
const { api, extension, sessionKind, stopPractice, until } = require('./support.cjs');

describe('the extension', () => {
  it('registers every command it declares', async () => {
    await api();
    const declared = extension().packageJSON.contributes.commands.map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.ok(declared.length >= 28);
    assert.deepEqual(
      declared.filter(command => !registered.has(command)),
      [],
    );
  });

  it('has its views', async () => {
    await vscode.commands.executeCommand('kafkaInspector.connections.focus');
    await vscode.commands.executeCommand('kafkaInspector.topics.focus');
  });

  it('starts the practice cluster and a producer, as the settings of this workspace ask', async () => {
    assert.equal(vscode.workspace.getConfiguration('kafkaInspector').get('startup'), 'practice');
    await until(async () => (await sessionKind()) === 'running', 'a running producer');
    assert.match((await api()).practiceBootstrapServers, /^127\.0\.0\.1:\d+/);
    await stopPractice();
    assert.equal((await api()).practiceBootstrapServers, null);
  });

  it('reads its settings with their defaults', () => {
    const settings = vscode.workspace.getConfiguration('kafkaInspector');
    assert.equal(settings.get('practice.brokers'), 3);
    assert.equal(settings.get('inspector.framesPerSecond'), 10);
    assert.deepEqual(settings.get('connections'), []);
  });

  it('answers no for a connection that does not exist', async () => {
    assert.equal(await vscode.commands.executeCommand('kafkaInspector.connect', 'nowhere'), false);
    assert.equal(await sessionKind(), 'none');
  });

  it('opens the example as an untitled .kafka document', async () => {
    await vscode.commands.executeCommand('kafkaInspector.openExample');
    const { document } = await until(() => vscode.window.activeTextEditor, 'its editor');
    assert.equal(document.languageId, 'kafka');
    assert.match(document.getText(), /PRODUCER/);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
