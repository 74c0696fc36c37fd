import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, int16, int32, int8, string, struct } from '../schema.ts';

/**
 * Where the coordinator of a group (key type 0), transaction (1) or share partition (2) is. Up to 3 one key at the
 * top level, from 4 a list.
 */
export const FindCoordinator = defineApi({
  key: ApiKeys.FIND_COORDINATOR,
  name: 'FindCoordinator',
  versions: [0, 6],
  flexibleFrom: 3,
  request: {
    key: string({ until: 3 }),
    keyType: int8({ since: 1 }),
    coordinatorKeys: array(string(), { since: 4 }),
  },
  response: {
    throttleTimeMs: int32({ since: 1, ignorable: true }),
    errorCode: int16({ until: 3 }),
    errorMessage: string({ since: 1, until: 3, nullableSince: 1, ignorable: true }),
    nodeId: int32({ until: 3 }),
    host: string({ until: 3 }),
    port: int32({ until: 3 }),
    coordinators: array(
      struct({
        key: string(),
        nodeId: int32(),
        host: string(),
        port: int32(),
        errorCode: int16(),
        errorMessage: string({ nullableSince: 4, ignorable: true }),
      }),
      { since: 4 },
    ),
  },
});
