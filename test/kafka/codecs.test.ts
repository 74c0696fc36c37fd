// Every codec, in both directions: what we write others read, from Apache Kafka and from the practice cluster; what they write we read.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { PracticeCluster } from '../../engine/practice/practiceCluster.ts';
import { KafkaProducer } from '../../engine/producer/kafkaProducer.ts';
import { byteArraySerializer } from '../../engine/producer/serializer.ts';
import { Fetch } from '../../engine/protocol/messages/index.ts';
import { compressionOf, compressionTypes, decompress } from '../../engine/record/compression.ts';
import type { CompressionType } from '../../engine/record/compression.ts';
import { ensureValid, iterateBatches, readRecords } from '../../engine/record/recordBatchReader.ts';
import { codecContents } from '../support/codecContents.ts';
import { askCodecs } from './support/codecJudge.ts';
import * as judges from './support/judges.ts';
import { startKafka, type KafkaCluster } from './support/kafkaCluster.ts';
import { startPractice } from './support/practice.ts';
import { WireClient } from './support/wireClient.ts';

let kafka: KafkaCluster;
let practice: PracticeCluster;
const complaints: string[] = [];

before(async () => {
  [kafka, practice] = await Promise.all([startKafka(), startPractice(1, complaints)]);
});

after(() => Promise.all([kafka.stop(), practice.stop()]));

/** One partition each. */
const settings: readonly (readonly [type: CompressionType, level?: string])[] = [
  ...compressionTypes.map(type => [type] as const),
  ['gzip', '1'],
  ['lz4', '1'],
  ['lz4', '17'],
  ['zstd', '-5'],
];
const perPartition = 300;

/** Values of many lengths, so that batches have more than one block of 32 and 64 KB; the last does not get smaller. */
function valuesOf(partition: number): string[] {
  const values = Array.from(
    { length: perPartition - 1 },
    (_, n) => `value ${n} of ${partition} ${'abc '.repeat((n * 7) % 200)}`,
  );
  return [...values, codecContents.noise.toString('base64')];
}

async function writeAll(bootstrap: string, topic: string): Promise<void> {
  for (const [partition, [type, level]] of settings.entries()) {
    const producer = new KafkaProducer({
      properties: {
        'bootstrap.servers': bootstrap,
        'compression.type': type,
        'batch.size': '65536',
        'linger.ms': '20',
        ...(level === undefined ? {} : { [`compression.${type}.level`]: level }),
      },
      keySerializer: byteArraySerializer,
      valueSerializer: byteArraySerializer,
    });
    const answers = valuesOf(partition).map(value =>
      producer.send({ topic, partition, key: Buffer.from(`p${partition}`), value: Buffer.from(value) }).get(),
    );
    await Promise.all(answers);
    await producer.close();
  }
}

const expected = settings.flatMap((_, partition) =>
  valuesOf(partition).map((value, offset) => `${partition}@${offset} p${partition}=${value}`),
);

interface Read {
  readonly partition: number;
  readonly offset: number;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
}
const lines = (records: readonly Read[]): string[] =>
  records.map(({ partition, offset, key, value }) => `${partition}@${offset} ${String(key)}=${String(value)}`);

for (const where of ['Apache Kafka', 'the practice cluster'] as const)
  test(`what we write with each codec and level, kcat and Java read from ${where}`, async () => {
    const bootstrap = where === 'Apache Kafka' ? kafka.bootstrap : practice.bootstrapServers;
    await judges.createTopic(bootstrap, { topic: 'ours', partitions: settings.length });
    await writeAll(bootstrap, 'ours');
    assert.deepEqual(lines(await judges.kcatConsume({ bootstrap, topic: 'ours' })), expected);
    assert.deepEqual(lines(await judges.javaConsume(bootstrap, 'ours', expected.length)), expected);
  });

for (const client of ['kafkajs', 'platformatic'] as const)
  test(`what we write with each codec and level, ${client} reads from Apache Kafka and the practice cluster`, async () => {
    for (const bootstrap of [kafka.bootstrap, practice.bootstrapServers]) {
      const read = await judges.javascriptConsume(client, bootstrap, 'ours', expected.length);
      assert.deepEqual(lines(read), expected);
    }
  });

test('DumpLogSegments finds our batches valid, with the codec they say', async () => {
  for (const [partition, [type]] of settings.entries()) {
    const batches = await judges.dumpLogSegments(kafka.partitionFolder(1, 'ours', partition));
    assert.ok(batches.length > 0);
    assert.ok(batches.every(({ isValid, compressCodec, magic }) => isValid && compressCodec === type && magic === 2));
    assert.equal(
      batches.reduce((sum, { records }) => sum + records.length, 0),
      perPartition,
    );
  }
});

test("Kafka's Java client reads what we compress: every codec, level and content", async () => {
  const cases = settings.flatMap(([type, level]) =>
    Object.entries(codecContents).map(([name, bytes]) => ({ type, level, name, bytes })),
  );
  const answers = await askCodecs(
    cases.map(({ type, level, bytes }) => ({
      what: 'read',
      format: type,
      bytes: compressionOf(type, level === undefined ? undefined : Number(level)).compress(bytes),
    })),
  );
  for (const [index, { type, level, name, bytes }] of cases.entries())
    assert.deepEqual(answers[index], bytes, `${type} ${level ?? ''} ${name}`);
});

test("we read what Kafka's Java client compresses, and so high compression is about as good as its own", async () => {
  const formats = ['snappy', ...Array.from({ length: 17 }, (_, n) => `lz4:${n + 1}`)];
  const bytes = codecContents.lines;
  const answers = await askCodecs(formats.map(format => ({ what: 'write', format, bytes })));
  for (const [index, format] of formats.entries()) {
    const theirs = answers[index];
    assert.ok(theirs instanceof Buffer, `${format}: ${String(theirs)}`);
    const [type = 'lz4', level] = format.split(':') as [CompressionType, string?];
    assert.deepEqual(decompress(type, theirs), bytes, format);
    const ours = compressionOf(type, level === undefined ? undefined : Number(level)).compress(bytes);
    assert.ok(ours.length < theirs.length * 1.2, `${format}: ${ours.length} bytes, Java ${theirs.length}`);
  }
});

for (const client of ['kcat', 'kafkajs', 'platformatic'] as const)
  test(`what ${client} writes to the practice cluster with each codec, we read`, async () => {
    const bootstrap = practice.bootstrapServers;
    const topic = `from-${client}`;
    await judges.createTopic(bootstrap, { topic, partitions: compressionTypes.length });
    const wire = new WireClient(bootstrap);
    for (const [partition, codec] of compressionTypes.entries()) {
      const records = valuesOf(partition).map(value => ({ key: `p${partition}`, value, partition }));
      if (client === 'kcat') {
        const properties = { 'compression.codec': codec };
        await judges.kcatProduce({ bootstrap, topic, partition, records, properties });
      } else await judges.javascriptProduce({ client, bootstrap, topic, records, codec });
      const read = await fetchAll(wire, topic, partition);
      assert.deepEqual([...new Set(read.map(({ type }) => type))], [codec]);
      assert.deepEqual(
        lines(read),
        expected.filter(line => line.startsWith(`${partition}@`)),
      );
    }
    wire.close();
    assert.deepEqual(complaints, []);
  });

async function fetchAll(wire: WireClient, topic: string, partition: number): Promise<(Read & { type: string })[]> {
  const { responses } = await wire.ask(Fetch, 11, {
    maxWaitMs: 0,
    minBytes: 1,
    maxBytes: 100_000_000,
    topics: [{ topic, partitions: [{ partition, fetchOffset: 0n, partitionMaxBytes: 100_000_000 }] }],
  });
  const records = responses[0]?.partitions[0]?.records ?? Buffer.alloc(0);
  return [...iterateBatches(records)].flatMap(batch => {
    ensureValid(batch);
    return readRecords(batch).map(({ offset, key, value }) => {
      return { partition, offset: Number(offset), key, value, type: batch.compressionType };
    });
  });
}
