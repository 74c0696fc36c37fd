import type { KafkaError } from '../common/kafkaError.ts';
import type { BlockedBy } from '../snapshot/words.ts';
import type { Lane } from './lane.ts';
import type { ProducerBatch } from './producerBatch.ts';
import type { ProducerObserver } from './producerObserver.ts';
import { BatchFailures } from './transactions/batchFailures.ts';
import type { ProduceFailure } from './transactions/batchFailures.ts';
import { MAX_EPOCH, NO_PRODUCER } from './transactions/producerIdAndEpoch.ts';
import type { ProducerIdAndEpoch } from './transactions/producerIdAndEpoch.ts';
import type { TransitionBy } from './transactions/stateMachine.ts';
import { TransactionCalls } from './transactions/transactionCalls.ts';
import type { TransactionContents } from './transactions/transactionContents.ts';
import { TransactionCore, idempotentOnly } from './transactions/transactionCore.ts';
import type { Failure, TransactionOptions } from './transactions/transactionCore.ts';
import { closedForcefully } from './transactions/transactionErrors.ts';
import { TransactionRequests } from './transactions/transactionRequests.ts';
import type { TransactionState } from '../snapshot/words.ts';

/** Errors after which a producer without an id asks for one again. */
const REFUSALS: ReadonlySet<string> = new Set([
  'ClusterAuthorizationException',
  'TransactionalIdAuthorizationException',
  'SaslAuthenticationException',
  'SslAuthenticationException',
  'UnsupportedSaslMechanismException',
  'IllegalSaslStateException',
]);

/**
 * Idempotence and transactions of a producer (Kafka: `TransactionManager`; KIP-98, KIP-360, KIP-890), as accumulator and sender see
 * it: the numbers of batches, and whether they may leave. What the user calls is in `calls`, the requests that follow from it in
 * `requests`; one at a time the sender takes them out.
 */
export class TransactionManager {
  readonly isTransactional: boolean;
  readonly transactionalId: string | null;
  readonly calls: TransactionCalls;
  readonly requests: TransactionRequests;
  readonly contents: TransactionContents;
  readonly #core: TransactionCore;
  readonly #failures: BatchFailures;
  /** The broker gave no producer id: asked again only when there is something to send, and not at once. */
  #refusedMs: number | null = null;

  constructor(observer: ProducerObserver, options: TransactionOptions = idempotentOnly) {
    const core = new TransactionCore(observer, options);
    this.#core = core;
    this.isTransactional = core.isTransactional;
    this.transactionalId = options.transactionalId;
    this.contents = core.contents;
    this.#failures = new BatchFailures(core);
    this.requests = new TransactionRequests(core, this.#failures, producer =>
      this.setProducerId(producer, options.now()),
    );
    this.calls = new TransactionCalls(core, this.requests);
  }

  // ── state ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  get state(): TransactionState {
    return this.#core.machine.state;
  }

  get lastError(): KafkaError | null {
    return this.#core.machine.lastError;
  }

  get failure(): Failure | null {
    return this.#core.failure;
  }

  get fatalError(): KafkaError | null {
    return this.#core.machine.hasFatalError ? this.#core.machine.lastError : null;
  }

  /** Kafka: `maybeFailWithError`, as a `send` meets it outside of transactions. */
  ensureNoFatalError(): void {
    if (this.#core.machine.hasFatalError) this.#core.machine.ensureNoError(this.producer);
  }

  get hasAbortableError(): boolean {
    return this.#core.machine.hasAbortableError;
  }

  get isCompleting(): boolean {
    return this.#core.machine.isCompleting;
  }

  get isAborting(): boolean {
    return this.requests.isAborting;
  }

  get isTransactionV2Enabled(): boolean {
    return this.#core.epoch.isTransactionV2Enabled;
  }

  /** Begun and not ended, and not beyond help. */
  get hasOngoingTransaction(): boolean {
    return this.isTransactional && (this.state === 'IN_TRANSACTION' || this.isCompleting || this.hasAbortableError);
  }

  get producer(): ProducerIdAndEpoch {
    return this.#core.epoch.producer;
  }

  get hasProducerId(): boolean {
    return this.#core.epoch.producer.producerId >= 0n;
  }

  setProducerId(producer: ProducerIdAndEpoch, nowMs: number): void {
    this.#setProducer(producer);
    this.#core.observer.on?.({
      type: 'producerIdAcquired',
      atMs: nowMs,
      producerId: String(producer.producerId),
      epoch: producer.epoch,
    });
    this.#failures.rewriteSequences();
  }

  /** After initTransactions: what the cluster can do is known by then. */
  initialized(): void {
    this.#core.epoch.updateTransactionV2(true);
  }

  transitionToFatalError(error: KafkaError): void {
    this.#core.machine.transitionToFatalError(error);
  }

  /** Kafka: `maybeTransitionToErrorState`. */
  transitionToErrorState(error: KafkaError, by: TransitionBy): void {
    this.#failures.transitionToErrorState(error, by);
  }

  /**
   * Kafka: `shouldHandleAuthorizationError`: the broker gave no producer id. Whatever waits for one fails with this, and the state
   * is as before; the right may be granted meanwhile.
   */
  takeRefusal(nowMs: number): KafkaError | null {
    const { machine } = this.#core;
    const error = machine.lastError;
    if (!machine.hasAbortableError || !error || !REFUSALS.has(error.kind)) return null;
    this.#refusedMs = nowMs;
    this.requests.failAll(error);
    machine.transitionTo('UNINITIALIZED', null, 'sender');
    machine.lastError = null;
    this.calls.fail(error);
    return error;
  }

  /** Kafka: `TransactionManager.close`. */
  close(): void {
    const error = closedForcefully(this.state === 'COMMITTING_TRANSACTION');
    this.requests.failAll(error);
    this.calls.fail(error);
  }

  // ── drain ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Why the batch must not be drained now, and with it the rest of its node (Kafka: `shouldStopDrainBatchesForPartition`). */
  shouldStopDrain(first: ProducerBatch): BlockedBy | null {
    if (this.#core.machine.hasFatalError) return 'transaction';
    if (this.isTransactional && !this.contents.partitions.has(first.lane)) return 'transaction';
    if (!this.hasProducerId) return 'noProducerId';
    return this.#core.sequences.whyNotDrain(first);
  }

  /** Whether the partition's first batch must be acknowledged before this one may leave. */
  waitsForFirstAnswer(first: ProducerBatch): boolean {
    return this.#core.sequences.waitsForFirstAnswer(first);
  }

  /** Kafka: `maybeAddPartition`. No batch outlives its transaction, so a partition joins with the first that is opened. */
  batchOpened(lane: Lane): void {
    if (this.isTransactional) this.calls.addPartition(lane);
  }

  /** Gives a batch that has none its sequence, and counts it as in flight. */
  assignSequence(batch: ProducerBatch): void {
    this.#core.sequences.assign(batch, this.isTransactional);
  }

  addInFlightBatch(batch: ProducerBatch): void {
    this.#core.sequences.addInFlight(batch);
  }

  removeInFlightBatch(batch: ProducerBatch): void {
    this.#core.sequences.removeInFlight(batch);
  }

  // ── answers ───────────────────────────────────────────────────────────────────────────────────────────────────────

  handleCompletedBatch(batch: ProducerBatch, baseOffset: number): void {
    this.#core.sequences.acknowledged(batch, baseOffset);
  }

  canRetry(failure: ProduceFailure, batch: ProducerBatch): boolean {
    return this.#failures.canRetry(failure, batch);
  }

  handleFailedBatch(batch: ProducerBatch, error: KafkaError, adjustSequenceNumbers: boolean): void {
    this.#failures.handleFailedBatch(batch, error, adjustSequenceNumbers);
  }

  // ── unresolved sequences and the epoch ────────────────────────────────────────────────────────────────────────────

  /** Kafka: `markSequenceUnresolved`: a batch that had been sent expired; was it written? */
  markSequenceUnresolved(batch: ProducerBatch, nowMs: number): void {
    const nextSequence = this.#core.sequences.markUnresolved(batch);
    this.#core.observer.on?.({ type: 'sequenceUnresolved', atMs: nowMs, lane: batch.lane.name, nextSequence });
  }

  maybeResolveSequences(): void {
    this.#failures.maybeResolveSequences();
  }

  /**
   * Kafka: `bumpIdempotentEpochAndResetIdIfNeeded`: without transactions the epoch rises locally, until there are no more. Then, as
   * at the start, a producer id is asked for.
   */
  maybeBumpEpoch(nowMs: number, hasBatches: boolean): void {
    if (this.isTransactional || this.fatalError) return;
    if (this.hasProducerId) this.#bumpEpoch(nowMs);
    if (this.hasProducerId || this.state === 'INITIALIZING' || (this.#refusedMs !== null && !hasBatches)) return;
    this.#core.machine.transitionTo('INITIALIZING', null, 'sender');
    this.requests.initProducerId(NO_PRODUCER, (this.#refusedMs ?? -Infinity) + this.#core.options.retryBackoffMs);
    this.#refusedMs = null;
  }

  #bumpEpoch(nowMs: number): void {
    const cause = this.#failures.takeBumpCause();
    if (cause === null) return;
    const { producerId, epoch } = this.producer;
    if (epoch >= MAX_EPOCH) {
      this.#setProducer(NO_PRODUCER);
      if (this.state === 'READY') this.#core.machine.transitionTo('UNINITIALIZED', null, 'sender');
      return;
    }
    this.#setProducer({ producerId, epoch: epoch + 1 });
    this.#core.observer.on?.({
      type: 'epochBumped',
      atMs: nowMs,
      producerId: String(producerId),
      epoch: epoch + 1,
      cause,
    });
    this.#failures.rewriteSequences();
  }

  #setProducer(producer: ProducerIdAndEpoch): void {
    this.#core.epoch.producer = producer;
    this.#core.sequences.setProducer(producer);
  }

  // ── for showing and for tests ─────────────────────────────────────────────────────────────────────────────────────

  hasUnresolvedSequence(lane: Lane): boolean {
    return this.#core.sequences.unresolvedSequence(lane) !== undefined;
  }

  /** The partition's numbers. */
  sequences(lane: Lane): { readonly next: number; readonly lastAcked: number; readonly inFlight: number } | null {
    return this.#core.sequences.view(lane);
  }

  /** Test hook for the wrap at 2^31-1: the partition's next sequence. */
  setNextSequence(lane: Lane, nextSequence: number): void {
    this.#core.sequences.setNext(lane, nextSequence);
  }
}
