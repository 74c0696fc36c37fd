import { ApiKeys } from '../apiKeys.ts';
import { defineApi, int16, int32, int64, string } from '../schema.ts';

/**
 * Tells the transaction coordinator that offsets of a group will be committed within the transaction. From 4 the
 * answer may be TRANSACTION_ABORTABLE.
 */
export const AddOffsetsToTxn = defineApi({
  key: ApiKeys.ADD_OFFSETS_TO_TXN,
  name: 'AddOffsetsToTxn',
  versions: [0, 4],
  flexibleFrom: 3,
  request: {
    transactionalId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    groupId: string(),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
  },
});
