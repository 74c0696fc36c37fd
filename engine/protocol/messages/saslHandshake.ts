import { ApiKeys } from '../apiKeys.ts';
import { defineApi, array, int16, string } from '../schema.ts';

/**
 * Chooses the SASL mechanism. After version 1 the exchange goes through SaslAuthenticate; after 0, through raw
 * frames.
 */
export const SaslHandshake = defineApi({
  key: ApiKeys.SASL_HANDSHAKE,
  name: 'SaslHandshake',
  versions: [0, 1],
  flexibleFrom: null,
  request: {
    mechanism: string(),
  },
  response: {
    errorCode: int16(),
    mechanisms: array(string()),
  },
});
