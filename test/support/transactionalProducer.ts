import type { KafkaError } from '../../engine/common/kafkaError.ts';
import type { RecordFuture } from '../../engine/producer/recordFuture.ts';
import type { TransactionManager } from '../../engine/producer/transactionManager.ts';
import type { ScriptedCoordinator } from './scriptedCoordinator.ts';
import { TestProducer, settled } from './testProducer.ts';
import type { TestProducerOptions } from './testProducer.ts';

export interface TransactionalProducerOptions extends TestProducerOptions {
  /** The cluster's finalized transaction.version; 0: it has none. */
  readonly transactionVersion?: number;
}

/** A TestProducer with transactional.id `shop-1`, and calls that run passes until they are answered. */
export class TransactionalProducer extends TestProducer {
  readonly coordinator: ScriptedCoordinator;
  readonly manager: TransactionManager;

  constructor(options: TransactionalProducerOptions = {}) {
    super({ ...options, properties: { 'transactional.id': 'shop-1', ...options.properties } });
    this.coordinator = this.cluster.coordinator;
    this.coordinator.transactionVersion = options.transactionVersion ?? 0;
    if (!this.producer.transactionManager) throw new Error('There is no transaction manager.');
    this.manager = this.producer.transactionManager;
  }

  static async initialized(options: TransactionalProducerOptions = {}): Promise<TransactionalProducer> {
    const fixture = new TransactionalProducer(options);
    await fixture.run(fixture.producer.initTransactions());
    fixture.transitions.length = 0;
    fixture.coordinator.seen.length = 0;
    return fixture;
  }

  /** Initialized, begun, with one record in orders-0 acknowledged. */
  static async inTransaction(options: TransactionalProducerOptions = {}): Promise<TransactionalProducer> {
    const fixture = await TransactionalProducer.initialized(options);
    fixture.producer.beginTransaction();
    await fixture.acked(fixture.send({ topic: 'orders', partition: 0, value: 'first' }));
    return fixture;
  }

  get state(): string {
    return this.manager.state;
  }

  /** Passes until the promise is settled; gives what it came to. */
  async run<T>(promise: Promise<T>, maxPasses = 500): Promise<T> {
    let done = false;
    const mark = (): void => void (done = true);
    promise.then(mark, mark);
    await settled();
    for (let i = 0; !done; i++) {
      if (i === maxPasses) throw new Error(`Not answered after ${maxPasses} passes, in state ${this.state}.`);
      await this.step();
    }
    return promise;
  }

  /** The error that the call ends with. */
  async refused(promise: Promise<unknown>): Promise<KafkaError> {
    const error = await this.run(promise).then(
      () => null,
      (error: unknown) => error as KafkaError,
    );
    if (!error) throw new Error('It was not refused.');
    return error;
  }

  /** Produce requests are answered with success until the record is. */
  async acked(future: RecordFuture): Promise<void> {
    for (let i = 0; !future.isDone(); i++) {
      if (i === 500) throw new Error('Not acknowledged after 500 passes.');
      this.cluster.respondToAll();
      await this.step();
    }
    const error = future.error();
    if (error) throw error;
  }

  /** What throws at the caller, as an error. */
  static thrown(call: () => unknown): KafkaError {
    try {
      call();
    } catch (error) {
      return error as KafkaError;
    }
    throw new Error('Nothing was thrown.');
  }
}
