// Nothing that a session or a practice cluster gives out has a secret in it, in whatever form.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { inspect } from 'node:util';
import { practiceMechanisms } from '../../../engine/practice/security/practiceSecurity.ts';
import type { PracticeMechanism } from '../../../engine/practice/security/practiceSecurity.ts';
import type { LiveSession } from './support/practiceRig.ts';
import { startPractice, startSession, until } from './support/practiceRig.ts';

/** A text under which a secret might hide: as it is, in hex, and in base64 wherever it may stand in the group of three bytes. */
function disguises(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inBase64 = [0, 1, 2].map(offset => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return encoded.slice(Math.ceil((offset * 4) / 3) + (offset > 0 ? 1 : 0), -4);
  });
  return [secret, bytes.toString('hex'), ...inBase64];
}

test('the search finds a secret in each of its disguises', () => {
  const secret = 'canary-0123456789';
  for (const padding of ['', 'x', 'xx', 'xxx'])
    for (const text of [
      `${padding}${secret}`,
      Buffer.from(`${padding}${secret}${padding}`).toString('hex'),
      Buffer.from(`${padding}${secret}${padding}`).toString('base64'),
    ])
      assert.ok(
        disguises(secret).some(each => text.includes(each)),
        text,
      );
});

/** All requests that the session still knows, as the drawer shows them. */
async function everyRequest(methods: LiveSession['methods'], upTo: number): Promise<unknown[]> {
  const details: unknown[] = [];
  for (let requestId = 0; requestId < upTo; requestId++)
    details.push(await methods.describe({ selection: { kind: 'request', requestId } }));
  return details;
}

async function everythingShown(
  t: TestContext,
  mechanism: PracticeMechanism,
  secret: string,
  works: boolean,
): Promise<string> {
  const logged: string[] = [];
  const users = [{ name: 'alice', password: works ? secret : 'another one' }];
  const security = {
    protocol: 'SASL_SSL',
    users,
    mechanisms: [mechanism],
    clientCertificates: false,
    maxReauthMs: 150,
  } as const;
  const cluster = await startPractice(t, 1, security, line => logged.push(line));
  const jaas = (cluster.clientProperties['sasl.jaas.config'] ?? '').replace('another one', secret);
  const properties = { ...cluster.clientProperties, 'sasl.jaas.config': jaas, 'max.block.ms': '1000' };
  const { methods, events, frames } = await startSession(t, cluster.bootstrapServers, properties);
  await methods.watch({ framesPerSecond: 10, payloads: true });
  const report = await methods.send({ records: [{ topic: 'orders', key: 'k', value: 'v' }], source: 'test' });
  assert.equal(report.outcomes[0]?.ok, works);
  let details: unknown[] = [];
  if (works) {
    // Sessions are renewed while the page watches, so at last the exchange lies in the archive.
    for (let round = 0; round < 2000 && !JSON.stringify(details).includes('"api":"SaslAuthenticate"'); round++) {
      await methods.send({ records: [{ topic: 'orders', key: 'k', value: 'v' }], source: 'test' });
      if (round % 20 === 0) details = await everyRequest(methods, round + 60);
    }
    assert.match(JSON.stringify(details), /"api":"SaslAuthenticate"/);
    assert.match(JSON.stringify(details), /bytes, not shown/);
    await until(() => frames.length > 0, 'a frame');
  }
  const topics = await methods.listTopics(null).catch((error: unknown) => error);
  const shown = { report, events, frames, details, logged, topics, status: await methods.status(null) };
  return JSON.stringify(shown) + inspect(shown, { depth: 12, maxStringLength: null, maxArrayLength: null });
}

/** What stands in each mechanism's messages: a proof allows guessing at leisure, and a token is as good as a password. */
const exchanged: Readonly<Record<PracticeMechanism, string>> = {
  PLAIN: '\0alice\0canary-',
  'SCRAM-SHA-256': 'c=biws,r=',
  'SCRAM-SHA-512': 'c=biws,r=',
  OAUTHBEARER: 'auth=Bearer eyJ',
};

for (const mechanism of practiceMechanisms) {
  test(`207 ${mechanism}: neither pages, logs nor details show the password`, async t => {
    const secret = `canary-${randomBytes(9).toString('hex')}`;
    const shown = await everythingShown(t, mechanism, secret, true);
    for (const disguise of [...disguises(secret), ...disguises(exchanged[mechanism])])
      assert.ok(!shown.includes(disguise), `found as ${disguise}`);
  });

  if (mechanism !== 'OAUTHBEARER')
    test(`207 row 24: ${mechanism}: nor is a wrong password shown in what is said about it`, async t => {
      const secret = `canary-${randomBytes(9).toString('hex')}`;
      const shown = await everythingShown(t, mechanism, secret, false);
      assert.match(shown, /SaslAuthenticationException/);
      for (const disguise of disguises(secret)) assert.ok(!shown.includes(disguise), `found as ${disguise}`);
    });
}
