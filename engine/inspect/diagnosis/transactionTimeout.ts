import { round2 } from '../numbers.ts';
import { verdict } from './verdict.ts';
import type { Rule } from './verdict.ts';

/** As on the card of the transaction: from here on its time runs out. */
const LATE_SHARE = 0.8;

/**
 * A transaction is open for almost transaction.timeout.ms, after which the coordinator aborts it; beyond that it probably has. One
 * that the broker does not know of cannot be aborted there.
 */
export const transactionTimeout: Rule<'transactionTimeout'> = state => {
  const { transaction } = state;
  if (transaction?.state !== 'IN_TRANSACTION' || !transaction.started || transaction.transactionalId === null)
    return null;
  const { transactionalId, openForMs, timeoutMs, partitions } = transaction;
  if (openForMs === null || openForMs < LATE_SHARE * timeoutMs) return null;
  return verdict(
    'transactionTimeout',
    {
      strength: openForMs < timeoutMs ? 'proven' : 'suspected',
      stage: 'send',
      sinceWallMs: state.wallOf(state.nowMs - openForMs),
      subject: null,
    },
    {
      transactionalId,
      openForMs: round2(openForMs),
      timeoutMs,
      leftMs: round2(Math.max(0, timeoutMs - openForMs)),
      partitions,
    },
  );
};
