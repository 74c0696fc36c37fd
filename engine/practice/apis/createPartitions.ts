/** CreatePartitions v0–3, on any broker. `count` is the new total; keys of existing records do not move. */
import { ErrorCodes } from '../../common/errors.ts';
import { CreatePartitions } from '../../protocol/messages/index.ts';
import { defineHandler } from '../apiHandler.ts';
import { attempt, failure, repeated } from './adminErrors.ts';

export const createPartitions = defineHandler({
  api: CreatePartitions,
  handle(request, { state }) {
    const twice = repeated(request.topics.map(topic => topic.name));
    return {
      throttleTimeMs: 0,
      results: request.topics.map(({ name, count, assignments }) => {
        if (twice.has(name)) return { name, ...failure(ErrorCodes.INVALID_REQUEST, `topic ${name} is named twice`) };
        const topic = state.controller.topic(name);
        if (topic === undefined) return { name, ...failure(ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION) };
        const replicas = assignments?.map(({ brokerIds }) => brokerIds) ?? null;
        return {
          name,
          ...attempt(() => state.controller.createPartitions(topic, count, replicas, request.validateOnly)),
        };
      }),
    };
  },
  refuse: (request, errorCode) => ({
    throttleTimeMs: 0,
    results: request.topics.map(({ name }) => ({ name, ...failure(errorCode) })),
  }),
});
