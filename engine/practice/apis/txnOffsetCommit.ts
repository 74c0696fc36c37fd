/**
 * TxnOffsetCommit v0–6: offsets of a group that count when the transaction is committed. Up to v4 AddOffsetsToTxn must have made the
 * group part of it; from v5 on (Transactions V2) this does. From v6 on topics by id.
 */
import { ErrorCodes } from '../../common/errors.ts';
import { TxnOffsetCommit } from '../../protocol/messages/index.ts';
import type { RequestBody } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import { coordinatorError, offsetsPartition } from './coordinatorLookup.ts';
import { refuseOffsets, storeOffsets } from './offsetCommit.ts';

type Request = RequestBody<typeof TxnOffsetCommit>;

export const txnOffsetCommit = defineHandler({
  api: TxnOffsetCommit,
  handle(request, context) {
    const { groupId, topics, producerId } = request;
    const errorCode = coordinatorError(context, groupId) || transactionError(request, context);
    if (errorCode !== 0) return { throttleTimeMs: 0, topics: refuseOffsets(topics, errorCode) };
    const found = context.state.groups.forCommit(groupId, request, request.generationIdOrMemberEpoch, true);
    if (found.group === null) return { throttleTimeMs: 0, topics: refuseOffsets(topics, found.errorCode) };
    const { offsets } = found.group;
    return {
      throttleTimeMs: 0,
      topics: storeOffsets(topics, context, context.apiVersion >= 6, offset =>
        offsets.commitInTransaction(producerId, offset),
      ),
    };
  },
  refuse: ({ topics }, errorCode) => ({ throttleTimeMs: 0, topics: refuseOffsets(topics, errorCode) }),
});

function transactionError(request: Request, { state, apiVersion }: RequestContext): number {
  const partitions = [offsetsPartition(request.groupId)];
  const errorCode =
    apiVersion >= 5
      ? state.transactions.addPartitions(request, partitions, true)
      : (state.transactions.verifyPartitions(request, partitions)[0] ?? 0);
  switch (errorCode) {
    case ErrorCodes.PRODUCER_FENCED:
      return ErrorCodes.INVALID_PRODUCER_EPOCH;
    case ErrorCodes.TRANSACTION_ABORTABLE:
      return apiVersion >= 4 ? errorCode : ErrorCodes.INVALID_TXN_STATE;
    default:
      return errorCode;
  }
}
