import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { Secret } from '../../../engine/common/secret.ts';
import { tokenSource as sourceOf } from '../../../engine/network/oauthTokens.ts';
import type { OAuthLogin } from '../../../engine/security/sasl/oauthLogin.ts';
import { MockTime } from '../../support/mockTime.ts';
import { closedPort } from './loopback.ts';

const tokenSource = (login: OAuthLogin, time: MockTime) => sourceOf(login, 0.8, time);

type Credentials = Extract<OAuthLogin, { kind: 'clientCredentials' }>;

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const jwt = (expSeconds: number, id = ''): string =>
  `${encode({ alg: 'RS256' })}.${encode({ exp: expSeconds, id })}.c2ln`;

function credentials(port: number, more: Partial<Credentials> = {}): Credentials {
  return {
    kind: 'clientCredentials',
    endpoint: `http://127.0.0.1:${port}/token`,
    clientId: 'me',
    clientSecret: new Secret('top:secret'),
    scope: null,
    connectTimeoutMs: 5000,
    readTimeoutMs: 5000,
    urlEncode: false,
    trusted: null,
    extensions: new Map(),
    ...more,
  };
}

interface Asked {
  readonly method: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

async function endpoint(
  t: TestContext,
  answer: (response: ServerResponse, count: number) => void,
): Promise<{ readonly port: number; readonly asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += String(chunk)));
    request.on('end', () => {
      asked.push({ method: request.method, authorization: request.headers.authorization, body });
      answer(response, asked.length);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, asked };
}

test('client credentials are asked with, as RFC 6749 says, and the token passed through', async t => {
  const time = new MockTime();
  const token = jwt(time.wallMilliseconds() / 1000 + 600);
  const { port, asked } = await endpoint(t, response => response.end(JSON.stringify({ access_token: token })));
  const source = tokenSource(credentials(port, { scope: 'kafka write', extensions: new Map([['team', 'x']]) }), time);
  const got = await source();
  assert.deepEqual(
    [got.value.reveal(), got.expiresAtMs, got.extensions],
    [token, time.wallMilliseconds() + 600_000, new Map([['team', 'x']])],
  );
  assert.deepEqual(asked, [
    {
      method: 'POST',
      authorization: `Basic ${Buffer.from('me:top:secret').toString('base64')}`,
      body: 'grant_type=client_credentials&scope=kafka%20write',
    },
  ]);
  const quoted = tokenSource(credentials(port, { urlEncode: true }), time);
  await quoted();
  assert.equal(asked[1]?.authorization, `Basic ${Buffer.from('me:top%3Asecret').toString('base64')}`);
});

test('a token is used for 80 % of its life, and logins that come together ask once', async t => {
  const time = new MockTime();
  const { port, asked } = await endpoint(t, (response, count) =>
    response.end(JSON.stringify({ access_token: jwt(time.wallMilliseconds() / 1000 + 100, String(count)) })),
  );
  const source = tokenSource(credentials(port), time);
  const [one, two] = await Promise.all([source(), source()]);
  assert.equal(one, two);
  time.advance(79_000);
  assert.equal(await source(), one);
  time.advance(2_000);
  assert.notEqual(await source(), one);
  assert.equal(asked.length, 2);
});

const bad: readonly (readonly [what: string, answer: (response: ServerResponse) => void, why: RegExp])[] = [
  [
    'a refusal',
    response => {
      response.statusCode = 401;
      response.end(JSON.stringify({ error: 'invalid_client', error_description: 'no such\u202e client' }));
    },
    /answered 401 \(invalid_client: no such {2}client\); check client id/,
  ],
  ['no token', response => response.end('{}'), /without an access_token/],
  ['no JSON', response => response.end('<html>'), /without an access_token/],
  ['a token that is over', response => response.end(JSON.stringify({ access_token: jwt(1) })), /token has expired/],
  ['silence', () => undefined, /no answer within 50 ms \(sasl\.login\.read\.timeout\.ms\)/],
  ['an end', response => response.destroy(), /cannot be asked/],
  ['too much', response => response.end(Buffer.alloc(1_100_000, 'x')), /more than 1048576 bytes/],
];
for (const [what, answer, why] of bad)
  test(`207 an endpoint that answers with ${what} is named, the secret is not; the next login asks again`, async t => {
    const { port, asked } = await endpoint(t, answer);
    const source = tokenSource(credentials(port, { readTimeoutMs: 50 }), new MockTime());
    for (let i = 1; i <= 2; i++) {
      await assert.rejects(source(), (error: Error) => {
        assert.match(error.message, why);
        return error.name === 'SaslAuthenticationException' && !/top:secret|dG9wOnNlY3JldA/.test(error.message);
      });
      assert.equal(asked.length, i);
    }
  });

test('an endpoint that does not listen is named', async t => {
  await assert.rejects(
    tokenSource(credentials(await closedPort(t)), new MockTime())(),
    /127\.0\.0\.1:\d+\/token cannot be asked: .*ECONNREFUSED/,
  );
});

test('a token file is read at each login; a missing one is named', async t => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tokens-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const place = path.join(folder, 'token');
  const source = tokenSource({ kind: 'file', path: place, extensions: new Map() }, new MockTime());
  await assert.rejects(source(), /token file .*token cannot be read; check sasl\.oauthbearer\.token\.endpoint\.url/);
  writeFileSync(place, 'opaque-1\n');
  const opaque = await source();
  assert.deepEqual([opaque.value.reveal(), opaque.expiresAtMs], ['opaque-1', null]);
  writeFileSync(place, 'opaque-2\n');
  assert.equal((await source()).value.reveal(), 'opaque-2');
});

test('an unsecured token says who, since when and until when', async () => {
  const time = new MockTime();
  const source = tokenSource(
    { kind: 'unsecured', claims: { sub: 'alice' }, lifetimeSeconds: 60, extensions: new Map() },
    time,
  );
  const { value, expiresAtMs } = await source();
  const [header, claims, signature] = value.reveal().split('.');
  const decoded = (part = ''): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
  const now = time.wallMilliseconds() / 1000;
  assert.deepEqual(
    [decoded(header), decoded(claims), signature],
    [{ alg: 'none' }, { iat: now, exp: now + 60, sub: 'alice' }, ''],
  );
  assert.equal(expiresAtMs, time.wallMilliseconds() + 60_000);
});

test('a provider of the application is asked as any other', async () => {
  const given = { value: new Secret('x'), expiresAtMs: null };
  assert.equal(
    await tokenSource({ kind: 'provider', provider: () => Promise.resolve(given) }, new MockTime())(),
    given,
  );
});
