/** DescribeProducers v0: the idempotent and transactional producers that a partition remembers, as its leader sees them. */
import { ErrorCodes } from '../../common/errors.ts';
import { DescribeProducers } from '../../protocol/messages/index.ts';
import type { ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import { failure, success } from './adminErrors.ts';
import { findLed } from './partitionLookup.ts';

type PartitionResponse = ResponseInput<typeof DescribeProducers>['topics'][number]['partitions'][number];

export const describeProducers = defineHandler({
  api: DescribeProducers,
  handle: (request, context) => ({
    throttleTimeMs: 0,
    topics: request.topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map(index => describe(name, index, context)),
    })),
  }),
  refuse: (request, errorCode) => ({
    throttleTimeMs: 0,
    topics: request.topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map(index => failed(index, errorCode)),
    })),
  }),
});

function describe(topicName: string, index: number, context: RequestContext): PartitionResponse {
  const topic = context.state.controller.topic(topicName);
  if (topic === undefined) return failed(index, ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  const { found: partition, errorCode } = findLed(context, topic, index);
  if (partition === null) return failed(index, errorCode);
  const active = partition.producers.active(context.state.time.milliseconds());
  return {
    partitionIndex: index,
    ...success,
    activeProducers: active.map(({ producerId, producerEpoch, lastSequence, lastTimestampMs, coordinatorEpoch }) => ({
      producerId,
      producerEpoch,
      lastSequence,
      lastTimestamp: BigInt(lastTimestampMs),
      coordinatorEpoch,
      currentTxnStartOffset: BigInt(partition.transactions.firstOffsetOf(producerId)),
    })),
  };
}

function failed(partitionIndex: number, errorCode: number): PartitionResponse {
  return { partitionIndex, ...failure(errorCode), activeProducers: [] };
}
