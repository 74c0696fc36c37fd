import assert from 'node:assert/strict';
import test from 'node:test';
import type { ClientMeter } from '../../../engine/client/clientMeter.ts';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { Secret } from '../../../engine/common/secret.ts';
import { ApiKeys } from '../../../engine/protocol/apiKeys.ts';
import { ApiVersions } from '../../../engine/protocol/messages/apiVersions.ts';
import { Produce } from '../../../engine/protocol/messages/produce.ts';
import { SaslAuthenticate } from '../../../engine/protocol/messages/saslAuthenticate.ts';
import { SaslHandshake } from '../../../engine/protocol/messages/saslHandshake.ts';
import { PlainClient } from '../../../engine/security/sasl/plainClient.ts';
import type { SaslClient } from '../../../engine/security/sasl/saslClient.ts';
import { saslFailure } from '../../../engine/security/sasl/saslClient.ts';
import { ClientBench, emptyAnswer, versions } from './clientBench.ts';

const password = 'canary-9138';
const withSasl = versions([0, 0, 13], [3, 0, 13], [17, 0, 1], [18, 0, 5], [22, 0, 5], [36, 0, 2]);
const ok = { errorCode: 0, errorMessage: null, authBytes: Buffer.alloc(0), sessionLifetimeMs: 0n };

function bench(
  newClient: () => SaslClient = () => new PlainClient('alice', new Secret(password)),
  options: { readonly meter?: ClientMeter } = {},
): ClientBench {
  const made = new ClientBench({ sasl: { mechanism: 'PLAIN', newClient }, ...options });
  made.know([1]);
  return made;
}

/** A poll, and what promises do before the next one. */
async function turn(client: ClientBench): Promise<void> {
  await client.poll();
  await new Promise(resolve => setImmediate(resolve));
  await client.poll();
}

async function shakeHands(client: ClientBench): Promise<void> {
  await client.dial(1);
  client.respond(1, ApiVersions, withSasl, { layout: 0 });
  await turn(client);
  client.respond(1, SaslHandshake, { errorCode: 0, mechanisms: ['PLAIN'] });
  await turn(client);
}

async function authenticate(client: ClientBench, sessionLifetimeMs = 0n): Promise<void> {
  await shakeHands(client);
  client.respond(1, SaslAuthenticate, { ...ok, sessionLifetimeMs });
  await turn(client);
  client.respond(1, ApiVersions, withSasl);
  await turn(client);
  assert.equal(client.client.isReady(1, client.nowMs), true);
}

const asked = (client: ClientBench): (readonly [string, number])[] =>
  client.selector.sends.map(({ request }) => [request.api.name, request.header.apiVersion] as const);
const state = (client: ClientBench): string | undefined => client.client.connections.get(1)?.state;

test('206 versions, mechanism, credentials, and only then the first request of the client', async () => {
  const meter = notingMeter();
  const client = bench(undefined, { meter });
  await client.dial(1);
  assert.equal(state(client), 'connecting', 'as in Java: the set-up time-out covers authentication');
  client.respond(1, ApiVersions, withSasl, { layout: 0 });
  await turn(client);
  client.respond(1, SaslHandshake, { errorCode: 0, mechanisms: ['PLAIN', 'OTHER'] });
  await turn(client);
  const [sent] = client.unanswered(1);
  assert.ok(sent?.request.key === ApiKeys.SASL_AUTHENTICATE);
  assert.equal(String(sent.request.body.authBytes), `\0alice\0${password}`);
  assert.equal(state(client), 'connecting');
  client.respond(1, SaslAuthenticate, ok);
  await turn(client);
  assert.equal(state(client), 'checkingApiVersions');
  assert.equal(meter.traffic.length, 0, 'nothing of it is in the metrics of requests');
  client.respond(1, ApiVersions, withSasl);
  await turn(client);
  assert.equal(state(client), 'ready');
  assert.deepEqual(
    meter.traffic.map(each => each.replace(/^\d+ B/, 'bytes')),
    ['bytes to 1', 'bytes from 1'],
  );
  assert.deepEqual(asked(client), [
    ['ApiVersions', 0],
    ['SaslHandshake', 1],
    ['SaslAuthenticate', 2],
    ['ApiVersions', 5],
  ]);
});

test('184 206 a refused password: the broker says why, metadata waiters hear it, the next try comes late', async () => {
  const client = bench();
  const heard: (KafkaError | null)[] = [];
  client.metadata.onChange = () => heard.push(client.metadata.takeErrorFor('orders'));
  await shakeHands(client);
  client.respond(1, SaslAuthenticate, {
    ...ok,
    errorCode: 58,
    errorMessage: 'Authentication failed:\u202e Invalid username or password\n',
  });
  await turn(client);
  assert.equal(state(client), 'authenticationFailed');
  const error = client.client.authenticationFailure(client.nowMs);
  assert.equal(error?.kind, 'SaslAuthenticationException');
  assert.equal(
    error.message,
    'Authentication at broker-1 with SASL PLAIN failed: Authentication failed:  Invalid username or password. Check sasl.jaas.config, and that the broker knows this user for this mechanism.',
  );
  assert.deepEqual(heard, [error]);
  assert.equal(client.metadata.takeErrorFor('orders'), null, 'told once');
  assert.deepEqual(client.selector.closes, ['1']);
  const { nowMs } = client;
  assert.equal(client.client.connections.canConnect(1, nowMs + 99), false, 'twice the backoff of another end');
  assert.equal(client.client.connections.canConnect(1, nowMs + 100), true);
});

test('206 a mechanism the broker does not offer, and a listener without SASL', async () => {
  for (const [code, kind, text] of [
    [33, 'UnsupportedSaslMechanismException', /offers SCRAM-SHA-512, GSSAPI/],
    [34, 'IllegalSaslStateException', /not a SASL one.*security\.protocol/],
  ] as const) {
    const client = bench();
    await client.dial(1);
    client.respond(1, ApiVersions, withSasl, { layout: 0 });
    await turn(client);
    client.respond(1, SaslHandshake, { errorCode: code, mechanisms: ['SCRAM-SHA-512', 'GSSAPI'] });
    await turn(client);
    assert.equal(client.client.authenticationFailure(client.nowMs)?.kind, kind);
    assert.match(client.client.authenticationFailure(client.nowMs)?.message ?? '', text);
  }
});

test('206 a broker from before SaslAuthenticate is named', async () => {
  const client = bench();
  await client.dial(1);
  client.respond(1, ApiVersions, versions([17, 0, 1], [18, 0, 0]), { layout: 0 });
  await turn(client);
  assert.match(client.client.authenticationFailure(client.nowMs)?.message ?? '', /does not support SaslAuthenticate/);
});

test('206 what fails on our side ends the connection: a broker that goes on after PLAIN, a token that cannot be had', async () => {
  const client = bench();
  await shakeHands(client);
  client.respond(1, SaslAuthenticate, { ...ok, authBytes: Buffer.from('more') });
  await turn(client);
  assert.match(client.client.authenticationFailure(client.nowMs)?.message ?? '', /sent 4 bytes more/);

  const tokenless = bench(() => ({
    initialResponse: () => Promise.reject(saslFailure('the token endpoint answered 401')),
    respond: () => Promise.resolve(null),
  }));
  await shakeHands(tokenless);
  assert.match(tokenless.client.authenticationFailure(client.nowMs)?.message ?? '', /token endpoint answered 401/);
});

test('205 a connection that ends, or is too slow, during authentication says where', async () => {
  const closed = bench();
  await shakeHands(closed);
  closed.selector.deliverDisconnected('1');
  await turn(closed);
  assert.equal(state(closed), 'disconnected', 'another try may go better');
  assert.match(
    closed.client.connections.get(1)?.lastDisconnection?.reason ?? '',
    /SASL PLAIN, waiting for the answer to SaslAuthenticate/,
  );

  const slow = bench(() => ({
    initialResponse: () => new Promise(() => undefined),
    respond: () => Promise.resolve(null),
  }));
  await shakeHands(slow);
  slow.time.advance(12_001);
  await slow.poll();
  assert.match(
    slow.client.connections.get(1)?.lastDisconnection?.reason ?? '',
    /setup\.timeout\.ms.*waiting for the credentials/,
  );
});

test('208 row 25: before the session ends who we are is told again, between two requests, on the same connection', async () => {
  const client = bench();
  await authenticate(client, 10_000n);
  client.time.advance(8_999);
  client.produce(1, 'before');
  await client.poll();
  client.time.advance(1); // 90 % of it: the middle of 85 to 95.
  assert.equal(client.client.canSendRequest(1, client.nowMs), false);
  await client.poll();
  assert.deepEqual(asked(client).slice(4), [
    ['Produce', 13],
    ['SaslHandshake', 1],
  ]);
  client.respond(1, Produce, emptyAnswer);
  await turn(client);
  client.respond(1, SaslHandshake, { errorCode: 0, mechanisms: ['PLAIN'] });
  await turn(client);
  assert.equal(client.client.canSendRequest(1, client.nowMs), false);
  client.respond(1, SaslAuthenticate, { ...ok, sessionLifetimeMs: 10_000n });
  await turn(client);
  assert.equal(client.client.canSendRequest(1, client.nowMs), true);
  assert.deepEqual(client.ends, ['before answered']);
  assert.deepEqual(client.selector.closes, []);
  client.time.advance(9_000);
  assert.equal(client.client.canSendRequest(1, client.nowMs), false, 'and again');
});

test('208 nothing is told again while a request is still being written', async () => {
  const client = bench();
  await authenticate(client, 10_000n);
  client.selector.writesAtOnce = false;
  client.produce(1, 'slow');
  client.time.advance(9_000);
  await turn(client);
  assert.equal(asked(client).at(-1)?.[0], 'Produce');
  client.selector.completeSends();
  await turn(client);
  await turn(client);
  assert.equal(asked(client).at(-1)?.[0], 'SaslHandshake');
});

test('208 another principal is refused: requests in flight end with the connection', async () => {
  const client = bench();
  await authenticate(client, 10_000n);
  client.produce(1, 'a');
  await client.poll();
  client.time.advance(9_000);
  await client.poll();
  client.respond(1, Produce, emptyAnswer);
  client.respond(1, SaslHandshake, { errorCode: 0, mechanisms: [] });
  await turn(client);
  client.respond(1, SaslAuthenticate, {
    ...ok,
    errorCode: 58,
    errorMessage: 'Cannot change principals during re-authentication',
  });
  await turn(client);
  assert.match(
    client.client.connections.get(1)?.lastDisconnection?.reason ?? '',
    /^Re-authentication at broker-1.*Cannot change principals/,
  );
});

/** Notes what it is told, but for throttling. */
function notingMeter(): ClientMeter & { readonly heard: string[]; readonly traffic: string[] } {
  const heard: string[] = [];
  const traffic: string[] = [];
  return {
    heard,
    traffic,
    requestSent: (nodeId, bytes) => traffic.push(`${bytes} B to ${nodeId}`),
    responseReceived: (nodeId, bytes) => traffic.push(`${bytes} B from ${nodeId}`),
    throttled: () => undefined,
    authenticated: () => heard.push('authenticated'),
    authenticationFailed: again => heard.push(again ? 'renewal failed' : 'failed'),
    reauthenticated: tookMs => heard.push(`renewed in ${tookMs} ms`),
  };
}

test('208 a meter hears of each authentication, renewal and failure once, and how long a renewal took', async () => {
  const meter = notingMeter();
  const client = bench(undefined, { meter });
  await authenticate(client, 10_000n);
  assert.deepEqual(meter.heard.splice(0), ['authenticated']);
  client.time.advance(9_000);
  await client.poll();
  client.time.advance(12);
  client.respond(1, SaslHandshake, { errorCode: 0, mechanisms: ['PLAIN'] });
  await turn(client);
  client.respond(1, SaslAuthenticate, { ...ok, sessionLifetimeMs: 10_000n });
  await turn(client);
  assert.deepEqual(meter.heard.splice(0), ['renewed in 12 ms']);
  client.time.advance(9_000);
  await client.poll();
  client.respond(1, SaslHandshake, { errorCode: 0, mechanisms: ['PLAIN'] });
  await turn(client);
  client.respond(1, SaslAuthenticate, { ...ok, errorCode: 58, errorMessage: 'no' });
  await turn(client);
  assert.deepEqual(meter.heard, ['renewal failed']);
  const refused = notingMeter();
  const other = bench(undefined, { meter: refused });
  await shakeHands(other);
  other.respond(1, SaslAuthenticate, { ...ok, errorCode: 58, errorMessage: 'no' });
  await turn(other);
  assert.deepEqual(refused.heard, ['failed']);
});

test('207 what a watcher is given of the exchange holds no secret', async () => {
  const shown: Buffer[] = [];
  const observer = {
    on: undefined,
    requestBytes: (_: number, chunks: readonly Buffer[]) => shown.push(Buffer.concat(chunks)),
    responseBytes: (_: number, payload: Buffer) => shown.push(Buffer.from(payload)),
  };
  const client = new ClientBench({
    observer,
    sasl: { mechanism: 'PLAIN', newClient: () => new PlainClient('alice', new Secret(password)) },
  });
  client.know([1]);
  await shakeHands(client);
  client.respond(1, SaslAuthenticate, { ...ok, authBytes: Buffer.from(`echo ${password}`) });
  await turn(client);
  assert.equal(shown.length, 6, 'three requests and their answers');
  const [sent] = client.selector.sends.slice(-1);
  assert.equal(shown[4]?.length, sent?.send.byteLength, 'as long as the real one');
  for (const bytes of shown) assert.ok(!bytes.includes(password) && !bytes.includes('alice'));
});
