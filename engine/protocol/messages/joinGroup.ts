import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, bool, bytes, int16, int32, string, struct } from '../schema.ts';

/**
 * Makes a consumer a member of a group (classic protocol) and answers when everybody has joined; the leader gets all
 * subscriptions. From 4 a first call gets a member id only (error 79), from 5 members with `groupInstanceId` are
 * static, from 8 with a reason.
 */
export const JoinGroup = defineApi({
  key: ApiKeys.JOIN_GROUP,
  name: 'JoinGroup',
  versions: [0, 9],
  flexibleFrom: 6,
  request: {
    groupId: string(),
    sessionTimeoutMs: int32(),
    rebalanceTimeoutMs: int32({ since: 1, default: -1, ignorable: true }),
    memberId: string(),
    groupInstanceId: string({ since: 5, nullableSince: 5, default: null }),
    protocolType: string(),
    protocols: array(
      struct({
        name: string(),
        metadata: bytes(),
      }),
    ),
    reason: string({ since: 8, nullableSince: 8, default: null, ignorable: true }),
  },
  response: {
    throttleTimeMs: int32({ since: 2, ignorable: true }),
    errorCode: int16(),
    generationId: int32({ default: -1 }),
    protocolType: string({ since: 7, nullableSince: 7, default: null, ignorable: true }),
    protocolName: string({ nullableSince: 7 }),
    leader: string(),
    skipAssignment: bool({ since: 9 }),
    memberId: string(),
    members: array(
      struct({
        memberId: string(),
        groupInstanceId: string({ since: 5, nullableSince: 5, default: null, ignorable: true }),
        metadata: bytes(),
      }),
    ),
  },
});
