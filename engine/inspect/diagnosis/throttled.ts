import { round2 } from '../numbers.ts';
import { verdict } from './verdict.ts';
import type { Rule } from './verdict.ts';

/** A broker asked for a pause (quota), and partitions have something that it keeps from leaving. */
export const throttled: Rule<'throttled'> = state => {
  for (const { node, throttledMs } of [...state.nodes].sort((a, b) => b.throttledMs - a.throttledMs)) {
    if (throttledMs <= 0) return null;
    const waiting = state.lanes.filter(lane => lane.node === node && lane.blockedBy === 'throttle');
    if (waiting.length === 0) continue;
    return verdict(
      'throttled',
      {
        strength: 'proven',
        stage: 'batches',
        sinceWallMs: state.wallOf(Math.min(...waiting.map(({ blockedSinceMs }) => blockedSinceMs))),
        subject: { kind: 'broker', node },
      },
      {
        node,
        throttleMs: round2(throttledMs),
        lanes: waiting
          .map(({ lane }) => lane)
          .slice(0, 20)
          .join(','),
        othersRun: state.nodes.some(other => other.node !== node && other.state === 'ready' && other.throttledMs <= 0),
      },
    );
  }
  return null;
};
