/** SaslHandshake v0–1. Version 0 would go on in raw frames; it is announced, as a broker does, and refused. */
import { ErrorCodes } from '../../common/errors.ts';
import { SaslHandshake } from '../../protocol/messages/saslHandshake.ts';
import { defineHandler } from '../apiHandler.ts';
import { CloseConnection } from '../closeConnection.ts';

export const saslHandshake = defineHandler({
  api: SaslHandshake,
  handle({ mechanism }, { apiVersion, authentication }) {
    if (authentication === null) return { errorCode: ErrorCodes.ILLEGAL_SASL_STATE, mechanisms: [] };
    if (apiVersion === 0)
      throw new CloseConnection('SaslHandshake version 0, of clients before Kafka 1.0, is not served');
    const errorCode = authentication.begin(mechanism) ? ErrorCodes.NONE : ErrorCodes.UNSUPPORTED_SASL_MECHANISM;
    return { errorCode, mechanisms: authentication.mechanisms };
  },
  refuse: (_request, errorCode, { authentication }) => ({ errorCode, mechanisms: authentication?.mechanisms ?? [] }),
});
