/** DescribeTransactions v0: transactions as their coordinator sees them. */
import { ErrorCodes } from '../../common/errors.ts';
import { DescribeTransactions } from '../../protocol/messages/index.ts';
import type { ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { TransactionMetadata } from '../transactions/transactionMetadata.ts';
import { coordinatorError } from './coordinatorLookup.ts';

type Described = ResponseInput<typeof DescribeTransactions>['transactionStates'][number];

export const describeTransactions = defineHandler({
  api: DescribeTransactions,
  handle: ({ transactionalIds }, context) => ({
    throttleTimeMs: 0,
    transactionStates: transactionalIds.map(id => describe(id, context)),
  }),
  refuse: ({ transactionalIds }, errorCode) => ({
    throttleTimeMs: 0,
    transactionStates: transactionalIds.map(id => failed(id, errorCode)),
  }),
});

function describe(transactionalId: string, context: RequestContext): Described {
  if (transactionalId === '') return failed(transactionalId, ErrorCodes.INVALID_REQUEST);
  const notHere = coordinatorError(context, transactionalId);
  if (notHere !== 0) return failed(transactionalId, notHere);
  const metadata = context.state.transactions.find(transactionalId);
  if (metadata === undefined) return failed(transactionalId, ErrorCodes.TRANSACTIONAL_ID_NOT_FOUND);
  return {
    errorCode: 0,
    transactionalId,
    transactionState: metadata.state,
    transactionTimeoutMs: metadata.timeoutMs,
    transactionStartTimeMs: BigInt(metadata.startedWallMs),
    producerId: metadata.producerId,
    producerEpoch: metadata.producerEpoch,
    topics: topicsOf(metadata),
  };
}

function topicsOf({ partitions }: TransactionMetadata): Described['topics'] {
  const byTopic = Map.groupBy(partitions.values(), ({ topic }) => topic);
  return [...byTopic].map(([topic, of]) => ({ topic, partitions: of.map(({ partition }) => partition) }));
}

function failed(transactionalId: string, errorCode: number): Described {
  return {
    errorCode,
    transactionalId,
    transactionState: '',
    transactionTimeoutMs: 0,
    transactionStartTimeMs: 0n,
    producerId: 0n,
    producerEpoch: 0,
    topics: [],
  };
}
