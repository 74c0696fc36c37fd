// Our producer with Java's defaults (idempotent, acks=all, batch.size 16384, linger.ms 5): alone, with the inspector attached, or watched.
import { systemTime } from '../../../engine/common/systemTime.ts';
import { Inspector } from '../../../engine/inspect/inspector.ts';
import { KafkaProducer } from '../../../engine/producer/kafkaProducer.ts';
import type { ProducerRecord } from '../../../engine/producer/producerRecord.ts';
import { byteArraySerializer } from '../../../engine/producer/serializer.ts';
import { paced, serveRounds, type Round } from './harness.ts';

type Producer = KafkaProducer<Buffer | null, Buffer | null>;

/** As in the Java harness: a callback of its own for every record would be measured too. */
const sampleEvery = 64;
/** One thread sends and drives the sockets; a caller that never lets go would feed a sender that cannot run. */
const sendsPerTurn = 2000;

await serveRounds((bootstrap, settings) => {
  const { inspector: how = 'off', ...properties } = Object.fromEntries(settings);
  const inspector = how === 'off' ? null : new Inspector({ time: systemTime });
  const producer: Producer = new KafkaProducer({
    properties: { ...properties, 'bootstrap.servers': bootstrap },
    keySerializer: byteArraySerializer,
    valueSerializer: byteArraySerializer,
    ...(inspector && { observer: inspector.observer }),
  });
  inspector?.attach(producer);
  const stopWatching = inspector && how === 'watched' ? watch(inspector, bootstrap) : () => undefined;
  return Promise.resolve({
    round: round => send(producer, round),
    close: () => {
      stopWatching();
      return producer.close();
    },
  });
});

/** What a visible page costs the worker: ten frames a second, each made into the text that crosses the thread. */
function watch(inspector: Inspector, bootstrap: string): () => void {
  inspector.watch({ payloads: true });
  const timer = setInterval(() => {
    const frame = inspector.nextFrame({
      connectionName: 'bench',
      bootstrapServers: [bootstrap],
      securityProtocol: 'PLAINTEXT',
      connected: true,
      run: 'running',
      pausedAtWallMs: null,
      stepPreview: null,
      load: null,
      clusterTopics: [],
      stallMs: 0,
    });
    if (JSON.stringify(frame).length > 65_536) throw new Error('a frame of more than 64 KiB');
  }, 100);
  return () => clearInterval(timer);
}

async function send(producer: Producer, round: Round): Promise<void> {
  const { topic, records, value, perSecond, partitions, took, failed } = round;
  const countErrors = (_metadata: unknown, error: unknown): void => {
    if (error) failed(1);
  };
  const measured = (record: ProducerRecord<null, Buffer>): void => {
    const sentMs = performance.now();
    producer.send(record, (metadata, error) => {
      took(performance.now() - sentMs);
      countErrors(metadata, error);
    });
  };
  const anywhere: ProducerRecord<null, Buffer> = { topic, key: null, value };
  const next = (n: number): typeof anywhere => (partitions > 0 ? { ...anywhere, partition: n % partitions } : anywhere);
  if (perSecond > 0) await paced(records, perSecond, n => measured(next(n)));
  else
    for (let n = 0; n < records; n++) {
      const blocked = producer.whenUnblocked();
      if (blocked) await blocked;
      else if (n % sendsPerTurn === 0) await new Promise(resolve => setImmediate(resolve));
      if (n % sampleEvery === 0) measured(next(n));
      else producer.send(next(n), countErrors);
    }
  await producer.flush();
}
