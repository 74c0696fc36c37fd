import { ApiKeys } from '../apiKeys.ts';
import { defineApi, bytes, int16, int64, string } from '../schema.ts';

/** One step of a SASL exchange, as opaque bytes. From 1 the answer says how long the session lasts. */
export const SaslAuthenticate = defineApi({
  key: ApiKeys.SASL_AUTHENTICATE,
  name: 'SaslAuthenticate',
  versions: [0, 2],
  flexibleFrom: 2,
  request: {
    authBytes: bytes({ secret: true }),
  },
  response: {
    errorCode: int16(),
    errorMessage: string({ nullableSince: 0 }),
    authBytes: bytes({ secret: true }),
    sessionLifetimeMs: int64({ since: 1, ignorable: true }),
  },
});
