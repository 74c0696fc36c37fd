import { Secret } from '../../../engine/common/secret.ts';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { reasonIn, tokenIn } from '../../../engine/network/oauthEndpoint.ts';
import { expiryOf } from '../../../engine/network/oauthTokens.ts';
import { OAuthBearerServer } from '../../../engine/practice/security/oauthBearerServer.ts';
import { PlainServer } from '../../../engine/practice/security/plainServer.ts';
import { Refused } from '../../../engine/practice/security/saslServer.ts';
import { ScramServer } from '../../../engine/practice/security/scramServer.ts';
import { OAuthBearerClient } from '../../../engine/security/sasl/oauthBearerClient.ts';
import { ScramClient } from '../../../engine/security/sasl/scramClient.ts';
import { textSeed } from '../fuzzTarget.ts';
import type { FuzzTarget } from '../fuzzTarget.ts';

const password = 'unspeakable';
const nonce = 'rOprNGfwEbeRWgbNEkqO';
const serverFirst = `r=${nonce}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`;
const isRefusal = (error: unknown): boolean =>
  error instanceof Error &&
  (error instanceof Refused || (error instanceof KafkaError && error.kind === 'SaslAuthenticationException')) &&
  !error.message.includes(password);
const words = [',', '=', 'r=', 's=', 'i=', 'i=100000', 'v=', 'e=', 'n,,', 'n,a=x,', 'c=biws', '=2C', 'p=', nonce];

async function scramClient(): Promise<ScramClient> {
  const login = {
    mechanism: 'SCRAM-SHA-256',
    username: 'user',
    password: new Secret(password),
    tokenAuth: false,
  } as const;
  const client = new ScramClient(login, nonce);
  await client.initialResponse();
  return client;
}

/** What a broker says to us, and a client to the practice broker. A good salt costs a few milliseconds of hashing. */
export const scram: FuzzTarget = {
  name: 'SCRAM',
  seeds: [
    textSeed(serverFirst, async input => (await scramClient()).respond(Buffer.from(input))),
    textSeed('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=', async input => {
      const client = await scramClient();
      await client.respond(Buffer.from(serverFirst));
      return client.respond(Buffer.from(input));
    }),
    ...[`n,,n=user,r=${nonce}`, `n,a=admin,n=user,r=${nonce}`].map(text =>
      textSeed(text, async input => scramServer().evaluate(Buffer.from(input))),
    ),
    textSeed(`c=biws,r=${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`, async input => {
      const server = scramServer();
      await server.evaluate(Buffer.from(`n,,n=user,r=${nonce}`));
      return server.evaluate(Buffer.from(input));
    }),
  ],
  isExpected: isRefusal,
  words,
  shortRun: 150,
};

const scramServer = (): ScramServer => new ScramServer('SCRAM-SHA-256', new Map([['user', password]]));

export const plain: FuzzTarget = {
  name: 'PLAIN',
  seeds: [
    textSeed(`\0user\0${password}`, async input =>
      new PlainServer(new Map([['user', password]])).evaluate(Buffer.from(input)),
    ),
  ],
  isExpected: isRefusal,
  words: ['\0', 'user'],
};

const base64url = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const token = `${base64url({ alg: 'none' })}.${base64url({ sub: 'user', iat: 1, exp: 4e9 })}.`;
const answer = JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3600 });
const refusal = JSON.stringify({
  status: 'invalid_token',
  error: 'invalid_client',
  error_description: 'no such client',
});

/** Tokens, answers of the endpoint that gives them, and what client and broker say to one another. */
export const oauthBearer: FuzzTarget = {
  name: 'OAUTHBEARER',
  seeds: [
    textSeed(answer, tokenIn),
    textSeed(refusal, reasonIn),
    textSeed(token, input => expiryOf(new Secret(input))),
    textSeed(`n,,\u0001auth=Bearer ${token}\u0001\u0001`, async input =>
      new OAuthBearerServer(() => 1_700_000_000_000).evaluate(Buffer.from(input)),
    ),
    textSeed(refusal, async input => {
      const client = new OAuthBearerClient(() =>
        Promise.resolve({ value: new Secret(token), expiresAtMs: null, extensions: new Map() }),
      );
      await client.initialResponse();
      await client.respond(Buffer.from(input));
      return client.respond(Buffer.from('x'));
    }),
  ],
  isExpected: isRefusal,
  words: ['\u0001', '.', 'auth=Bearer ', '"access_token":', 'null', '{}', '[]', '"exp":', '1e400', 'bnVsbA'],
};
