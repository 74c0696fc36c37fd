// Our producer with Java's defaults (idempotent, acks=all, batch.size 16384, linger.ms 5), without an inspector.
import { KafkaProducer } from '../../../engine/producer/kafkaProducer.ts';
import { byteArraySerializer } from '../../../engine/producer/serializer.ts';
import { serveRounds, type Round } from './harness.ts';

/** As in the Java harness: a callback of its own for every record would be measured too. */
const sampleEvery = 64;
/** One thread sends and drives the sockets; a caller that never lets go would feed a sender that cannot run. */
const sendsPerTurn = 2000;

await serveRounds((bootstrap, properties) => {
  const producer = new KafkaProducer<Buffer | null, Buffer | null>({
    properties: { ...Object.fromEntries(properties), 'bootstrap.servers': bootstrap },
    keySerializer: byteArraySerializer,
    valueSerializer: byteArraySerializer,
  });
  return Promise.resolve({ round: round => send(producer, round), close: () => producer.close() });
});

async function send(producer: KafkaProducer<Buffer | null, Buffer | null>, round: Round): Promise<void> {
  const { topic, records, value, took, failed } = round;
  const record = { topic, key: null, value };
  const countErrors = (_metadata: unknown, error: unknown): void => {
    if (error) failed(1);
  };
  for (let n = 0; n < records; n++) {
    const blocked = producer.whenUnblocked();
    if (blocked) await blocked;
    else if (n % sendsPerTurn === 0) await new Promise(resolve => setImmediate(resolve));
    if (n % sampleEvery !== 0) {
      producer.send(record, countErrors);
      continue;
    }
    const sentMs = performance.now();
    producer.send(record, (metadata, error) => {
      took(performance.now() - sentMs);
      countErrors(metadata, error);
    });
  }
  await producer.flush();
}
