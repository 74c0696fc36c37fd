// Stores, tokens and sessions of our producer on real Apache Kafka, and what it says where TLS or SASL fail; oneNode.test.ts has every way in.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import test, { after, before } from 'node:test';
import type { KafkaError } from '../../engine/common/kafkaError.ts';
import { KafkaProducer } from '../../engine/producer/kafkaProducer.ts';
import { stringSerializer } from '../../engine/producer/serializer.ts';
import type { Transition } from '../../engine/snapshot/transition.ts';
import { sasl, trust, type Properties } from './support/clientSecurity.ts';
import { createTopic, kcatConsume } from './support/judges.ts';
import { run } from './support/programs.ts';
import { jaasFor, startSecuredKafka, user } from './support/securedKafka.ts';
import type { ListenerName, SecuredKafka } from './support/securedKafka.ts';

let kafka: SecuredKafka;

before(async () => {
  kafka = await startSecuredKafka();
  await createTopic(kafka.cluster.bootstrap, { topic: 'secured', partitions: 1 });
});

after(() => kafka.stop());

function producerFor(
  listener: ListenerName,
  properties: Properties,
  on?: (transition: Transition) => void,
): KafkaProducer<string | null, string | null> {
  return new KafkaProducer({
    observer: { on, requestBytes: undefined, responseBytes: undefined },
    properties: { 'bootstrap.servers': kafka.bootstrap(listener), 'max.block.ms': '5000', ...properties },
    keySerializer: stringSerializer,
    valueSerializer: stringSerializer,
  });
}

test('203 key and trust stores that keytool wrote open the way to a broker that wants a client certificate', async () => {
  const at = (name: string): string => path.join(kafka.folder, name);
  const pass = ['-storepass', user.password, '-noprompt'];
  writeFileSync(at('me.key'), kafka.client.privateKey.reveal());
  writeFileSync(at('me.pem'), kafka.client.certificate);
  await run('openssl', [
    'pkcs12',
    '-export',
    '-inkey',
    at('me.key'),
    '-in',
    at('me.pem'),
    '-out',
    at('me.p12'),
    '-passout',
    `pass:${user.password}`,
  ]);
  const trusted = [
    '-importcert',
    '-alias',
    'ca',
    '-file',
    at('ca.pem'),
    '-keystore',
    at('trust.p12'),
    '-storetype',
    'PKCS12',
  ];
  await run('keytool', [...trusted, ...pass]);
  const copy = [
    '-importkeystore',
    '-srckeystore',
    at('me.p12'),
    '-srcstorepass',
    user.password,
    '-destkeystore',
    at('java.p12'),
  ];
  await run('keytool', [...copy, '-deststoretype', 'PKCS12', '-deststorepass', user.password, '-noprompt']);
  const producer = producerFor('mtls', {
    'security.protocol': 'SSL',
    'ssl.truststore.location': at('trust.p12'),
    'ssl.truststore.password': user.password,
    'ssl.keystore.location': at('java.p12'),
    'ssl.keystore.password': user.password,
  });
  await producer.send({ topic: 'secured', key: null, value: 'with stores' }).get();
  await producer.close();
});

test('a token of a token endpoint lets in', async t => {
  const asked: string[] = [];
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const endpoint = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const now = Date.now() / 1000;
    const token = `${encode({ alg: 'none' })}.${encode({ sub: user.name, iat: now, exp: now + 600 })}.`;
    response.end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 600 }));
  });
  endpoint.listen(0, '127.0.0.1');
  await once(endpoint, 'listening');
  t.after(() => endpoint.close());
  const address = endpoint.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const jaas = 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;';
  const producer = producerFor('saslp', {
    'security.protocol': 'SASL_PLAINTEXT',
    ...sasl('OAUTHBEARER', jaas),
    'sasl.oauthbearer.token.endpoint.url': `http://127.0.0.1:${port}/token`,
    'sasl.oauthbearer.client.credentials.client.id': user.name,
    'sasl.oauthbearer.client.credentials.client.secret': user.password,
  });
  await producer.send({ topic: 'secured', key: null, value: 'with a token' }).get();
  await producer.close();
  const credentials = Buffer.from(`${user.name}:${user.password}`).toString('base64');
  assert.deepEqual(asked, [`POST /token Basic ${credentials}`], 'asked once for all connections');
});

for (const mechanism of ['PLAIN', 'SCRAM-SHA-512'])
  test(`208 row 25: ${mechanism}: sessions of 1.5 s are renewed under load, on the same connections, and every record arrives`, async () => {
    const transitions: Transition[] = [];
    const topic = `renewed-${mechanism.toLowerCase()}`;
    await createTopic(kafka.cluster.bootstrap, { topic, partitions: 1 });
    const properties = { 'security.protocol': 'SASL_PLAINTEXT', ...sasl(mechanism), 'linger.ms': '0' };
    const producer = producerFor('reauth', properties, transition => transitions.push(transition));
    const handshakes = (): number => transitions.filter(each => each.type === 'requestSent' && each.api === 17).length;
    let sent = 0;
    const open: Promise<unknown>[] = [];
    const deadlineMs = performance.now() + 30_000;
    // Two connections (bootstrap and broker) begin with one each.
    while (handshakes() < 5 && performance.now() < deadlineMs) {
      open.push(producer.send({ topic, key: null, value: String(sent++) }).get());
      if (sent % 20 === 0) await open.at(-1);
    }
    await Promise.all(open);
    await producer.close();
    assert.ok(handshakes() >= 5, `${handshakes()} handshakes`);
    const lost = transitions.filter(each => each.type === 'connectionChanged' && each.state === 'backoff');
    assert.deepEqual(lost, []);
    assert.deepEqual(
      transitions.filter(({ type }) => type === 'batchRetried'),
      [],
    );
    const read = await kcatConsume({ bootstrap: kafka.cluster.bootstrap, topic });
    assert.deepEqual(
      read.map(({ value }) => String(value)),
      Array.from({ length: sent }, (_, index) => String(index)),
    );
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
    () => ({ 'security.protocol': 'SSL', ...trust(kafka), 'ssl.truststore.certificates': kafka.stranger.certificate }),
    'SslAuthenticationException',
    /authority we do not trust.*ssl\.truststore/,
  ],
  [
    '203 a certificate that is over',
    'expired',
    () => ({ 'security.protocol': 'SSL', ...trust(kafka) }),
    'SslAuthenticationException',
    /expired/,
  ],
  [
    '202 a certificate for another host',
    'elsewhere',
    () => ({ 'security.protocol': 'SSL', ...trust(kafka) }),
    'SslAuthenticationException',
    /for DNS:kafka\.example, and we dialled 127\.0\.0\.1/,
  ],
  [
    '203 no client certificate where one is wanted',
    'mtls',
    () => ({ 'security.protocol': 'SSL', ...trust(kafka) }),
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
    () => ({ 'security.protocol': 'SASL_SSL', ...trust(kafka), ...sasl('PLAIN') }),
    'IllegalSaslStateException',
    /not a SASL one.*security\.protocol/,
  ],
  [
    'row 21: TLS to a plaintext port',
    'saslp',
    () => ({ 'security.protocol': 'SSL', ...trust(kafka) }),
    'TimeoutException',
    /does not speak TLS|closed the connection during the TLS handshake/,
  ],
  ['row 21: plaintext to a TLS port', 'ssl', () => ({}), 'TimeoutException', /The port speaks TLS/],
  ['row 21: no SASL to a SASL port', 'saslp', () => ({}), 'TimeoutException', /(closed|reset) the connection/],
];

for (const [name, listener, properties, kind, text] of refused)
  test(`${name}: ${kind}`, async () => {
    const producer = producerFor(listener, { 'max.block.ms': '2000', ...properties() });
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
  });
