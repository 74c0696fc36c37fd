import { ErrorCodes } from '../../common/errors.ts';
import { AddOffsetsToTxn } from '../../protocol/messages/addOffsetsToTxn.ts';
import type { RequestInput, ResponseBody } from '../../protocol/schema.ts';
import type { ProducerIdAndEpoch } from './producerIdAndEpoch.ts';
import { unexpectedCode } from './transactionErrors.ts';
import type { TxnOffsetCommitHandler } from './txnOffsetCommitHandler.ts';
import { Priority, TxnRequestHandler } from './txnRequestHandler.ts';
import type { CoordinatorKey, TransactionContext } from './txnRequestHandler.ts';

/** Tells the transaction's coordinator that a group's offsets follow; then they are sent (Kafka: `AddOffsetsToTxnHandler`). */
export class AddOffsetsToTxnHandler extends TxnRequestHandler<typeof AddOffsetsToTxn> {
  readonly api = AddOffsetsToTxn;
  readonly priority = Priority.addPartitionsOrOffsets;
  readonly coordinator: CoordinatorKey;
  readonly #producer: ProducerIdAndEpoch;
  readonly #transactionalId: string;
  readonly #commit: TxnOffsetCommitHandler;

  /** Shares its result with `commit`: it is there when the offsets are. */
  constructor(txn: TransactionContext, transactionalId: string, commit: TxnOffsetCommitHandler) {
    super(txn, commit.result);
    this.#transactionalId = transactionalId;
    this.coordinator = { type: 'transaction', key: transactionalId };
    this.#producer = txn.producer;
    this.#commit = commit;
  }

  protected get subject(): string {
    return `group ${this.#commit.groupId}`;
  }

  protected body(): RequestInput<typeof AddOffsetsToTxn> {
    return {
      transactionalId: this.#transactionalId,
      producerId: this.#producer.producerId,
      producerEpoch: this.#producer.epoch,
      groupId: this.#commit.groupId,
    };
  }

  protected handleResponse({ errorCode }: ResponseBody<typeof AddOffsetsToTxn>, nowMs: number): void {
    if (errorCode === 0) {
      this.txn.groupAdded(this.#commit.groupId);
      this.txn.enqueue(this.#commit);
    } else if (this.handleCommonError(errorCode, nowMs)) return;
    else if (errorCode === ErrorCodes.GROUP_AUTHORIZATION_FAILED) this.abortableError(this.refused(errorCode));
    else this.fatalError(unexpectedCode(this.api.name, errorCode, this.subject));
  }
}
