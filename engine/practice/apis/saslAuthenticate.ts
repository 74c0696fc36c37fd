/** SaslAuthenticate v0–2. A refusal is answered with its reason, and the connection ends behind it. */
import { ErrorCodes } from '../../common/errors.ts';
import { SaslAuthenticate } from '../../protocol/messages/saslAuthenticate.ts';
import type { ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';

export const saslAuthenticate = defineHandler({
  api: SaslAuthenticate,
  handle({ authBytes }, { authentication, endAfterAnswer }) {
    if (authentication === null)
      return refusal(ErrorCodes.ILLEGAL_SASL_STATE, 'SaslAuthenticate request received on a listener without SASL');
    return authentication.step(Buffer.from(authBytes)).then(step => {
      if (step.kind === 'goOn')
        return {
          errorCode: 0,
          errorMessage: null,
          authBytes: step.bytes,
          sessionLifetimeMs: BigInt(step.sessionLifetimeMs),
        };
      endAfterAnswer(step.reason);
      return refusal(ErrorCodes.SASL_AUTHENTICATION_FAILED, step.reason);
    });
  },
  refuse: (_request, errorCode) => refusal(errorCode, null),
});

function refusal(errorCode: number, errorMessage: string | null): ResponseInput<typeof SaslAuthenticate> {
  return { errorCode, errorMessage, authBytes: Buffer.alloc(0) };
}
