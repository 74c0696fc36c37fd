// kafkajs and @platformatic/kafka as producers: two JavaScript codecs that know nothing of ours.
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
}

const script = path.resolve(import.meta.dirname, '../../bench/clients/produceLines.mjs');

/** Sends records, idempotent and acks=all, in a process of its own; resolves when all are acknowledged. */
export async function javascriptProduce({
  client,
  bootstrap,
  topic,
  records,
}: JavascriptProduceOptions): Promise<void> {
  const input = records.map(record => JSON.stringify(record)).join('\n');
  const { stdout, stderr } = await run(process.execPath, [script, client, bootstrap, topic], { input });
  if (!stdout.toString().includes(`sent ${records.length}`)) throw new Error(`${client} did not send all:\n${stderr}`);
}
