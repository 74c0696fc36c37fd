import type { Metadata } from '../client/metadata.ts';
import { KafkaError } from '../common/kafkaError.ts';
import { murmur2, toPositive } from '../common/murmur2.ts';
import type { Time } from '../common/time.ts';
import { noHeaders } from '../record/header.ts';
import { estimateSizeInBytesUpperBound } from '../record/recordSizes.ts';
import type { Obstacle } from './blockedSends.ts';
import type { PoolMemory } from './bufferPool.ts';
import { BuiltInPartitioner } from './builtInPartitioner.ts';
import type { ProducerConfig } from './producerConfig.ts';
import type { ProducerRecord } from './producerRecord.ts';
import type { RecordAccumulator } from './recordAccumulator.ts';
import type { RecordFuture } from './recordFuture.ts';
import type { RecordJourney } from './recordJourney.ts';
import type { RoundRobinPartitioner } from './roundRobinPartitioner.ts';
import { RecordTooLarge } from './sendErrors.ts';
import type { SenderTotals } from './senderTotals.ts';
import type { SerializedRecord } from './serializedRecord.ts';
import type { Serializer } from './serializer.ts';
import type { TransactionManager } from './transactionManager.ts';

export interface SendStepsOptions<K, V> {
  readonly config: ProducerConfig;
  readonly keySerializer: Serializer<K>;
  readonly valueSerializer: Serializer<V>;
  /** Chooses every partition that the caller leaves open; null: by key, else sticky. */
  readonly roundRobin: RoundRobinPartitioner | null;
  readonly metadata: Metadata;
  readonly accumulator: RecordAccumulator;
  readonly transactionManager: TransactionManager | null;
  readonly totals: SenderTotals;
  readonly time: Time;
  readonly wakeSender: () => void;
}

/** From a record to its place in a batch (Kafka: `KafkaProducer.doSend`), up to where something is missing. */
export class SendSteps<K, V> {
  readonly #options: SendStepsOptions<K, V>;
  readonly #maxRecordBytes: number;

  constructor(options: SendStepsOptions<K, V>) {
    this.#options = options;
    this.#maxRecordBytes = Math.min(options.config.maxRequestSize, options.config.bufferMemory);
  }

  /** Null: the record is in a batch. `memory`: what an earlier try asked for. Throws what refuses the record. */
  run(
    record: ProducerRecord<K, V>,
    future: RecordFuture,
    nowMs: number,
    memory: PoolMemory | null,
    journey: RecordJourney | undefined,
  ): Obstacle | null {
    const { metadata, accumulator, transactionManager, time, wakeSender } = this.#options;
    const partitionCount = this.#knownPartitionCount(record, nowMs);
    if (partitionCount === undefined) {
      if (metadata.bootstrapError) throw metadata.bootstrapError;
      return waitForMetadata;
    }
    const serialized = this.#serialize(record, partitionCount, future, nowMs, journey);
    if (serialized.sizeUpperBound > this.#maxRecordBytes) throw this.#tooLarge(serialized.sizeUpperBound);
    transactionManager?.ensureNoFatalError(); // Java appends first, throws then, and fails the batch in the sender's next pass.
    const result = accumulator.append(serialized, future, metadata.snapshot, nowMs, memory, journey);
    if (typeof result === 'object') {
      this.#options.roundRobin?.keep(future, serialized.partition);
      return result;
    }
    this.#count(record, serialized);
    if (journey) journey.appendedMs = time.milliseconds();
    if (result === 'batchReady') wakeSender();
    return null;
  }

  /** False: `run` would have to wait for metadata. */
  isPartitionKnown(record: ProducerRecord<K, V>, nowMs: number): boolean {
    return this.#knownPartitionCount(record, nowMs) !== undefined;
  }

  /** Undefined: metadata has no such topic, or no such partition of it yet. */
  #knownPartitionCount({ topic, partition = 0 }: ProducerRecord<K, V>, nowMs: number): number | undefined {
    const partitionCount = this.#options.metadata.partitionCountFor(topic, nowMs);
    return partitionCount !== undefined && partition < partitionCount ? partitionCount : undefined;
  }

  #serialize(
    record: ProducerRecord<K, V>,
    partitionCount: number,
    future: RecordFuture,
    nowMs: number,
    journey: RecordJourney | undefined,
  ): SerializedRecord {
    const { keySerializer, valueSerializer, time } = this.#options;
    const { topic, headers = noHeaders } = record;
    let key: Uint8Array | null;
    let value: Uint8Array | null;
    try {
      key = keySerializer.serialize(topic, record.key);
      value = valueSerializer.serialize(topic, record.value);
    } catch (cause) {
      throw new KafkaError(
        'SerializationException',
        `The record for ${topic} could not be serialized: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause },
      );
    }
    if (journey) journey.serializedMs ??= time.milliseconds();
    return {
      topic,
      partition: this.#partition(record, key, partitionCount, future, journey),
      timestampMs: record.timestampMs ?? time.wallMillisecondsAt(nowMs),
      key,
      value,
      headers,
      sizeUpperBound: estimateSizeInBytesUpperBound(key, value, headers),
    };
  }

  /** Explicit, else the round robin's if there is one, else by key, else -1: the sticky one, chosen while appending. */
  #partition(
    record: ProducerRecord<K, V>,
    key: Uint8Array | null,
    partitionCount: number,
    future: RecordFuture,
    journey: RecordJourney | undefined,
  ): number {
    const { roundRobin, config, metadata } = this.#options;
    const isOpen = record.partition === undefined;
    const byKey = isOpen && key !== null && !roundRobin && !config.partitionerIgnoreKeys;
    if (journey) {
      journey.partitionedBy = !isOpen ? 'explicit' : roundRobin ? 'roundRobin' : byKey ? 'keyHash' : 'sticky';
      journey.keyHash = byKey ? toPositive(murmur2(key)) : null;
      journey.partitions = partitionCount;
      journey.partitionedMs = this.#options.time.milliseconds();
    }
    if (record.partition !== undefined) return record.partition;
    if (roundRobin) return roundRobin.partition(record.topic, metadata.snapshot, future);
    return byKey ? BuiltInPartitioner.partitionForKey(key, partitionCount) : -1;
  }

  /** Kafka: `ensureValidRecordSize`. */
  #tooLarge(bytes: number): RecordTooLarge {
    const { maxRequestSize, bufferMemory } = this.#options.config;
    return bytes > maxRequestSize
      ? new RecordTooLarge(bytes, 'max.request.size', maxRequestSize)
      : new RecordTooLarge(bytes, 'buffer.memory', bufferMemory);
  }

  #count(record: ProducerRecord<K, V>, { partition }: SerializedRecord): void {
    const { totals, roundRobin } = this.#options;
    if (record.partition !== undefined) totals.partitionedExplicit++;
    else if (roundRobin) totals.partitionedRoundRobin++;
    else if (partition >= 0) totals.partitionedByKey++;
    else totals.partitionedSticky++;
  }
}

const waitForMetadata: Obstacle = { kind: 'metadata' };
