import type { KafkaError } from '../common/kafkaError.ts';
import { Runs } from './runs.ts';

/** Where a record came to lie (Kafka: `RecordMetadata`). -1 where the broker did not say. */
export interface RecordMetadata {
  readonly topic: string;
  /** -1: refused before a partition was chosen. */
  readonly partition: number;
  readonly offset: number;
  /** The broker's log append time if the topic uses that, else the record's own time; epoch ms. */
  readonly timestamp: number;
  /** Bytes; -1 for null. */
  readonly serializedKeySize: number;
  readonly serializedValueSize: number;
}

/**
 * What a whole batch came to, and what of each record its answer needs (Kafka: `ProduceRequestResult`, with what Java keeps in a
 * future for each record).
 */
export class ProduceRequestResult {
  readonly topic: string;
  readonly partition: number;
  baseOffset = -1;
  logAppendTimeMs = -1;
  errorOf: ((index: number) => KafkaError) | null = null;
  done = false;
  /** Of the batches this one was split into, in the order of its records. */
  readonly dependents: ProduceRequestResult[] = [];
  readonly #listeners: (() => void)[] = [];
  #firstTimestampMs = -1;
  /** From the first record's: small numbers, where each time itself would need a box. */
  readonly #timestampDeltas = new Runs<number>();
  readonly #keySizes = new Runs<number>();
  readonly #valueSizes = new Runs<number>();

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  /** For one record that never gets into a batch. To be released after its callback has run. */
  static refused(topic: string, partition: number, error: KafkaError): ProduceRequestResult {
    const result = new ProduceRequestResult(topic, partition);
    result.addRecord(-1, -1, -1);
    result.errorOf = () => error;
    return result;
  }

  /** Returns the record's index. */
  addRecord(timestampMs: number, keySize: number, valueSize: number): number {
    const index = this.#timestampDeltas.length;
    if (index === 0) this.#firstTimestampMs = timestampMs;
    this.#timestampDeltas.push(timestampMs - this.#firstTimestampMs);
    this.#keySizes.push(keySize);
    this.#valueSizes.push(valueSize);
    return index;
  }

  get recordCount(): number {
    return this.#timestampDeltas.length;
  }

  metadata(index: number): RecordMetadata {
    const failed = this.errorOf !== null;
    return {
      topic: this.topic,
      partition: this.partition,
      offset: failed || this.baseOffset < 0 ? -1 : this.baseOffset + index,
      timestamp: failed
        ? -1
        : this.logAppendTimeMs >= 0
          ? this.logAppendTimeMs
          : this.#firstTimestampMs + this.#timestampDeltas.at(index),
      serializedKeySize: this.#keySizes.at(index),
      serializedValueSize: this.#valueSizes.at(index),
    };
  }

  /** Where a record of a batch that was split lies now; null if this one was not. */
  childOf(index: number): { readonly result: ProduceRequestResult; readonly index: number } | null {
    let before = 0;
    for (const result of this.dependents) {
      if (index < before + result.recordCount) return { result, index: index - before };
      before += result.recordCount;
    }
    return null;
  }

  onDone(listener: () => void): void {
    if (this.done) listener();
    else this.#listeners.push(listener);
  }

  /** After the callbacks, as in Java: inside a callback the future is not done yet. */
  release(): void {
    this.done = true;
    for (const listener of this.#listeners.splice(0)) listener();
  }

  /** Resolves when this and all that came out of splitting it are done. */
  async completed(): Promise<void> {
    if (!this.done) await new Promise<void>(resolve => this.onDone(resolve));
    for (const dependent of this.dependents) await dependent.completed();
  }
}
