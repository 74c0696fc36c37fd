import type { KafkaError } from '../../common/kafkaError.ts';
import type { Node } from '../../common/node.ts';
import type { Lane } from '../lane.ts';
import { AddPartitionsToTxnHandler } from './addPartitionsToTxnHandler.ts';
import type { BatchFailures } from './batchFailures.ts';
import { Coordinators } from './coordinators.ts';
import { EndTxnHandler } from './endTxnHandler.ts';
import { FindCoordinatorHandler } from './findCoordinatorHandler.ts';
import { InitProducerIdHandler } from './initProducerIdHandler.ts';
import type { ProducerIdAndEpoch } from './producerIdAndEpoch.ts';
import { RequestQueue } from './requestQueue.ts';
import { aborted } from './transactionErrors.ts';
import type { TransactionCore } from './transactionCore.ts';
import type { TransactionalResult } from './transactionalResult.ts';
import { Priority } from './txnRequestHandler.ts';
import type { CoordinatorKey, TransactionContext, TxnRequestHandler } from './txnRequestHandler.ts';
import { TxnOffsetCommitHandler } from './txnOffsetCommitHandler.ts';

/** Of the partitions that join at once. */
const LANES_TOLD = 5;

/** The request that comes next, as far as it can be said. */
export interface UpcomingRequest {
  readonly api: string;
  readonly coordinator: CoordinatorKey | null;
  readonly notBeforeMs: number;
}

/** The sender's side: which request comes next, and what its answer changes. */
export class TransactionRequests implements TransactionContext {
  readonly coordinators = new Coordinators();
  readonly #core: TransactionCore;
  readonly #failures: BatchFailures;
  readonly #queue = new RequestQueue();
  readonly #setProducer: (producer: ProducerIdAndEpoch) => void;

  constructor(core: TransactionCore, failures: BatchFailures, setProducer: (producer: ProducerIdAndEpoch) => void) {
    this.#core = core;
    this.#failures = failures;
    this.#setProducer = setProducer;
  }

  // ── the queue ─────────────────────────────────────────────────────────────────────────────────────────────────────

  get pending(): readonly TxnRequestHandler[] {
    return this.#queue.all();
  }

  get hasPending(): boolean {
    return this.#queue.size > 0;
  }

  /**
   * The request to send next (Kafka: `nextRequest`), which stays in the queue until it is taken. `hasIncomplete`: records are on
   * their way, so the transaction cannot be ended yet.
   */
  next(hasIncomplete: boolean): TxnRequestHandler | null {
    this.addNewPartitions();
    for (;;) {
      const next = this.#queue.peek();
      if (!next || (next.isEndTxn && hasIncomplete)) return null;
      const barredBy = this.#barredBy(next);
      if (barredBy) {
        this.#queue.remove(next);
        next.fail(barredBy);
      } else if (next.isEndTxn && !this.#core.contents.started) {
        this.#queue.remove(next);
        this.#core.completeTransaction(); // No broker knows of it.
        next.result.complete();
      } else return next;
    }
  }

  /** What `next` would give, without changing anything: for showing. */
  upcoming(hasIncomplete: boolean): UpcomingRequest | null {
    const { contents, options } = this.#core;
    const next = this.#queue.peek();
    const { transactionalId } = options;
    if (
      contents.newPartitions.size > 0 &&
      transactionalId !== null &&
      !(next && next.priority <= Priority.addPartitionsOrOffsets)
    )
      return {
        api: 'AddPartitionsToTxn',
        coordinator: { type: 'transaction', key: transactionalId },
        notBeforeMs: -Infinity,
      };
    if (!next || this.#barredBy(next) || (next.isEndTxn && (hasIncomplete || !contents.started))) return null;
    return { api: next.api.name, coordinator: next.coordinator, notBeforeMs: next.notBeforeMs };
  }

  take(handler: TxnRequestHandler): void {
    this.#queue.remove(handler);
  }

  enqueue(handler: TxnRequestHandler): void {
    this.#queue.add(handler);
  }

  /** One request for all that records have met since the last. */
  addNewPartitions(): void {
    const { contents, options } = this.#core;
    if (contents.newPartitions.size === 0 || options.transactionalId === null) return;
    this.enqueue(new AddPartitionsToTxnHandler(this, options.transactionalId, contents.takeNew()));
  }

  initProducerId(current: ProducerIdAndEpoch, notBeforeMs = -Infinity): TransactionalResult {
    const handler = new InitProducerIdHandler(this, current, this.#core.options.transactionTimeoutMs);
    handler.notBeforeMs = notBeforeMs;
    this.enqueue(handler);
    return handler.result;
  }

  endTransaction(transactionalId: string, committed: boolean): EndTxnHandler {
    return new EndTxnHandler(this, transactionalId, committed);
  }

  /** Offsets that wait for another try count for nothing in an abort. Java tries them until they succeed, and the abort waits. */
  dropOffsets(): void {
    for (const handler of this.#queue.all())
      if (handler instanceof TxnOffsetCommitHandler) {
        this.#queue.remove(handler);
        handler.fail(aborted());
      }
  }

  failAll(error: KafkaError): void {
    for (const handler of this.#queue.all()) {
      this.#queue.remove(handler);
      handler.fail(error);
    }
  }

  /** The error that the transaction is in. Finding the coordinator does no harm while an abort is expected. */
  #barredBy(handler: TxnRequestHandler): KafkaError | null {
    const { machine } = this.#core;
    if (machine.hasAbortableError && handler instanceof FindCoordinatorHandler) return null;
    return machine.hasError ? machine.lastError : null;
  }

  // ── what handlers ask ─────────────────────────────────────────────────────────────────────────────────────────────

  get transactionalId(): string | null {
    return this.#core.options.transactionalId;
  }

  get retryBackoffMs(): number {
    return this.#core.options.retryBackoffMs;
  }

  get producer(): ProducerIdAndEpoch {
    return this.#core.epoch.producer;
  }

  get isTransactionV2Enabled(): boolean {
    return this.#core.epoch.isTransactionV2Enabled;
  }

  get isAborting(): boolean {
    return this.#core.machine.state === 'ABORTING_TRANSACTION';
  }

  get partitionsInTransaction(): ReadonlySet<Lane> {
    return this.#core.contents.partitions;
  }

  // ── what answers change ───────────────────────────────────────────────────────────────────────────────────────────

  lookupCoordinator(coordinator: CoordinatorKey): void {
    this.coordinators.forget(coordinator);
    const asked = this.#queue
      .all()
      .some(
        each =>
          each instanceof FindCoordinatorHandler &&
          each.sought.type === coordinator.type &&
          each.sought.key === coordinator.key,
      );
    if (!asked) this.enqueue(new FindCoordinatorHandler(this, coordinator));
  }

  /** Kafka: `handleCoordinatorReady`. `initProducerIdMax`: the newest version that the coordinator speaks. */
  coordinatorReady(initProducerIdMax: number): void {
    this.#core.epoch.coordinatorSupportsBumping = initProducerIdMax >= 3;
  }

  coordinatorFound(coordinator: CoordinatorKey, node: Node): void {
    this.coordinators.found(coordinator, node);
    this.#core.report({ type: 'coordinatorFound', coordinator: coordinator.type, key: coordinator.key, node: node.id });
  }

  producerIdAssigned(producer: ProducerIdAndEpoch, isEpochBump: boolean): void {
    const { machine, sequences } = this.#core;
    if (isEpochBump) sequences.reset();
    this.#setProducer(producer);
    machine.transitionTo('READY', null, 'sender');
    machine.lastError = null;
  }

  partitionsAnswered(lanes: readonly Lane[], added: boolean): void {
    this.#core.contents.answered(lanes, added);
    if (!added) return;
    const named = lanes.slice(0, LANES_TOLD).map(({ name }) => name);
    this.#core.report({ type: 'partitionsAdded', count: lanes.length, lanes: named });
  }

  groupAdded(): void {
    this.#core.contents.started = true;
  }

  offsetsCommitted(groupId: string): void {
    this.#core.contents.groups.set(groupId, true);
    this.#core.report({ type: 'offsetsSent', group: groupId });
  }

  /** `next`: what the broker says to go on with (V2), under which all numbers start again. */
  transactionEnded(committed: boolean, next: ProducerIdAndEpoch | null): void {
    const { epoch, sequences, contents, options } = this.#core;
    if (next) {
      sequences.reset();
      sequences.setProducer(next);
      epoch.producer = next;
    }
    this.#core.report({
      type: 'transactionEnded',
      committed,
      partitions: contents.partitions.size,
      groups: contents.groups.size,
      durationMs: contents.openForMs(options.now()) ?? 0,
      nextEpoch: epoch.producer.epoch,
    });
    this.#core.completeTransaction();
  }

  transitionToFatalError(error: KafkaError): void {
    this.#core.machine.transitionToFatalError(error);
  }

  transitionToAbortableError(error: KafkaError): void {
    this.#core.machine.transitionToAbortableError(error, 'sender');
  }

  abortableErrorIfPossible(error: KafkaError): void {
    this.#failures.abortableErrorIfPossible(error);
  }
}
