import { ledgerOf } from '../describe/batchDetail.ts';
import { round2 } from '../numbers.ts';
import { verdict } from './verdict.ts';
import type { Rule } from './verdict.ts';

/** A batch failed for good: where its time went, and whether it may be written. Not those that ended because the producer was closed. */
export const batchGivenUp: Rule<'batchGivenUp'> = state => {
  const batch = state.givenUp;
  if (!batch || batch.end === 'aborted') return null;
  const ledger = ledgerOf(batch);
  const { waitingForLeader, waitingForConnection, backoff, throttled, inFlight } = ledger;
  const named = waitingForLeader + waitingForConnection + backoff + throttled + inFlight;
  const whole = Object.values(ledger).reduce((sum, ms) => sum + ms, 0);
  return verdict(
    'batchGivenUp',
    {
      strength: 'proven',
      stage: 'failed',
      sinceWallMs: state.wallOf(batch.endedMs),
      subject: { kind: 'batch', lane: batch.lane, batchId: batch.batchId },
    },
    {
      lane: batch.lane,
      batchId: batch.batchId,
      records: batch.records,
      expired: batch.end === 'expired',
      deliveryTimeoutMs: state.limits.deliveryTimeoutMs,
      errorCode: batch.errorCode === 0 ? null : batch.errorCode,
      attempts: batch.attempts.length,
      mayBeWritten: batch.mayBeWritten,
      waitingForLeaderMs: round2(waitingForLeader),
      waitingForConnectionMs: round2(waitingForConnection),
      backoffMs: round2(backoff),
      throttledMs: round2(throttled),
      inFlightMs: round2(inFlight),
      otherMs: round2(Math.max(0, whole - named)),
    },
  );
};
