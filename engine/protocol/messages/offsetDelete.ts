import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, int16, int32, string, struct } from '../schema.ts';

/** Deletes a group's offsets of topics it does not read any more. */
export const OffsetDelete = defineApi({
  key: ApiKeys.OFFSET_DELETE,
  name: 'OffsetDelete',
  versions: [0, 0],
  flexibleFrom: null,
  request: {
    groupId: string(),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
          }),
        ),
      }),
    ),
  },
  response: {
    errorCode: int16(),
    throttleTimeMs: int32({ ignorable: true }),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
          }),
        ),
      }),
    ),
  },
});
