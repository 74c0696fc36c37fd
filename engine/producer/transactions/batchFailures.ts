import { ErrorCodes } from '../../common/errors.ts';
import type { KafkaError } from '../../common/kafkaError.ts';
import type { Lane } from '../lane.ts';
import type { ProducerBatch } from '../producerBatch.ts';
import { abortableBecause, unacknowledged } from './transactionErrors.ts';
import type { TransactionCore } from './transactionCore.ts';
import type { TransitionBy } from './stateMachine.ts';

/** How the broker refused a batch. */
export interface ProduceFailure {
  readonly error: KafkaError;
  readonly code: number;
  /** -1: the broker did not say. */
  readonly logStartOffset: number;
}

/** After these the producer cannot go on. */
const fatalKinds: ReadonlySet<string> = new Set([
  'ClusterAuthorizationException',
  'TransactionalIdAuthorizationException',
  'ProducerFencedException',
  'UnsupportedVersionException',
  'InvalidPidMappingException',
]);

/**
 * What a failed batch means for the numbers of its partition and for the transaction. Without a transaction a new epoch heals a gap;
 * within one the transaction must be aborted.
 */
export class BatchFailures {
  readonly #core: TransactionCore;
  readonly #toRewrite = new Set<Lane>();
  #epochBumpCause: string | null = null;

  constructor(core: TransactionCore) {
    this.#core = core;
  }

  /** May ask for a new epoch as a side effect (Kafka: `canRetry`). */
  canRetry({ error, code, logStartOffset }: ProduceFailure, batch: ProducerBatch): boolean {
    if (code === ErrorCodes.UNKNOWN_PRODUCER_ID) return this.#canRetryUnknownProducer(batch, logStartOffset);
    if (code === ErrorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER) return this.#canRetryOutOfOrder(batch);
    return error.retriable;
  }

  #canRetryUnknownProducer(batch: ProducerBatch, logStartOffset: number): boolean {
    const { sequences, isTransactional } = this.#core;
    if (logStartOffset === -1 || batch.sequenceHasBeenReset) return true;
    const truncated = sequences.lastAckedOffset(batch.lane) < logStartOffset;
    if (!isTransactional)
      this.#requestBumpFor(batch.lane, truncated ? 'the log was truncated' : 'the broker forgot the producer id');
    else if (truncated) sequences.startAtBeginning(batch.lane);
    return truncated || !isTransactional;
  }

  #canRetryOutOfOrder(batch: ProducerBatch): boolean {
    const { sequences, isTransactional } = this.#core;
    const unresolved = sequences.unresolvedSequence(batch.lane);
    if (unresolved === undefined && (batch.sequenceHasBeenReset || !sequences.isNext(batch))) return true;
    if (isTransactional) return false;
    if (unresolved === undefined || unresolved === batch.baseSequence)
      this.#requestBumpFor(batch.lane, 'a sequence the broker did not expect');
    return true;
  }

  /** Kafka: `handleFailedBatch`. `adjustSequenceNumbers`: the failure is confirmed, the batch is surely not in the log. */
  handleFailedBatch(batch: ProducerBatch, error: KafkaError, adjustSequenceNumbers: boolean): void {
    const { sequences, isTransactional, machine } = this.#core;
    this.transitionToErrorState(error, 'sender');
    sequences.removeInFlight(batch);
    if (machine.hasFatalError) return;
    const outOfOrder = error.code === ErrorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER;
    const unknownProducer = error.code === ErrorCodes.UNKNOWN_PRODUCER_ID;
    if (isTransactional) {
      if (unknownProducer) sequences.forget(batch.lane);
      else if (adjustSequenceNumbers) sequences.closeUpBehind(batch);
    } else if (outOfOrder || unknownProducer) this.#requestBumpFor(batch.lane, 'a sequence the broker did not expect');
    else if (adjustSequenceNumbers) this.#requestBumpFor(batch.lane, 'a batch failed for good');
  }

  /**
   * Kafka: `maybeTransitionToErrorState`, for a batch that failed or a record that was refused. What was tried until its time was over
   * becomes an error that asks for an abort, so that nobody sends the records again within the transaction.
   */
  transitionToErrorState(error: KafkaError, by: TransitionBy): void {
    const { machine, epoch, isTransactional } = this.#core;
    if (fatalKinds.has(error.kind)) return machine.transitionTo('FATAL_ERROR', error, by);
    if (!isTransactional) return;
    if (epoch.needsClientSideBump && !machine.isCompleting) epoch.clientSideBumpRequired = true;
    const wrapped = error.retriable || error.kind === 'InvalidTxnStateException';
    machine.transitionToAbortableError(wrapped ? abortableBecause(error) : error, by);
  }

  /** Kafka: `abortableErrorIfPossible`: only where an abort brings a new epoch. */
  abortableErrorIfPossible(error: KafkaError): void {
    const { machine, epoch } = this.#core;
    if (!epoch.canHandleAbortableError) return machine.transitionToFatalError(error);
    // An abort that is under way has asked for what it needs already.
    if (epoch.needsClientSideBump && machine.state !== 'ABORTING_TRANSACTION') epoch.clientSideBumpRequired = true;
    machine.transitionToAbortableError(error, 'sender');
  }

  /** Kafka: `maybeResolveSequences`: once nothing of the partition is in flight it shows whether the gap is real. */
  maybeResolveSequences(): void {
    const { sequences, isTransactional, epoch } = this.#core;
    for (const lane of sequences.takeGaps())
      if (isTransactional) {
        sequences.forgetUnresolved(lane);
        this.abortableErrorIfPossible(unacknowledged(lane.name, epoch.canHandleAbortableError));
      } else this.#requestBumpFor(lane, 'an expired batch may or may not be written');
  }

  /** Why a producer without transactions needs another epoch; null: it does not. Told once. */
  takeBumpCause(): string | null {
    const cause = this.#epochBumpCause;
    this.#epochBumpCause = null;
    return cause;
  }

  /** Under the new id or epoch, what is on its way in the partitions that asked for it starts again at 0. */
  rewriteSequences(): void {
    this.#epochBumpCause = null; // A new id is more than a new epoch.
    for (const lane of this.#toRewrite) this.#core.sequences.startAtBeginning(lane);
    this.#toRewrite.clear();
  }

  #requestBumpFor(lane: Lane, cause: string): void {
    this.#epochBumpCause ??= cause;
    this.#toRewrite.add(lane);
  }
}
