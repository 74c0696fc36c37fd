// Our producer, in this process.
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { KafkaProducer } from '../../../engine/producer/kafkaProducer.ts';
import type { RecordFuture } from '../../../engine/producer/recordFuture.ts';
import { byteArraySerializer } from '../../../engine/producer/serializer.ts';
import type { Stage } from './recordingCluster.ts';
import type { Bytes, Outcome, Script, SendStep, Step } from './script.ts';

type Producer = KafkaProducer<Uint8Array | null, Uint8Array | null>;

class Notes {
  thrown: string | undefined;
  callback = 'none';
  flushInCallback: string | undefined;
  future: RecordFuture | undefined;

  async told(): Promise<Outcome> {
    const { thrown, flushInCallback, callback, future } = this;
    const told = { ...(thrown && { thrown }), ...(flushInCallback && { flushInCallback }) };
    if (future === undefined) return told;
    return future.get().then(
      ({ partition, offset, timestamp }) => ({ ...told, callback, partition, offset, timestampMs: timestamp }),
      (error: unknown) => ({ ...told, callback, future: nameOf(error) }),
    );
  }
}

export async function playOurs({ properties, steps }: Script, stage: Stage): Promise<Outcome[]> {
  const producer: Producer = new KafkaProducer({
    properties: { ...properties, 'bootstrap.servers': stage.bootstrap },
    keySerializer: byteArraySerializer,
    valueSerializer: byteArraySerializer,
  });
  const all: Notes[] = [];
  for (const step of steps) {
    const notes = new Notes();
    all.push(notes);
    try {
      await take(producer, step, notes, stage);
    } catch (error) {
      notes.thrown = nameOf(error);
    }
  }
  await producer.close(5000);
  return Promise.all(all.map(notes => notes.told()));
}

async function take(producer: Producer, step: Step, notes: Notes, stage: Stage): Promise<void> {
  switch (step.op) {
    case 'send':
      notes.future = send(producer, step, notes);
      // Java's caller stands still where ours goes on.
      await producer.whenUnblocked();
      return;
    case 'held':
    case 'release':
      return stage[step.op]();
    case 'flush':
      return producer.flush();
    case 'close':
      return producer.close();
    case 'init':
      return producer.initTransactions();
    case 'begin':
      return producer.beginTransaction();
    case 'commit':
      return producer.commitTransaction();
    case 'abort':
      return producer.abortTransaction();
    case 'offsets': {
      const { topic, partition, offset, group } = step;
      return producer.sendOffsetsToTransaction([{ topic, partition, offset: BigInt(offset) }], { groupId: group });
    }
  }
}

function send(producer: Producer, step: SendStep, notes: Notes): RecordFuture {
  const { topic, partition, timestampMs, key, value, headers = [] } = step;
  const record = {
    topic: topic as string, // Null too: what a caller without types can do.
    partition,
    timestampMs,
    key: bytes(key),
    value: bytes(value),
    headers: headers.map(([name, text]) => ({ key: name, value: bytes(text) })),
  };
  return producer.send(record, (_metadata, error) => {
    notes.callback = error === null ? 'acked' : error.kind;
    if (step.inCallback === 'throw') throw new Error('thrown by the callback');
    if (step.inCallback !== 'flush') return;
    producer.flush().then(
      () => (notes.flushInCallback = 'done'),
      (refused: unknown) => (notes.flushInCallback = nameOf(refused)),
    );
  });
}

function bytes(base64: Bytes): Buffer | null {
  return base64 === null ? null : Buffer.from(base64, 'base64');
}

function nameOf(error: unknown): string {
  if (error instanceof KafkaError) return error.kind;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
