/** LeaveGroup v0–5: up to v2 one member, from v3 on several, static ones by their instance id, each with its own answer. */
import { ErrorCodes } from '../../common/errors.ts';
import { LeaveGroup } from '../../protocol/messages/index.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { MemberIdentity } from '../groups/groupMembers.ts';
import { coordinatorError } from './coordinatorLookup.ts';

export const leaveGroup = defineHandler({
  api: LeaveGroup,
  handle(request, context) {
    const notHere = coordinatorError(context, request.groupId);
    if (notHere !== 0) return { throttleTimeMs: 0, errorCode: notHere };
    if (context.apiVersion < 3) {
      const { memberId } = request;
      return { throttleTimeMs: 0, errorCode: leave(request.groupId, { memberId, groupInstanceId: null }, context) };
    }
    const members = request.members.map(({ memberId, groupInstanceId }) => ({
      memberId,
      groupInstanceId,
      errorCode: leave(request.groupId, { memberId, groupInstanceId }, context),
    }));
    return { throttleTimeMs: 0, errorCode: 0, members };
  },
  refuse: (_request, errorCode) => ({ throttleTimeMs: 0, errorCode }),
});

function leave(groupId: string, member: MemberIdentity, { state }: RequestContext): number {
  return state.groups.find(groupId)?.leave(member) ?? ErrorCodes.UNKNOWN_MEMBER_ID;
}
