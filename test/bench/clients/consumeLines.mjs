// A JavaScript client reads a topic from its beginning: `node consumeLines.mjs kafkajs|platformatic BOOTSTRAP TOPIC COUNT`.
// Prints one JSON object a record, { partition, offset, key, value }, until it has COUNT of them. Needs consumer groups at the broker.
import { Kafka, logLevel } from 'kafkajs';
import { Consumer, MessagesStreamModes } from '@platformatic/kafka';
import './kafkajsCodecs.mjs';

const [client, bootstrap, topic, countText] = process.argv.slice(2);
const count = Number(countText);
const group = `judge-${client}-${topic}`;
const text = bytes => (bytes === null || bytes === undefined ? null : Buffer.from(bytes).toString('utf8'));
const readers = { kafkajs: withKafkajs, platformatic: withPlatformatic };
let read = 0;

await readers[client]();

function print(partition, offset, key, value) {
  if (read++ < count)
    console.log(JSON.stringify({ partition, offset: Number(offset), key: text(key), value: text(value) }));
}

async function withKafkajs() {
  const kafka = new Kafka({ clientId: 'judge', brokers: bootstrap.split(','), logLevel: logLevel.ERROR });
  const consumer = kafka.consumer({ groupId: group });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const done = new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    void consumer.run({
      eachMessage: async ({ partition, message }) => {
        print(partition, message.offset, message.key, message.value);
        if (read >= count) resolve();
      },
    });
  });
  await done.finally(() => consumer.disconnect());
}

async function withPlatformatic() {
  const consumer = new Consumer({ clientId: 'judge', groupId: group, bootstrapBrokers: bootstrap.split(',') });
  const stream = await consumer.consume({ topics: [topic], mode: MessagesStreamModes.EARLIEST, autocommit: false });
  for await (const { partition, offset, key, value } of stream) {
    print(partition, offset, key, value);
    if (read >= count) break;
  }
  await consumer.close(true);
}
