import { KafkaError } from '../../common/kafkaError.ts';
import { inErrorState, invalidTransition } from './transactionErrors.ts';
import type { ProducerIdAndEpoch } from './producerIdAndEpoch.ts';
import { isTransitionValid } from './transactionState.ts';
import type { TransactionState } from '../../snapshot/words.ts';

/** Who makes a transition. Java looks at the thread. */
export type TransitionBy = 'user' | 'sender';

/** The state, and the error that it is in because of (Kafka: `TransactionManager.transitionTo`). */
export class StateMachine {
  state: TransactionState = 'UNINITIALIZED';
  lastError: KafkaError | null = null;
  readonly #transactionalId: string | null;
  readonly #onChanged: (from: TransactionState, to: TransactionState, error: KafkaError | null) => void;

  constructor(
    transactionalId: string | null,
    onChanged: (from: TransactionState, to: TransactionState, error: KafkaError | null) => void,
  ) {
    this.#transactionalId = transactionalId;
    this.#onChanged = onChanged;
  }

  get hasFatalError(): boolean {
    return this.state === 'FATAL_ERROR';
  }

  get hasAbortableError(): boolean {
    return this.state === 'ABORTABLE_ERROR';
  }

  get hasError(): boolean {
    return this.hasFatalError || this.hasAbortableError;
  }

  get isCompleting(): boolean {
    return this.state === 'COMMITTING_TRANSACTION' || this.state === 'ABORTING_TRANSACTION';
  }

  /**
   * A transition that is not allowed is the caller's mistake if a user asked for it: thrown, and nothing has changed. In the sender
   * it means that the state can no longer be trusted: it becomes fatal.
   */
  transitionTo(to: TransactionState, error: KafkaError | null, by: TransitionBy): void {
    const from = this.state;
    if (from === 'FATAL_ERROR' && to === 'FATAL_ERROR') return; // The first reason is the one to be told.
    if (!isTransitionValid(from, to)) {
      const invalid = invalidTransition(this.#transactionalId, from, to);
      if (by === 'user') throw invalid;
      return this.transitionTo('FATAL_ERROR', invalid, by);
    }
    this.state = to;
    if (to === 'FATAL_ERROR' || to === 'ABORTABLE_ERROR') this.lastError = error;
    this.#onChanged(from, to, error);
  }

  transitionToFatalError(error: KafkaError): void {
    this.transitionTo('FATAL_ERROR', error, 'sender');
  }

  /** An abort that is under way goes on: it is what the error would ask for. */
  transitionToAbortableError(error: KafkaError, by: TransitionBy): void {
    if (this.state !== 'ABORTING_TRANSACTION') this.transitionTo('ABORTABLE_ERROR', error, by);
  }

  /** Kafka: `maybeFailWithError`. */
  ensureNoError(producer: ProducerIdAndEpoch): void {
    if (this.hasError && this.lastError)
      throw inErrorState(this.lastError, this.state, this.#transactionalId, producer);
  }
}
