// Clients that nobody here wrote use the protected practice cluster; so does our producer, and each reads what the other wrote.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { PracticeCluster } from '../../engine/practice/practiceCluster.ts';
import type { PracticeMechanism, PracticeSecurity } from '../../engine/practice/security/practiceSecurity.ts';
import { practiceMechanisms } from '../../engine/practice/security/practiceSecurity.ts';
import { KafkaProducer } from '../../engine/producer/kafkaProducer.ts';
import { stringSerializer } from '../../engine/producer/serializer.ts';
import { kcatConsume, kcatProduce, producerPerformance } from './support/judges.ts';
import { securedTopic as topic, startSecuredPractice } from './support/practice.ts';
import { temporaryFolder } from './support/programs.ts';

/** The same settings in librdkafka's words. */
function forKcat(cluster: PracticeCluster): Record<string, string> {
  const folder = temporaryFolder('practice-security-');
  const { clientProperties: java } = cluster;
  const file = (name: string, content: string | undefined): string => {
    const place = path.join(folder, name);
    writeFileSync(place, content ?? '');
    return place;
  };
  const mechanism = java['sasl.mechanism'];
  return {
    'security.protocol': java['security.protocol'] ?? '',
    ...(java['ssl.truststore.certificates'] && {
      'ssl.ca.location': file('ca.pem', java['ssl.truststore.certificates']),
    }),
    ...(java['ssl.keystore.key'] && {
      'ssl.key.location': file('key.pem', java['ssl.keystore.key']),
      'ssl.certificate.location': file('certificate.pem', java['ssl.keystore.certificate.chain']),
    }),
    ...(mechanism && { 'sasl.mechanism': mechanism }),
    ...(mechanism === 'OAUTHBEARER'
      ? { 'enable.sasl.oauthbearer.unsecure.jwt': 'true', 'sasl.oauthbearer.config': 'principal=alice' }
      : mechanism && { 'sasl.username': 'alice', 'sasl.password': 'se"cr\\et' }),
  };
}

const wholeRange: readonly (readonly [name: string, security: Partial<PracticeSecurity>])[] = [
  ['TLS', {}],
  ['TLS with client certificates', { clientCertificates: true }],
  ...practiceMechanisms.map(
    (mechanism: PracticeMechanism) => [mechanism, { protocol: 'SASL_PLAINTEXT', mechanisms: [mechanism] }] as const,
  ),
  ['SCRAM-SHA-512 over TLS', { protocol: 'SASL_SSL', mechanisms: ['SCRAM-SHA-512'] }],
];

for (const [name, security] of wholeRange)
  test(`kcat, the Java producer and ours write over ${name}, and kcat reads it`, async t => {
    const cluster = await startSecuredPractice(t, security);
    const { bootstrapServers: bootstrap, clientProperties } = cluster;
    const properties = forKcat(cluster);
    await kcatProduce({ bootstrap, topic, records: [{ key: 'k', value: 'from kcat' }], properties });
    const ours = new KafkaProducer({
      properties: { 'bootstrap.servers': bootstrap, ...clientProperties },
      keySerializer: stringSerializer,
      valueSerializer: stringSerializer,
    });
    await ours.send({ topic, key: 'k', value: 'from us' }).get();
    await ours.close();
    const java = await producerPerformance({
      bootstrap,
      topic,
      records: 50,
      recordBytes: 20,
      properties: clientProperties,
    });
    assert.equal(java.records, 50);
    const read = await kcatConsume({ bootstrap, topic, properties });
    assert.deepEqual([read.length, String(read[0]?.value), String(read[1]?.value)], [52, 'from kcat', 'from us']);
  });

test('208 the Java producer authenticates again and again on its connections, and loses nothing', async t => {
  const cluster = await startSecuredPractice(t, {
    protocol: 'SASL_PLAINTEXT',
    mechanisms: ['SCRAM-SHA-256'],
    maxReauthMs: 400,
  });
  const { records } = await producerPerformance({
    bootstrap: cluster.bootstrapServers,
    topic,
    records: 3000,
    recordBytes: 20,
    rate: 1000,
    properties: cluster.clientProperties,
  });
  assert.equal(records, 3000);
  assert.equal(cluster.describe().topics.find(each => each.name === topic)?.partitions[0]?.highWatermark, 3000);
});
