import { atLeast, between, boolean, int, long, nonEmptyString, oneOf } from '../defineKey.ts';

/** When a record counts as written, how often it is tried, and transactions. */
export const deliveryKeys = {
  acks: oneOf('acks', 'all', ['all', '-1', '0', '1'], 'LOW'),
  deliveryTimeoutMs: int('delivery.timeout.ms', 120000, 'MEDIUM', atLeast(0)),
  enableIdempotence: boolean('enable.idempotence', true, 'LOW'),
  maxInFlight: int('max.in.flight.requests.per.connection', 5, 'LOW', atLeast(1)),
  requestTimeoutMs: int('request.timeout.ms', 30000, 'MEDIUM', atLeast(0)),
  retries: int('retries', 2147483647, 'HIGH', between(0, 2147483647)),
  retryBackoffMaxMs: long('retry.backoff.max.ms', 1000, 'LOW', atLeast(0)),
  retryBackoffMs: long('retry.backoff.ms', 100, 'LOW', atLeast(0)),
  transactionTimeoutMs: int('transaction.timeout.ms', 60000, 'LOW'),
  transactionTwoPhaseCommitEnable: boolean('transaction.two.phase.commit.enable', false, 'LOW'),
  transactionalId: nonEmptyString('transactional.id', 'LOW'),
} as const;
