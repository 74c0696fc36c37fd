/** DescribeGroups v0–6: state and members. An unknown group is a dead one, from v6 on an error. */
import { ErrorCodes } from '../../common/errors.ts';
import { DescribeGroups } from '../../protocol/messages/index.ts';
import type { ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { ClassicGroup } from '../groups/classicGroup.ts';
import type { GroupMember } from '../groups/groupMember.ts';
import { coordinatorError } from './coordinatorLookup.ts';

type Described = ResponseInput<typeof DescribeGroups>['groups'][number];

/** All clients are on this machine; written as Java writes an address. */
const clientHost = '/127.0.0.1';

export const describeGroups = defineHandler({
  api: DescribeGroups,
  handle: ({ groups }, context) => ({ throttleTimeMs: 0, groups: groups.map(id => describe(id, context)) }),
  refuse: ({ groups }, errorCode) => ({ throttleTimeMs: 0, groups: groups.map(id => dead(id, errorCode)) }),
});

function describe(groupId: string, context: RequestContext): Described {
  const notHere = coordinatorError(context, groupId);
  if (notHere !== 0) return dead(groupId, notHere);
  const group = context.state.groups.find(groupId);
  if (group !== undefined) return found(group);
  if (context.apiVersion < 6) return dead(groupId, 0);
  return { ...dead(groupId, ErrorCodes.GROUP_ID_NOT_FOUND), errorMessage: `Group ${groupId} not found.` };
}

function found(group: ClassicGroup): Described {
  const isStable = group.state === 'Stable';
  return {
    errorCode: 0,
    groupId: group.groupId,
    groupState: group.state,
    protocolType: group.protocolType ?? '',
    protocolData: isStable ? (group.protocolName ?? '') : '',
    members: group.members.map(member => described(member, isStable ? group.protocolName : null)),
  };
}

function described(member: GroupMember, protocolName: string | null): Described['members'][number] {
  return {
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    clientId: member.details.clientId,
    clientHost,
    memberMetadata: member.metadataFor(protocolName),
    memberAssignment: member.assignment,
  };
}

function dead(groupId: string, errorCode: number): Described {
  const groupState = errorCode === 0 || errorCode === ErrorCodes.GROUP_ID_NOT_FOUND ? 'Dead' : '';
  return { errorCode, groupId, groupState, protocolType: '', protocolData: '', members: [] };
}
