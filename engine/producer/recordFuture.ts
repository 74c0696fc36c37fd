import { KafkaError } from '../common/kafkaError.ts';
import type { ProduceRequestResult, RecordMetadata } from './produceRequestResult.ts';

/** Runs once, from the sender's loop, in the order of the partition's records. On an error, offset and timestamp are -1. */
export type Callback = (metadata: RecordMetadata, error: KafkaError | null) => void;

/** Runs them, whatever they throw (`CallbackRunner`). */
export interface Callbacks {
  run(callback: Callback, metadata: RecordMetadata, error: KafkaError | null): void;
}

/**
 * The answer to one `send` (Kafka: `FutureRecordMetadata`): a place in the result of its batch, which knows nothing of it. Who does
 * not keep it leaves the garbage collector nothing to copy. A promise is made only when somebody asks for one.
 */
export class RecordFuture {
  readonly callback: Callback | undefined;
  #result: ProduceRequestResult | null = null;
  #index = 0;
  /** Somebody waits, and the send itself still does too. */
  #bound: PromiseWithResolvers<void> | null = null;

  constructor(callback?: Callback) {
    this.callback = callback;
  }

  /** Instead of `callback` where the record never gets into a batch. */
  get refusalCallback(): Callback | undefined {
    return this.callback;
  }

  /** The record's place in a batch, or its refusal. */
  bind(result: ProduceRequestResult, index: number): void {
    this.#result = result;
    this.#index = index;
    this.#bound?.resolve();
  }

  /** Waits for the answer. The same as in Java: rejects with what went wrong. */
  async get(): Promise<RecordMetadata> {
    if (!this.#result) await (this.#bound ??= Promise.withResolvers()).promise;
    for (;;) {
      this.#followSplit();
      const result = this.#result as unknown as ProduceRequestResult;
      if (result.done) break;
      await new Promise<void>(resolve => result.onDone(resolve));
    }
    const error = this.error();
    if (error) throw error;
    return this.metadata();
  }

  /** Whether this is the result of the record's batch, or of the child it moved to. */
  isIn(result: ProduceRequestResult): boolean {
    this.#followSplit();
    return this.#result === result;
  }

  isDone(): boolean {
    this.#followSplit();
    return this.#result?.done ?? false;
  }

  error(): KafkaError | null {
    this.#followSplit();
    return this.#result?.errorOf?.(this.#index) ?? null;
  }

  /** Before the record is bound to a batch or to its refusal there is none (IllegalStateException). */
  metadata(): RecordMetadata {
    this.#followSplit();
    if (!this.#result) throw new KafkaError('IllegalStateException', 'The record is not in a batch yet.');
    return this.#result.metadata(this.#index);
  }

  /** To the child that the record moved to when its batch was split, and on to that one's. */
  #followSplit(): void {
    let child = this.#result?.childOf(this.#index);
    for (; child; child = child.result.childOf(child.index)) {
      this.#result = child.result;
      this.#index = child.index;
    }
  }
}
