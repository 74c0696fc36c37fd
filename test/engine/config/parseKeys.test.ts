import assert from 'node:assert/strict';
import test from 'node:test';
import type { ConfigKey } from '../../../engine/config/configKey.ts';
import { keyWarnings, parseKeys } from '../../../engine/config/parseKeys.ts';
import type { ParsedKeys } from '../../../engine/config/parseKeys.ts';
import { allKeys } from '../../../engine/config/producerKeys.ts';

const parse = (properties: Record<string, string> = {}): ParsedKeys =>
  parseKeys({ 'bootstrap.servers': 'localhost:9092', ...properties });

function refuses(key: string, value: string, rule: RegExp): void {
  assert.throws(
    () => parse({ [key]: value }),
    (error: Error & { kind?: string }) => {
      assert.equal(error.kind, 'ConfigException');
      assert.ok(error.message.startsWith(`Invalid value ${value || "''"} for configuration ${key}: `), error.message);
      assert.match(error.message, rule);
      return true;
    },
    `${key}=${value}`,
  );
}

function takes(key: string, value: string): void {
  assert.doesNotThrow(() => parse({ [key]: value }), `${key}=${value}`);
}

const whole: Partial<Record<ConfigKey['type'], bigint>> = { SHORT: 2n ** 15n, INT: 2n ** 31n, LONG: 2n ** 63n };
const escape = (text: string): string => text.replace(/[.()[\]*+?]/g, '\\$&');

for (const key of allKeys)
  test(`${key.name} takes what Kafka says it takes, and refuses the rest with value, limit and default`, () => {
    const { name, type, valid } = key;
    const limit = whole[type];
    if (limit !== undefined) {
      for (const text of ['', 'ten', '1.5', '1e3', '0x10', '1_000', '--1'])
        refuses(name, text, new RegExp(`Not a number of type ${type}\\. .*\\(default ${key.default}\\)`));
      for (const beyond of [limit, -limit - 1n]) refuses(name, String(beyond), new RegExp(`number of type ${type}`));
    }
    if (type === 'DOUBLE')
      for (const text of ['', 'ten', '0,5', '0x1', '1e'])
        refuses(name, text, new RegExp(`type DOUBLE\\. .*\\(default ${escape(String(key.default))}\\)`));
    if (type === 'BOOLEAN') {
      for (const text of ['', 'yes', '1', 'tru']) refuses(name, text, /'true' or 'false' \(default (true|false)\)/);
      for (const text of ['TRUE', ' False ']) takes(name, text);
    }
    if (type === 'LIST') refuses(name, 'a,,b', /empty element/);
    if (valid?.kind === 'oneOf') {
      const rule = new RegExp(escape(valid.choices.join(', ')));
      for (const text of ['', 'neither', `${valid.choices[0]},`]) refuses(name, text, rule);
      for (const choice of valid.choices) takes(name, ` ${choice} `);
      const other = valid.choices.find(choice => choice !== choice.toUpperCase());
      if (!valid.ignoreCase && other !== undefined) refuses(name, other.toUpperCase(), rule);
      if (valid.ignoreCase) for (const choice of valid.choices) takes(name, choice.toLowerCase());
    }
    if (valid?.kind === 'range') {
      takes(name, String(valid.min));
      refuses(name, String(valid.min - 3), new RegExp(`${escape(String(valid.min))}.*\\(default`));
      if (valid.max === undefined) takes(name, String((limit as bigint) - 1n));
      else takes(name, String(valid.max));
      if (valid.max !== undefined && valid.max < 2147483647)
        refuses(name, String(valid.max + 1), new RegExp(`${valid.min} and ${escape(String(valid.max))}.*\\(default`));
      if (valid.or !== undefined) {
        takes(name, String(valid.or));
        refuses(name, '0', /or equal to -1/);
      }
    }
    if (valid?.kind === 'nonEmpty') refuses(name, ' ', /non-empty/);
    if (key.classes) {
      refuses(name, 'com.example.Mine', /RoundRobinPartitioner/);
      for (const known of key.classes) takes(name, known);
    }
  });

test('a LONG beyond 2^53 is as good as for ever', () => {
  assert.equal(parse({ 'max.block.ms': '9223372036854775807' }).maxBlockMs, Number.MAX_SAFE_INTEGER);
});

test('blanks around a value do not count', () => {
  assert.equal(parse({ 'linger.ms': ' 7 ' }).lingerMs, 7);
  assert.equal(parse({ 'client.id': ' a b ' }).clientId, 'a b');
  assert.equal(parse({ 'ssl.key.password': ' p ' }).sslKeyPassword?.reveal(), 'p');
  assert.equal(parse({ 'sasl.login.refresh.window.factor': ' 0.75d ' }).saslLoginRefreshWindowFactor, 0.75);
});

test('values have the type of their key, and null where nothing is set', () => {
  const values = parse({ 'security.protocol': 'sasl_ssl', 'ssl.cipher.suites': 'A, B', 'transactional.id': 'tx' });
  assert.equal(values.securityProtocol, 'SASL_SSL');
  assert.deepEqual(values.sslCipherSuites, ['A', 'B']);
  assert.deepEqual(values.sslEnabledProtocols, ['TLSv1.2', 'TLSv1.3']);
  assert.equal(values.transactionalId, 'tx');
  assert.equal(values.saslLoginConnectTimeoutMs, null);
  assert.equal(values.saslJaasConfig, null);
  assert.equal(values.sslEndpointIdentificationAlgorithm, 'https');
  assert.equal(parse({ 'ssl.endpoint.identification.algorithm': '' }).sslEndpointIdentificationAlgorithm, '');
});

test('a list drops duplicates with a warning; the first stays', () => {
  const properties = { 'bootstrap.servers': 'b:2, a:1 ,b:2', 'ssl.enabled.protocols': 'TLSv1.3' };
  assert.deepEqual(parse(properties).bootstrapServers, ['b:2', 'a:1']);
  assert.deepEqual(keyWarnings(properties), [
    'bootstrap.servers has duplicate values, of which the first counts: b:2.',
  ]);
});

test('a key that means something to a JVM only is named and explained, unless it says what is so anyway', () => {
  const set = (name: string, value: string): readonly string[] => keyWarnings({ [name]: value });
  for (const key of allKeys.filter(({ noEffect }) => noEffect !== undefined)) {
    const [warning, ...more] = set(key.name, key.type === 'BOOLEAN' ? String(key.default !== 'true') : '12');
    assert.match(warning ?? '', new RegExp(`^${escape(key.name)} has no effect here: .+\\.$`));
    assert.deepEqual(more, []);
    if (typeof key.default === 'string') assert.deepEqual(set(key.name, key.default), [], key.name);
  }
  assert.deepEqual(set('linger.ms', '12'), []);
});

test('warnings and refusals print no secret', () => {
  for (const key of allKeys.filter(({ type }) => type === 'PASSWORD')) {
    assert.doesNotMatch(keyWarnings({ [key.name]: 'hunter2' }).join(), /hunter2/);
    assert.doesNotMatch(JSON.stringify(parse({ [key.name]: 'hunter2' })), /hunter2/, key.name);
  }
});
