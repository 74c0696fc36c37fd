import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { inspect } from 'node:util';
import { Secret } from '../../../engine/common/secret.ts';
import { parseSecurityConfig } from '../../../engine/security/parseSecurityConfig.ts';
import type { SaslConfig, TlsConfig } from '../../../engine/security/securityConfig.ts';
import { plaintext } from '../../../engine/security/securityConfig.ts';

type Properties = Readonly<Record<string, string | Secret>>;

const stores = path.join(import.meta.dirname, 'stores');
const store = (name: string): string => path.join(stores, name);
const text = (name: string): string => readFileSync(store(name), 'utf8');
const password = 'store-pass';

function tls(properties: Properties): TlsConfig {
  const { tls: config } = parseSecurityConfig({ 'security.protocol': 'SSL', ...properties });
  assert.ok(config);
  return config;
}

function sasl(properties: Properties): SaslConfig {
  const { sasl: config } = parseSecurityConfig({ 'security.protocol': 'SASL_PLAINTEXT', ...properties });
  assert.ok(config);
  return config;
}

test('without security.protocol nothing else is looked at', () => {
  assert.deepEqual(
    parseSecurityConfig({ 'ssl.truststore.location': '/nowhere', 'sasl.mechanism': 'GSSAPI' }),
    plaintext,
  );
});

test("TLS with Java's defaults", () => {
  assert.deepEqual(tls({}), {
    trusted: null,
    identity: null,
    verifyHostName: true,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    cipherSuites: [],
  });
});

test('host name check, versions and cipher suites', () => {
  const config = tls({
    'ssl.endpoint.identification.algorithm': '',
    'ssl.enabled.protocols': 'TLSv1.3',
    'ssl.cipher.suites': 'TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384',
  });
  assert.deepEqual(
    [config.verifyHostName, config.minVersion, config.maxVersion, config.cipherSuites],
    [false, 'TLSv1.3', 'TLSv1.3', ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384']],
  );
});

for (const [what, name, given] of [
  [
    'keytool',
    'keytool-trust.p12',
    { 'ssl.truststore.type': 'PKCS12', 'ssl.truststore.password': new Secret(password) },
  ],
  ['keytool, under its default type name', 'keytool-trust.p12', { 'ssl.truststore.password': password }],
  ['openssl, without any password', 'plain-trust.p12', { 'ssl.truststore.type': 'PKCS12' }],
  ['a PEM file', 'authority.pem', { 'ssl.truststore.type': 'PEM' }],
] as const)
  test(`203 a trust store of ${what}`, () => {
    const { trusted } = tls({ 'ssl.truststore.location': store(name), ...given });
    assert.deepEqual(
      trusted?.map(pem => new X509Certificate(pem).subject),
      ['CN=Stores CA'],
    );
  });

for (const name of ['openssl-key.p12', 'keytool-key.p12', '3des-key.p12', 'encrypted-key.pem'])
  test(`203 a key store: ${name}`, () => {
    const pem = name.endsWith('.pem');
    const { identity } = tls({
      'ssl.keystore.location': store(name),
      'ssl.keystore.type': pem ? 'PEM' : 'PKCS12',
      [pem ? 'ssl.key.password' : 'ssl.keystore.password']: password,
    });
    const [own, ca] = (identity?.certificateChain ?? []).map(certificate => new X509Certificate(certificate));
    assert.deepEqual([own?.subject, ca?.subject], ['CN=alice', 'CN=Stores CA'], 'ours first, then who vouches for it');
    assert.ok(own?.checkPrivateKey(createPrivateKey(identity?.privateKey.reveal() ?? '')));
  });

const pemType = { 'ssl.truststore.type': 'PEM', 'ssl.keystore.type': 'PEM' };
const wrongTls: readonly (readonly [what: string, properties: Properties, why: RegExp])[] = [
  [
    'a protocol nobody knows',
    { 'security.protocol': 'TLS' },
    /TLS for configuration security\.protocol: it must be one of PLAINTEXT, SSL/,
  ],
  ['a missing file', { 'ssl.truststore.location': '/no/such.p12' }, /\/no\/such\.p12.*cannot be read \(ENOENT\)/],
  ['a JKS file', { 'ssl.truststore.location': store('trust.jks') }, /JKS file.*keytool -importkeystore.*PKCS12/],
  ['a PEM file as PKCS12', { 'ssl.truststore.location': store('authority.pem') }, /set ssl\.truststore\.type=PEM/],
  [
    'an outdated encryption',
    { 'ssl.keystore.location': store('rc2-key.p12'), 'ssl.keystore.password': password },
    /does not offer \(cipher 1\.2\.840\.113549\.1\.12\.1\.6\).*convert it to PEM/,
  ],
  [
    'a wrong store password',
    { 'ssl.keystore.location': store('openssl-key.p12'), 'ssl.keystore.password': 'topsecret' },
    /\[hidden\] for configuration ssl\.keystore\.password: it does not open/,
  ],
  [
    'no store password',
    { 'ssl.keystore.location': store('openssl-key.p12') },
    /ssl\.keystore\.password: the file is encrypted/,
  ],
  ['a password without a store', { 'ssl.truststore.password': 'topsecret' }, /set ssl\.truststore\.location/],
  [
    'something else than a store',
    { 'ssl.truststore.location': store('../jaasConfig.test.ts') },
    /cannot be read as PKCS#12/,
  ],
  [
    'a key store without a key',
    { 'ssl.keystore.location': store('keytool-trust.p12'), 'ssl.keystore.password': password },
    /no private key in it/,
  ],
  [
    'a wrong key password',
    { ...pemType, 'ssl.keystore.location': store('encrypted-key.pem'), 'ssl.key.password': 'topsecret' },
    /cannot be decrypted; check ssl\.key\.password/,
  ],
  [
    'no key password',
    { ...pemType, 'ssl.keystore.location': store('encrypted-key.pem') },
    /is encrypted; set ssl\.key\.password/,
  ],
  [
    'a store password for PEM',
    { ...pemType, 'ssl.keystore.location': store('encrypted-key.pem'), 'ssl.keystore.password': 'topsecret' },
    /a PEM file has no store password/,
  ],
  [
    'certificates without the type',
    { 'ssl.truststore.certificates': text('authority.pem') },
    /ssl\.truststore\.certificates needs the type PEM/,
  ],
  [
    'certificates twice',
    { ...pemType, 'ssl.truststore.certificates': text('authority.pem'), 'ssl.truststore.location': 'x' },
    /remove one of them/,
  ],
  ['no certificate in PEM', { ...pemType, 'ssl.truststore.certificates': 'topsecret' }, /has no certificate/],
  [
    'a damaged certificate',
    { ...pemType, 'ssl.truststore.certificates': text('authority.pem').replace('M', '!') },
    /certificate 1 in it is damaged/,
  ],
  [
    'a chain without its key',
    { ...pemType, 'ssl.keystore.certificate.chain': text('alice.pem') },
    /ssl\.keystore\.key.*set both/,
  ],
  [
    'a key without its chain',
    { ...pemType, 'ssl.keystore.key': 'topsecret' },
    /ssl\.keystore\.certificate\.chain.*set both/,
  ],
  [
    'a key of somebody else',
    {
      ...pemType,
      'ssl.keystore.certificate.chain': text('authority.pem'),
      'ssl.keystore.key': text('encrypted-key.pem'),
      'ssl.key.password': password,
    },
    /none of its certificates belongs/,
  ],
  ['another identification', { 'ssl.endpoint.identification.algorithm': 'LDAPS' }, /LDAPS.*must be https, or empty/],
  ['a version nobody knows', { 'ssl.enabled.protocols': 'TLSv1.2,SSLv3' }, /SSLv3.*TLSv1\.2, TLSv1\.3/],
  ['versions with a gap', { 'ssl.enabled.protocols': 'TLSv1.1,TLSv1.3' }, /follow each other/],
];
for (const [what, properties, why] of wrongTls)
  test(`203 207 ${what} is refused with its key and what to do`, () => {
    assert.throws(
      () => tls(properties),
      (error: Error) => {
        assert.match(error.message, why);
        return error.name === 'ConfigException' && !error.message.includes('topsecret');
      },
    );
  });

const security = 'org.apache.kafka.common.security';
const user = 'required username="alice" password="topsecret";';

test('PLAIN and SCRAM', () => {
  const plain = sasl({ 'sasl.mechanism': 'PLAIN', 'sasl.jaas.config': `${security}.plain.PlainLoginModule ${user}` });
  assert.ok(plain.mechanism === 'PLAIN' && plain.username === 'alice' && plain.password.reveal() === 'topsecret');
  const scram = sasl({
    'sasl.mechanism': 'SCRAM-SHA-512',
    'sasl.jaas.config': new Secret(`${security}.scram.ScramLoginModule required tokenauth=true username=a password=b;`),
  });
  assert.ok(scram.mechanism === 'SCRAM-SHA-512' && scram.tokenAuth && scram.username === 'a');
  assert.doesNotMatch(inspect([plain, scram], { depth: 9 }) + JSON.stringify([plain, scram]), /topsecret/);
});

test('OAUTHBEARER: a token of our own making, from a file, or from an endpoint', () => {
  const oauth = (options: string, properties: Properties = {}) => {
    const module = `${security}.oauthbearer.OAuthBearerLoginModule required ${options};`;
    const config = sasl({ 'sasl.mechanism': 'OAUTHBEARER', 'sasl.jaas.config': module, ...properties });
    assert.ok(config.mechanism === 'OAUTHBEARER');
    return config.login;
  };
  assert.deepEqual(
    oauth(
      'unsecuredLoginStringClaim_sub="alice" unsecuredLoginNumberClaim_n="7" unsecuredLoginListClaim_l=",a,b" unsecuredLoginExtension_team="x"',
    ),
    {
      kind: 'unsecured',
      claims: { sub: 'alice', n: 7, l: ['a', 'b'] },
      lifetimeSeconds: 3600,
      extensions: new Map([['team', 'x']]),
    },
  );
  const file = oauth('', { 'sasl.oauthbearer.token.endpoint.url': 'file:///tokens/one' });
  assert.deepEqual(file, { kind: 'file', path: '/tokens/one', extensions: new Map() });
  const endpoint = oauth('clientId="me" clientSecret="topsecret" extension_team="x"', {
    'sasl.oauthbearer.token.endpoint.url': 'http://127.0.0.1:1/token',
    'sasl.oauthbearer.scope': 'kafka',
    'sasl.login.read.timeout.ms': '500',
  });
  assert.ok(endpoint.kind === 'clientCredentials');
  assert.deepEqual(
    [endpoint.clientId, endpoint.clientSecret.reveal(), endpoint.scope, endpoint.readTimeoutMs, endpoint.extensions],
    ['me', 'topsecret', 'kafka', 500, new Map([['team', 'x']])],
  );
  const byKeys = oauth('', {
    'sasl.oauthbearer.token.endpoint.url': 'http://127.0.0.1:1/token',
    'sasl.oauthbearer.client.credentials.client.id': 'me',
    'sasl.oauthbearer.client.credentials.client.secret': new Secret('topsecret'),
  });
  assert.ok(byKeys.kind === 'clientCredentials' && byKeys.clientSecret.reveal() === 'topsecret');
});

const oauthModule = `${security}.oauthbearer.OAuthBearerLoginModule`;
const wrongSasl: readonly (readonly [what: string, properties: Properties, why: RegExp])[] = [
  ['GSSAPI, the default', {}, /GSSAPI.*Kerberos.*choose one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER/],
  ['a mechanism nobody knows', { 'sasl.mechanism': 'DIGEST-MD5' }, /DIGEST-MD5.*must be one of PLAIN/],
  ['no login module', { 'sasl.mechanism': 'PLAIN' }, /sasl\.jaas\.config: SASL needs it; set it to .*PlainLoginModule/],
  [
    "another mechanism's module",
    { 'sasl.mechanism': 'PLAIN', 'sasl.jaas.config': `${security}.scram.ScramLoginModule ${user}` },
    /needs the login module .*PlainLoginModule/,
  ],
  [
    'no password',
    {
      'sasl.mechanism': 'PLAIN',
      'sasl.jaas.config': `${security}.plain.PlainLoginModule required username="topsecret";`,
    },
    /no password; add password=/,
  ],
  [
    'no token',
    { 'sasl.mechanism': 'OAUTHBEARER', 'sasl.jaas.config': `${oauthModule} required;` },
    /no token for OAUTHBEARER; set sasl\.oauthbearer\.token\.endpoint\.url/,
  ],
  [
    'no client secret',
    {
      'sasl.mechanism': 'OAUTHBEARER',
      'sasl.jaas.config': `${oauthModule} required clientId="topsecret";`,
      'sasl.oauthbearer.token.endpoint.url': 'https://x/',
    },
    /client credentials; set/,
  ],
  [
    'a signed assertion',
    {
      'sasl.mechanism': 'OAUTHBEARER',
      'sasl.jaas.config': `${oauthModule} required;`,
      'sasl.oauthbearer.token.endpoint.url': 'https://x/',
      'sasl.oauthbearer.assertion.private.key.file': '/keys/one.pem',
    },
    /one\.pem for configuration sasl\.oauthbearer\.assertion\.private\.key\.file: .*not supported/,
  ],
  [
    'an endpoint that is no URL',
    {
      'sasl.mechanism': 'OAUTHBEARER',
      'sasl.jaas.config': `${oauthModule} required;`,
      'sasl.oauthbearer.token.endpoint.url': 'ftp://x/',
    },
    /ftp:\/\/x\/.*must be an https/,
  ],
  [
    'credentials in the URL',
    {
      'sasl.mechanism': 'OAUTHBEARER',
      'sasl.jaas.config': `${oauthModule} required;`,
      'sasl.oauthbearer.token.endpoint.url': 'https://me:topsecret@x/',
    },
    /has credentials in it/,
  ],
];
for (const [what, properties, why] of wrongSasl)
  test(`206 207 ${what} is refused with its key and what to do`, () => {
    assert.throws(
      () => sasl(properties),
      (error: Error) => {
        assert.match(error.message, why);
        return error.name === 'ConfigException' && !error.message.includes('topsecret');
      },
    );
  });
