// Files of certificates and keys become Java's keys.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { parseSecurityConfig } from '../../../engine/security/parseSecurityConfig.ts';
import { storeProperties } from '../../../extension/connections/tlsStores.ts';
import type { StoreProperties } from '../../../extension/connections/tlsStores.ts';
import { t } from '../support/words.ts';

const stores = path.resolve(import.meta.dirname, '../../engine/security/stores');
const picked = (name: string) => {
  const file = path.join(stores, name);
  return { path: file, bytes: new Uint8Array(readFileSync(file)) };
};
const text = (name: string, content: string) => ({ path: name, bytes: new TextEncoder().encode(content) });
const certificate = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n';
const key = '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n';

function taken(store: StoreProperties): Extract<StoreProperties, { properties: unknown }> {
  assert.ok('properties' in store, JSON.stringify(store));
  return store;
}

test('a PEM authority is named by its path, and the engine takes it', () => {
  const { properties, secrets } = taken(storeProperties('truststore', [picked('authority.pem')], t));
  assert.deepEqual(secrets, {});
  const config = parseSecurityConfig({ 'security.protocol': 'SSL', ...properties });
  assert.equal(config.tls?.trusted?.length, 1);
});

test('a PKCS#12 store is one with a password to be asked for', () => {
  assert.deepEqual(storeProperties('keystore', [picked('openssl-key.p12')], t), {
    properties: { 'ssl.keystore.location': path.join(stores, 'openssl-key.p12'), 'ssl.keystore.type': 'PKCS12' },
    secrets: { 'ssl.keystore.password': '' },
  });
});

test('certificate and key in two files: the key goes to the secrets, in whichever order they come', () => {
  for (const files of [
    [text('c.pem', certificate), text('k.pem', key)],
    [text('k.pem', key), text('c.pem', certificate)],
  ])
    assert.deepEqual(storeProperties('keystore', files, t), {
      properties: { 'ssl.keystore.type': 'PEM', 'ssl.keystore.certificate.chain': certificate },
      secrets: { 'ssl.keystore.key': key },
    });
});

test('an encrypted key has a password to be asked for', () => {
  const encrypted = key.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE');
  const { secrets } = taken(storeProperties('keystore', [text('both.pem', certificate + encrypted)], t));
  assert.deepEqual(secrets, { 'ssl.key.password': '' });
});

test('files that cannot be used are refused with what to do', () => {
  const problem = (kind: 'truststore' | 'keystore', ...files: ReturnType<typeof text>[]): string => {
    const store = storeProperties(kind, files, t);
    return 'problem' in store ? store.problem : 'taken';
  };
  assert.match(problem('truststore', picked('trust.jks')), /JKS file.*keytool -importkeystore/);
  assert.match(problem('keystore', text('c.pem', certificate)), /needs the certificate and its key; choose both/);
  assert.match(problem('truststore', text('k.pem', key)), /no certificate in it/);
  assert.match(problem('keystore', text('a.pem', key), text('b.pem', key)), /One of the two files/);
  assert.match(problem('keystore', text('a', ''), text('b', ''), text('c', '')), /Choose one file, or two/);
  const large = { path: 'large.pem', bytes: new Uint8Array(1_048_577) };
  assert.match(problem('truststore', large), /has 1048577 bytes; 1048576 is the limit/);
});
