import { ErrorCodes, Errors } from '../../common/errors.ts';
import { KafkaError } from '../../common/kafkaError.ts';
import { topicPartitionName } from '../../common/topicPartition.ts';
import { TxnOffsetCommit } from '../../protocol/messages/txnOffsetCommit.ts';
import type { RequestInput, ResponseBody } from '../../protocol/schema.ts';
import type { ConsumerGroupMetadata, OffsetToCommit } from './offsetsToCommit.ts';
import type { ProducerIdAndEpoch } from './producerIdAndEpoch.ts';
import { aborted, fenced, unexpectedCode } from './transactionErrors.ts';
import { TransactionalResult } from './transactionalResult.ts';
import { Priority, TxnRequestHandler } from './txnRequestHandler.ts';
import type { CoordinatorKey, TransactionContext } from './txnRequestHandler.ts';

/** The last version without Transactions V2, the last with topic names, and the first with ids. */
const MAX_VERSION_V1 = 4;
const MAX_VERSION_WITH_NAMES = 5;
const FIRST_VERSION_WITH_IDS = 6;

/** What the handler asks of metadata: topics are named by their ids where all of them have one. */
export interface OffsetTopics {
  topicId(topic: string): string | null;
  requestUpdate(): void;
}

/**
 * A group's offsets, as part of the transaction (Kafka: `TxnOffsetCommitHandler`). Built anew for each try: Java repeats a request
 * whose topic id has become wrong for ever (known defect in 4.4.0).
 */
export class TxnOffsetCommitHandler extends TxnRequestHandler<typeof TxnOffsetCommit> {
  readonly api = TxnOffsetCommit;
  readonly priority = Priority.addPartitionsOrOffsets;
  readonly coordinator: CoordinatorKey;
  readonly #transactionalId: string;
  readonly #producer: ProducerIdAndEpoch;
  readonly #group: ConsumerGroupMetadata;
  readonly #topics: OffsetTopics;
  readonly #isV2: boolean;
  /** Lane → what is not committed yet. */
  readonly #pending: Map<string, OffsetToCommit>;
  /** As the request in flight has them. */
  #namesById = new Map<string, string>();

  constructor(
    txn: TransactionContext,
    transactionalId: string,
    offsets: readonly OffsetToCommit[],
    group: ConsumerGroupMetadata,
    topics: OffsetTopics,
  ) {
    super(txn, new TransactionalResult('sendOffsetsToTransaction'));
    this.#transactionalId = transactionalId;
    this.coordinator = { type: 'group', key: group.groupId };
    this.#producer = txn.producer;
    this.#isV2 = txn.isTransactionV2Enabled;
    this.#group = group;
    this.#topics = topics;
    this.#pending = new Map(offsets.map(each => [topicPartitionName(each.topic, each.partition), each]));
  }

  get groupId(): string {
    return this.#group.groupId;
  }

  protected get subject(): string {
    return `group ${this.groupId}`;
  }

  protected override maxVersion(): number {
    if (!this.#isV2) return MAX_VERSION_V1;
    const allHaveIds = [...this.#pending.values()].every(({ topic }) => this.#topics.topicId(topic) !== null);
    return allHaveIds ? TxnOffsetCommit.maxVersion : MAX_VERSION_WITH_NAMES;
  }

  protected body(version: number): RequestInput<typeof TxnOffsetCommit> {
    const { groupId, generationId = -1, memberId = '', groupInstanceId = null } = this.#group;
    const byTopic = Map.groupBy(this.#pending.values(), ({ topic }) => topic);
    const byId = version >= FIRST_VERSION_WITH_IDS;
    this.#namesById = new Map(
      byId ? [...byTopic.keys()].map(name => [this.#topics.topicId(name) ?? '', name] as const) : [],
    );
    return {
      transactionalId: this.#transactionalId,
      groupId,
      producerId: this.#producer.producerId,
      producerEpoch: this.#producer.epoch,
      generationIdOrMemberEpoch: generationId,
      memberId,
      groupInstanceId,
      topics: [...byTopic].map(([name, offsets]) => ({
        ...(byId ? { topicId: this.#topics.topicId(name) ?? '' } : { name }),
        partitions: offsets.map(({ partition, offset, leaderEpoch = -1, metadata = '' }) => ({
          partitionIndex: partition,
          committedOffset: offset,
          committedLeaderEpoch: leaderEpoch,
          committedMetadata: metadata,
        })),
      })),
    };
  }

  protected handleResponse({ topics }: ResponseBody<typeof TxnOffsetCommit>, nowMs: number): void {
    let coordinatorLost = false;
    let lastCode: number | null = null;
    for (const { name, topicId, partitions } of topics) {
      const topic = this.#namesById.get(topicId) ?? name;
      for (const { partitionIndex, errorCode } of partitions) {
        if (errorCode !== ErrorCodes.NONE) lastCode = errorCode;
        switch (errorCode) {
          case ErrorCodes.NONE:
            this.#pending.delete(topicPartitionName(topic, partitionIndex));
            break;
          case ErrorCodes.COORDINATOR_NOT_AVAILABLE:
          case ErrorCodes.NOT_COORDINATOR:
          case ErrorCodes.REQUEST_TIMED_OUT:
            coordinatorLost = true;
            break;
          default:
            if (!Errors.forCode(errorCode).retriable) return this.#failed(errorCode);
            if (Errors.forCode(errorCode).refreshMetadata) this.#topics.requestUpdate();
        }
      }
    }
    if (this.#pending.size === 0) {
      this.txn.offsetsCommitted(this.groupId);
      return this.result.complete();
    }
    if (coordinatorLost) this.txn.lookupCoordinator(this.coordinator);
    this.reenqueue(nowMs, lastCode);
  }

  /** Offsets of a transaction that is being aborted count for nothing, so they are not tried again. */
  override reenqueue(nowMs: number, code: number | null): void {
    if (this.txn.isAborting) this.fail(aborted());
    else super.reenqueue(nowMs, code);
  }

  #failed(code: number): void {
    switch (code) {
      case ErrorCodes.GROUP_AUTHORIZATION_FAILED:
      case ErrorCodes.FENCED_INSTANCE_ID:
      case ErrorCodes.TRANSACTION_ABORTABLE:
        return this.abortableError(this.refused(code));
      case ErrorCodes.UNKNOWN_MEMBER_ID:
      case ErrorCodes.ILLEGAL_GENERATION:
      case ErrorCodes.GROUP_ID_NOT_FOUND:
      case ErrorCodes.STALE_MEMBER_EPOCH:
        return this.abortableError(this.#membershipMismatch(code));
      case ErrorCodes.INVALID_PRODUCER_EPOCH:
      case ErrorCodes.PRODUCER_FENCED:
        return this.fatalError(fenced(this.#transactionalId, code));
      case ErrorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      case ErrorCodes.UNSUPPORTED_FOR_MESSAGE_FORMAT:
        return this.fatalError(this.refused(code));
      default:
        return this.fatalError(unexpectedCode(this.api.name, code, this.subject));
    }
  }

  #membershipMismatch(code: number): KafkaError {
    const { name } = Errors.forCode(code);
    return new KafkaError(
      'CommitFailedException',
      `The offsets of group ${this.groupId} were refused: ${name} (${code}). The group has moved on, so the records belong to another member now. Abort the transaction.`,
      { code, mayBeWritten: false },
    );
  }
}
