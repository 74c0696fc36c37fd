import { ErrorCodes, Errors } from '../../common/errors.ts';
import { KafkaError } from '../../common/kafkaError.ts';
import { topicPartitionName } from '../../common/topicPartition.ts';
import { AddPartitionsToTxn } from '../../protocol/messages/addPartitionsToTxn.ts';
import type { RequestInput, ResponseBody } from '../../protocol/schema.ts';
import type { Lane } from '../lane.ts';
import type { ProducerIdAndEpoch } from './producerIdAndEpoch.ts';
import { TransactionalResult } from './transactionalResult.ts';
import { Priority, TxnRequestHandler } from './txnRequestHandler.ts';
import type { CoordinatorKey, TransactionContext } from './txnRequestHandler.ts';

/** From 4 on the request is for brokers only. */
const MAX_CLIENT_VERSION = 3;
/** The transaction before is still being completed: that takes no longer than this as a rule. */
const FIRST_ADD_BACKOFF_MS = 20;

/** The partitions new in the transaction; batches of them wait until they are in (Kafka: `AddPartitionsToTxnHandler`). */
export class AddPartitionsToTxnHandler extends TxnRequestHandler<typeof AddPartitionsToTxn> {
  readonly api = AddPartitionsToTxn;
  readonly priority = Priority.addPartitionsOrOffsets;
  readonly coordinator: CoordinatorKey;
  readonly lanes: readonly Lane[];
  readonly #producer: ProducerIdAndEpoch;
  readonly #transactionalId: string;
  #shortBackoff = false;

  constructor(txn: TransactionContext, transactionalId: string, lanes: readonly Lane[]) {
    super(txn, new TransactionalResult('AddPartitionsToTxn'));
    this.#transactionalId = transactionalId;
    this.coordinator = { type: 'transaction', key: transactionalId };
    this.lanes = lanes;
    this.#producer = txn.producer;
  }

  protected get subject(): string {
    return this.lanes.map(({ name }) => name).join(', ');
  }

  protected override maxVersion(): number {
    return MAX_CLIENT_VERSION;
  }

  protected override get retryBackoffMs(): number {
    return this.#shortBackoff ? Math.min(FIRST_ADD_BACKOFF_MS, this.txn.retryBackoffMs) : this.txn.retryBackoffMs;
  }

  protected body(): RequestInput<typeof AddPartitionsToTxn> {
    const byTopic = Map.groupBy(this.lanes, ({ topic }) => topic);
    return {
      v3AndBelowTransactionalId: this.#transactionalId,
      v3AndBelowProducerId: this.#producer.producerId,
      v3AndBelowProducerEpoch: this.#producer.epoch,
      v3AndBelowTopics: [...byTopic].map(([name, lanes]) => ({
        name,
        partitions: lanes.map(({ partition }) => partition),
      })),
    };
  }

  protected handleResponse(body: ResponseBody<typeof AddPartitionsToTxn>, nowMs: number): void {
    const failures: { readonly lane: string; readonly topic: string; readonly code: number }[] = [];
    this.#shortBackoff = false;
    for (const { name: topic, resultsByPartition } of body.resultsByTopicV3AndBelow)
      for (const { partitionIndex, partitionErrorCode: code } of resultsByPartition) {
        if (code === ErrorCodes.NONE) continue;
        // Only for the first: the transaction before is being completed, and this one could not begin yet.
        if (code === ErrorCodes.CONCURRENT_TRANSACTIONS)
          this.#shortBackoff = this.txn.partitionsInTransaction.size === 0;
        if (this.handleCommonError(code, nowMs)) return;
        failures.push({ lane: topicPartitionName(topic, partitionIndex), topic, code });
      }
    this.txn.partitionsAnswered(this.lanes, failures.length === 0);
    if (failures.length === 0) this.result.complete();
    else this.abortableError(notAdded(failures));
  }
}

function notAdded(
  failures: readonly { readonly lane: string; readonly topic: string; readonly code: number }[],
): KafkaError {
  const forbidden = failures.filter(({ code }) => code === ErrorCodes.TOPIC_AUTHORIZATION_FAILED);
  if (forbidden.length > 0) {
    const topics = [...new Set(forbidden.map(({ topic }) => topic))].join(', ');
    return new KafkaError(
      'TopicAuthorizationException',
      `Not allowed to write to ${topics} in a transaction. Ask for the right Write on it.`,
      { code: ErrorCodes.TOPIC_AUTHORIZATION_FAILED, mayBeWritten: false },
    );
  }
  const each = failures.map(({ lane, code }) => `${lane}: ${Errors.forCode(code).name} (${code})`);
  return new KafkaError('KafkaException', `Could not add partitions to the transaction. ${each.join(', ')}.`, {
    mayBeWritten: false,
  });
}
