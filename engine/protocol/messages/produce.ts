import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, int16, int32, int64, records, string, struct, uuid } from '../schema.ts';

/**
 * Record batches for partitions, one batch each. With `acks` 0 there is no answer. 3 is the first with record batch
 * v2; 7 allows zstd, 8 names bad records, 10 gives leader hints by tag, 12 adds partitions to a transaction
 * implicitly, 13 names topics by id.
 */
export const Produce = defineApi({
  key: ApiKeys.PRODUCE,
  name: 'Produce',
  versions: [3, 13],
  flexibleFrom: 9,
  request: {
    transactionalId: string({ nullableSince: 3, default: null }),
    acks: int16(),
    timeoutMs: int32(),
    topicData: array(
      struct({
        name: string({ until: 12, ignorable: true }),
        topicId: uuid({ since: 13, ignorable: true }),
        partitionData: array(
          struct({
            index: int32(),
            records: records({ nullableSince: 3 }),
          }),
        ),
      }),
    ),
  },
  response: {
    responses: array(
      struct({
        name: string({ until: 12, ignorable: true }),
        topicId: uuid({ since: 13, ignorable: true }),
        partitionResponses: array(
          struct({
            index: int32(),
            errorCode: int16(),
            baseOffset: int64(),
            logAppendTimeMs: int64({ default: -1n, ignorable: true }),
            logStartOffset: int64({ since: 5, default: -1n, ignorable: true }),
            recordErrors: array(
              struct({
                batchIndex: int32(),
                batchIndexErrorMessage: string({ nullableSince: 8, default: null }),
              }),
              { since: 8, ignorable: true },
            ),
            errorMessage: string({ since: 8, nullableSince: 8, default: null, ignorable: true }),
            currentLeader: struct(
              {
                leaderId: int32({ default: -1 }),
                leaderEpoch: int32({ default: -1 }),
              },
              { since: 10, tag: 0 },
            ),
          }),
        ),
      }),
    ),
    throttleTimeMs: int32({ ignorable: true }),
    nodeEndpoints: array(
      struct({
        nodeId: int32(),
        host: string(),
        port: int32(),
        rack: string({ nullableSince: 10, default: null }),
      }),
      { since: 10, tag: 0 },
    ),
  },
});
