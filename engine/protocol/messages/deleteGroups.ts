import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, int16, int32, string, struct } from '../schema.ts';

/** Deletes groups without members, with their offsets. */
export const DeleteGroups = defineApi({
  key: ApiKeys.DELETE_GROUPS,
  name: 'DeleteGroups',
  versions: [0, 3],
  flexibleFrom: 2,
  request: {
    groupsNames: array(string()),
  },
  response: {
    throttleTimeMs: int32(),
    results: array(
      struct({
        groupId: string(),
        errorCode: int16(),
        errorMessage: string({ since: 3, nullableSince: 3, default: null, ignorable: true }),
      }),
    ),
  },
});
