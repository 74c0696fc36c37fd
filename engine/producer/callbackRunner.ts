import type { KafkaError } from '../common/kafkaError.ts';
import type { Time } from '../common/time.ts';
import type { ProducerObserver } from './producerObserver.ts';
import type { RecordMetadata } from './produceRequestResult.ts';
import type { Callback, Callbacks } from './recordFuture.ts';

/** Runs users' callbacks. One that throws is its author's affair: the others still get theirs. */
export class CallbackRunner implements Callbacks {
  readonly #time: Time;
  readonly #observer: ProducerObserver;
  #isRunning = false;

  constructor(time: Time, observer: ProducerObserver) {
    this.#time = time;
    this.#observer = observer;
  }

  /** Whether the caller stands inside a callback. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  run(callback: Callback, metadata: RecordMetadata, error: KafkaError | null): void {
    const outer = this.#isRunning;
    this.#isRunning = true;
    try {
      callback(metadata, error);
    } catch (thrown) {
      this.#observer.on?.({
        type: 'callbackThrew',
        atMs: this.#time.milliseconds(),
        error: thrown instanceof Error ? thrown.message : String(thrown),
      });
    } finally {
      this.#isRunning = outer;
    }
  }
}
