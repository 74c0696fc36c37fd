import { failureValues } from './transactionFailure.ts';
import { verdict } from './verdict.ts';
import type { Rule } from './verdict.ts';

/** Something in the transaction went wrong, so it can only be aborted; until then the producer takes no record and no commit. */
export const mustAbort: Rule<'mustAbort'> = state => {
  const { transaction } = state;
  if (transaction?.state !== 'ABORTABLE_ERROR' || transaction.transactionalId === null) return null;
  const { failure, transactionalId, timeoutMs, partitions } = transaction;
  if (!failure) return null;
  return verdict(
    'mustAbort',
    { strength: 'proven', stage: 'send', sinceWallMs: state.wallOf(failure.atMs), subject: null },
    { transactionalId, partitions, ...failureValues(failure, timeoutMs) },
  );
};
