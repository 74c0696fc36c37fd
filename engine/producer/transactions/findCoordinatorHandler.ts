import { ErrorCodes, Errors } from '../../common/errors.ts';
import { KafkaError } from '../../common/kafkaError.ts';
import { FindCoordinator } from '../../protocol/messages/findCoordinator.ts';
import type { RequestInput, ResponseBody } from '../../protocol/schema.ts';
import { unexpectedCode } from './transactionErrors.ts';
import { TransactionalResult } from './transactionalResult.ts';
import { Priority, TxnRequestHandler } from './txnRequestHandler.ts';
import type { CoordinatorKey, TransactionContext } from './txnRequestHandler.ts';

const keyTypes = { group: 0, transaction: 1 } as const;

/** Where the coordinator is (Kafka: `FindCoordinatorHandler`). Any node knows. */
export class FindCoordinatorHandler extends TxnRequestHandler<typeof FindCoordinator> {
  readonly api = FindCoordinator;
  readonly priority = Priority.findCoordinator;
  readonly coordinator = null;
  readonly sought: CoordinatorKey;

  constructor(txn: TransactionContext, sought: CoordinatorKey) {
    super(txn, new TransactionalResult('FindCoordinator'));
    this.sought = sought;
  }

  protected get subject(): string {
    return this.sought.type === 'group' ? `group ${this.sought.key}` : `transactional id ${this.sought.key}`;
  }

  protected body(version: number): RequestInput<typeof FindCoordinator> {
    const { type, key } = this.sought;
    const keyType = keyTypes[type];
    return version < 4 ? { key, keyType } : { keyType, coordinatorKeys: [key] };
  }

  /** Up to version 3 the one coordinator stands at the top level. */
  protected handleResponse(body: ResponseBody<typeof FindCoordinator>, nowMs: number): void {
    const { coordinators } = body;
    if (coordinators.length > 1)
      return this.fatalError(
        new KafkaError(
          'IllegalStateException',
          `FindCoordinator for ${this.subject}: the broker named ${coordinators.length} coordinators for one key.`,
        ),
      );
    const { nodeId: id, host, port, errorCode } = coordinators[0] ?? body;
    if (errorCode === 0) {
      this.txn.coordinatorFound(this.sought, { id, host, port, rack: null });
      this.result.complete();
    } else if (Errors.forCode(errorCode).retriable) this.reenqueue(nowMs, errorCode);
    else if (errorCode === ErrorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED) this.fatalError(this.refused(errorCode));
    else if (errorCode === ErrorCodes.GROUP_AUTHORIZATION_FAILED || errorCode === ErrorCodes.TRANSACTION_ABORTABLE)
      this.abortableError(this.refused(errorCode));
    else this.fatalError(unexpectedCode(this.api.name, errorCode, this.subject));
  }
}
