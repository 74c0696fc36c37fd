import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, int16, int32, string, struct } from '../schema.ts';

/** Members leave their group at once instead of by timeout. Up to 2 one member, from 3 many, static ones too. */
export const LeaveGroup = defineApi({
  key: ApiKeys.LEAVE_GROUP,
  name: 'LeaveGroup',
  versions: [0, 5],
  flexibleFrom: 4,
  request: {
    groupId: string(),
    memberId: string({ until: 2 }),
    members: array(
      struct({
        memberId: string(),
        groupInstanceId: string({ nullableSince: 3, default: null }),
        reason: string({ since: 5, nullableSince: 5, default: null, ignorable: true }),
      }),
      { since: 3 },
    ),
  },
  response: {
    throttleTimeMs: int32({ since: 1, ignorable: true }),
    errorCode: int16(),
    members: array(
      struct({
        memberId: string(),
        groupInstanceId: string({ nullableSince: 3 }),
        errorCode: int16(),
      }),
      { since: 3 },
    ),
  },
});
