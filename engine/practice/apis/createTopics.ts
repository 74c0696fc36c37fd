/**
 * CreateTopics v2–7, on any broker (a real one forwards to the controller). −1 partitions or replicas: the cluster's default (v4).
 * v5 returns what was made with its settings, v7 its id.
 */
import { ErrorCodes } from '../../common/errors.ts';
import { CreateTopics } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { Topic } from '../controller.ts';
import { ConfigSources, topicConfigs } from '../topicConfig.ts';
import { attempt, failure, repeated } from './adminErrors.ts';

type Request = RequestBody<typeof CreateTopics>;
type TopicRequest = Request['topics'][number];
type TopicResponse = ResponseInput<typeof CreateTopics>['topics'][number];

export const createTopics = defineHandler({
  api: CreateTopics,
  handle(request, context) {
    const twice = repeated(request.topics.map(topic => topic.name));
    return {
      throttleTimeMs: 0,
      topics: request.topics.map(topic =>
        twice.has(topic.name)
          ? { name: topic.name, ...failure(ErrorCodes.INVALID_REQUEST, `topic ${topic.name} is named twice`) }
          : create(topic, request.validateOnly, context),
      ),
    };
  },
  refuse: (request, errorCode) => ({
    throttleTimeMs: 0,
    topics: request.topics.map(({ name }) => ({ name, ...failure(errorCode) })),
  }),
});

function create(wanted: TopicRequest, validateOnly: boolean, { state }: RequestContext): TopicResponse {
  let topic: Topic | undefined;
  const result = attempt(() => {
    topic = state.controller.createTopic(
      {
        name: wanted.name,
        partitions: wanted.numPartitions,
        replicationFactor: wanted.replicationFactor,
        assignments: wanted.assignments.map(each => ({ partition: each.partitionIndex, replicas: each.brokerIds })),
        configs: new Map(wanted.configs.map(({ name, value }) => [name, value])),
      },
      validateOnly,
    );
  });
  if (topic === undefined) return { name: wanted.name, ...result };
  return { name: wanted.name, ...result, ...made(topic) };
}

function made(topic: Topic): Partial<TopicResponse> {
  return {
    topicId: topic.id,
    numPartitions: topic.partitions.length,
    replicationFactor: topic.partitions[0]?.replicas.length ?? -1,
    configs: topicConfigs.map(({ name }) => ({
      name,
      value: topic.config.value(name),
      readOnly: false,
      configSource: topic.config.overrides.has(name) ? ConfigSources.DYNAMIC_TOPIC : ConfigSources.DEFAULT,
      isSensitive: false,
    })),
  };
}
