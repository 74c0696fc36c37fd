/**
 * DescribeTopicPartitions v0: topics in order of name, paged by a cursor after at most `responsePartitionLimit` (and 2,000)
 * partitions. Eligible leader replicas are not tracked, so those lists are empty.
 */
import { ErrorCodes } from '../../common/errors.ts';
import { ZERO_UUID } from '../../common/uuid.ts';
import { DescribeTopicPartitions } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import { noLeader } from '../partition.ts';
import { partitionMetadata } from './metadata.ts';

type Response = ResponseInput<typeof DescribeTopicPartitions>;
type TopicResponse = Response['topics'][number];

const maxPartitions = 2000;

export const describeTopicPartitions = defineHandler({
  api: DescribeTopicPartitions,
  handle(request, context) {
    const limit = Math.min(Math.max(request.responsePartitionLimit, 1), maxPartitions);
    const topics: TopicResponse[] = [];
    let left = limit;
    for (const name of wantedNames(request, context)) {
      const first = request.cursor?.topicName === name ? Math.max(request.cursor.partitionIndex, 0) : 0;
      if (left === 0) return { throttleTimeMs: 0, topics, nextCursor: { topicName: name, partitionIndex: first } };
      const topic = described(name, first, left, context);
      topics.push(topic);
      left -= topic.partitions.length;
      const next = first + topic.partitions.length;
      if (next < (context.state.controller.topic(name)?.partitions.length ?? 0))
        return { throttleTimeMs: 0, topics, nextCursor: { topicName: name, partitionIndex: next } };
    }
    return { throttleTimeMs: 0, topics, nextCursor: null };
  },
  refuse: (request, errorCode) => ({
    throttleTimeMs: 0,
    topics: request.topics.map(({ name }) => failed(name, errorCode)),
    nextCursor: null,
  }),
});

function wantedNames(
  { topics, cursor }: RequestBody<typeof DescribeTopicPartitions>,
  { state }: RequestContext,
): readonly string[] {
  const names =
    topics.length === 0 ? [...state.controller.topics.keys()] : [...new Set(topics.map(({ name }) => name))];
  return names.sort().filter(name => cursor === null || name >= cursor.topicName);
}

function described(name: string, first: number, limit: number, context: RequestContext): TopicResponse {
  const topic = context.state.controller.topic(name);
  if (topic === undefined) return failed(name, ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  return {
    errorCode: 0,
    name,
    topicId: topic.id,
    isInternal: false,
    partitions: topic.partitions.slice(first, first + limit).map(partition => ({
      ...partitionMetadata(partition, context),
      errorCode: partition.leader === noLeader ? ErrorCodes.LEADER_NOT_AVAILABLE : 0,
      eligibleLeaderReplicas: [],
      lastKnownElr: [],
    })),
  };
}

function failed(name: string, errorCode: number): TopicResponse {
  return { errorCode, name, topicId: ZERO_UUID, isInternal: false, partitions: [] };
}
