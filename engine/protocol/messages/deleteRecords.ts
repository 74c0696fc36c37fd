import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, int16, int32, int64, string, struct } from '../schema.ts';

/** Moves the log start offset of partitions forward; −1 means up to the high watermark. */
export const DeleteRecords = defineApi({
  key: ApiKeys.DELETE_RECORDS,
  name: 'DeleteRecords',
  versions: [0, 2],
  flexibleFrom: 2,
  request: {
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            offset: int64(),
          }),
        ),
      }),
    ),
    timeoutMs: int32(),
  },
  response: {
    throttleTimeMs: int32(),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            lowWatermark: int64(),
            errorCode: int16(),
          }),
        ),
      }),
    ),
  },
});
