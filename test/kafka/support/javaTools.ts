// Topics, the console consumer and the load generator of Apache Kafka itself.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runTool } from './java.ts';
import { removeFolder, temporaryFolder } from './programs.ts';

export interface NewTopic {
  readonly topic: string;
  readonly partitions?: number;
  readonly replication?: number;
  readonly config?: Readonly<Record<string, string | number>>;
}

const topicCommand = 'org.apache.kafka.tools.TopicCommand';

export async function createTopic(
  bootstrap: string,
  { topic, partitions, replication, config }: NewTopic,
): Promise<void> {
  const args = ['--bootstrap-server', bootstrap, '--create', '--topic', topic];
  if (partitions !== undefined) args.push('--partitions', String(partitions));
  if (replication !== undefined) args.push('--replication-factor', String(replication));
  for (const [key, value] of Object.entries(config ?? {})) args.push('--config', `${key}=${value}`);
  await runTool(topicCommand, args);
}

export async function deleteTopic(bootstrap: string, topic: string): Promise<void> {
  await runTool(topicCommand, ['--bootstrap-server', bootstrap, '--delete', '--topic', topic]);
}

export interface DescribedPartition {
  readonly partition: number;
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

export async function describeTopic(bootstrap: string, topic: string): Promise<DescribedPartition[]> {
  const { stdout } = await runTool(topicCommand, ['--bootstrap-server', bootstrap, '--describe', '--topic', topic]);
  const numbers = (text = ''): number[] => (text === '' ? [] : text.split(',').map(Number));
  const rows = /Partition: (\d+)\s+Leader: (\S+)\s+Replicas: ([\d,]+)\s+Isr: ([\d,]*)/g;
  return [...stdout.toString().matchAll(rows)].map(([, partition, leader, replicas, isr]) => ({
    partition: Number(partition),
    // The word "none" while there is none.
    leader: leader === 'none' ? -1 : Number(leader),
    replicas: numbers(replicas),
    isr: numbers(isr),
  }));
}

export interface JavaConsumedRecord {
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly headers: string;
  readonly key: string | null;
  readonly value: string | null;
}

const nullText = '\u2400';
const columnEnd = '\u001f';

/**
 * Reads `count` text records of a topic from its beginning with Apache Kafka's console consumer; fails if there are fewer. With a
 * partition it reads that one only, and needs no consumer group.
 */
export async function javaConsume(
  bootstrap: string,
  topic: string,
  count: number,
  partition?: number,
): Promise<JavaConsumedRecord[]> {
  const where = partition === undefined ? [] : ['--partition', String(partition)];
  const shown = ['partition', 'offset', 'timestamp', 'headers', 'key', 'value'];
  const properties = [
    ...shown.map(column => `print.${column}=true`),
    `key.separator=${columnEnd}`,
    `null.literal=${nullText}`,
  ];
  const { stdout } = await runTool('org.apache.kafka.tools.consumer.ConsoleConsumer', [
    ...['--bootstrap-server', bootstrap, '--topic', topic, '--from-beginning', ...where],
    ...['--max-messages', String(count), '--timeout-ms', '15000'],
    ...properties.flatMap(property => ['--formatter-property', property]),
  ]);
  const lines = stdout.toString().split('\n').slice(0, -1);
  const records = lines.map(parseConsoleLine);
  if (records.length !== count)
    throw new Error(`the console consumer read ${records.length} of ${count} records of ${topic}`);
  return records.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
}

/** `CreateTime:1700000000000 Partition:0 Offset:3 name:value,… key value`, each followed by the separator. */
function parseConsoleLine(line: string): JavaConsumedRecord {
  const [time = '', partition = '', offset = '', headers = '', key = '', value = ''] = line.split(columnEnd);
  const number = (column: string): number => Number(column.slice(column.indexOf(':') + 1));
  const text = (column: string): string | null => (column === nullText ? null : column);
  return {
    partition: number(partition),
    offset: number(offset),
    timestampMs: number(time),
    headers: headers === 'NO_HEADERS' ? '' : headers,
    key: text(key),
    value: text(value),
  };
}

export interface PerformanceOptions {
  readonly bootstrap: string;
  readonly topic: string;
  readonly records: number;
  readonly recordBytes: number;
  /** Records a second; unlimited if left out. */
  readonly rate?: number;
  readonly properties?: Readonly<Record<string, string | number>>;
}

function propertiesFile(properties: Readonly<Record<string, string | number>>): string {
  const escaped = (value: string | number): string => String(value).replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${escaped(value)}\n`)
    .join('');
}

export interface Performance {
  readonly records: number;
  readonly recordsPerSecond: number;
  readonly megabytesPerSecond: number;
  readonly averageLatencyMs: number;
  readonly maxLatencyMs: number;
}

/** Java's own load generator; resolves to its last line's figures. */
export async function producerPerformance(options: PerformanceOptions): Promise<Performance> {
  const { bootstrap, topic, records, recordBytes, rate = -1, properties = {} } = options;
  const folder = temporaryFolder('performance-');
  const config = path.join(folder, 'producer.properties');
  writeFileSync(config, propertiesFile({ 'bootstrap.servers': bootstrap, ...properties }));
  const { stdout } = await runTool('org.apache.kafka.tools.ProducerPerformance', [
    ...['--topic', topic, '--num-records', String(records), '--record-size', String(recordBytes)],
    ...['--throughput', String(rate), '--command-config', config],
  ]).finally(() => removeFolder(folder));
  const line = stdout.toString().trim().split('\n').at(-1) ?? '';
  const figures =
    /^(\d+) records sent, ([\d.]+) records\/sec \(([\d.]+) MB\/sec\), ([\d.]+) ms avg latency, ([\d.]+) ms max/.exec(
      line,
    );
  if (figures === null) throw new Error(`ProducerPerformance ended with: ${line}`);
  const [, sent, perSecond, megabytes, average, max] = figures.map(Number);
  return {
    records: sent ?? 0,
    recordsPerSecond: perSecond ?? 0,
    megabytesPerSecond: megabytes ?? 0,
    averageLatencyMs: average ?? 0,
    maxLatencyMs: max ?? 0,
  };
}
