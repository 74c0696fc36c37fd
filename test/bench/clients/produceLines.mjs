// A JavaScript client sends records once: `node produceLines.mjs kafkajs|platformatic BOOTSTRAP TOPIC [CODEC]`.
// Reads one JSON object a line, { key, value, partition, headers, timestamp }, and prints `sent N` when all are
// acknowledged. For tests: these clients are installed in this folder.
import { readFileSync } from 'node:fs';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { ProduceAcks, Producer } from '@platformatic/kafka';
import { kafkajsTypes } from './kafkajsCodecs.mjs';

const [client, bootstrap, topic, codec = 'none'] = process.argv.slice(2);
const records = readFileSync(0, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map(line => JSON.parse(line));
const senders = { kafkajs: withKafkajs, platformatic: withPlatformatic };

await senders[client]();
console.log(`sent ${records.length}`);

async function withKafkajs() {
  const kafka = new Kafka({ clientId: 'judge', brokers: bootstrap.split(','), logLevel: logLevel.ERROR });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, idempotent: true });
  await producer.connect();
  try {
    const messages = records.map(record => ({
      ...record,
      timestamp: record.timestamp === undefined ? undefined : String(record.timestamp),
    }));
    await producer.send({ topic, acks: -1, compression: kafkajsTypes[codec], messages });
  } finally {
    await producer.disconnect();
  }
}

async function withPlatformatic() {
  const producer = new Producer({ clientId: 'judge', bootstrapBrokers: bootstrap.split(','), idempotent: true });
  const bytes = text => (text === undefined || text === null ? text : Buffer.from(text));
  try {
    const messages = records.map(({ key, value, headers = {}, partition, timestamp }) => ({
      topic,
      key: bytes(key),
      value: bytes(value),
      headers: new Map(Object.entries(headers).map(([name, text]) => [bytes(name), bytes(text)])),
      ...(partition === undefined ? {} : { partition }),
      ...(timestamp === undefined ? {} : { timestamp: BigInt(timestamp) }),
    }));
    await producer.send({ acks: ProduceAcks.ALL, compression: codec, messages });
  } finally {
    await producer.close();
  }
}
