/**
 * InitProducerId v0–5, for idempotent producers: each call a new id with epoch 0. With a transactional id it is refused for good
 * (INVALID_REQUEST, which Java reports at once instead of trying until max.block.ms): there is no transaction coordinator yet.
 */
import { ErrorCodes } from '../../common/errors.ts';
import { InitProducerId } from '../../protocol/messages/index.ts';
import type { ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';

export const initProducerId = defineHandler({
  api: InitProducerId,
  announced: [0, 5],
  handle({ transactionalId }, { state }) {
    if (transactionalId !== null) return refused(ErrorCodes.INVALID_REQUEST);
    return { throttleTimeMs: 0, errorCode: 0, producerId: BigInt(state.nextProducerId++), producerEpoch: 0 };
  },
  refuse: (_request, errorCode) => refused(errorCode),
});

function refused(errorCode: number): ResponseInput<typeof InitProducerId> {
  return { throttleTimeMs: 0, errorCode, producerId: -1n, producerEpoch: -1 };
}
