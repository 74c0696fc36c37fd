/** EndTxn v0–5: commit or abort. From v5 on (Transactions V2) the answer has the id and epoch to go on with. */
import { EndTxn } from '../../protocol/messages/index.ts';
import type { ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { ProducerIdAndEpoch } from '../transactions/transactionCoordinator.ts';
import { coordinatorError, fencedAs } from './coordinatorLookup.ts';

export const endTxn = defineHandler({
  api: EndTxn,
  handle(request, context) {
    const notHere = coordinatorError(context, request.transactionalId);
    if (notHere !== 0) return refused(notHere, context);
    const { transactions } = context.state;
    return answer(transactions.endTransaction(request, request.committed, context.apiVersion >= 5), context);
  },
  refuse: (_request, errorCode, context) => refused(errorCode, context),
});

function answer({ errorCode, ...goOnWith }: ProducerIdAndEpoch, { apiVersion }: RequestContext) {
  const answered = { throttleTimeMs: 0, errorCode: fencedAs(errorCode, apiVersion >= 2) };
  return apiVersion < 5 ? answered : { ...answered, ...goOnWith };
}

function refused(errorCode: number, context: RequestContext): ResponseInput<typeof EndTxn> {
  return answer({ errorCode, producerId: -1n, producerEpoch: -1 }, context);
}
