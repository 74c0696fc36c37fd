import assert from 'node:assert/strict';
import test from 'node:test';
import { parseBootstrapServers } from '../../../extension/connections/bootstrapServers.ts';
import {
  checkProperties,
  formatInlineProperties,
  importProperties,
  parseInlineProperties,
  propertiesFromSetting,
  splitSecurity,
} from '../../../extension/connections/producerProperties.ts';
import { checkName, checkProfile, parseProfiles } from '../../../extension/connections/profile.ts';
import { parsePropertiesFile } from '../../../engine/config/propertiesFile.ts';
import { t } from '../support/words.ts';

function checkServers(text: string, expected: string | RegExp): void {
  test(`bootstrap servers '${text}'`, () => {
    const parsed = parseBootstrapServers(text, t);
    if (typeof expected === 'string') assert.equal(parsed.ok && parsed.text, expected);
    else assert.match(parsed.ok ? parsed.text : parsed.message, expected);
  });
}

checkServers('localhost:9092', 'localhost:9092');
checkServers(' a:1 , b:2,', 'a:1,b:2');
checkServers('a:1,a:1', 'a:1');
checkServers('[::1]:9092', '[::1]:9092');
checkServers('10.0.0.1:9092', '10.0.0.1:9092');
checkServers('kafka_1.staging-eu.example:65535', 'kafka_1.staging-eu.example:65535');
checkServers('', /at least one broker/);
checkServers(',', /at least one broker/);
checkServers('localhost', /'localhost' has no port/);
checkServers('::1:9092', /IPv6 address stands in brackets/);
checkServers(':9092', /has no host/);
checkServers('a:0', /'0' is not a port: a whole number from 1 to 65535/);
checkServers('a:65536', /'65536' is not a port/);
checkServers('a:90x', /'90x' is not a port/);
checkServers('PLAINTEXT://a:9092', /starts with 'PLAINTEXT:\/\/'/);
checkServers('a b:9092', /'a b' is not a host name/);
checkServers('-a:9092', /is not a host name/);

test('import parts plain keys from secrets, and leaves out classes with the reason', () => {
  const entries = parsePropertiesFile(
    'bootstrap.servers=a:1\nacks=1\nkey.serializer=org.X\nsasl.jaas.config=x required password="p";\nssl.key.password=p\nssl.keystore.key=k\nconfig.providers=file\nconfig.providers.file.class=org.X\npartitioner.class=org.apache.kafka.clients.producer.RoundRobinPartitioner',
  );
  const { bootstrapServers, properties, secrets, leftOut } = importProperties(entries, t);
  assert.equal(bootstrapServers, 'a:1');
  assert.deepEqual(properties, {
    acks: '1',
    'partitioner.class': 'org.apache.kafka.clients.producer.RoundRobinPartitioner',
  });
  assert.deepEqual(
    leftOut.map(({ key }) => key),
    ['key.serializer', 'config.providers', 'config.providers.file.class'],
  );
  assert.deepEqual(secrets, {
    'sasl.jaas.config': 'x required password="p";',
    'ssl.key.password': 'p',
    'ssl.keystore.key': 'k',
  });
  assert.doesNotMatch(JSON.stringify([leftOut, properties]), /required/);
});

test('a file with __proto__ as a key makes an own property only', () => {
  const { properties } = importProperties(parsePropertiesFile('__proto__=1'), t);
  assert.equal(Object.getPrototypeOf(properties), Object.prototype);
});

test('a profile may say how it is secured; what holds for all connections may not', () => {
  const properties = { 'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'PLAIN' };
  const profile = { name: 'a', bootstrapServers: 'h:1', properties };
  assert.equal(checkProfile(profile, { acks: '1' }, t), null);
  for (const key of ['ssl.endpoint.identification.algorithm', 'sasl.oauthbearer.token.endpoint.url', 'ssl.unknown'])
    assert.match(checkProfile(profile, { [key]: 'x' }, t) ?? '', new RegExp(`^${key} stands in .*Move it there`));
});

test('a mechanism that cannot be used is refused before its password is asked for', () => {
  const profile = { name: 'a', bootstrapServers: 'h:1', properties: { 'security.protocol': 'sasl_ssl' } };
  assert.match(checkProfile(profile, {}, t) ?? '', /'GSSAPI'.*Choose SCRAM-SHA-512, SCRAM-SHA-256, PLAIN, OAUTHBEARER/);
});

test('security and producer properties are parted', () => {
  const { security, producer } = splitSecurity({ 'ssl.truststore.type': 'PEM', acks: '1', 'security.protocol': 'SSL' });
  assert.deepEqual(security, { 'ssl.truststore.type': 'PEM', 'security.protocol': 'SSL' });
  assert.deepEqual(producer, { acks: '1' });
});

test('secrets and misplaced keys are refused by name, without their value', () => {
  const message = checkProperties({ 'sasl.jaas.config': 'hunter2' }, t) ?? '';
  assert.match(message, /sasl\.jaas\.config is a secret/);
  assert.doesNotMatch(message, /hunter2/);
  assert.match(checkProperties({ 'bootstrap.servers': 'a:1' }, t) ?? '', /field of its own/);
  assert.match(checkProperties({ 'linger ms': '1' }, t) ?? '', /not a property name/);
});

test('inline properties: commas part, quotes hold', () => {
  const parsed = parseInlineProperties(' acks=all, x="1,2" ,, linger.ms = 5 ', t);
  assert.deepEqual(parsed, { properties: { acks: 'all', x: '1,2', 'linger.ms': '5' } });
  assert.equal(formatInlineProperties({ acks: 'all', x: '1,2' }), 'acks=all, x="1,2"');
  assert.match(JSON.stringify(parseInlineProperties('acks', t)), /'acks' is not key=value/);
});

test('settings of other types become text, or are left out', () => {
  assert.deepEqual(propertiesFromSetting({ a: 1, b: true, c: 'x', d: null, e: [1] }), { a: '1', b: 'true', c: 'x' });
  assert.deepEqual(propertiesFromSetting([1]), {});
  assert.deepEqual(propertiesFromSetting(undefined), {});
});

test('profiles edited by hand: the good ones count, each bad one is named', () => {
  const { profiles, problems } = parseProfiles(
    [
      { name: 'a', bootstrapServers: 'h:1', properties: { acks: 1 } },
      { name: 'A', bootstrapServers: 'h:1' },
      { name: 'b', bootstrapServers: 'h' },
      { name: 'practice', bootstrapServers: 'h:1' },
      { bootstrapServers: 'h:1' },
      'x',
    ],
    t,
  );
  assert.deepEqual(profiles, [{ name: 'a', bootstrapServers: 'h:1', properties: { acks: '1' } }]);
  assert.equal(problems.length, 5);
  assert.match(problems[0] ?? '', /Connection 2 in the settings: A connection 'A' exists already/);
  assert.match(problems[1] ?? '', /Connection 3 .*'h' has no port/);
});

test('a setting that is no list is one problem', () => {
  assert.match(parseProfiles('x', t).problems[0] ?? '', /is not a list/);
  assert.deepEqual(parseProfiles(undefined, t), { profiles: [], problems: [] });
});

test('names: empty, long, taken, reserved', () => {
  assert.equal(checkName('staging', [], t), null);
  assert.match(checkName(' ', [], t) ?? '', /Enter a name/);
  assert.match(checkName('x'.repeat(61), [], t) ?? '', /61 characters; 60 is the limit/);
  assert.match(checkName('Practice', [], t) ?? '', /practice cluster's name/);
});

test('a profile is checked together with the default properties', () => {
  const profile = { name: 'a', bootstrapServers: 'h:1', properties: {} };
  assert.equal(checkProfile(profile, {}, t), null);
  assert.match(checkProfile(profile, { 'ssl.key.password': 'x' }, t) ?? '', /belongs to a connection/);
});
