import type { KafkaError } from '../../common/kafkaError.ts';

/** How an operation of a transaction ends, once (Kafka: `TransactionalRequestResult`). */
export class TransactionalResult {
  /** Kafka's name of the call, such as `commitTransaction`. */
  readonly operation: string;
  /** Its caller has been told; until then the same call may be repeated, and no other made. */
  isAcked = false;
  #completed = false;
  #error: KafkaError | null = null;
  readonly #listeners: (() => void)[] = [];

  constructor(operation: string) {
    this.operation = operation;
  }

  get isCompleted(): boolean {
    return this.#completed;
  }

  get error(): KafkaError | null {
    return this.#error;
  }

  complete(): void {
    this.#end(null);
  }

  fail(error: KafkaError): void {
    this.#end(error);
  }

  whenCompleted(listener: () => void): void {
    if (this.#completed) listener();
    else this.#listeners.push(listener);
  }

  #end(error: KafkaError | null): void {
    if (this.#completed) return;
    this.#completed = true;
    this.#error = error;
    for (const listener of this.#listeners.splice(0)) listener();
  }
}

interface Wait {
  readonly deadlineMs: number;
  readonly giveUp: () => void;
}

/** Callers that wait for a result, for a limited time. The sender's pass looks at their deadlines, so no timer is needed. */
export class ResultWaits {
  readonly #waits = new Set<Wait>();

  /** Resolves or rejects as the result does; rejects with `timedOut` at the deadline, and the result goes on without it. */
  until(result: TransactionalResult, deadlineMs: number, timedOut: () => KafkaError): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const wait: Wait = { deadlineMs, giveUp: () => reject(timedOut()) };
    this.#waits.add(wait);
    result.whenCompleted(() => {
      if (!this.#waits.delete(wait)) return;
      result.isAcked = true;
      if (result.error) reject(result.error);
      else resolve();
    });
    return promise;
  }

  expire(nowMs: number): void {
    for (const wait of [...this.#waits])
      if (wait.deadlineMs <= nowMs) {
        this.#waits.delete(wait);
        wait.giveUp();
      }
  }

  nextDeadlineMs(): number {
    let next = Infinity;
    for (const { deadlineMs } of this.#waits) next = Math.min(next, deadlineMs);
    return next;
  }
}
