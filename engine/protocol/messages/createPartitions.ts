import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, bool, int16, int32, string, struct } from '../schema.ts';

/**
 * Raises the partition count of topics. `count` is the new total; `assignments` null lets the controller place the
 * replicas.
 */
export const CreatePartitions = defineApi({
  key: ApiKeys.CREATE_PARTITIONS,
  name: 'CreatePartitions',
  versions: [0, 3],
  flexibleFrom: 2,
  request: {
    topics: array(
      struct({
        name: string(),
        count: int32(),
        assignments: array(
          struct({
            brokerIds: array(int32()),
          }),
          { nullableSince: 0 },
        ),
      }),
    ),
    timeoutMs: int32(),
    validateOnly: bool(),
  },
  response: {
    throttleTimeMs: int32(),
    results: array(
      struct({
        name: string(),
        errorCode: int16(),
        errorMessage: string({ nullableSince: 0, default: null }),
      }),
    ),
  },
});
