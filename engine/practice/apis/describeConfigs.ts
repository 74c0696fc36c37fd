/** DescribeConfigs v1–4: topics, and of brokers what the practice cluster was started with (read only). */
import { ErrorCodes } from '../../common/errors.ts';
import { DescribeConfigs } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import { ConfigSources, ConfigTypes, topicConfigs } from '../topicConfig.ts';
import type { TopicConfig } from '../topicConfig.ts';
import { failure, success } from './adminErrors.ts';

type Request = RequestBody<typeof DescribeConfigs>;
type Resource = Request['resources'][number];
type Result = ResponseInput<typeof DescribeConfigs>['results'][number];
type Config = Result['configs'][number];

/** Kafka: ConfigResource.Type. */
export const ResourceTypes = { TOPIC: 2, BROKER: 4 } as const;

export const describeConfigs = defineHandler({
  api: DescribeConfigs,
  handle: (request, context) => ({
    throttleTimeMs: 0,
    results: request.resources.map(resource => describe(resource, request, context)),
  }),
  refuse: (request, errorCode) => ({
    throttleTimeMs: 0,
    results: request.resources.map(resource => unavailable(resource, errorCode)),
  }),
});

function describe(resource: Resource, request: Request, context: RequestContext): Result {
  const { resourceType, resourceName, configurationKeys: keys } = resource;
  const configs = configsOf(resource, request, context);
  if (typeof configs === 'number') return unavailable(resource, configs);
  const wanted = keys === null ? configs : configs.filter(({ name }) => keys.includes(name));
  return { ...success, resourceType, resourceName, configs: wanted };
}

function configsOf(
  { resourceType, resourceName }: Resource,
  request: Request,
  context: RequestContext,
): readonly Config[] | number {
  if (resourceType === ResourceTypes.TOPIC) {
    const topic = context.state.controller.topic(resourceName);
    return topic === undefined ? ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION : topicEntries(topic.config, request, context);
  }
  if (resourceType === ResourceTypes.BROKER && (resourceName === '' || Number(resourceName) === context.node))
    return brokerEntries(request, context);
  return ErrorCodes.INVALID_REQUEST;
}

function topicEntries(config: TopicConfig, request: Request, { apiVersion }: RequestContext): readonly Config[] {
  return topicConfigs.map(({ name, type, defaultValue, documentation }) => {
    const own = config.overrides.get(name);
    const byDefault = { name, value: defaultValue, source: ConfigSources.DEFAULT };
    const override = own === undefined ? [] : [{ name, value: own, source: ConfigSources.DYNAMIC_TOPIC }];
    return {
      name,
      value: config.value(name),
      readOnly: false,
      configSource: own === undefined ? ConfigSources.DEFAULT : ConfigSources.DYNAMIC_TOPIC,
      isSensitive: false,
      synonyms: request.includeSynonyms ? [...override, byDefault] : [],
      configType: type,
      documentation: request.includeDocumentation && apiVersion >= 3 ? documentation : null,
    };
  });
}

function brokerEntries(request: Request, { state, node }: RequestContext): readonly Config[] {
  const { controller } = state;
  const entries: readonly (readonly [string, number, string, string])[] = [
    [
      'auto.create.topics.enable',
      ConfigTypes.BOOLEAN,
      String(state.autoCreateTopics),
      'Whether topics come into being when a client asks for them.',
    ],
    ['broker.id', ConfigTypes.INT, String(node), 'The number of this broker.'],
    [
      'default.replication.factor',
      ConfigTypes.INT,
      String(controller.defaultReplicationFactor),
      'Replicas of a topic that does not say how many.',
    ],
    [
      'num.partitions',
      ConfigTypes.INT,
      String(controller.defaultPartitions),
      'Partitions of a topic that does not say how many.',
    ],
  ];
  return entries.map(([name, configType, value, documentation]) => ({
    name,
    value,
    readOnly: true,
    configSource: ConfigSources.STATIC_BROKER,
    isSensitive: false,
    synonyms: request.includeSynonyms ? [{ name, value, source: ConfigSources.STATIC_BROKER }] : [],
    configType,
    documentation: request.includeDocumentation ? documentation : null,
  }));
}

function unavailable({ resourceType, resourceName }: Resource, errorCode: number): Result {
  return { ...failure(errorCode), resourceType, resourceName, configs: [] };
}
