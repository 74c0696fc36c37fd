import type { KafkaProducer } from '../producer/kafkaProducer.ts';

export const transactionOperations = ['begin', 'commit', 'abort'] as const;
export type TransactionOperation = (typeof transactionOperations)[number];

type TransactionalProducer = Pick<
  KafkaProducer<never, never>,
  'initTransactions' | 'beginTransaction' | 'commitTransaction' | 'abortTransaction' | 'transactionManager'
>;

/** `begin`, `commit` and `abort` as a person asks for them. The first `begin` also makes the producer ready for transactions. */
export class TransactionOperations {
  readonly #producer: TransactionalProducer;

  constructor(producer: TransactionalProducer) {
    this.#producer = producer;
  }

  /** Resolves when it is done; rejected with what Java's call would throw. */
  async run(operation: TransactionOperation): Promise<void> {
    switch (operation) {
      case 'begin':
        if (this.#isUninitialized) await this.#producer.initTransactions();
        return this.#producer.beginTransaction();
      case 'commit':
        return this.#producer.commitTransaction();
      case 'abort':
        return this.#producer.abortTransaction();
    }
  }

  /** Begun, and not ended. */
  get isOpen(): boolean {
    return this.#producer.transactionManager?.hasOngoingTransaction === true;
  }

  /** Also while an initTransactions that timed out goes on: called again, it waits for that. */
  get #isUninitialized(): boolean {
    const state = this.#producer.transactionManager?.state;
    return state === undefined || state === 'UNINITIALIZED' || state === 'INITIALIZING';
  }
}
