import { KafkaError } from '../common/kafkaError.ts';

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

/** Runs once, from the sender's loop, in the order of the partition's records. On an error, offset and timestamp are -1. */
export type Callback = (metadata: RecordMetadata, error: KafkaError | null) => void;

/** What a whole batch came to; its records' futures read from it (Kafka: `ProduceRequestResult`). */
export class ProduceRequestResult {
  readonly topic: string;
  readonly partition: number;
  baseOffset = -1;
  /** Of the first record, as it was sent. */
  firstTimestampMs = -1;
  logAppendTimeMs = -1;
  errorOf: ((index: number) => KafkaError) | null = null;
  done = false;
  /** Results of the batches this one was split into: who waits for this one waits for them too. */
  readonly dependents: ProduceRequestResult[] = [];
  readonly #listeners: (() => void)[] = [];

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  /** For one record that never gets into a batch. To be released after its callback has run. */
  static refused(topic: string, partition: number, error: KafkaError): ProduceRequestResult {
    const result = new ProduceRequestResult(topic, partition);
    result.errorOf = () => error;
    return result;
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

/**
 * The answer to one `send` (Kafka: `FutureRecordMetadata` and its thunk). A promise is made only when somebody asks for one. It
 * lives until its batch is acknowledged, so the garbage collector copies it: every field counts.
 */
export class RecordFuture {
  readonly callback: Callback | undefined;
  serializedKeySize = -1;
  serializedValueSize = -1;
  /** From the first record of its batch: a small number where the time itself would need a box. */
  #timestampDeltaMs = 0;
  #index = 0;
  #result: ProduceRequestResult | null = null;
  #waiting: (() => void)[] | null = null;

  constructor(callback?: Callback) {
    this.callback = callback;
  }

  /** The record's place in a batch, or its refusal; again with another batch when that one was split. */
  bind(result: ProduceRequestResult, index: number, timestampMs: number): void {
    if (index === 0) result.firstTimestampMs = timestampMs;
    this.#timestampDeltaMs = timestampMs - result.firstTimestampMs;
    this.#result = result;
    this.#index = index;
    if (this.#waiting) result.onDone(() => this.#settleWaiting());
  }

  /** Waits for the answer. The same as in Java: rejects with what went wrong. */
  get(): Promise<RecordMetadata> {
    if (this.isDone()) return this.#settled();
    return new Promise<RecordMetadata>((resolve, reject) => {
      const settle = (): void => void this.#settled().then(resolve, reject);
      if (this.#waiting) this.#waiting.push(settle);
      else {
        this.#waiting = [settle];
        this.#result?.onDone(() => this.#settleWaiting());
      }
    });
  }

  isDone(): boolean {
    return this.#result?.done === true && this.#result.dependents.length === 0;
  }

  error(): KafkaError | null {
    return this.#result?.errorOf?.(this.#index) ?? null;
  }

  /** Before the record is bound to a batch or to its refusal there is none (IllegalStateException). */
  metadata(): RecordMetadata {
    const result = this.#result;
    if (!result) throw new KafkaError('IllegalStateException', 'The record is not in a batch yet.');
    const failed = result.errorOf !== null && this.error() !== null;
    return {
      topic: result.topic,
      partition: result.partition,
      offset: failed || result.baseOffset < 0 ? -1 : result.baseOffset + this.#index,
      timestamp: failed
        ? -1
        : result.logAppendTimeMs >= 0
          ? result.logAppendTimeMs
          : result.firstTimestampMs + this.#timestampDeltaMs,
      serializedKeySize: this.serializedKeySize,
      serializedValueSize: this.serializedValueSize,
    };
  }

  #settleWaiting(): void {
    if (!this.isDone()) return;
    const waiting = this.#waiting;
    this.#waiting = null;
    for (const settle of waiting ?? []) settle();
  }

  #settled(): Promise<RecordMetadata> {
    const error = this.error();
    return error ? Promise.reject(error) : Promise.resolve(this.metadata());
  }
}
