import type { KafkaError } from '../../common/kafkaError.ts';
import type { Lane } from '../lane.ts';
import { AddOffsetsToTxnHandler } from './addOffsetsToTxnHandler.ts';
import type { ConsumerGroupMetadata, OffsetToCommit } from './offsetsToCommit.ts';
import { NO_PRODUCER, sameProducer } from './producerIdAndEpoch.ts';
import { aborted, notInTransaction, notTransactional, previousCallUnfinished } from './transactionErrors.ts';
import type { TransactionCore } from './transactionCore.ts';
import type { TransactionRequests } from './transactionRequests.ts';
import type { TransactionState } from '../../snapshot/words.ts';
import { TransactionalResult } from './transactionalResult.ts';
import { TxnOffsetCommitHandler } from './txnOffsetCommitHandler.ts';

/** An operation whose caller has not been told its end (Kafka: `PendingStateTransition`). */
interface PendingTransition {
  readonly result: TransactionalResult;
  readonly state: TransactionState;
  readonly operation: string;
}

/** The user's side: what may be called when, and which requests follow. Each throws what the caller did wrong, and changes nothing then. */
export class TransactionCalls {
  readonly #core: TransactionCore;
  readonly #requests: TransactionRequests;
  #pending: PendingTransition | null = null;

  constructor(core: TransactionCore, requests: TransactionRequests) {
    this.#core = core;
    this.#requests = requests;
  }

  /** Kafka: `initializeTransactions`. */
  initialize(): TransactionalResult {
    return this.#resumable('INITIALIZING', 'initTransactions', () => {
      this.#ensureNoError();
      this.#core.machine.transitionTo('INITIALIZING', null, 'user');
      return this.#requests.initProducerId(NO_PRODUCER);
    });
  }

  /** Local: no request is sent. */
  begin(): void {
    this.#ensureTransactional();
    this.#ensureNothingPending('beginTransaction');
    this.#ensureNoError();
    this.#core.machine.transitionTo('IN_TRANSACTION', null, 'user');
    this.#core.contents.startedMs = this.#core.options.now();
  }

  /** Before a record is taken. Java takes it first, and leaves it in the accumulator when it then refuses. */
  ensureReadyForSend(): void {
    this.#ensureNoError();
    this.#ensureNothingPending('send');
    const { state } = this.#core.machine;
    if (state !== 'IN_TRANSACTION') throw notInTransaction('a record', state);
  }

  /** A send that waited for metadata or memory belongs to its transaction even when that is being committed by now. */
  ensureStillOpen(): void {
    this.#ensureNoError();
    const { state } = this.#core.machine;
    if (state !== 'IN_TRANSACTION' && state !== 'COMMITTING_TRANSACTION') throw aborted();
  }

  /** A record has been taken for it. */
  addPartition(lane: Lane): void {
    this.#core.contents.add(lane, this.#core.epoch.isTransactionV2Enabled);
  }

  /** Before offsets are taken. Returns the transactional id. */
  ensureInTransaction(): string {
    const id = this.#ensureTransactional();
    this.#ensureNothingPending('sendOffsetsToTransaction');
    this.#ensureNoError();
    const { state } = this.#core.machine;
    if (state !== 'IN_TRANSACTION') throw notInTransaction('offsets', state);
    return id;
  }

  /** With V2 the offsets go to the group's coordinator at once, and the broker adds the group to the transaction. */
  sendOffsets(offsets: readonly OffsetToCommit[], group: ConsumerGroupMetadata): TransactionalResult {
    const id = this.ensureInTransaction();
    const { contents, epoch, options } = this.#core;
    const commit = new TxnOffsetCommitHandler(this.#requests, id, offsets, group, options.topics);
    contents.groups.set(group.groupId, false);
    if (epoch.isTransactionV2Enabled) {
      contents.started = true;
      this.#requests.enqueue(commit);
    } else this.#requests.enqueue(new AddOffsetsToTxnHandler(this.#requests, id, commit));
    return commit.result;
  }

  beginCommit(): TransactionalResult {
    return this.#resumable('COMMITTING_TRANSACTION', 'commitTransaction', id => {
      this.#ensureNoError();
      this.#core.machine.transitionTo('COMMITTING_TRANSACTION', null, 'user');
      return this.#beginCompleting(id, true);
    });
  }

  beginAbort(): TransactionalResult {
    return this.#resumable('ABORTING_TRANSACTION', 'abortTransaction', id => {
      const { machine, contents, epoch } = this.#core;
      if (machine.hasAbortableError && sameProducer(epoch.producer, NO_PRODUCER)) return this.#giveUpInitialization();
      if (!machine.hasAbortableError) this.#ensureNoError();
      machine.transitionTo('ABORTING_TRANSACTION', null, 'user');
      contents.newPartitions.clear();
      this.#requests.dropOffsets();
      return this.#beginCompleting(id, false);
    });
  }

  /** Whoever waits hears that there is no more to wait for. */
  fail(error: KafkaError): void {
    this.#pending?.result.fail(error);
  }

  /**
   * There is no id to abort anything with. Java goes on to READY, where a transaction can begin that nobody can write to, or asks for an
   * id after all, in a state that has no use for it, and fails for good.
   */
  #giveUpInitialization(): TransactionalResult {
    const { machine } = this.#core;
    machine.transitionTo('UNINITIALIZED', null, 'user');
    machine.lastError = null;
    const result = new TransactionalResult('abortTransaction');
    result.complete();
    return result;
  }

  #beginCompleting(id: string, committed: boolean): TransactionalResult {
    const { epoch } = this.#core;
    this.#requests.addNewPartitions();
    const end = this.#requests.endTransaction(id, committed); // As the transaction began: before the version is looked at again.
    epoch.updateTransactionV2(false);
    this.#requests.enqueue(end);
    return epoch.clientSideBumpRequired ? this.#requests.initProducerId(epoch.producer) : end.result;
  }

  /** Kafka: `handleCachedTransactionRequestResult`: a call that timed out is repeated, and gets the same end. */
  #resumable(
    state: TransactionState,
    operation: string,
    begin: (id: string) => TransactionalResult,
  ): TransactionalResult {
    const id = this.#ensureTransactional();
    if (this.#pending && !this.#pending.result.isAcked && this.#pending.state === state) return this.#pending.result;
    this.#ensureNothingPending(operation);
    const result = begin(id);
    this.#pending = { result, state, operation };
    return result;
  }

  #ensureNothingPending(operation: string): void {
    if (this.#pending && !this.#pending.result.isAcked)
      throw previousCallUnfinished(operation, this.#pending.operation);
    this.#pending = null;
  }

  #ensureNoError(): void {
    this.#core.machine.ensureNoError(this.#core.epoch.producer);
  }

  #ensureTransactional(): string {
    const { transactionalId } = this.#core.options;
    if (transactionalId === null) throw notTransactional();
    return transactionalId;
  }
}
