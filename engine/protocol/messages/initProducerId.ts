import { ApiKeys } from '../apiKeys.ts';
import { defineApi, bool, int16, int32, int64, string } from '../schema.ts';

/**
 * A producer id and epoch, for idempotence (no transactional id) or a transaction. From 3 a producer may ask to go on
 * with the id and epoch it has. 6 has two-phase commit fields and is not offered by default.
 */
export const InitProducerId = defineApi({
  key: ApiKeys.INIT_PRODUCER_ID,
  name: 'InitProducerId',
  versions: [0, 6],
  latestVersionUnstable: true,
  flexibleFrom: 2,
  request: {
    transactionalId: string({ nullableSince: 0 }),
    transactionTimeoutMs: int32(),
    producerId: int64({ since: 3, default: -1n }),
    producerEpoch: int16({ since: 3, default: -1 }),
    enable2Pc: bool({ since: 6 }),
    keepPreparedTxn: bool({ since: 6 }),
  },
  response: {
    throttleTimeMs: int32({ ignorable: true }),
    errorCode: int16(),
    producerId: int64({ default: -1n }),
    producerEpoch: int16(),
    ongoingTxnProducerId: int64({ since: 6, default: -1n }),
    ongoingTxnProducerEpoch: int16({ since: 6, default: -1 }),
  },
});
