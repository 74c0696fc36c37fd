import { KafkaError } from '../common/kafkaError.ts';
import type { Time } from '../common/time.ts';
import { noHeaders } from '../record/header.ts';
import type { Header } from '../record/header.ts';
import type { RecordMetadata } from './produceRequestResult.ts';
import type { ProducerObserver } from './producerObserver.ts';
import type { ProducerRecord } from './producerRecord.ts';
import { RecordFuture } from './recordFuture.ts';
import type { Callback } from './recordFuture.ts';
import { ensureNotNegative } from './sendErrors.ts';

/** Sees, and may change, what a producer sends (Kafka: `ProducerInterceptor`). What it throws goes to the observer and nowhere else. */
export interface ProducerInterceptor<K, V> {
  /** Before serializing and partitioning, from inside `send`. Returns the record to go on with: the same, or another. */
  onSend?(record: ProducerRecord<K, V>): ProducerRecord<K, V>;
  /**
   * Once for every record that went through `onSend`: acknowledged (before the caller's callback), or refused (after it). On an error
   * offset and timestamp are -1, and the partition is, too, unless the record or its batch has one. Be quick: the sender waits.
   */
  onAcknowledgement?(metadata: RecordMetadata, error: KafkaError | null, headers: readonly Header[]): void;
  /** When the producer has ended. */
  close?(): void;
}

type Method = 'onSend' | 'onAcknowledgement' | 'close';

/** All interceptors of a producer, in order (Kafka: `ProducerInterceptors`). */
export class ProducerInterceptors<K, V> {
  readonly #interceptors: readonly ProducerInterceptor<K, V>[];
  readonly #time: Time;
  readonly #observer: ProducerObserver;

  constructor(interceptors: readonly ProducerInterceptor<K, V>[], time: Time, observer: ProducerObserver) {
    this.#interceptors = interceptors;
    this.#time = time;
    this.#observer = observer;
  }

  /** Each gets what the one before returned; one that throws, or returns no record that could be sent, is as if it were not there. */
  onSend(record: ProducerRecord<K, V>): ProducerRecord<K, V> {
    let current = record;
    for (const interceptor of this.#interceptors)
      this.#guard('onSend', () => {
        const next = interceptor.onSend ? interceptor.onSend(current) : current;
        ensureSendable(next);
        current = next;
      });
    return current;
  }

  onAcknowledgement(metadata: RecordMetadata, error: KafkaError | null, headers: readonly Header[]): void {
    for (const interceptor of this.#interceptors)
      this.#guard('onAcknowledgement', () => interceptor.onAcknowledgement?.(metadata, error, headers));
  }

  /** Kafka: `onSendError`, for what `send` throws at its caller: there is no future, and no callback runs. */
  onSendError({ topic, partition = -1, headers }: ProducerRecord<K, V>, error: unknown): void {
    const metadata = { topic, partition, offset: -1, timestamp: -1, serializedKeySize: -1, serializedValueSize: -1 };
    const reason =
      error instanceof KafkaError ? error : new KafkaError('KafkaException', String(error), { cause: error });
    this.onAcknowledgement(metadata, reason, headers ?? noHeaders);
  }

  close(): void {
    for (const interceptor of this.#interceptors) this.#guard('close', () => interceptor.close?.());
  }

  #guard(method: Method, call: () => void): void {
    try {
      call();
    } catch (thrown) {
      this.#observer.on?.({
        type: 'interceptorThrew',
        atMs: this.#time.milliseconds(),
        method,
        error: thrown instanceof Error ? thrown.message : String(thrown),
      });
    }
  }
}

/** What Java's constructor of a record refuses, an interceptor here could return. */
function ensureSendable(record: Partial<ProducerRecord<unknown, unknown>> | undefined): void {
  if (typeof record?.topic !== 'string') throw new TypeError('onSend returned no record; return the one it was given.');
  ensureNotNegative('partition', 'Partition number', record.partition);
  ensureNotNegative('timestamp', 'Timestamp', record.timestampMs);
}

/** A record's future whose interceptors are told, too: before the caller's callback, but after it if the record was refused. */
export class InterceptedFuture<K, V> extends RecordFuture {
  readonly #refused: Callback;

  constructor(interceptors: ProducerInterceptors<K, V>, record: ProducerRecord<K, V>, callback: Callback | undefined) {
    const headers = Object.freeze([...(record.headers ?? noHeaders)]);
    super((metadata, error) => {
      interceptors.onAcknowledgement(metadata, error, headers);
      callback?.(metadata, error);
    });
    this.#refused = (metadata, error) => {
      try {
        callback?.(metadata, error);
      } finally {
        interceptors.onAcknowledgement(metadata, error, headers);
      }
    };
  }

  override get refusalCallback(): Callback {
    return this.#refused;
  }
}
