import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, int16, int32, int64, string, struct, uuid } from '../schema.ts';

/** Commits a group's offsets within a transaction. From 3 with member and generation, from 6 topics by id. */
export const TxnOffsetCommit = defineApi({
  key: ApiKeys.TXN_OFFSET_COMMIT,
  name: 'TxnOffsetCommit',
  versions: [0, 6],
  flexibleFrom: 3,
  request: {
    transactionalId: string(),
    groupId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    generationIdOrMemberEpoch: int32({ since: 3, default: -1 }),
    memberId: string({ since: 3 }),
    groupInstanceId: string({ since: 3, nullableSince: 3, default: null }),
    topics: array(
      struct({
        name: string({ until: 5, ignorable: true }),
        topicId: uuid({ since: 6, ignorable: true }),
        partitions: array(
          struct({
            partitionIndex: int32(),
            committedOffset: int64(),
            committedLeaderEpoch: int32({ since: 2, default: -1, ignorable: true }),
            committedMetadata: string({ nullableSince: 0 }),
          }),
        ),
      }),
    ),
  },
  response: {
    throttleTimeMs: int32(),
    topics: array(
      struct({
        name: string({ until: 5, ignorable: true }),
        topicId: uuid({ since: 6, ignorable: true }),
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
