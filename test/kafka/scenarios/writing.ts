// Every codec and every acks mode: each record once, in its partition, in order, with its headers and time.
import { compressionTypes } from '../../../engine/record/compression.ts';
import type { CompressionType } from '../../../engine/record/compression.ts';
import { Ledger, type BytesProducer } from '../support/ledger.ts';
import { until } from '../support/programs.ts';
import type { Scenario } from './scenario.ts';

interface Way {
  readonly name: string;
  readonly topic: string;
  readonly codec?: CompressionType;
  readonly properties: Readonly<Record<string, string>>;
}

const ways: readonly Way[] = [
  ...compressionTypes.map(codec => ({
    name: `acks=all, idempotent, ${codec}`,
    topic: `codec-${codec}`,
    codec,
    properties: { 'compression.type': codec },
  })),
  { name: 'acks=1', topic: 'acks-1', codec: 'lz4', properties: { acks: '1', 'compression.type': 'lz4' } },
  { name: 'acks=0', topic: 'acks-0', properties: { acks: '0' } },
  {
    name: 'one request in flight, no idempotence',
    topic: 'one-in-flight',
    properties: { 'max.in.flight.requests.per.connection': '1', 'enable.idempotence': 'false' },
  },
  {
    name: 'small batches and little memory',
    topic: 'little-memory',
    properties: { 'batch.size': '1000', 'buffer.memory': '65536' },
  },
];

export const writing: readonly Scenario[] = ways.map(({ name, topic, codec = 'none', properties }) => ({
  name: `every record once, in order: ${name}`,
  run: async rig => {
    await rig.topic(topic, { codec });
    // A leader that is in the metadata and not yet at work refuses what it gets, and with acks=0 nobody hears of it.
    if (properties['acks'] === '0')
      await until('each leader serves it', async () => (await rig.read(topic)).length === 0);
    const { producer } = rig.producer(properties);
    const ledger = new Ledger();
    await sendMixed(producer, topic, ledger, 1000);
    await producer.flush();
    ledger.assertAllAcked();
    // Without acknowledgement nobody says when they are there.
    await until('all are in the log', async () => (await rig.read(topic)).length >= ledger.sent.length);
    await rig.judge(producer, topic, ledger);
  },
}));

/** A third without a key, the others with one of fifty, of many lengths. */
export async function sendMixed(producer: BytesProducer, topic: string, ledger: Ledger, count: number): Promise<void> {
  for (let n = 0; n < count; n++)
    await ledger.send(producer, topic, { key: n % 3 === 0 ? null : `key-${n % 50}`, padding: n % 200 });
}
