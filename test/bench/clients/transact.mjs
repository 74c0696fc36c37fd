// A JavaScript client commits one transaction, aborts the next, and commits a third: `node transact.mjs kafkajs|platformatic BOOTSTRAP
// TOPIC`. Prints `done` at the end. For tests: these clients are installed in this folder.
import { Kafka, logLevel } from 'kafkajs';
import { ProduceAcks, Producer } from '@platformatic/kafka';

const [client, bootstrap, topic] = process.argv.slice(2);
const transactions = [
  { values: ['committed 1', 'committed 2'], committed: true },
  { values: ['aborted 1', 'aborted 2', 'aborted 3'], committed: false },
  { values: ['committed 3'], committed: true },
];
const senders = { kafkajs: withKafkajs, platformatic: withPlatformatic };

await senders[client]();
console.log('done');

async function withKafkajs() {
  const kafka = new Kafka({ clientId: 'judge', brokers: bootstrap.split(','), logLevel: logLevel.ERROR });
  const producer = kafka.producer({ transactionalId: `${topic}-id`, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  for (const { values, committed } of transactions) {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: values.map(value => ({ value, partition: 0 })) });
    await (committed ? transaction.commit() : transaction.abort());
  }
  await producer.disconnect();
}

async function withPlatformatic() {
  const producer = new Producer({
    clientId: 'judge',
    bootstrapBrokers: bootstrap.split(','),
    idempotent: true,
    transactionalId: `${topic}-id`,
  });
  for (const { values, committed } of transactions) {
    const transaction = await producer.beginTransaction();
    const messages = values.map(value => ({ topic, value: Buffer.from(value), partition: 0 }));
    await transaction.send({ acks: ProduceAcks.ALL, messages });
    await (committed ? transaction.commit() : transaction.abort());
  }
  await producer.close();
}
