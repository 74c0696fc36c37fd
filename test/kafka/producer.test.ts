// Our producer against real Apache Kafka: what the scenarios of oneNode.test.ts do not look at, judged by kcat and Java's tools.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { KafkaProducer } from '../../engine/producer/kafkaProducer.ts';
import { byteArraySerializer } from '../../engine/producer/serializer.ts';
import { startKafka, type KafkaCluster } from './support/kafkaCluster.ts';
import { createTopic, javaConsume, kcatConsume } from './support/judges.ts';
import type { BytesProducer } from './support/ledger.ts';

let one: KafkaCluster;

before(async () => {
  one = await startKafka();
});

after(async () => {
  await one.stop();
});

function producerFor(bootstrap: string, properties: Readonly<Record<string, string>> = {}): BytesProducer {
  return new KafkaProducer({
    properties: { 'bootstrap.servers': bootstrap, ...properties },
    keySerializer: byteArraySerializer,
    valueSerializer: byteArraySerializer,
  });
}

test('keys go where the Java client puts them, and Java reads what we wrote', async () => {
  await createTopic(one.bootstrap, { topic: 'read-by-java', partitions: 6 });
  const producer = producerFor(one.bootstrap, { 'compression.type': 'zstd' });
  const keys = Array.from({ length: 60 }, (_, index) => `order-${index}`);
  const written = await Promise.all(
    keys.map(key =>
      producer
        .send({
          topic: 'read-by-java',
          key: Buffer.from(key),
          value: Buffer.from(`value of ${key}`),
          headers: [{ key: 'h', value: Buffer.from('x') }],
        })
        .get(),
    ),
  );
  await producer.close();
  const read = await javaConsume(one.bootstrap, 'read-by-java', keys.length);
  const byKey = new Map(read.map(record => [record.key, record]));
  keys.forEach((key, index) => {
    const record = byKey.get(key);
    assert.deepEqual(
      [record?.partition, record?.offset, record?.value, record?.headers],
      [written[index]?.partition, written[index]?.offset, `value of ${key}`, 'h:x'],
    );
  });
});

test('an illegal topic name is refused in words, and the others go on', async () => {
  await createTopic(one.bootstrap, { topic: 'legal' });
  const producer = producerFor(one.bootstrap);
  await assert.rejects(producer.send({ topic: 'not legal!', key: null, value: Buffer.from('x') }).get(), {
    name: 'InvalidTopicException',
    message: /'not legal!' is not a legal topic name/,
  });
  assert.equal((await producer.send({ topic: 'legal', key: null, value: Buffer.from('x') }).get()).offset, 0);
  await producer.close();
});

test('the shell entry answers each line, null and bytes included', async () => {
  await createTopic(one.bootstrap, { topic: 'from-shell', partitions: 2 });
  const lines = [
    {
      key: 'a',
      value: 'text',
      headers: [
        ['h', 'x'],
        ['n', null],
      ],
      partition: 1,
      timestamp: 1_700_000_000_000,
    },
    { key: { base64: Buffer.from([0, 255]).toString('base64') }, value: null, partition: 1 },
    { value: 5 },
  ];
  const child = spawn(
    process.execPath,
    [
      'engine/cli/produce.ts',
      '--bootstrap-server',
      one.bootstrap,
      '--topic',
      'from-shell',
      '--property',
      'linger.ms=0',
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  let out = '';
  child.stdout.on('data', chunk => (out += String(chunk)));
  child.stdin.end(lines.map(line => JSON.stringify(line)).join('\n'));
  const code = await new Promise(resolve => child.once('close', resolve));
  const answers = out
    .trim()
    .split('\n')
    .map(
      line =>
        JSON.parse(line) as {
          n: number;
          partition?: number;
          offset?: number;
          timestamp?: number;
          error?: string;
          mayBeWritten?: boolean;
        },
    )
    .sort((a, b) => a.n - b.n);
  assert.equal(code, 1);
  assert.deepEqual(answers[0], { n: 1, topic: 'from-shell', partition: 1, offset: 0, timestamp: 1_700_000_000_000 });
  assert.deepEqual([answers[1]?.partition, answers[1]?.offset], [1, 1]);
  assert.deepEqual([answers[2]?.error, answers[2]?.mayBeWritten], ['SerializationException', false]);
  const read = await kcatConsume({ bootstrap: one.bootstrap, topic: 'from-shell' });
  assert.deepEqual(
    read.map(({ key, value, headers }) => [key, value, headers]),
    [
      [Buffer.from('a'), Buffer.from('text'), 'h=x,n=NULL'],
      [Buffer.from([0, 255]), null, ''],
    ],
  );
});
