// Clients that nobody here wrote produce to the practice cluster and consume from it, unchanged.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { PracticeCluster } from '../../engine/practice/practiceCluster.ts';
import * as judges from './support/judges.ts';
import { startPractice } from './support/practice.ts';

let cluster: PracticeCluster;
let bootstrap: string;
const complaints: string[] = [];

before(async () => {
  cluster = await startPractice(3, complaints);
  bootstrap = cluster.bootstrapServers;
});

after(() => cluster.stop());

function numbered(count: number): { key: string; value: string }[] {
  return Array.from({ length: count }, (_, n) => ({
    key: `key ${n % 7}`,
    value: `value ${n} ${'abc'.repeat(n % 50)}`,
  }));
}

/** As `judges.kcatConsume` gives them, in one line each. */
async function readBack(topic: string): Promise<readonly string[]> {
  const records = await judges.kcatConsume({ bootstrap, topic });
  return records.map(
    ({ partition, offset, key, value, headers }) => `${partition}@${offset} ${key}=${value} ${headers}`,
  );
}

for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd'])
  for (const idempotent of ['true', 'false'])
    test(`kcat produces with ${codec}, ${idempotent === 'true' ? 'idempotent' : 'plain'}, and reads every record back in order`, async () => {
      const topic = `kcat-${codec}-${idempotent}`;
      const records = numbered(500);
      const from = Date.now();
      await judges.kcatProduce({
        bootstrap,
        topic,
        partition: 1,
        records,
        headers: [['by', 'kcat']],
        properties: { 'enable.idempotence': idempotent, 'compression.codec': codec },
      });
      const until = Date.now();
      assert.deepEqual(
        await readBack(topic),
        records.map(({ key, value }, n) => `1@${n} ${key}=${value} by=kcat`),
      );
      for (const { timestampMs } of await judges.kcatConsume({ bootstrap, topic, partition: 1 }))
        assert.ok(timestampMs >= from && timestampMs <= until);
      // librdkafka sends uncompressed, without a word, to a broker whose versions it takes for old ones.
      const plainBytes = records.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
      const { bytes } = cluster.describe().topics.find(({ name }) => name === topic)?.partitions[1] ?? { bytes: 0 };
      assert.equal(bytes < plainBytes, codec !== 'none', `${plainBytes} bytes became ${bytes}`);
    });

test('kcat spreads keys as librdkafka does: one key, one partition', async () => {
  const records = numbered(700);
  await judges.kcatProduce({ bootstrap, topic: 'spread', records });
  const read = await judges.kcatConsume({ bootstrap, topic: 'spread' });
  assert.deepEqual(read.map(({ value }) => String(value)).sort(), records.map(({ value }) => value).sort());
  const partitions = new Map<string, Set<number>>();
  for (const { key, partition } of read)
    partitions.set(String(key), (partitions.get(String(key)) ?? new Set()).add(partition));
  assert.deepEqual(
    [...partitions.values()].map(({ size }) => size),
    [1, 1, 1, 1, 1, 1, 1],
  );
});

for (const client of ['kafkajs', 'platformatic'] as const)
  test(`${client} produces with keys, headers and its own timestamps`, async () => {
    const topic = `from-${client}`;
    await judges.createTopic(bootstrap, { topic, partitions: 2 });
    const records = Array.from({ length: 300 }, (_, n) => ({
      key: `key ${n % 5}`,
      value: `value ${n}`,
      partition: n % 2,
      headers: { n: String(n) },
      timestamp: 1_700_000_000_000 + n,
    }));
    await judges.javascriptProduce({ client, bootstrap, topic, records });
    const read = await judges.kcatConsume({ bootstrap, topic });
    const expected = [0, 1].flatMap(partition =>
      records
        .filter(record => record.partition === partition)
        .map(({ key, value, timestamp }, offset) => [partition, offset, timestamp, key, value, `n=${value.slice(6)}`]),
    );
    assert.deepEqual(
      read.map(({ partition, offset, timestampMs, key, value, headers }) => [
        partition,
        offset,
        timestampMs,
        String(key),
        String(value),
        headers,
      ]),
      expected,
    );
  });

test('Java’s console consumer reads a partition without a group', async () => {
  const records = numbered(100);
  await judges.kcatProduce({ bootstrap, topic: 'for-java', partition: 2, records, headers: [['by', 'kcat']] });
  const read = await judges.javaConsume(bootstrap, 'for-java', 100, 2);
  assert.deepEqual(
    read.map(({ partition, offset, key, value, headers }) => [partition, offset, key, value, headers]),
    records.map(({ key, value }, n) => [2, n, key, value, 'by:kcat']),
  );
});

test('Java’s topic command creates, describes and deletes', async () => {
  await judges.createTopic(bootstrap, {
    topic: 'made',
    partitions: 4,
    replication: 3,
    config: { 'min.insync.replicas': 2 },
  });
  const described = await judges.describeTopic(bootstrap, 'made');
  assert.deepEqual(
    described.map(({ partition }) => partition),
    [0, 1, 2, 3],
  );
  for (const { replicas, isr, leader } of described) {
    assert.deepEqual([replicas.length, isr.length], [3, 3]);
    assert.equal(leader, replicas[0]);
  }
  await judges.deleteTopic(bootstrap, 'made');
  assert.ok(!cluster.describe().topics.some(({ name }) => name === 'made'));
  await assert.rejects(judges.createTopic(bootstrap, { topic: 'made', replication: 4 }), /must be 1 to 3/);
});

for (const compression of ['none', 'snappy', 'zstd', 'lz4'])
  test(`Java’s ProducerPerformance with ${compression}: every record once`, async () => {
    const topic = `performance-${compression}`;
    await judges.createTopic(bootstrap, { topic, partitions: 6 });
    const properties = { 'compression.type': compression };
    const { records } = await judges.producerPerformance({
      bootstrap,
      topic,
      records: 50_000,
      recordBytes: 100,
      properties,
    });
    assert.equal(records, 50_000);
    assert.equal((await judges.kcatConsume({ bootstrap, topic })).length, 50_000);
  });

test('brokers are killed and restarted under Java’s load: every record once', async () => {
  const topic = 'failover';
  await judges.createTopic(bootstrap, { topic, partitions: 3, replication: 3, config: { 'min.insync.replicas': 2 } });
  const load = judges.producerPerformance({ bootstrap, topic, records: 20_000, recordBytes: 100, rate: 4000 });
  for (const node of [1, 2, 3]) {
    await written(topic, node * 4000);
    await cluster.stopBroker(node);
    await written(topic, node * 4000 + 1500);
    await cluster.startBroker(node);
  }
  assert.equal((await load).records, 20_000);
  assert.equal((await judges.kcatConsume({ bootstrap, topic })).length, 20_000);
  const partitions = cluster.describe().topics.find(({ name }) => name === topic)?.partitions ?? [];
  assert.ok(
    partitions.some(({ epoch }) => epoch >= 2),
    'leaders have moved',
  );
});

/** Until so many records are in the topic. */
async function written(topic: string, records: number): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const partitions = cluster.describe().topics.find(({ name }) => name === topic)?.partitions ?? [];
    if (partitions.reduce((sum, { logEndOffset }) => sum + logEndOffset, 0) >= records) return;
    assert.ok(Date.now() < deadline, `${topic} did not get ${records} records in 30 s`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

test('nobody was disconnected for what they sent', () => {
  assert.deepEqual(complaints, []);
});
