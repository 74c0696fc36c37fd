import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, int16, int32, int64, string, struct } from '../schema.ts';

/** Where a leader epoch ends in the log; tells a consumer whether its position was truncated away. */
export const OffsetForLeaderEpoch = defineApi({
  key: ApiKeys.OFFSET_FOR_LEADER_EPOCH,
  name: 'OffsetForLeaderEpoch',
  versions: [2, 4],
  flexibleFrom: 4,
  request: {
    replicaId: int32({ since: 3, default: -2, ignorable: true }),
    topics: array(
      struct({
        topic: string(),
        partitions: array(
          struct({
            partition: int32(),
            currentLeaderEpoch: int32({ default: -1, ignorable: true }),
            leaderEpoch: int32(),
          }),
        ),
      }),
    ),
  },
  response: {
    throttleTimeMs: int32({ ignorable: true }),
    topics: array(
      struct({
        topic: string(),
        partitions: array(
          struct({
            errorCode: int16(),
            partition: int32(),
            leaderEpoch: int32({ default: -1, ignorable: true }),
            endOffset: int64({ default: -1n }),
          }),
        ),
      }),
    ),
  },
});
