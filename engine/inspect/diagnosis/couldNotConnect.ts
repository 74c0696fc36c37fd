import { round2OrNull } from '../numbers.ts';
import { verdict } from './verdict.ts';
import type { Rule } from './verdict.ts';

/** No bootstrap address has answered since the producer began, and the last attempt failed. */
export const couldNotConnect: Rule<'couldNotConnect'> = state => {
  const { name, everAnswered, failing } = state.connection;
  if (everAnswered || !failing || failing.attempts === 0) return null;
  return verdict(
    'couldNotConnect',
    { strength: 'proven', stage: 'metadata', sinceWallMs: state.wallOf(state.nowMs), subject: null },
    {
      name,
      address: failing.address,
      reason: failing.reason,
      attempts: failing.attempts,
      nextTryMs: round2OrNull(failing.nextTryMs),
    },
  );
};
