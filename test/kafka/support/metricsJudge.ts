// The metrics of the Java producer (test/kafka/java/MetricsJudge.java) and of ours after the same script.
import path from 'node:path';
import { KafkaProducer } from '../../../engine/producer/kafkaProducer.ts';
import { byteArraySerializer } from '../../../engine/producer/serializer.ts';
import { java, quickJvm, quietLogging } from './java.ts';
import { serverClassPath } from './maven.ts';
import { run } from './programs.ts';

export type Properties = Readonly<Record<string, string>>;
/** `GROUP NAME TAGS` → value. */
export type Metrics = ReadonlyMap<string, string>;

type Producer = KafkaProducer<Uint8Array | null, Uint8Array | null>;

const source = path.join(import.meta.dirname, '../java/MetricsJudge.java');

export async function askMetricsJudge(args: readonly string[], lines: readonly string[]): Promise<string[]> {
  const jvm = [...quickJvm, quietLogging, '-cp', await serverClassPath(), source];
  const { stdout } = await run(java, [...jvm, ...args], { input: `${lines.join('\n')}\n` });
  return stdout.toString().split('\n').slice(0, -1);
}

/** `send TOPIC PARTITION BYTES`, `flush`, or `until METRIC VALUE TOPIC`: records to the topic until the metric has the value. */
export async function ourMetrics(properties: Properties, script: readonly string[]): Promise<Metrics> {
  const producer: Producer = new KafkaProducer({
    properties,
    keySerializer: byteArraySerializer,
    valueSerializer: byteArraySerializer,
  });
  for (const line of script) {
    const [what, ...words] = line.split(' ');
    if (what === 'flush') await producer.flush();
    else if (what === 'send') await send(producer, words[0] ?? '', Number(words[1]), Number(words[2]));
    else await sendUntil(producer, words[0] ?? '', Number(words[1]), words[2] ?? '');
  }
  const metrics = producer.metrics().map(({ group, name, tags, value }) => {
    const pairs = Object.entries(tags).map(([key, tag]) => `${key}=${tag}`);
    return [`${group} ${name} ${pairs.join(',')}`, String(value)] as const;
  });
  await producer.close();
  return new Map(metrics);
}

export async function javaMetrics(properties: Properties, script: readonly string[]): Promise<Metrics> {
  // Otherwise the client asks a broker that it knows longer for a subscription to its metrics, now and then.
  const all = { ...properties, 'enable.metrics.push': 'false' };
  const pairs = Object.entries(all).map(([key, value]) => `${key}=${value}`);
  const lines = await askMetricsJudge(['produce', ...pairs], script);
  return new Map(
    lines.map(line => {
      const [group, name, tags, value = ''] = line.split('\t');
      return [`${group} ${name} ${tags}`, value];
    }),
  );
}

async function send(producer: Producer, topic: string, partition: number, size: number): Promise<void> {
  producer.send({ topic, partition, key: null, value: bytesOf(size) });
  // Java's caller stands still where ours goes on.
  await producer.whenUnblocked();
}

async function sendUntil(producer: Producer, metric: string, value: number, topic: string): Promise<void> {
  while (Number(producer.metrics().find(({ name }) => name === metric)?.value) < value) {
    await send(producer, topic, 0, 10);
    await producer.flush();
  }
}

function bytesOf(size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, (_, i) => 97 + (i % 26)));
}
