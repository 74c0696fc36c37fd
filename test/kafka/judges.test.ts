// The judges themselves: real Apache Kafka and its tools agree with kcat about records kcat wrote.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { startKafka, type KafkaCluster } from './support/kafkaCluster.ts';
import * as judges from './support/judges.ts';

let kafka: KafkaCluster;

before(async () => {
  kafka = await startKafka();
});

after(async () => {
  await kafka.stop();
});

test('what kcat produces, kcat and the console consumer read back, and its batches are valid on disk', async () => {
  const { bootstrap } = kafka;
  await judges.createTopic(bootstrap, { topic: 'judged', partitions: 3 });
  const records = Array.from({ length: 100 }, (_, n) => ({ key: `key ${n % 10}`, value: `value ${n}` }));
  const before = Date.now();
  const properties = { 'enable.idempotence': 'true', 'compression.codec': 'gzip' };
  await judges.kcatProduce({
    bootstrap,
    topic: 'judged',
    partition: 1,
    records,
    headers: [['by', 'kcat']],
    properties,
  });

  const read = await judges.kcatConsume({ bootstrap, topic: 'judged' });
  assert.deepEqual(
    read.map(({ partition, offset, key, value, headers }) => [partition, offset, String(key), String(value), headers]),
    records.map(({ key, value }, n) => [1, n, key, value, 'by=kcat']),
  );
  assert.ok(read.every(({ timestampMs }) => timestampMs >= before && timestampMs <= Date.now()));

  const readByJava = await judges.javaConsume(bootstrap, 'judged', 100);
  assert.deepEqual(
    readByJava.map(({ partition, offset, key, value, headers }) => [partition, offset, key, value, headers]),
    records.map(({ key, value }, n) => [1, n, key, value, 'by:kcat']),
  );

  const batches = await judges.dumpLogSegments(kafka.partitionFolder(1, 'judged', 1));
  assert.equal(
    batches.reduce((sum, batch) => sum + batch.count, 0),
    100,
  );
  assert.ok(batches.every(batch => batch.isValid && batch.compressCodec === 'gzip' && batch.producerId >= 0n));
  assert.deepEqual(
    batches.flatMap(batch => batch.records.map(record => record.offset)),
    records.map((_, n) => n),
  );
  assert.deepEqual(batches[0]?.records[0]?.headerKeys, ['by']);
});

test('kcat tells a null value from an empty one, and bytes that are no text from text', async () => {
  const { bootstrap } = kafka;
  await judges.createTopic(bootstrap, { topic: 'bytes' });
  // With -Z kcat sends an empty value as null; without, as no bytes.
  await judges.kcatProduce({
    bootstrap,
    topic: 'bytes',
    records: [
      { key: 'empty', value: '' },
      { key: 'ÿ\u0000', value: '\r' },
    ],
  });
  const [empty, bytes] = await judges.kcatConsume({ bootstrap, topic: 'bytes' });
  assert.deepEqual([String(empty?.key), empty?.value?.length], ['empty', 0]);
  assert.deepEqual([bytes?.key, bytes?.value], [Buffer.from('ÿ\u0000'), Buffer.from('\r')]);
});

test("Java's load generator reports what it sent, and the topic's description names its leader", async () => {
  const { bootstrap } = kafka;
  await judges.createTopic(bootstrap, { topic: 'load', partitions: 2 });
  const performance = await judges.producerPerformance({ bootstrap, topic: 'load', records: 5000, recordBytes: 100 });
  assert.equal(performance.records, 5000);
  assert.ok(performance.recordsPerSecond > 0);
  assert.equal((await judges.kcatConsume({ bootstrap, topic: 'load' })).length, 5000);
  assert.deepEqual(await judges.describeTopic(bootstrap, 'load'), [
    { partition: 0, leader: 1, replicas: [1], isr: [1] },
    { partition: 1, leader: 1, replicas: [1], isr: [1] },
  ]);
});

for (const client of ['kafkajs', 'platformatic'] as const) {
  test(`${client} produces what kcat reads back: partition, key, header, time, null value`, async () => {
    const { bootstrap } = kafka;
    const topic = `from-${client}`;
    await judges.createTopic(bootstrap, { topic, partitions: 2 });
    const records = [
      { key: 'k', value: 'v', partition: 1, headers: { by: client }, timestamp: 1_700_000_000_000 },
      { key: 'k', value: null, partition: 1, timestamp: 1_700_000_000_001 },
    ];
    await judges.javascriptProduce({ client, bootstrap, topic, records });
    const read = await judges.kcatConsume({ bootstrap, topic });
    assert.deepEqual(
      read.map(({ partition, key, value, headers, timestampMs }) => [
        partition,
        String(key),
        value,
        headers,
        timestampMs,
      ]),
      [
        [1, 'k', Buffer.from('v'), `by=${client}`, 1_700_000_000_000],
        [1, 'k', null, '', 1_700_000_000_001],
      ],
    );
  });
}
