import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, int16, int32, string, struct, uuid } from '../schema.ts';

/** By name; from 6 by name or id. */
export const DeleteTopics = defineApi({
  key: ApiKeys.DELETE_TOPICS,
  name: 'DeleteTopics',
  versions: [1, 6],
  flexibleFrom: 4,
  request: {
    topics: array(
      struct({
        name: string({ nullableSince: 6, default: null }),
        topicId: uuid(),
      }),
      { since: 6 },
    ),
    topicNames: array(string(), { until: 5, ignorable: true }),
    timeoutMs: int32(),
  },
  response: {
    throttleTimeMs: int32({ ignorable: true }),
    responses: array(
      struct({
        name: string({ nullableSince: 6 }),
        topicId: uuid({ since: 6, ignorable: true }),
        errorCode: int16(),
        errorMessage: string({ since: 5, nullableSince: 5, default: null, ignorable: true }),
      }),
    ),
  },
});
