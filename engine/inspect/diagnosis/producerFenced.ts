import { failureValues, isFencing } from './transactionFailure.ts';
import { verdict } from './verdict.ts';
import type { Rule } from './verdict.ts';

/**
 * The broker refuses the producer's epoch: another producer with its transactional.id began. Only suspected where the transaction was
 * older than transaction.timeout.ms, because then the coordinator may have ended it by itself, with the same answer.
 */
export const producerFenced: Rule<'producerFenced'> = state => {
  const { transaction } = state;
  if (transaction?.state !== 'FATAL_ERROR' || transaction.transactionalId === null) return null;
  const { failure, transactionalId, epoch, timeoutMs } = transaction;
  if (!failure || !isFencing(failure)) return null;
  return verdict(
    'producerFenced',
    {
      strength: (failure.openForMs ?? 0) < timeoutMs ? 'proven' : 'suspected',
      stage: 'send',
      sinceWallMs: state.wallOf(failure.atMs),
      subject: null,
    },
    { transactionalId, epoch, ...failureValues(failure, timeoutMs) },
  );
};
