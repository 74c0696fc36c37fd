// Our producer against real Apache Kafka over TLS and every SASL mechanism, and what it says where these fail.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { KafkaError } from '../../engine/common/kafkaError.ts';
import { KafkaProducer } from '../../engine/producer/kafkaProducer.ts';
import { stringSerializer } from '../../engine/producer/serializer.ts';
import { kcatConsume } from './support/judges.ts';
import { createTopic } from './support/judges.ts';
import { jaasFor, startSecuredKafka } from './support/securedKafka.ts';
import type { ListenerName, SecuredKafka } from './support/securedKafka.ts';

let kafka: SecuredKafka;

before(async () => {
  kafka = await startSecuredKafka();
  await createTopic(kafka.cluster.bootstrap, { topic: 'secured', partitions: 1 });
});

after(() => kafka.stop());

type Properties = Readonly<Record<string, string>>;

function producerFor(listener: ListenerName, properties: Properties): KafkaProducer<string | null, string | null> {
  return new KafkaProducer({
    properties: { 'bootstrap.servers': kafka.bootstrap(listener), 'max.block.ms': '5000', ...properties },
    keySerializer: stringSerializer,
    valueSerializer: stringSerializer,
  });
}

const trust = (): Properties => ({
  'ssl.truststore.type': 'PEM',
  'ssl.truststore.certificates': kafka.authority.certificate,
});
const sasl = (mechanism: string, jaas = jaasFor(mechanism)): Properties => ({
  'sasl.mechanism': mechanism,
  'sasl.jaas.config': jaas,
});

const good: readonly (readonly [name: string, listener: ListenerName, properties: () => Properties])[] = [
  ['TLS', 'ssl', () => ({ 'security.protocol': 'SSL', ...trust() })],
  [
    'TLS with a client certificate',
    'mtls',
    () => ({
      'security.protocol': 'SSL',
      ...trust(),
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.certificate.chain': kafka.client.certificate,
      'ssl.keystore.key': kafka.client.privateKey.reveal(),
    }),
  ],
  ...['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'].flatMap(mechanism => [
    [
      `${mechanism} over TLS`,
      'sasls',
      () => ({ 'security.protocol': 'SASL_SSL', ...trust(), ...sasl(mechanism) }),
    ] as const,
    [mechanism, 'saslp', () => ({ 'security.protocol': 'SASL_PLAINTEXT', ...sasl(mechanism) })] as const,
  ]),
];

for (const [name, listener, properties] of good)
  test(`206 records arrive over ${name}`, async () => {
    const producer = producerFor(listener, properties());
    const value = `over ${name}`;
    const { offset } = await producer.send({ topic: 'secured', key: null, value }).get();
    await producer.close();
    const read = await kcatConsume({ bootstrap: kafka.cluster.bootstrap, topic: 'secured' });
    assert.equal(String(read.find(record => record.offset === Number(offset))?.value), value);
  });

const refused: readonly (readonly [
  name: string,
  listener: ListenerName,
  properties: () => Properties,
  kind: string,
  text: RegExp,
])[] = [
  [
    'row 22: 203 an authority nobody vouches for',
    'ssl',
    () => ({ 'security.protocol': 'SSL', ...trust(), 'ssl.truststore.certificates': kafka.stranger.certificate }),
    'SslAuthenticationException',
    /authority we do not trust.*ssl\.truststore/,
  ],
  [
    '203 a certificate that is over',
    'expired',
    () => ({ 'security.protocol': 'SSL', ...trust() }),
    'SslAuthenticationException',
    /expired/,
  ],
  [
    '202 a certificate for another host',
    'elsewhere',
    () => ({ 'security.protocol': 'SSL', ...trust() }),
    'SslAuthenticationException',
    /for DNS:kafka\.example, and we dialled 127\.0\.0\.1/,
  ],
  [
    '203 no client certificate where one is wanted',
    'mtls',
    () => ({ 'security.protocol': 'SSL', ...trust() }),
    'SslAuthenticationException',
    /client certificate.*ssl\.keystore/,
  ],
  [
    'row 24: 206 a wrong password',
    'saslp',
    () => ({ 'security.protocol': 'SASL_PLAINTEXT', ...sasl('PLAIN', jaasFor('PLAIN', 'alice', 'wrong-4712')) }),
    'SaslAuthenticationException',
    /PLAIN failed: .*[Ii]nvalid.*Check sasl\.jaas\.config/,
  ],
  [
    '206 a wrong password for SCRAM',
    'saslp',
    () => ({
      'security.protocol': 'SASL_PLAINTEXT',
      ...sasl('SCRAM-SHA-512', jaasFor('SCRAM-SHA-512', 'alice', 'wrong-4712')),
    }),
    'SaslAuthenticationException',
    /SCRAM-SHA-512 failed/,
  ],
  [
    '206 an unknown user',
    'saslp',
    () => ({ 'security.protocol': 'SASL_PLAINTEXT', ...sasl('SCRAM-SHA-256', jaasFor('SCRAM-SHA-256', 'mallory')) }),
    'SaslAuthenticationException',
    /SCRAM-SHA-256 failed/,
  ],
  [
    'no SASL where it is not wanted',
    'ssl',
    () => ({ 'security.protocol': 'SASL_SSL', ...trust(), ...sasl('PLAIN') }),
    'IllegalSaslStateException',
    /not a SASL one.*security\.protocol/,
  ],
  [
    'row 21: TLS to a plaintext port',
    'saslp',
    () => ({ 'security.protocol': 'SSL', ...trust() }),
    'TimeoutException',
    /does not speak TLS|closed the connection during the TLS handshake/,
  ],
  ['row 21: plaintext to a TLS port', 'ssl', () => ({}), 'TimeoutException', /The port speaks TLS/],
  ['row 21: no SASL to a SASL port', 'saslp', () => ({}), 'TimeoutException', /closed the connection/],
];

for (const [name, listener, properties, kind, text] of refused)
  test(`${name}: ${kind}`, async () => {
    const producer = producerFor(listener, { 'max.block.ms': '2000', ...properties() });
    const startedMs = performance.now();
    const error: KafkaError = await producer
      .send({ topic: 'secured', key: null, value: 'never' })
      .get()
      .then(
        () => assert.fail('it was sent'),
        (reason: KafkaError) => reason,
      );
    await producer.close(0);
    assert.equal(error.kind, kind, error.message);
    assert.match(error.message, text);
    assert.doesNotMatch(error.message, /4711|4712/);
    assert.ok(performance.now() - startedMs < 4000, 'within its own time');
  });
