import { ApiKeys } from '../apiKeys.ts';
import { defineApi, bool, int16, int32, int64, string } from '../schema.ts';

/** Commits or aborts a transaction. From 5 the answer carries the id and epoch for the next one. */
export const EndTxn = defineApi({
  key: ApiKeys.END_TXN,
  name: 'EndTxn',
  versions: [0, 5],
  flexibleFrom: 3,
  request: {
    transactionalId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    committed: bool(),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    producerId: int64({ since: 5, default: -1n, ignorable: true }),
    producerEpoch: int16({ since: 5, default: -1, ignorable: true }),
  },
});
