// kafkajs and @platformatic/kafka as producers and consumers: two JavaScript codecs that know nothing of ours.
import path from 'node:path';
import { run } from './programs.ts';

export interface SentRecord {
  readonly key?: string | null;
  readonly value: string | null;
  readonly partition?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timestamp?: number;
}

export interface JavascriptProduceOptions {
  readonly client: 'kafkajs' | 'platformatic';
  readonly bootstrap: string;
  readonly topic: string;
  readonly records: readonly SentRecord[];
  /** A compression.type; none if left out. */
  readonly codec?: string;
}

const scripts = path.resolve(import.meta.dirname, '../../bench/clients');

/** Sends records, idempotent and acks=all, in a process of its own; resolves when all are acknowledged. */
export async function javascriptProduce({
  client,
  bootstrap,
  topic,
  records,
  codec = 'none',
}: JavascriptProduceOptions): Promise<void> {
  const input = records.map(record => JSON.stringify(record)).join('\n');
  const { stdout, stderr } = await run(
    process.execPath,
    [path.join(scripts, 'produceLines.mjs'), client, bootstrap, topic, codec],
    { input },
  );
  if (!stdout.toString().includes(`sent ${records.length}`)) throw new Error(`${client} did not send all:\n${stderr}`);
}

export interface JavascriptConsumedRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
}

/** Reads `count` records of a topic from its beginning, in a consumer group, in order of partition and offset. */
export async function javascriptConsume(
  client: JavascriptProduceOptions['client'],
  bootstrap: string,
  topic: string,
  count: number,
): Promise<JavascriptConsumedRecord[]> {
  const { stdout } = await run(process.execPath, [
    path.join(scripts, 'consumeLines.mjs'),
    client,
    bootstrap,
    topic,
    String(count),
  ]);
  const lines = stdout.toString().split('\n').slice(0, -1);
  const records = lines.map(line => JSON.parse(line) as JavascriptConsumedRecord);
  return records.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
}
