/** AddOffsetsToTxn v0–4: the offsets of a group become part of the transaction. Not used with Transactions V2. */
import { AddOffsetsToTxn } from '../../protocol/messages/index.ts';
import { defineHandler } from '../apiHandler.ts';
import { coordinatorError, fencedAs, offsetsPartition } from './coordinatorLookup.ts';

export const addOffsetsToTxn = defineHandler({
  api: AddOffsetsToTxn,
  handle(request, context) {
    const errorCode =
      coordinatorError(context, request.transactionalId) ||
      context.state.transactions.addPartitions(request, [offsetsPartition(request.groupId)], false);
    return { throttleTimeMs: 0, errorCode: fencedAs(errorCode, context.apiVersion >= 2) };
  },
  refuse: (_request, errorCode) => ({ throttleTimeMs: 0, errorCode }),
});
