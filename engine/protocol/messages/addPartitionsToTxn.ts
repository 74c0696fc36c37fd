import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, bool, int16, int32, int64, string, struct } from '../schema.ts';

/**
 * Adds partitions to a transaction before the first batch goes to them. Up to 3 a client asks for one transaction at
 * the top level; from 4 a broker asks for many, to verify them.
 */
export const AddPartitionsToTxn = defineApi({
  key: ApiKeys.ADD_PARTITIONS_TO_TXN,
  name: 'AddPartitionsToTxn',
  versions: [0, 5],
  flexibleFrom: 3,
  request: {
    transactions: array(
      struct({
        transactionalId: string(),
        producerId: int64(),
        producerEpoch: int16(),
        verifyOnly: bool(),
        topics: array(
          struct({
            name: string(),
            partitions: array(int32()),
          }),
        ),
      }),
      { since: 4 },
    ),
    v3AndBelowTransactionalId: string({ until: 3 }),
    v3AndBelowProducerId: int64({ until: 3 }),
    v3AndBelowProducerEpoch: int16({ until: 3 }),
    v3AndBelowTopics: array(
      struct({
        name: string(),
        partitions: array(int32()),
      }),
      { until: 3 },
    ),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16({ since: 4, ignorable: true }),
    resultsByTransaction: array(
      struct({
        transactionalId: string(),
        topicResults: array(
          struct({
            name: string(),
            resultsByPartition: array(
              struct({
                partitionIndex: int32(),
                partitionErrorCode: int16(),
              }),
            ),
          }),
        ),
      }),
      { since: 4 },
    ),
    resultsByTopicV3AndBelow: array(
      struct({
        name: string(),
        resultsByPartition: array(
          struct({
            partitionIndex: int32(),
            partitionErrorCode: int16(),
          }),
        ),
      }),
      { until: 3 },
    ),
  },
});
