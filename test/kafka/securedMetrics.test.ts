// What TLS and SASL leave in the metrics, against the Java producer 4.4.0 on the protected practice cluster.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { CertificateAuthority } from '../../engine/practice/security/certificates.ts';
import type { PracticeSecurity } from '../../engine/practice/security/practiceSecurity.ts';
import { javaMetrics, ourMetrics } from './support/metricsJudge.ts';
import type { Metrics, Properties } from './support/metricsJudge.ts';
import { startSecuredPractice } from './support/practice.ts';
import { validNow } from './support/securedKafka.ts';

const script = ['send secured 0 10', 'flush', 'send secured 0 20', 'flush'];

/** Also that of the node with the number of a bootstrap address. Sizes of requests tell how long our name is. */
const compared =
  /authent\S*-total|connection\S*-(count|total)|connections |(request|response|network-io|incoming-byte)-total/;

interface Case {
  readonly name: string;
  readonly security: Partial<PracticeSecurity>;
  readonly properties?: Properties;
}

/** So long that no further try comes before the metrics are read. */
const slow = { 'reconnect.backoff.ms': '700', 'reconnect.backoff.max.ms': '700' };

const cases: readonly Case[] = [
  { name: 'TLS', security: { protocol: 'SSL' } },
  {
    name: 'TLS with one cipher',
    security: { protocol: 'SSL' },
    properties: { 'ssl.cipher.suites': 'TLS_AES_128_GCM_SHA256' },
  },
  { name: 'SCRAM', security: { protocol: 'SASL_PLAINTEXT', mechanisms: ['SCRAM-SHA-256'] } },
  { name: 'PLAIN over TLS', security: { protocol: 'SASL_SSL', mechanisms: ['PLAIN'] } },
  {
    name: 'a wrong password',
    security: { protocol: 'SASL_PLAINTEXT', mechanisms: ['PLAIN'] },
    properties: {
      ...slow,
      'sasl.jaas.config':
        'org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="wrong";',
    },
  },
  {
    name: 'a certificate of somebody whom nobody trusts',
    security: { protocol: 'SSL' },
    properties: {
      ...slow,
      'ssl.truststore.certificates': new CertificateAuthority('Stranger', validNow()).certificate,
    },
  },
];

for (const { name, security, properties } of cases)
  test(`the same connections make the same metrics: ${name}`, async t => {
    const all = { ...(await propertiesOf(t, security)), ...properties };
    const [java, ours] = [await javaMetrics(all, script), await ourMetrics(all, script)];
    assert.deepEqual([...ours.keys()].sort(), [...java.keys()].sort());
    const differences = [...java.keys()]
      .filter(key => compared.test(key) && Number(java.get(key)) !== Number(ours.get(key)))
      .map(key => `${key}: Java ${java.get(key)}, ours ${ours.get(key)}`);
    assert.deepEqual(differences, []);
    const failed = valueOf(java, 'failed-authentication-total');
    assert.equal(failed > 0, valueOf(java, 'successful-authentication-total') === 0, 'each case is what it says');
  });

test('a renewal of who we are is counted and timed as in Java', async t => {
  const all = await propertiesOf(t, { protocol: 'SASL_PLAINTEXT', mechanisms: ['PLAIN'], maxReauthMs: 1000 });
  const renewing = ['send secured 0 10', 'flush', 'until successful-reauthentication-total 1 secured'];
  for (const metrics of [await javaMetrics(all, renewing), await ourMetrics(all, renewing)]) {
    assert.equal(valueOf(metrics, 'successful-authentication-total'), 2);
    assert.equal(valueOf(metrics, 'successful-authentication-no-reauth-total'), 2);
    assert.equal(valueOf(metrics, 'failed-reauthentication-total'), 0);
    assert.ok(valueOf(metrics, 'reauthentication-latency-max') >= valueOf(metrics, 'reauthentication-latency-avg'));
  }
});

async function propertiesOf(t: TestContext, security: Partial<PracticeSecurity>): Promise<Properties> {
  const cluster = await startSecuredPractice(t, security, 1);
  return {
    ...cluster.clientProperties,
    'bootstrap.servers': cluster.bootstrapServers,
    'client.id': 'metered',
    'linger.ms': '60000',
    'enable.idempotence': 'false',
    'max.block.ms': '5000',
  };
}

function valueOf(metrics: Metrics, name: string): number {
  const found = [...metrics].find(([key]) => key.startsWith(`producer-metrics ${name} `));
  return Number(found?.[1]);
}
