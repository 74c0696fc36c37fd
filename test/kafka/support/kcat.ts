// kcat (librdkafka): a producer and consumer that nobody here wrote.
import { run } from './programs.ts';

export interface ClusterMetadata {
  readonly brokers: readonly { readonly id: number; readonly name: string }[];
  readonly topics: readonly {
    readonly topic: string;
    readonly error?: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly leader: number;
      readonly replicas: readonly { readonly id: number }[];
      readonly isrs: readonly { readonly id: number }[];
      readonly error?: string;
    }[];
  }[];
}

/** Metadata as librdkafka reads it; of one topic or of all. Asking for a topic may create it, as any client's asking does. */
export async function clusterMetadata(bootstrap: string, topic?: string): Promise<ClusterMetadata> {
  const args = ['-b', bootstrap, '-L', '-J', '-m', '5', ...(topic === undefined ? [] : ['-t', topic])];
  const { stdout } = await run('kcat', args, { timeoutMs: 15_000 });
  return JSON.parse(stdout.toString()) as ClusterMetadata;
}

export interface ConsumedRecord {
  readonly partition: number;
  readonly offset: number;
  readonly timestampMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** As kcat prints them: `name=value`, separated by commas; a null value is `name=NULL`. */
  readonly headers: string;
}

export interface ConsumeOptions {
  readonly bootstrap: string;
  readonly topic: string;
  readonly partition?: number;
  /** librdkafka properties, as `isolation.level`. */
  readonly properties?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** Everything in a topic or partition up to its present end, partition by partition in order of offset. */
export async function kcatConsume(options: ConsumeOptions): Promise<ConsumedRecord[]> {
  const { bootstrap, topic, partition, properties = {}, timeoutMs = 60_000 } = options;
  const where = ['-b', bootstrap, '-C', '-t', topic, '-o', 'beginning', '-e', '-q'];
  if (partition !== undefined) where.push('-p', String(partition));
  const format = ['-f', '%p %o %T %K %S\n%k%s%h\n'];
  const { stdout } = await run('kcat', [...where, ...xProperties(properties), ...format], { timeoutMs });
  return parseConsumed(stdout).sort((a, b) => a.partition - b.partition || a.offset - b.offset);
}

/** Lengths come first, so that keys and values may hold any byte; headers end at the line's end. */
function parseConsumed(text: Buffer): ConsumedRecord[] {
  const records: ConsumedRecord[] = [];
  let at = 0;
  const take = (length: number): Buffer => text.subarray(at, (at += length));
  const takeLine = (): string => {
    const line = take(text.indexOf('\n', at) - at).toString();
    at += 1;
    return line;
  };
  while (at < text.length) {
    const [partition = NaN, offset = NaN, timestampMs = NaN, keyLength = NaN, valueLength = NaN] = takeLine()
      .split(' ')
      .map(Number);
    if (Number.isNaN(valueLength)) throw new Error(`kcat printed what we do not understand, at byte ${at}`);
    const key = keyLength < 0 ? null : take(keyLength);
    const value = valueLength < 0 ? null : take(valueLength);
    records.push({ partition, offset, timestampMs, key, value, headers: takeLine() });
  }
  return records;
}

export interface ProduceOptions {
  readonly bootstrap: string;
  readonly topic: string;
  readonly partition?: number;
  readonly records: readonly { readonly key?: string; readonly value: string }[];
  /** The same for every record. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** librdkafka properties, as `compression.codec` or `enable.idempotence`. */
  readonly properties?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** Produces text records and waits until all are acknowledged. Neither keys nor values may hold a line feed or tab. */
export async function kcatProduce(options: ProduceOptions): Promise<void> {
  const { bootstrap, topic, partition, records, headers = [], properties = {}, timeoutMs = 60_000 } = options;
  const keyed = records.some(record => record.key !== undefined);
  const args = ['-b', bootstrap, '-P', '-t', topic, ...(keyed ? ['-K', '\t'] : [])];
  if (partition !== undefined) args.push('-p', String(partition));
  for (const [name, value] of headers) args.push('-H', `${name}=${value}`);
  const lines = records.map(({ key, value }) => (keyed ? `${key ?? ''}\t${value}\n` : `${value}\n`));
  await run('kcat', [...args, ...xProperties(properties)], { input: lines.join(''), timeoutMs });
}

function xProperties(properties: Readonly<Record<string, string>>): string[] {
  return Object.entries(properties).flatMap(([key, value]) => ['-X', `${key}=${value}`]);
}
