import { ErrorCodes, Errors } from '../../common/errors.ts';
import { InitProducerId } from '../../protocol/messages/initProducerId.ts';
import type { RequestInput, ResponseBody } from '../../protocol/schema.ts';
import { NO_PRODUCER, sameProducer } from './producerIdAndEpoch.ts';
import type { ProducerIdAndEpoch } from './producerIdAndEpoch.ts';
import { fenced, unexpectedCode } from './transactionErrors.ts';
import { TransactionalResult } from './transactionalResult.ts';
import { Priority, TxnRequestHandler } from './txnRequestHandler.ts';
import type { CoordinatorKey, TransactionContext } from './txnRequestHandler.ts';

const NO_TRANSACTION_TIMEOUT_MS = 0x7fff_ffff;

/**
 * A producer id, or a new epoch for the one we have (Kafka: `InitProducerIdHandler`). For a transactional id the coordinator also
 * fences whoever used it before, and aborts what that left open. Without one any node answers.
 */
export class InitProducerIdHandler extends TxnRequestHandler<typeof InitProducerId> {
  readonly api = InitProducerId;
  readonly priority: Priority;
  readonly coordinator: CoordinatorKey | null;
  readonly #current: ProducerIdAndEpoch;
  readonly #transactionTimeoutMs: number;

  /** `current`: the id to go on with under a new epoch, or none. */
  constructor(txn: TransactionContext, current: ProducerIdAndEpoch, transactionTimeoutMs: number) {
    super(txn, new TransactionalResult('initTransactions'));
    this.#current = current;
    this.#transactionTimeoutMs = transactionTimeoutMs;
    this.priority = this.isEpochBump ? Priority.epochBump : Priority.initProducerId;
    this.coordinator = txn.transactionalId === null ? null : { type: 'transaction', key: txn.transactionalId };
  }

  get isEpochBump(): boolean {
    return !sameProducer(this.#current, NO_PRODUCER);
  }

  protected get subject(): string {
    return this.coordinator ? `transactional id ${this.coordinator.key}` : 'an idempotent producer';
  }

  protected body(): RequestInput<typeof InitProducerId> {
    return {
      transactionalId: this.txn.transactionalId,
      transactionTimeoutMs: this.coordinator ? this.#transactionTimeoutMs : NO_TRANSACTION_TIMEOUT_MS,
      producerId: this.#current.producerId,
      producerEpoch: this.#current.epoch,
    };
  }

  protected handleResponse(body: ResponseBody<typeof InitProducerId>, nowMs: number): void {
    const { errorCode, producerId, producerEpoch } = body;
    switch (errorCode) {
      case ErrorCodes.NONE:
        this.txn.producerIdAssigned({ producerId, epoch: producerEpoch }, this.isEpochBump);
        return this.result.complete();
      case ErrorCodes.NOT_COORDINATOR:
      case ErrorCodes.COORDINATOR_NOT_AVAILABLE:
        return this.lookUpAgain(nowMs, errorCode);
      case ErrorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      case ErrorCodes.CLUSTER_AUTHORIZATION_FAILED:
      case ErrorCodes.TRANSACTION_ABORTABLE:
        return this.abortableError(this.refused(errorCode));
      case ErrorCodes.INVALID_PRODUCER_EPOCH:
      case ErrorCodes.PRODUCER_FENCED:
        return this.fatalError(fenced(this.txn.transactionalId, errorCode));
      default:
        if (Errors.forCode(errorCode).retriable) this.reenqueue(nowMs, errorCode);
        else this.fatalError(unexpectedCode(this.api.name, errorCode, this.subject));
    }
  }
}
