import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, int16, int32, string, struct } from '../schema.ts';

/** The groups that a broker coordinates. From 4 filtered by state, from 5 by type. */
export const ListGroups = defineApi({
  key: ApiKeys.LIST_GROUPS,
  name: 'ListGroups',
  versions: [0, 5],
  flexibleFrom: 3,
  request: {
    statesFilter: array(string(), { since: 4 }),
    typesFilter: array(string(), { since: 5 }),
  },
  response: {
    throttleTimeMs: int32({ since: 1, ignorable: true }),
    errorCode: int16(),
    groups: array(
      struct({
        groupId: string(),
        protocolType: string(),
        groupState: string({ since: 4, ignorable: true }),
        groupType: string({ since: 5, ignorable: true }),
      }),
    ),
  },
});
