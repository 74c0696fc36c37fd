// Secrets: which keys are, where they may be sent, and what is asked.
import assert from 'node:assert/strict';
import test from 'node:test';
import { parseJaasConfig } from '../../../engine/security/jaasConfig.ts';
import { producerKeys } from '../../../engine/config/producerKeys.ts';
import { clientSecretKey, jaasConfigOf, jaasKey } from '../../../extension/connections/loginModules.ts';
import { questionOf, secretKeysOf, secretsOf } from '../../../extension/connections/neededSecrets.ts';
import type { ConnectionProfile } from '../../../extension/connections/profile.ts';
import { isSecret, splitSecrets } from '../../../extension/connections/secretKeys.ts';
import { SecretVault } from '../../../extension/connections/secretVault.ts';
import { FakeSecrets } from '../support/fakeSecrets.ts';

const tokenEndpoint = 'sasl.oauthbearer.token.endpoint.url';
const staging: ConnectionProfile = {
  name: 'staging',
  bootstrapServers: 'kafka-1:9093,kafka-2:9093',
  properties: { 'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'SCRAM-SHA-512' },
};
const withProperties = (properties: Record<string, string>): ConnectionProfile => ({ ...staging, properties });

test('every password of Kafka is a secret but certificates, unless a key stands among them', () => {
  const open = Object.values(producerKeys)
    .filter(({ name, type }) => type === 'PASSWORD' && !isSecret(name, '-----BEGIN CERTIFICATE-----'))
    .map(({ name }) => name);
  assert.deepEqual(open.sort(), ['ssl.keystore.certificate.chain', 'ssl.truststore.certificates']);
  assert.equal(isSecret('ssl.keystore.certificate.chain', '-----BEGIN PRIVATE KEY-----'), true);
});

test('a key nobody knows is a secret by its name', () => {
  for (const key of ['my.password', 'basic.auth.user.info', 'x.client.secret', 'listener.plain.sasl.jaas.config'])
    assert.equal(isSecret(key, 'x'), true, key);
  for (const key of ['acks', 'sasl.mechanism', 'ssl.truststore.location', tokenEndpoint])
    assert.equal(isSecret(key, 'x'), false, key);
  assert.deepEqual(splitSecrets({ acks: '1', [jaasKey]: 'x' }), { open: { acks: '1' }, secrets: { [jaasKey]: 'x' } });
});

test('secrets are given out only for the protocol, the servers and the token endpoint they were given for', async () => {
  const vault = new SecretVault(new FakeSecrets());
  await vault.keep(staging, { [jaasKey]: 'hunter2' });
  assert.deepEqual(await vault.read(staging), { [jaasKey]: 'hunter2' });
  assert.deepEqual(await vault.read({ ...staging, bootstrapServers: 'KAFKA-2:9093,kafka-1:9093' }), {
    [jaasKey]: 'hunter2',
  });
  const elsewhere = [
    { ...staging, bootstrapServers: 'kafka-1:9093' },
    { ...staging, bootstrapServers: 'evil:9093' },
    withProperties({ ...staging.properties, 'security.protocol': 'SASL_PLAINTEXT' }),
    withProperties({ ...staging.properties, [tokenEndpoint]: 'https://evil' }),
    { ...staging, name: 'production' },
  ];
  for (const profile of elsewhere) assert.deepEqual(await vault.read(profile), {}, JSON.stringify(profile));
});

test('a changed server is asked for everything that was given for the old one, and then has nothing of it', async () => {
  const vault = new SecretVault(new FakeSecrets());
  await vault.keep(staging, { [jaasKey]: 'old', 'ssl.key.password': 'old' });
  const moved = { ...staging, bootstrapServers: 'other:9093' };
  const { secrets, questions } = await secretsOf(vault, moved);
  assert.deepEqual(secrets, {});
  assert.deepEqual(questions, [
    { kind: 'login', mechanism: 'SCRAM-SHA-512' },
    { kind: 'value', key: 'ssl.key.password', optional: false },
  ]);
  await vault.keep(moved, { [jaasKey]: 'new' });
  assert.deepEqual(await vault.read(moved), { [jaasKey]: 'new' });
  assert.deepEqual(await vault.read(staging), {});
});

test('a renamed profile takes its secrets along, a forgotten one leaves nothing', async () => {
  const store = new FakeSecrets();
  const vault = new SecretVault(store);
  await vault.keep(staging, { [jaasKey]: 'hunter2' });
  await vault.rename('staging', 'stage');
  assert.deepEqual(await vault.read({ ...staging, name: 'stage' }), { [jaasKey]: 'hunter2' });
  assert.deepEqual(await vault.read(staging), {});
  await vault.forget('stage');
  assert.equal(store.entries.size, 0);
});

test('an entry that cannot be read counts as none', async () => {
  const store = new FakeSecrets();
  const vault = new SecretVault(store);
  for (const text of ['', '{', 'null', '{"secrets":null}', '{"protocol":"SASL_SSL","secrets":{"a":1}}']) {
    store.entries.set('kafkaInspector.secrets/staging', text);
    assert.deepEqual(await vault.read(staging), {}, text);
  }
});

async function keysAsked(properties: Record<string, string>): Promise<readonly string[]> {
  return secretKeysOf(new SecretVault(new FakeSecrets()), withProperties(properties));
}

test('asked is what the protocol needs', async () => {
  const p12 = { 'ssl.keystore.location': 'k.p12', 'ssl.keystore.type': 'PKCS12' };
  assert.deepEqual(await keysAsked({}), []);
  assert.deepEqual(await keysAsked({ ...p12, 'security.protocol': 'PLAINTEXT' }), []);
  assert.deepEqual(await keysAsked({ ...p12, 'security.protocol': 'ssl' }), ['ssl.keystore.password']);
  assert.deepEqual(await keysAsked({ 'security.protocol': 'SSL', 'ssl.keystore.location': 'k.pem' }), []);
  assert.deepEqual(await keysAsked({ 'security.protocol': 'SASL_PLAINTEXT', 'sasl.mechanism': 'PLAIN' }), [jaasKey]);
});

test('secrets of a protocol that is used no more are not asked for', async () => {
  const vault = new SecretVault(new FakeSecrets());
  await vault.keep(staging, { [jaasKey]: 'x', 'ssl.key.password': 'x' });
  assert.deepEqual((await secretsOf(vault, withProperties({}))).questions, []);
});

test('OAUTHBEARER with a token endpoint asks for the client secret only', async () => {
  const vault = new SecretVault(new FakeSecrets());
  const profile = withProperties({
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': 'OAUTHBEARER',
    [tokenEndpoint]: 'https://login.example/token',
  });
  const { secrets, questions } = await secretsOf(vault, profile);
  assert.deepEqual(questions, [{ kind: 'value', key: clientSecretKey, optional: false }]);
  assert.match(secrets[jaasKey] ?? '', /OAuthBearerLoginModule required;$/);
});

test('the login is asked as user and password where the mechanism has them, else as its text', () => {
  assert.deepEqual(questionOf(staging, jaasKey), { kind: 'login', mechanism: 'SCRAM-SHA-512' });
  const kerberos = withProperties({ 'sasl.mechanism': 'GSSAPI' });
  assert.deepEqual(questionOf(kerberos, jaasKey), { kind: 'value', key: jaasKey, optional: false });
});

test('a login with quotes and backslashes is read by the engine as it was typed', () => {
  const [user, password] = ['al"ice', 'a\\b"c;=\'x'];
  const { name, options } = parseJaasConfig(jaasConfigOf('PLAIN', user, password));
  assert.equal(name, 'org.apache.kafka.common.security.plain.PlainLoginModule');
  assert.equal(options.get('username')?.reveal(), user);
  assert.equal(options.get('password')?.reveal(), password);
});
