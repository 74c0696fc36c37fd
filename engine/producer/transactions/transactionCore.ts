import { noFeatures } from '../../client/nodeApiVersions.ts';
import type { FinalizedFeatures } from '../../client/nodeApiVersions.ts';
import type { KafkaError } from '../../common/kafkaError.ts';
import type { Transition } from '../../snapshot/transition.ts';
import type { TransactionState } from '../../snapshot/words.ts';
import type { ProducerObserver } from '../producerObserver.ts';
import { NO_PRODUCER } from './producerIdAndEpoch.ts';
import { ProducerEpoch } from './producerEpoch.ts';
import { ProducerSequences } from './producerSequences.ts';
import { StateMachine } from './stateMachine.ts';
import { TransactionContents } from './transactionContents.ts';
import type { OffsetTopics } from './txnOffsetCommitHandler.ts';

export interface TransactionOptions {
  /** Null: idempotence only. */
  readonly transactionalId: string | null;
  readonly transactionTimeoutMs: number;
  readonly retryBackoffMs: number;
  readonly topics: OffsetTopics;
  readonly features: () => FinalizedFeatures;
  /** Engine time, ms. */
  readonly now: () => number;
}

export const idempotentOnly: TransactionOptions = {
  transactionalId: null,
  transactionTimeoutMs: 60_000,
  retryBackoffMs: 100,
  topics: { topicId: () => null, requestUpdate: () => undefined },
  features: () => noFeatures,
  now: () => 0,
};

/** How it came into the error state that it is in. */
export interface Failure {
  /** The first: `lastError` may be one that followed from it. */
  readonly error: KafkaError;
  readonly atMs: number;
  /** How old the transaction was then; null: none was open. */
  readonly openForMs: number | null;
}

/** What the parts of the transaction manager share: the state, the epoch, the numbers and what the transaction holds. */
export class TransactionCore {
  readonly options: TransactionOptions;
  readonly observer: ProducerObserver;
  readonly isTransactional: boolean;
  readonly machine: StateMachine;
  readonly epoch: ProducerEpoch;
  readonly sequences = new ProducerSequences(NO_PRODUCER);
  readonly contents = new TransactionContents();
  failure: Failure | null = null;

  constructor(observer: ProducerObserver, options: TransactionOptions) {
    this.observer = observer;
    this.options = options;
    this.isTransactional = options.transactionalId !== null;
    this.epoch = new ProducerEpoch(options.features);
    this.machine = new StateMachine(options.transactionalId, (from, to, error) => {
      this.#noteFailure(from, to, error);
      if (this.isTransactional) this.report({ type: 'transactionState', from, to, error: error?.kind ?? null });
    });
  }

  /** Kafka: `completeTransaction`: over, one way or the other; the next may begin, after a new epoch if one is needed. */
  completeTransaction(): void {
    this.machine.transitionTo(this.epoch.clientSideBumpRequired ? 'INITIALIZING' : 'READY', null, 'sender');
    this.machine.lastError = null;
    this.epoch.clientSideBumpRequired = false;
    this.contents.clear();
  }

  report(transition: TransactionTransition): void {
    this.observer.on?.({ ...transition, atMs: this.options.now() });
  }

  #noteFailure(from: TransactionState, to: TransactionState, error: KafkaError | null): void {
    if (to !== 'ABORTABLE_ERROR' && to !== 'FATAL_ERROR') this.failure = null;
    else if (from !== to && error) {
      const atMs = this.options.now();
      this.failure = { error, atMs, openForMs: this.contents.openForMs(atMs) };
    }
  }
}

type WithoutTime<T> = T extends unknown ? Omit<T, 'atMs'> : never;
export type TransactionTransition = WithoutTime<
  Extract<
    Transition,
    { type: 'transactionState' | 'coordinatorFound' | 'partitionsAdded' | 'offsetsSent' | 'transactionEnded' }
  >
>;
