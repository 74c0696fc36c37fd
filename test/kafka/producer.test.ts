// Our producer against real Apache Kafka, judged by kcat, the broker's own files and Java's tools.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { KafkaProducer } from '../../engine/producer/kafkaProducer.ts';
import { byteArraySerializer } from '../../engine/producer/serializer.ts';
import { startKafka, type KafkaCluster } from './support/kafkaCluster.ts';
import { createTopic, dumpLogSegments, javaConsume, kcatConsume } from './support/judges.ts';
import { Ledger } from './support/ledger.ts';
import { until } from './support/programs.ts';

type BytesProducer = KafkaProducer<Uint8Array | null, Uint8Array | null>;

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

const settings: readonly (readonly [name: string, properties: Readonly<Record<string, string>>])[] = [
  ['the defaults', {}],
  ['gzip', { 'compression.type': 'gzip' }],
  ['zstd', { 'compression.type': 'zstd' }],
  ['acks=1', { acks: '1' }],
  [
    'one request in flight, no idempotence',
    { 'max.in.flight.requests.per.connection': '1', 'enable.idempotence': 'false' },
  ],
  ['small batches and little memory', { 'batch.size': '1000', 'buffer.memory': '65536' }],
];

for (const [name, properties] of settings) {
  test(`every record once, in its partition, in order, with its headers and time: ${name}`, async () => {
    const topic = `matrix-${settings.findIndex(([each]) => each === name)}`;
    await createTopic(one.bootstrap, { topic, partitions: 3 });
    const producer = producerFor(one.bootstrap, properties);
    const ledger = new Ledger();
    for (let i = 0; i < 3000; i++) await ledger.send(producer, topic, i % 3 === 0 ? null : `key-${i % 50}`, i % 200);
    await producer.flush();
    assert.equal(producer.pool.availableBytes, producer.pool.totalMemory);
    await producer.close();
    assert.equal(ledger.acked.length, 3000);
    ledger.compare(await kcatConsume({ bootstrap: one.bootstrap, topic }));
    for (const partition of [0, 1, 2]) {
      const batches = await dumpLogSegments(one.partitionFolder(1, topic, partition));
      assert.ok(batches.length > 0 && batches.every(({ isValid, magic }) => isValid && magic === 2));
    }
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

test('acks=0 is answered without an offset, and the records are there', async () => {
  await createTopic(one.bootstrap, { topic: 'acks-none' });
  const producer = producerFor(one.bootstrap, { acks: '0' });
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      producer.send({ topic: 'acks-none', key: null, value: Buffer.from(String(n)) }).get(),
    ),
  );
  await producer.close();
  assert.deepEqual([...new Set(answers.map(({ offset }) => offset))], [-1]);
  const read = await until('20 records', async () => {
    const records = await kcatConsume({ bootstrap: one.bootstrap, topic: 'acks-none' });
    return records.length >= 20 && records;
  });
  assert.deepEqual(
    read.map(({ value }) => Number(String(value))),
    Array.from({ length: 20 }, (_, n) => n),
  );
});

test('a batch that the topic finds too large is split until it fits; a record that is too large fails alone', async () => {
  await createTopic(one.bootstrap, { topic: 'small-messages', config: { 'max.message.bytes': '2000' } });
  const producer = producerFor(one.bootstrap, { 'batch.size': '16384', 'linger.ms': '50' });
  const ledger = new Ledger();
  for (let i = 0; i < 200; i++) await ledger.send(producer, 'small-messages', null, 100);
  await ledger.send(producer, 'small-messages', null, 3000);
  await producer.flush();
  await producer.close();
  assert.deepEqual([ledger.acked.length, ledger.sent.at(-1)?.error], [200, 'RecordTooLargeException']);
  assert.ok(producer.totals.splitBatches > 0);
  ledger.compare(await kcatConsume({ bootstrap: one.bootstrap, topic: 'small-messages' }));
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
