/**
 * AddPartitionsToTxn v0–5. Up to v3 a producer names the partitions it is about to write to; all are added or none: where one does not
 * exist, the others answer OPERATION_NOT_ATTEMPTED. From v4 on brokers ask, for several transactions at once, and may only verify.
 */
import { ErrorCodes } from '../../common/errors.ts';
import type { TopicPartition } from '../../common/topicPartition.ts';
import { AddPartitionsToTxn } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { TransactionalProducer } from '../transactions/transactionCoordinator.ts';
import { coordinatorError, fencedAs } from './coordinatorLookup.ts';

type Request = RequestBody<typeof AddPartitionsToTxn>;
type Response = ResponseInput<typeof AddPartitionsToTxn>;
type Topics = Request['v3AndBelowTopics'];
type TopicResults = NonNullable<Response['resultsByTopicV3AndBelow']>;

interface Transaction extends TransactionalProducer {
  readonly topics: Topics;
  readonly verifyOnly: boolean;
}

export const addPartitionsToTxn = defineHandler({
  api: AddPartitionsToTxn,
  handle: (request, context) => answer(request, context, transaction => add(transaction, context)),
  refuse: (request, errorCode, context) => answer(request, context, ({ topics }) => allWith(topics, errorCode)),
});

function answer(request: Request, { apiVersion }: RequestContext, results: (t: Transaction) => TopicResults): Response {
  if (apiVersion < 4)
    return {
      throttleTimeMs: 0,
      resultsByTopicV3AndBelow: results({
        transactionalId: request.v3AndBelowTransactionalId,
        producerId: request.v3AndBelowProducerId,
        producerEpoch: request.v3AndBelowProducerEpoch,
        topics: request.v3AndBelowTopics,
        verifyOnly: false,
      }),
    };
  const resultsByTransaction = request.transactions.map(transaction => ({
    transactionalId: transaction.transactionalId,
    topicResults: results(transaction),
  }));
  return { throttleTimeMs: 0, errorCode: 0, resultsByTransaction };
}

function add(transaction: Transaction, context: RequestContext): TopicResults {
  const { topics, transactionalId } = transaction;
  const { controller, transactions } = context.state;
  const partitions = partitionsOf(topics);
  const notHere = coordinatorError(context, transactionalId);
  if (notHere !== 0) return allWith(topics, notHere);
  const isUnknown = ({ topic, partition }: TopicPartition): boolean =>
    controller.partition(topic, partition) === undefined;
  if (partitions.some(isUnknown))
    return resultsOf(topics, each =>
      isUnknown(each) ? ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION : ErrorCodes.OPERATION_NOT_ATTEMPTED,
    );
  if (transaction.verifyOnly) {
    const verified = transactions.verifyPartitions(transaction, partitions);
    return resultsOf(topics, each => verified[partitions.findIndex(other => isSame(each, other))] ?? 0);
  }
  const errorCode = transactions.addPartitions(transaction, partitions, context.apiVersion >= 5);
  return allWith(topics, fencedAs(errorCode, context.apiVersion >= 2));
}

function partitionsOf(topics: Topics): readonly TopicPartition[] {
  return topics.flatMap(({ name, partitions }) => partitions.map(partition => ({ topic: name, partition })));
}

function isSame(a: TopicPartition, b: TopicPartition): boolean {
  return a.topic === b.topic && a.partition === b.partition;
}

function allWith(topics: Topics, errorCode: number): TopicResults {
  return resultsOf(topics, () => errorCode);
}

function resultsOf(topics: Topics, errorCodeOf: (partition: TopicPartition) => number): TopicResults {
  return topics.map(({ name, partitions }) => ({
    name,
    resultsByPartition: partitions.map(partitionIndex => ({
      partitionIndex,
      partitionErrorCode: errorCodeOf({ topic: name, partition: partitionIndex }),
    })),
  }));
}
