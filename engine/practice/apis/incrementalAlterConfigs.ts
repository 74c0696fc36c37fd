/** IncrementalAlterConfigs v0–1, for topics. A setting that the practice cluster does not honour is refused with INVALID_CONFIG. */
import { ErrorCodes } from '../../common/errors.ts';
import { IncrementalAlterConfigs } from '../../protocol/messages/index.ts';
import type { RequestBody } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import { attempt, failure } from './adminErrors.ts';
import type { AdminResult } from './adminErrors.ts';
import { ResourceTypes } from './describeConfigs.ts';

type Request = RequestBody<typeof IncrementalAlterConfigs>;
type Resource = Request['resources'][number];

/** Kafka: AlterConfigOp.OpType. The other two, append and subtract, are for lists, of which none has more than one value here. */
const operations = { set: 0, delete: 1 } as const;

export const incrementalAlterConfigs = defineHandler({
  api: IncrementalAlterConfigs,
  handle: (request, context) => ({
    throttleTimeMs: 0,
    responses: request.resources.map(resource => ({
      resourceType: resource.resourceType,
      resourceName: resource.resourceName,
      ...alter(resource, request.validateOnly, context),
    })),
  }),
  refuse: (request, errorCode) => ({
    throttleTimeMs: 0,
    responses: request.resources.map(({ resourceType, resourceName }) => ({
      resourceType,
      resourceName,
      ...failure(errorCode),
    })),
  }),
});

function alter(resource: Resource, validateOnly: boolean, { state }: RequestContext): AdminResult {
  if (resource.resourceType !== ResourceTypes.TOPIC)
    return failure(ErrorCodes.INVALID_REQUEST, 'only topics have settings that can be changed');
  const topic = state.controller.topic(resource.resourceName);
  if (topic === undefined) return failure(ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  const configs = new Map<string, string | null>(topic.config.overrides);
  for (const { name, configOperation, value } of resource.configs) {
    if (configOperation === operations.set) configs.set(name, value);
    else if (configOperation === operations.delete) configs.delete(name);
    else
      return failure(
        ErrorCodes.INVALID_CONFIG,
        `${name}: operation ${configOperation} is not possible; 0 (set) and 1 (delete) are`,
      );
  }
  return attempt(() => state.controller.setTopicConfigs(topic, configs, validateOnly));
}
