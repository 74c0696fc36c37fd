/** DeleteTopics v1–6, on any broker; by id from v6 on. */
import { ErrorCodes } from '../../common/errors.ts';
import { ZERO_UUID } from '../../common/uuid.ts';
import { DeleteTopics } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import { failure, success } from './adminErrors.ts';

type Named = RequestBody<typeof DeleteTopics>['topics'][number];
type TopicResponse = ResponseInput<typeof DeleteTopics>['responses'][number];

export const deleteTopics = defineHandler({
  api: DeleteTopics,
  handle: (request, context) => ({
    throttleTimeMs: 0,
    responses: named(request, context).map(wanted => remove(wanted, context)),
  }),
  refuse: (request, errorCode, context) => ({
    throttleTimeMs: 0,
    responses: named(request, context).map(wanted => ({ ...wanted, ...failure(errorCode) })),
  }),
});

function named(
  { topics, topicNames }: RequestBody<typeof DeleteTopics>,
  { apiVersion }: RequestContext,
): readonly Named[] {
  return apiVersion >= 6 ? topics : topicNames.map(name => ({ name, topicId: ZERO_UUID }));
}

function remove({ name, topicId }: Named, { state }: RequestContext): TopicResponse {
  const { controller } = state;
  const topic = name === null ? controller.topicById(topicId) : controller.topic(name);
  if (topic === undefined) {
    const unknown = name === null ? ErrorCodes.UNKNOWN_TOPIC_ID : ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION;
    return { name, topicId, ...failure(unknown) };
  }
  controller.deleteTopic(topic);
  return { name: topic.name, topicId: topic.id, ...success };
}
