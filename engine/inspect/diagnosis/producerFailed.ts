import { failureValues, isFencing } from './transactionFailure.ts';
import { verdict } from './verdict.ts';
import type { Rule } from './verdict.ts';

/** An error after which the producer refuses everything, and which is not that another one took its place. */
export const producerFailed: Rule<'producerFailed'> = state => {
  const { transaction } = state;
  if (transaction?.state !== 'FATAL_ERROR') return null;
  const { failure, transactionalId, timeoutMs } = transaction;
  if (!failure || (isFencing(failure) && transactionalId !== null)) return null;
  return verdict(
    'producerFailed',
    { strength: 'proven', stage: 'send', sinceWallMs: state.wallOf(failure.atMs), subject: null },
    { transactionalId, ...failureValues(failure, timeoutMs) },
  );
};
