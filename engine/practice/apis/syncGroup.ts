/** SyncGroup v0–5: the leader brings the assignments, and everybody gets theirs as soon as it has. */
import { SyncGroup } from '../../protocol/messages/index.ts';
import type { RequestBody } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { SyncRequest } from '../groups/classicGroup.ts';
import { coordinatorError } from './coordinatorLookup.ts';

export const syncGroup = defineHandler({
  api: SyncGroup,
  async handle(request, context) {
    const notHere = coordinatorError(context, request.groupId);
    if (notHere !== 0) return refused(notHere);
    return { throttleTimeMs: 0, ...(await context.state.groups.sync(request.groupId, syncing(request, context))) };
  },
  refuse: (_request, errorCode) => refused(errorCode),
});

function syncing(request: RequestBody<typeof SyncGroup>, { apiVersion }: RequestContext): SyncRequest {
  return apiVersion < 5 ? { ...request, protocolType: null, protocolName: null } : request;
}

function refused(errorCode: number) {
  return { throttleTimeMs: 0, errorCode, assignment: Buffer.alloc(0) };
}
