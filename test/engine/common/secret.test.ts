import assert from 'node:assert/strict';
import test from 'node:test';
import { format, inspect } from 'node:util';
import { Secret, shownInError } from '../../../engine/common/secret.ts';

const password = 'correct horse battery staple';
const secret = new Secret(password);

void test('a secret is shown as [hidden] by everything that prints', () => {
  for (const shown of [
    String(secret),
    `${secret.toString()}`,
    JSON.stringify({ secret }),
    inspect({ deep: { secret } }, { depth: 9, showHidden: true, getters: true }),
    inspect(secret, { customInspect: false, showHidden: true }),
    format('%s %o %O %j', secret, secret, secret, secret),
    String(new Error('refused', { cause: secret }).cause),
  ]) {
    assert.ok(!shown.includes('horse'), shown);
  }
  assert.equal(String(secret), '[hidden]');
  assert.equal(JSON.stringify({ secret }), '{"secret":"[hidden]"}');
  assert.equal(inspect({ secret }), '{ secret: [hidden] }');
});

void test('a secret has no property to enumerate, copy or send to a worker', () => {
  assert.deepEqual(Object.keys(secret), []);
  assert.deepEqual({ ...secret }, {});
  assert.deepEqual(structuredClone(secret), {});
});

void test('a secret gives its text to who asks for it, and compares by it', () => {
  assert.equal(secret.reveal(), password);
  assert.ok(secret.equals(new Secret(password)));
  assert.ok(!secret.equals(new Secret('other')));
});

test('207 a value that sets a password is not repeated in an error: two lines that ran together', () => {
  for (const value of [
    'PLAINsasl.jaas.config=Module required;',
    'a ssl.key.password: b',
    'x password="p"',
    'client secret = s',
  ])
    assert.equal(shownInError(value), '[hidden]', value);
  for (const value of ['/home/me/secrets/trust.p12', 'SCRAM-SHA-1', 'password'])
    assert.equal(shownInError(value), value);
  assert.equal(shownInError(''), "''");
});
