/** Heartbeat v0–4: a member of a group lives; REBALANCE_IN_PROGRESS makes it join again. */
import { ErrorCodes } from '../../common/errors.ts';
import { Heartbeat } from '../../protocol/messages/index.ts';
import { defineHandler } from '../apiHandler.ts';
import { coordinatorError } from './coordinatorLookup.ts';

export const heartbeat = defineHandler({
  api: Heartbeat,
  handle(request, context) {
    const group = context.state.groups.find(request.groupId);
    const errorCode =
      coordinatorError(context, request.groupId) ||
      (group?.heartbeat(request, request.generationId) ?? ErrorCodes.UNKNOWN_MEMBER_ID);
    return { throttleTimeMs: 0, errorCode };
  },
  refuse: (_request, errorCode) => ({ throttleTimeMs: 0, errorCode }),
});
