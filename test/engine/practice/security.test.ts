import assert from 'node:assert/strict';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { Secret } from '../../../engine/common/secret.ts';
import { ApiVersions, Metadata } from '../../../engine/protocol/messages/index.ts';
import { SaslAuthenticate } from '../../../engine/protocol/messages/saslAuthenticate.ts';
import { SaslHandshake } from '../../../engine/protocol/messages/saslHandshake.ts';
import { practiceMechanisms } from '../../../engine/practice/security/practiceSecurity.ts';
import type { PracticeMechanism, PracticeSecurity } from '../../../engine/practice/security/practiceSecurity.ts';
import { OAuthBearerClient } from '../../../engine/security/sasl/oauthBearerClient.ts';
import { PlainClient } from '../../../engine/security/sasl/plainClient.ts';
import type { SaslClient } from '../../../engine/security/sasl/saslClient.ts';
import { ScramClient } from '../../../engine/security/sasl/scramClient.ts';
import type { TestClient } from './support/memoryNetwork.ts';
import { startTestCluster } from './support/testCluster.ts';
import type { TestCluster } from './support/testCluster.ts';

const security: PracticeSecurity = {
  protocol: 'SASL_PLAINTEXT',
  users: [
    { name: 'alice', password: 'secret-81' },
    { name: 'bob', password: 'secret-82' },
  ],
  mechanisms: practiceMechanisms,
  clientCertificates: false,
  maxReauthMs: 0,
};

function secured(t: TestContext, settings: Partial<PracticeSecurity> = {}): Promise<TestCluster> {
  return startTestCluster(t, { security: { ...security, ...settings } });
}

function token(claims: object, alg = 'none', signature = ''): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode({ alg })}.${encode(claims)}.${signature}`;
}

function saslClient(mechanism: PracticeMechanism, username: string, password: string, expSeconds: number): SaslClient {
  const secret = new Secret(password);
  if (mechanism === 'PLAIN') return new PlainClient(username, secret);
  if (mechanism === 'OAUTHBEARER') {
    const value = new Secret(password === 'secret-81' ? token({ sub: username, exp: expSeconds }) : password);
    return new OAuthBearerClient(() => Promise.resolve({ value, expiresAtMs: null }));
  }
  return new ScramClient({ mechanism, username, password: secret, tokenAuth: false });
}

/** Runs the exchange; the last answer of the broker. */
async function authenticate(
  client: TestClient,
  mechanism: PracticeMechanism,
  username: string,
  password: string,
  exp = 2e9,
) {
  const sasl = saslClient(mechanism, username, password, exp);
  assert.equal((await client.ask(SaslHandshake, 1, { mechanism })).errorCode, 0);
  let message: Buffer | null = await sasl.initialResponse();
  for (;;) {
    const answer = await client.ask(SaslAuthenticate, 2, { authBytes: message });
    if (answer.errorCode !== 0) return answer;
    message = await sasl.respond(answer.authBytes);
    if (message === null) return answer;
  }
}

const metadata = (client: TestClient) => client.ask(Metadata, 12, { topics: [], allowAutoTopicCreation: false });

for (const mechanism of practiceMechanisms) {
  test(`${mechanism}: who knows the secret comes in`, async t => {
    const cluster = await secured(t);
    const client = cluster.client(1);
    assert.equal((await client.ask(ApiVersions, 3, {})).errorCode, 0, 'versions are told to anybody');
    assert.equal((await authenticate(client, mechanism, 'alice', 'secret-81')).errorCode, 0);
    assert.equal((await metadata(client)).brokers.length, 3);
  });

  test(`206 ${mechanism}: who does not is told so, in words that tell no more, and the connection ends`, async t => {
    const cluster = await secured(t);
    for (const username of ['alice', 'mallory']) {
      if (mechanism === 'OAUTHBEARER' && username === 'alice') continue;
      const client = cluster.connect(1);
      const { errorCode, errorMessage } = await authenticate(client, mechanism, username, 'wrong-83');
      assert.equal(errorCode, 58);
      assert.match(errorMessage ?? '', /^Authentication failed/);
      assert.doesNotMatch(errorMessage ?? '', /secret-8|wrong-83/);
      assert.equal(client.closed, true);
    }
    assert.doesNotMatch(cluster.logged.join('\n'), /secret-8|wrong-83/);
    assert.match(
      cluster.logged.join('\n'),
      /warning: broker 1, client "test" test at SaslAuthenticate v\d: Authentication failed/,
    );
  });
}

test('206 before authentication anything but versions and SASL ends the connection', async t => {
  const cluster = await secured(t);
  await assert.rejects(metadata(cluster.connect(1)), /closed the connection/);
  assert.match(
    cluster.logged.at(-1) ?? '',
    /Metadata came before the client had authenticated: this is a SASL listener/,
  );
  const midway = cluster.connect(1);
  await midway.ask(SaslHandshake, 1, { mechanism: 'PLAIN' });
  await assert.rejects(metadata(midway), /closed the connection/);
});

test('206 a mechanism that is not enabled is answered with those that are', async t => {
  const cluster = await secured(t, { mechanisms: ['SCRAM-SHA-512'] });
  const answer = await cluster.client(1).ask(SaslHandshake, 1, { mechanism: 'PLAIN' });
  assert.deepEqual([answer.errorCode, answer.mechanisms], [33, ['SCRAM-SHA-512']]);
});

test('206 SASL on a listener without it', async t => {
  const cluster = await startTestCluster(t);
  const client = cluster.client(1);
  assert.equal((await client.ask(SaslHandshake, 1, { mechanism: 'PLAIN' })).errorCode, 34);
  assert.equal((await client.ask(SaslAuthenticate, 2, { authBytes: Buffer.alloc(0) })).errorCode, 34);
});

test('206 SaslAuthenticate without handshake, and garbage of every mechanism, are refused', async t => {
  const cluster = await secured(t);
  await assert.rejects(cluster.connect(1).ask(SaslAuthenticate, 2, { authBytes: Buffer.from('x') }));
  for (const mechanism of practiceMechanisms)
    for (const garbage of [Buffer.alloc(0), Buffer.from('\0\0'), Buffer.from('n,,'), Buffer.alloc(1000, 0xff)]) {
      const client = cluster.connect(1);
      await client.ask(SaslHandshake, 1, { mechanism });
      assert.equal((await client.ask(SaslAuthenticate, 2, { authBytes: garbage })).errorCode, 58);
    }
});

const badTokens: readonly (readonly [what: string, text: string, why: RegExp])[] = [
  ['a signed token', token({ sub: 'a', exp: 2e9 }, 'RS256', 'sig'), /unsigned tokens only/],
  ['a token of nobody', token({ exp: 2e9 }), /names nobody/],
  ['a token without end', token({ sub: 'a' }), /no claim exp/],
  ['a token that is over', token({ sub: 'a', exp: 1.6e9 }), /has expired/],
  ['no JWT', 'abc', /not a JWT/],
];
for (const [what, text, why] of badTokens)
  test(`206 OAUTHBEARER: ${what} is refused after the client has taken note`, async t => {
    const client = (await secured(t)).client(1);
    await client.ask(SaslHandshake, 1, { mechanism: 'OAUTHBEARER' });
    const first = await client.ask(SaslAuthenticate, 2, {
      authBytes: Buffer.from(`n,,\u0001auth=Bearer ${text}\u0001\u0001`),
    });
    assert.deepEqual([first.errorCode, String(first.authBytes)], [0, '{"status":"invalid_token"}']);
    const second = await client.ask(SaslAuthenticate, 2, { authBytes: Buffer.from('\u0001') });
    assert.equal(second.errorCode, 58);
    assert.match(second.errorMessage ?? '', why);
  });

test('208 a session that ends: told, renewed, and the connection ended if it is not', async t => {
  const cluster = await secured(t, { maxReauthMs: 10_000 });
  const client = cluster.client(1);
  assert.equal((await authenticate(client, 'PLAIN', 'alice', 'secret-81')).sessionLifetimeMs, 10_000n);
  cluster.clock.advance(9_000);
  await authenticate(client, 'PLAIN', 'alice', 'secret-81');
  cluster.clock.advance(9_000);
  await metadata(client);
  cluster.clock.advance(1_001);
  await assert.rejects(metadata(client), /closed the connection/);
  assert.match(cluster.logged.at(-1) ?? '', /after the session had ended without re-authentication/);
});

test('208 re-authentication as somebody else, or in another way, is refused', async t => {
  const cluster = await secured(t);
  const client = cluster.connect(1);
  await authenticate(client, 'PLAIN', 'alice', 'secret-81');
  const { errorCode, errorMessage } = await authenticate(client, 'PLAIN', 'bob', 'secret-82');
  assert.deepEqual(
    [errorCode, errorMessage],
    [58, 'Cannot change principals during re-authentication from User:alice to User:bob'],
  );
  const other = cluster.connect(1);
  await authenticate(other, 'PLAIN', 'alice', 'secret-81');
  assert.equal((await other.ask(SaslHandshake, 1, { mechanism: 'SCRAM-SHA-256' })).errorCode, 33);
});

test('a token that ends is told to the client', async t => {
  const cluster = await secured(t);
  const exp = cluster.clock.wallMilliseconds() / 1000 + 60;
  assert.equal(
    (await authenticate(cluster.client(1), 'OAUTHBEARER', 'alice', 'secret-81', exp)).sessionLifetimeMs,
    60_000n,
  );
});
