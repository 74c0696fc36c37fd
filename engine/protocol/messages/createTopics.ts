import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, bool, int16, int32, int8, string, struct, uuid } from '../schema.ts';

/**
 * From 4, −1 for partitions or replication asks for the broker's defaults; from 5 the answer has the topic's
 * configuration, from 7 its id.
 */
export const CreateTopics = defineApi({
  key: ApiKeys.CREATE_TOPICS,
  name: 'CreateTopics',
  versions: [2, 7],
  flexibleFrom: 5,
  request: {
    topics: array(
      struct({
        name: string(),
        numPartitions: int32(),
        replicationFactor: int16(),
        assignments: array(
          struct({
            partitionIndex: int32(),
            brokerIds: array(int32()),
          }),
        ),
        configs: array(
          struct({
            name: string(),
            value: string({ nullableSince: 2 }),
          }),
        ),
      }),
    ),
    timeoutMs: int32({ default: 60000 }),
    validateOnly: bool({ default: false }),
  },
  response: {
    throttleTimeMs: int32({ ignorable: true }),
    topics: array(
      struct({
        name: string(),
        topicId: uuid({ since: 7, ignorable: true }),
        errorCode: int16(),
        errorMessage: string({ nullableSince: 2, ignorable: true }),
        topicConfigErrorCode: int16({ since: 5, tag: 0, ignorable: true }),
        numPartitions: int32({ since: 5, default: -1, ignorable: true }),
        replicationFactor: int16({ since: 5, default: -1, ignorable: true }),
        configs: array(
          struct({
            name: string(),
            value: string({ nullableSince: 5 }),
            readOnly: bool(),
            configSource: int8({ default: -1, ignorable: true }),
            isSensitive: bool(),
          }),
          { since: 5, nullableSince: 5, ignorable: true },
        ),
      }),
    ),
  },
});
