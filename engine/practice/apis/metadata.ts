/**
 * Metadata v0–13. A null list (v0: an empty one) asks for every topic. A topic that does not exist is created, if both the request
 * and the cluster allow it, and is in this very answer; a real broker answers UNKNOWN_TOPIC_OR_PARTITION once before it is.
 */
import { ErrorCodes } from '../../common/errors.ts';
import { KafkaError } from '../../common/kafkaError.ts';
import { ZERO_UUID } from '../../common/uuid.ts';
import { Metadata } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { Topic } from '../controller.ts';
import { noLeader } from '../partition.ts';
import type { Partition } from '../partition.ts';
import { topicNameProblem } from '../topicNames.ts';

type Request = RequestBody<typeof Metadata>;
type Response = ResponseInput<typeof Metadata>;
type TopicResponse = Response['topics'][number];
type TopicRequest = NonNullable<Request['topics']>[number];

export const metadata = defineHandler({
  api: Metadata,
  handle(request, context) {
    const { controller } = context.state;
    const wantsAll = request.topics === null || (context.apiVersion === 0 && request.topics.length === 0);
    const topics = wantsAll
      ? [...controller.topics.values()].map(topic => described(topic, context))
      : (request.topics ?? []).map(wanted => asked(wanted, request.allowAutoTopicCreation, context));
    return answer(topics, context);
  },
  refuse(request, errorCode, context) {
    const topics = (request.topics ?? []).map(({ name, topicId }) => failed(name, topicId, errorCode, context));
    return answer(topics, context, topics.length === 0 && context.apiVersion >= 13 ? errorCode : 0);
  },
});

function answer(topics: readonly TopicResponse[], { state }: RequestContext, errorCode = 0): Response {
  const { controller } = state;
  return {
    throttleTimeMs: 0,
    brokers: controller.liveBrokers.map(({ node, host, port }) => ({ nodeId: node, host, port, rack: null })),
    clusterId: controller.clusterId,
    controllerId: controller.controllerNode,
    topics,
    errorCode,
  };
}

function asked({ name, topicId }: TopicRequest, mayCreate: boolean, context: RequestContext): TopicResponse {
  const { controller } = context.state;
  if (name === null || (name === '' && topicId !== ZERO_UUID)) {
    const topic = controller.topicById(topicId);
    return topic === undefined
      ? failed(null, topicId, ErrorCodes.UNKNOWN_TOPIC_ID, context)
      : described(topic, context);
  }
  const topic = controller.topic(name);
  if (topic !== undefined) return described(topic, context);
  if (topicNameProblem(name) !== null) return failed(name, ZERO_UUID, ErrorCodes.INVALID_TOPIC_EXCEPTION, context);
  if (!mayCreate || !context.state.autoCreateTopics)
    return failed(name, ZERO_UUID, ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION, context);
  try {
    const created = controller.createTopic({
      name,
      partitions: -1,
      replicationFactor: -1,
      assignments: [],
      configs: new Map(),
    });
    return described(created, context);
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    return failed(name, ZERO_UUID, error.code ?? ErrorCodes.UNKNOWN_SERVER_ERROR, context);
  }
}

function described(topic: Topic, context: RequestContext): TopicResponse {
  return {
    errorCode: 0,
    name: topic.name,
    topicId: topic.id,
    isInternal: false,
    partitions: topic.partitions.map(partition => ({
      ...partitionMetadata(partition, context),
      errorCode: partition.leader === noLeader ? ErrorCodes.LEADER_NOT_AVAILABLE : 0,
    })),
  };
}

export interface PartitionMetadata {
  readonly partitionIndex: number;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly replicaNodes: readonly number[];
  readonly isrNodes: readonly number[];
  readonly offlineReplicas: readonly number[];
}

/** Also what DescribeTopicPartitions says. */
export function partitionMetadata(partition: Partition, { state }: RequestContext): PartitionMetadata {
  return {
    partitionIndex: partition.index,
    leaderId: partition.leader,
    leaderEpoch: partition.leaderEpoch,
    replicaNodes: partition.replicas,
    isrNodes: partition.inSync,
    offlineReplicas: partition.replicas.filter(node => !state.controller.isUp(node)),
  };
}

function failed(
  name: string | null,
  topicId: string,
  errorCode: number,
  { apiVersion }: RequestContext,
): TopicResponse {
  // Before v12 a topic without a name cannot be said; an id can only be asked for from then on.
  return { errorCode, name: name ?? (apiVersion < 12 ? '' : null), topicId, isInternal: false, partitions: [] };
}
