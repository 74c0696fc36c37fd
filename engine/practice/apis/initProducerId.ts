/**
 * InitProducerId v0–5. For idempotent producers each call gives a new id with epoch 0; with a transactional id its coordinator gives
 * the next epoch, which fences who had the last. v6 asks for two-phase commit and is not announced.
 */
import { ErrorCodes } from '../../common/errors.ts';
import { InitProducerId } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { ProducerIdAndEpoch } from '../transactions/transactionCoordinator.ts';
import { coordinatorError, fencedAs } from './coordinatorLookup.ts';

type Request = RequestBody<typeof InitProducerId>;

export const initProducerId = defineHandler({
  api: InitProducerId,
  announced: [0, 5],
  handle(request, context) {
    const { transactionalId } = request;
    if (transactionalId === null)
      return answer({ errorCode: 0, producerId: context.state.newProducerId(), producerEpoch: 0 }, context);
    if (request.producerId < 0n !== request.producerEpoch < 0) return refused(ErrorCodes.INVALID_REQUEST, context);
    const notHere = coordinatorError(context, transactionalId);
    if (notHere !== 0) return refused(notHere, context);
    const { transactions } = context.state;
    return answer(
      transactions.initProducerId(transactionalId, request.transactionTimeoutMs, expectedBy(request)),
      context,
    );
  },
  refuse: (_request, errorCode, context) => refused(errorCode, context),
});

/** What the producer goes on from, or null if it begins. */
function expectedBy({ producerId, producerEpoch }: Request): { producerId: bigint; producerEpoch: number } | null {
  return producerId < 0n ? null : { producerId, producerEpoch };
}

function answer(given: ProducerIdAndEpoch, { apiVersion }: RequestContext): ResponseInput<typeof InitProducerId> {
  return { throttleTimeMs: 0, ...given, errorCode: fencedAs(given.errorCode, apiVersion >= 4) };
}

function refused(errorCode: number, context: RequestContext): ResponseInput<typeof InitProducerId> {
  return answer({ errorCode, producerId: -1n, producerEpoch: -1 }, context);
}
