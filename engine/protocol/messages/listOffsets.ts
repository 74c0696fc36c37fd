import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, int16, int32, int64, int8, string, struct } from '../schema.ts';

/**
 * The offset for a time. Special times: −1 latest, −2 earliest, −3 (from 7) the one with the largest timestamp, −4
 * (8) earliest local, −5 (9) latest tiered, −6 (11) earliest not uploaded yet.
 */
export const ListOffsets = defineApi({
  key: ApiKeys.LIST_OFFSETS,
  name: 'ListOffsets',
  versions: [1, 11],
  flexibleFrom: 6,
  request: {
    replicaId: int32(),
    isolationLevel: int8({ since: 2 }),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            currentLeaderEpoch: int32({ since: 4, default: -1, ignorable: true }),
            timestamp: int64(),
          }),
        ),
      }),
    ),
    timeoutMs: int32({ since: 10, ignorable: true }),
  },
  response: {
    throttleTimeMs: int32({ since: 2, ignorable: true }),
    topics: array(
      struct({
        name: string(),
        partitions: array(
          struct({
            partitionIndex: int32(),
            errorCode: int16(),
            timestamp: int64({ default: -1n }),
            offset: int64({ default: -1n }),
            leaderEpoch: int32({ since: 4, default: -1 }),
          }),
        ),
      }),
    ),
  },
});
