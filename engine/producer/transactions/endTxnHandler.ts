import { ErrorCodes } from '../../common/errors.ts';
import { KafkaError } from '../../common/kafkaError.ts';
import { EndTxn } from '../../protocol/messages/endTxn.ts';
import type { RequestInput, ResponseBody } from '../../protocol/schema.ts';
import type { ProducerIdAndEpoch } from './producerIdAndEpoch.ts';
import { unexpectedCode } from './transactionErrors.ts';
import { TransactionalResult } from './transactionalResult.ts';
import { Priority, TxnRequestHandler } from './txnRequestHandler.ts';
import type { CoordinatorKey, TransactionContext } from './txnRequestHandler.ts';

/** From 5 on the answer names the id and epoch to go on with: Transactions V2. */
const MAX_VERSION_V1 = 4;

/** Commit or abort (Kafka: `EndTxnHandler`). Held back until no batch is on its way. */
export class EndTxnHandler extends TxnRequestHandler<typeof EndTxn> {
  readonly api = EndTxn;
  readonly priority = Priority.endTxn;
  readonly coordinator: CoordinatorKey;
  readonly #transactionalId: string;
  readonly #producer: ProducerIdAndEpoch;
  readonly #isV2: boolean;
  readonly #committed: boolean;

  constructor(txn: TransactionContext, transactionalId: string, committed: boolean) {
    super(txn, new TransactionalResult(committed ? 'commitTransaction' : 'abortTransaction'));
    this.#transactionalId = transactionalId;
    this.coordinator = { type: 'transaction', key: transactionalId };
    this.#producer = txn.producer;
    this.#isV2 = txn.isTransactionV2Enabled;
    this.#committed = committed;
  }

  override get isEndTxn(): boolean {
    return true;
  }

  protected get subject(): string {
    return `the ${this.#committed ? 'commit' : 'abort'} of transactional id ${this.#transactionalId}`;
  }

  protected override maxVersion(): number {
    return this.#isV2 ? EndTxn.maxVersion : MAX_VERSION_V1;
  }

  protected body(): RequestInput<typeof EndTxn> {
    return {
      transactionalId: this.#transactionalId,
      producerId: this.#producer.producerId,
      producerEpoch: this.#producer.epoch,
      committed: this.#committed,
    };
  }

  protected handleResponse(body: ResponseBody<typeof EndTxn>, nowMs: number): void {
    const { errorCode, producerId, producerEpoch: epoch } = body;
    if (errorCode === 0) {
      this.txn.transactionEnded(this.#committed, producerId === -1n ? null : { producerId, epoch });
      this.result.complete();
    } else if (errorCode === ErrorCodes.TRANSACTION_ABORTABLE && !this.#committed) this.#abortRefused(errorCode);
    else if (!this.handleCommonError(errorCode, nowMs))
      this.fatalError(unexpectedCode(this.api.name, errorCode, this.subject));
  }

  /** Aborting is what such an error asks for; if that does not help, nothing does. */
  #abortRefused(code: number): void {
    const cause = this.refused(code);
    this.fatalError(
      new KafkaError('KafkaException', `Failed to abort the transaction: ${cause.message} Close this producer.`, {
        cause,
      }),
    );
  }
}
