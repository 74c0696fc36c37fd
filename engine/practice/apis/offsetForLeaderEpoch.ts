/** OffsetForLeaderEpoch v2–4: where an epoch ended, by which a consumer notices that the log was cut behind it. */
import { ErrorCodes } from '../../common/errors.ts';
import { OffsetForLeaderEpoch } from '../../protocol/messages/index.ts';
import type { ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import { epochError, findLed } from './partitionLookup.ts';

type PartitionResponse = ResponseInput<typeof OffsetForLeaderEpoch>['topics'][number]['partitions'][number];

export const offsetForLeaderEpoch = defineHandler({
  api: OffsetForLeaderEpoch,
  handle: (request, context) => ({
    throttleTimeMs: 0,
    topics: request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(wanted => answer(topic, wanted, context)),
    })),
  }),
  refuse: (request, errorCode) => ({
    throttleTimeMs: 0,
    topics: request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => failed(partition, errorCode)),
    })),
  }),
});

interface Wanted {
  readonly partition: number;
  readonly currentLeaderEpoch: number;
  readonly leaderEpoch: number;
}

function answer(topicName: string, wanted: Wanted, context: RequestContext): PartitionResponse {
  const topic = context.state.controller.topic(topicName);
  if (topic === undefined) return failed(wanted.partition, ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  const { found: partition, errorCode } = findLed(context, topic, wanted.partition);
  if (partition === null) return failed(wanted.partition, errorCode);
  const wrongEpoch = epochError(partition, wanted.currentLeaderEpoch);
  if (wrongEpoch !== 0) return failed(wanted.partition, wrongEpoch);
  const end =
    wanted.leaderEpoch === partition.leaderEpoch
      ? { epoch: partition.leaderEpoch, endOffset: partition.log.endOffset }
      : partition.log.endOffsetForEpoch(wanted.leaderEpoch);
  if (end === null || wanted.leaderEpoch > partition.leaderEpoch) return failed(wanted.partition, 0);
  return { partition: wanted.partition, errorCode: 0, leaderEpoch: end.epoch, endOffset: BigInt(end.endOffset) };
}

function failed(partition: number, errorCode: number): PartitionResponse {
  return { partition, errorCode, leaderEpoch: -1, endOffset: -1n };
}
