/**
 * JoinGroup v0–9: answered when every member has joined again, or the rebalance timeout is over. The leader gets everybody's
 * subscription. From v4 on a new member is first given its id.
 */
import { JoinGroup } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import { joinRefused } from '../groups/classicGroup.ts';
import type { JoinRequest } from '../groups/classicGroup.ts';
import { copyProtocols } from '../groups/groupMember.ts';
import type { JoinAnswer } from '../groups/groupMember.ts';
import { coordinatorError } from './coordinatorLookup.ts';

type Request = RequestBody<typeof JoinGroup>;

export const joinGroup = defineHandler({
  api: JoinGroup,
  async handle(request, context) {
    const notHere = coordinatorError(context, request.groupId);
    if (notHere !== 0) return answer(joinRefused(notHere, request.memberId), context);
    return answer(await context.state.groups.join(request.groupId, joining(request, context)), context);
  },
  refuse: (request, errorCode, context) => answer(joinRefused(errorCode, request.memberId), context),
});

function joining(request: Request, { apiVersion, clientId }: RequestContext): JoinRequest {
  return {
    memberId: request.memberId,
    groupInstanceId: request.groupInstanceId,
    clientId: clientId ?? '',
    sessionTimeoutMs: request.sessionTimeoutMs,
    rebalanceTimeoutMs: apiVersion < 1 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs,
    protocolType: request.protocolType,
    protocols: copyProtocols(request.protocols),
    requiresKnownMemberId: apiVersion >= 4,
    knowsSkipAssignment: apiVersion >= 9,
  };
}

function answer(
  { skipAssignment, ...joined }: JoinAnswer,
  { apiVersion }: RequestContext,
): ResponseInput<typeof JoinGroup> {
  return {
    ...joined,
    // Old versions have no null here.
    protocolName: apiVersion < 7 ? (joined.protocolName ?? '') : joined.protocolName,
    throttleTimeMs: 0,
    ...(apiVersion < 9 ? {} : { skipAssignment }),
  };
}
