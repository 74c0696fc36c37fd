import { ApiKeys } from '../apiKeys.ts';
import { defineApi, int16, int32, string } from '../schema.ts';

/** A member says that it lives; error 27 tells it to join again. */
export const Heartbeat = defineApi({
  key: ApiKeys.HEARTBEAT,
  name: 'Heartbeat',
  versions: [0, 4],
  flexibleFrom: 4,
  request: {
    groupId: string(),
    generationId: int32(),
    memberId: string(),
    groupInstanceId: string({ since: 3, nullableSince: 3, default: null }),
  },
  response: {
    throttleTimeMs: int32({ since: 1, ignorable: true }),
    errorCode: int16(),
  },
});
