// .kafka and JSON documents: lenses, sending, and what is said when something is missing.
const assert = require('node:assert/strict');
const vscode = require('vscode');
const { api, closeEditors, run, show, startPractice, stopPractice, until } = require('./support.cjs');

const two =
  'PRODUCER one\ntopic: documents\nkey: a\nfirst\n\n###\n\nPRODUCER two\ntopic: documents\n--@ count: 3\nsecond\n\n###\n';
const lensesOf = document => vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri, 100);
const titles = async document => (await lensesOf(document)).map(lens => lens.command?.title);

describe('documents without a connection', () => {
  afterEach(closeEditors);
  after(stopPractice);

  it('offers the practice cluster, then goes on and sends', async () => {
    await show('kafka', two);
    await vscode.commands.executeCommand('notifications.clearAll');
    const sending = run('sendDocument');
    // The question's first button; pressed again only if it was not there yet, as later ones would cancel the start.
    await until(async () => {
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      return until(async () => (await api()).practiceBootstrapServers, 'the practice cluster', 3_000).catch(
        () => false,
      );
    }, 'the practice cluster');
    const result = await sending;
    assert.equal(result.ok, true, result.text);
    assert.equal(result.acked, 4);
  });
});

describe('documents on the practice cluster', () => {
  before(startPractice);
  after(stopPractice);
  afterEach(closeEditors);

  it('has lenses above each block', async () => {
    const { document } = await show('kafka', two);
    const found = await until(async () => {
      const all = await titles(document);
      return all.length >= 5 && all;
    }, 'lenses');
    assert.deepEqual(found, ['Send', 'Send ×10', 'Inspect & send', 'Send ×3', 'Inspect & send']);
  });

  it('sends a block by its lens and shows the result above it', async () => {
    const { document } = await show('kafka', two);
    const lens = await until(
      async () => (await lensesOf(document)).find(({ command }) => command?.title === 'Send'),
      'Send',
    );
    const result = await vscode.commands.executeCommand(lens.command.command, ...lens.command.arguments);
    assert.equal(result.ok, true, result.text);
    assert.equal(result.acked, 1);
    await until(
      async () => (await titles(document)).some(title => /Sent to documents-\d+, offset/.test(title)),
      'the result',
    );
  });

  it('forgets the result when the block is changed', async () => {
    const editor = await show('kafka', two);
    await run('sendBlock');
    await until(async () => (await titles(editor.document)).some(title => /Sent to/.test(title)), 'the result');
    await editor.edit(edit => edit.insert(new vscode.Position(3, 0), 'changed '));
    await until(async () => !(await titles(editor.document)).some(title => /Sent to/.test(title)), 'no result');
  });

  it('multiplies ×10 with the count of the block', async () => {
    const { document } = await show('kafka', two);
    const result = await run('sendBlock', {
      uri: document.uri.toString(),
      block: 1,
      line: 7,
      times: 10,
      inspect: false,
    });
    assert.equal(result.acked, 30);
    assert.match(result.text, /^Sent 30 of 30 in /);
  });

  it('sends nothing of a document with an error', async () => {
    await show('kafka', 'PRODUCER good\ntopic: documents\nx\n###\nPRODUCER without topic\ny\n###\n');
    assert.equal(await run('sendDocument'), null);
  });

  it('underlines what is wrong', async () => {
    const { document } = await show('kafka', 'PRODUCER without topic\ny\n###\n');
    await until(() => vscode.languages.getDiagnostics(document.uri).length > 0, 'a diagnostic');
  });

  it('completes topics of the cluster', async () => {
    const { document } = await show('kafka', 'PRODUCER\ntopic: \nx\n###\n');
    await until(async () => {
      const { items } = await vscode.commands.executeCommand(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new vscode.Position(1, 7),
      );
      return items.some(item => (typeof item.label === 'string' ? item.label : item.label.label) === 'documents');
    }, 'the topic in the list');
  });

  it('sends the messages of a JSON document', async () => {
    await show(
      'json',
      JSON.stringify([
        { key: 'a', value: { n: 1 } },
        { key: null, value: null, topic: 'documents' },
      ]),
    );
    const result = await run('sendJsonDocument', 'documents');
    assert.equal(result.ok, true, result.text);
    assert.equal(result.acked, 2);
  });

  it('underlines a JSON document that cannot be sent', async () => {
    const { document } = await show('json', '[{"key": "a"}]');
    assert.equal(await run('sendJsonDocument', 'documents'), null);
    const [diagnostic] = vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ source }) => source === 'Kafka Inspector');
    assert.match(diagnostic.message, /"value" is missing/);
  });
});
