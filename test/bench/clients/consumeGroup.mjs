// A JavaScript client reads in a consumer group, without what was aborted, until it has COUNT records or is told to stop by SIGTERM:
// `node consumeGroup.mjs kafkajs|platformatic BOOTSTRAP TOPIC GROUP COUNT`. Prints `assigned N` whenever it got partitions, then one
// JSON line a record; commits as it goes, leaves the group at the end. For tests: these clients are installed in this folder.
import { Kafka, logLevel } from 'kafkajs';
import { Consumer, FetchIsolationLevels, MessagesStreamFallbackModes, MessagesStreamModes } from '@platformatic/kafka';

const [client, bootstrap, topic, groupId, countText] = process.argv.slice(2);
const count = Number(countText);
/** kafkajs waits up to half a minute for a broker that is gone. */
const quick = { initialRetryTime: 100, maxRetryTime: 1000, retries: 10 };
const readers = { kafkajs: withKafkajs, platformatic: withPlatformatic };

await readers[client]();

function print(partition, offset, value) {
  console.log(JSON.stringify({ partition, offset: String(offset), value }));
}

async function withKafkajs() {
  const kafka = new Kafka({
    clientId: 'judge',
    brokers: bootstrap.split(','),
    logLevel: logLevel.NOTHING,
    retry: quick,
  });
  const consumer = kafka.consumer({
    groupId,
    readUncommitted: false,
    sessionTimeout: 10_000,
    rebalanceTimeout: 10_000,
  });
  const stopped = new Promise(resolve => process.once('SIGTERM', resolve));
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
    console.log(`assigned ${Object.values(payload.memberAssignment).flat().length}`),
  );
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let seen = 0;
  const all = new Promise(resolve => {
    const eachMessage = async ({ partition, message }) => {
      print(partition, message.offset, String(message.value));
      if (++seen === count) resolve();
    };
    void consumer.run({ eachMessage });
  });
  await Promise.race([all, stopped]);
  await consumer.disconnect();
}

async function withPlatformatic() {
  const consumer = new Consumer({
    clientId: 'judge',
    groupId,
    bootstrapBrokers: bootstrap.split(','),
    sessionTimeout: 10_000,
    rebalanceTimeout: 10_000,
    heartbeatInterval: 1000,
  });
  consumer.on('consumer:group:join', ({ assignments }) =>
    console.log(`assigned ${(assignments ?? []).flatMap(({ partitions }) => partitions).length}`),
  );
  const stream = await consumer.consume({
    topics: [topic],
    mode: MessagesStreamModes.COMMITTED,
    fallbackMode: MessagesStreamFallbackModes.EARLIEST,
    isolationLevel: FetchIsolationLevels.READ_COMMITTED,
    autocommit: true,
    maxWaitTime: 200,
  });
  process.once('SIGTERM', () => void stream.close());
  let seen = 0;
  for await (const { partition, offset, value } of stream) {
    print(partition, offset, String(value));
    if (++seen === count) break;
  }
  await consumer.close(true);
}
