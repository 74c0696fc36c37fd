/**
 * ListTransactions v0–2: the transactions that this broker coordinates, filtered by state, producer id and (v1) how long they run. The
 * id pattern of v2 would have to be matched in linear time, as the broker's RE2 does, so that version is not announced.
 */
import { ListTransactions } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { TransactionMetadata } from '../transactions/transactionMetadata.ts';
import { isPreparing, transactionStates } from '../transactions/transactionMetadata.ts';

type Request = RequestBody<typeof ListTransactions>;

export const listTransactions = defineHandler({
  api: ListTransactions,
  announced: [0, 1],
  handle(request, { state, node }) {
    const nowMs = state.time.milliseconds();
    return answer(
      0,
      request,
      state.transactions.transactions.filter(
        metadata =>
          state.placement.coordinatorOf(metadata.transactionalId) === node && isWanted(metadata, request, nowMs),
      ),
    );
  },
  refuse: (request, errorCode) => answer(errorCode, request, []),
});

function isWanted(metadata: TransactionMetadata, request: Request, nowMs: number): boolean {
  const { stateFilters, producerIdFilters, durationFilter } = request;
  return (
    (stateFilters.length === 0 || stateFilters.includes(metadata.state)) &&
    (producerIdFilters.length === 0 || producerIdFilters.includes(metadata.producerId)) &&
    (durationFilter < 0n || (isOpen(metadata) && nowMs - metadata.startedMs > durationFilter))
  );
}

function isOpen(metadata: TransactionMetadata): boolean {
  return metadata.state === 'Ongoing' || isPreparing(metadata);
}

function answer(
  errorCode: number,
  { stateFilters }: Request,
  found: readonly TransactionMetadata[],
): ResponseInput<typeof ListTransactions> {
  const known: readonly string[] = transactionStates;
  return {
    throttleTimeMs: 0,
    errorCode,
    unknownStateFilters: stateFilters.filter(name => !known.includes(name)),
    transactionStates: found.map(({ transactionalId, producerId, state }) => ({
      transactionalId,
      producerId,
      transactionState: state,
    })),
  };
}
