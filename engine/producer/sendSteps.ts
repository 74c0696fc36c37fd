import type { Metadata } from '../client/metadata.ts';
import { KafkaError } from '../common/kafkaError.ts';
import { murmur2, toPositive } from '../common/murmur2.ts';
import type { Time } from '../common/time.ts';
import { noHeaders } from '../record/header.ts';
import { estimateSizeInBytesUpperBound } from '../record/recordSizes.ts';
import type { Obstacle } from './blockedSends.ts';
import { BuiltInPartitioner } from './builtInPartitioner.ts';
import type { ProducerConfig } from './producerConfig.ts';
import type { ProducerRecord } from './producerRecord.ts';
import type { RecordAccumulator } from './recordAccumulator.ts';
import type { RecordFuture } from './recordFuture.ts';
import type { RecordJourney } from './recordJourney.ts';
import { RecordTooLarge } from './sendErrors.ts';
import type { SenderTotals } from './senderTotals.ts';
import type { SerializedRecord } from './serializedRecord.ts';
import type { Serializer } from './serializer.ts';

export interface SendStepsOptions<K, V> {
  readonly config: ProducerConfig;
  readonly keySerializer: Serializer<K>;
  readonly valueSerializer: Serializer<V>;
  readonly metadata: Metadata;
  readonly accumulator: RecordAccumulator;
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

  /** Null: the record is in a batch. `buffer`: memory that an earlier try asked for. Throws what refuses the record. */
  run(
    record: ProducerRecord<K, V>,
    future: RecordFuture,
    nowMs: number,
    buffer: Buffer | null,
    journey: RecordJourney | undefined,
  ): Obstacle | null {
    const { metadata, accumulator, time, wakeSender } = this.#options;
    const partitionCount = metadata.partitionCountFor(record.topic, nowMs);
    if (partitionCount === undefined || (record.partition !== undefined && record.partition >= partitionCount))
      return waitForMetadata;
    const serialized = this.#serialize(record, partitionCount, nowMs, journey);
    future.serializedKeySize = serialized.key === null ? -1 : serialized.key.length;
    future.serializedValueSize = serialized.value === null ? -1 : serialized.value.length;
    if (serialized.sizeUpperBound > this.#maxRecordBytes) throw this.#tooLarge(serialized.sizeUpperBound);
    const result = accumulator.append(serialized, future, metadata.snapshot, nowMs, buffer, journey);
    if (typeof result === 'object') return result;
    this.#count(record, serialized);
    if (journey) journey.appendedMs = time.milliseconds();
    if (result === 'batchReady') wakeSender();
    return null;
  }

  #serialize(
    record: ProducerRecord<K, V>,
    partitionCount: number,
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
      partition: this.#partition(record, key, partitionCount, journey),
      timestampMs: record.timestampMs ?? time.wallMillisecondsAt(nowMs),
      key,
      value,
      headers,
      sizeUpperBound: estimateSizeInBytesUpperBound(key, value, headers),
    };
  }

  /** Explicit, else by key, else -1: the sticky one, chosen while appending. */
  #partition(
    record: ProducerRecord<K, V>,
    key: Uint8Array | null,
    partitionCount: number,
    journey: RecordJourney | undefined,
  ): number {
    const byKey = record.partition === undefined && key !== null && !this.#options.config.partitionerIgnoreKeys;
    if (journey) {
      journey.partitionedBy = record.partition !== undefined ? 'explicit' : byKey ? 'keyHash' : 'sticky';
      journey.keyHash = byKey ? toPositive(murmur2(key)) : null;
      journey.partitions = partitionCount;
      journey.partitionedMs = this.#options.time.milliseconds();
    }
    return record.partition ?? (byKey ? BuiltInPartitioner.partitionForKey(key, partitionCount) : -1);
  }

  /** Kafka: `ensureValidRecordSize`. */
  #tooLarge(bytes: number): RecordTooLarge {
    const { maxRequestSize, bufferMemory } = this.#options.config;
    return bytes > maxRequestSize
      ? new RecordTooLarge(bytes, 'max.request.size', maxRequestSize)
      : new RecordTooLarge(bytes, 'buffer.memory', bufferMemory);
  }

  #count(record: ProducerRecord<K, V>, { partition }: SerializedRecord): void {
    const { totals } = this.#options;
    if (record.partition !== undefined) totals.partitionedExplicit++;
    else if (partition >= 0) totals.partitionedByKey++;
    else totals.partitionedSticky++;
  }
}

const waitForMetadata: Obstacle = { kind: 'metadata' };
