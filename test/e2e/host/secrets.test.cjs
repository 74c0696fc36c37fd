// A protected practice cluster, and a secret that is nowhere but in the secret storage.
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');
const { api, run, sessionKind, startPractice, stopPractice, until } = require('./support.cjs');

const configuration = () => vscode.workspace.getConfiguration('kafkaInspector');
const set = (name, value) => configuration().update(name, value, vscode.ConfigurationTarget.Global);
const send = value => run('sendMessage', { record: { topic: 'secured', key: null, value }, wait: true });
const jaas = password =>
  `org.apache.kafka.common.security.scram.ScramLoginModule required username="practice" password="${password}";`;

describe('TLS and SASL', () => {
  before(async () => {
    await set('practice.security', 'SASL_SSL');
    await set('practice.clientCertificates', true);
    await startPractice();
  });
  after(async () => {
    await set('connections', undefined);
    await set('practice.security', undefined);
    await set('practice.clientCertificates', undefined);
    await stopPractice();
  });

  it('the practice cluster asks for both, and its login is filled in', async () => {
    const result = await send('encrypted');
    assert.equal(result.ok, true, result.text);
  });

  it('gives other clients what they need', async () => {
    await run('copyClientProperties');
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /^bootstrap\.servers=127\.0\.0\.1:\d+/);
    assert.match(text, /^security\.protocol=SASL_SSL$/m);
    assert.match(text, /^sasl\.jaas\.config=.*username="practice"/m);
  });

  it('a profile connects with secrets of the secret storage, and fails in words with a wrong one', async () => {
    const { practiceBootstrapServers: bootstrapServers } = await api();
    await run('copyClientProperties');
    const copied = new Map(
      (await vscode.env.clipboard.readText())
        .split('\n')
        .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).replaceAll('\\n', '\n')]),
    );
    const open = ['security.protocol', 'sasl.mechanism', 'ssl.truststore.type', 'ssl.truststore.certificates'];
    open.push('ssl.keystore.type', 'ssl.keystore.certificate.chain');
    const properties = Object.fromEntries(open.map(key => [key, copied.get(key)]));
    await set('connections', [{ name: 'canary', bootstrapServers, properties }]);
    const canary = `canary-${Math.random().toString(36).slice(2)}`;
    const secrets = { 'ssl.keystore.key': copied.get('ssl.keystore.key') };

    const wrong = { ...secrets, 'sasl.jaas.config': jaas(canary) };
    assert.equal(await run('changeSecrets', { connectionId: 'canary', secrets: wrong }), true);
    await run('connect', 'canary');
    const refused = await send('never').catch(error => error);
    assert.ok(!refused?.ok);
    assert.match(String(refused.text), /SaslAuthenticationException/);
    assert.ok(!JSON.stringify(refused).includes(canary));

    const right = { ...secrets, 'sasl.jaas.config': jaas('practice') };
    assert.equal(await run('changeSecrets', { connectionId: 'canary', secrets: right }), true);
    assert.equal(await run('connect', 'canary'), true);
    await until(async () => (await sessionKind()) === 'running', 'a running producer');
    assert.equal((await send('with a secret')).ok, true);

    assert.deepEqual(filesWith(canary), []);
    assert.ok(!JSON.stringify(configuration().inspect('connections')).includes('ScramLoginModule'));
  });

  it('what is no secret does not go there', async () => {
    assert.equal(await run('changeSecrets', { connectionId: 'canary', secrets: { acks: 'all' } }), false);
  });
});

/** Settings, logs and whatever else this VS Code has written as text; the secret storage encrypts. */
function filesWith(canary) {
  const [folder] = vscode.workspace.workspaceFolders;
  const files = [folder.uri.fsPath, process.env.E2E_USER].flatMap(root => textFiles(root));
  // The settings and the extension's own log are among what is looked at.
  for (const name of ['settings.json', 'Kafka Inspector.log'])
    assert.ok(
      files.some(file => path.basename(file) === name),
      `${name} is not among ${files.length} files`,
    );
  return files.filter(file => fs.readFileSync(file).includes(canary));
}

function textFiles(root) {
  return fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(jsonc?|log|txt|kafka)$/.test(entry.name))
    .map(entry => path.join(entry.parentPath, entry.name))
    .filter(file => fs.existsSync(file));
}
