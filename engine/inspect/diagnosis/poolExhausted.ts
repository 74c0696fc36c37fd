import type { StageName } from '../../snapshot/words.ts';
import { round2, round2OrNull } from '../numbers.ts';
import type { DiagnosedLane, DiagnosedNode, DiagnosisState } from './diagnosisState.ts';
import { LASTING_MS, nodeOf, requestTimeoutLeftMs } from './diagnosisState.ts';
import { verdict } from './verdict.ts';
import type { VerdictValues } from '../../snapshot/verdictValues.ts';
import type { Rule } from './verdict.ts';

type Cause = VerdictValues['poolExhausted']['cause'];

/** A cause is only named if what waits for it holds at least this much of the memory in use. */
const MAIN_SHARE = 0.5;

/** The verdict belongs where the cause lies. */
const stageOf: Readonly<Record<Cause, StageName>> = {
  brokerSilent: 'inFlight',
  inFlightFull: 'inFlight',
  noLeader: 'batches',
  brokerDown: 'batches',
  throttled: 'batches',
  load: 'pool',
};

/** Sends have waited for memory for a while, and the memory is held by partitions that do not get rid of it, or simply by too much load. */
export const poolExhausted: Rule<'poolExhausted'> = state => {
  const { pool, limits, nowMs } = state;
  const lasts = pool.longestWaitMs >= LASTING_MS || (pool.fullSinceMs ?? null) !== null;
  if (pool.waiting === 0 || !lasts) return null;
  const main = mainHolder(state);
  const cause = main ? causeOf(state, main.node, main.lanes) : 'load';
  const named = main && cause !== 'load' ? main : null;
  const holders = named?.lanes ?? state.lanes.filter(({ heldBytes }) => heldBytes > 0);
  const [largest] = [...holders].sort((a, b) => b.heldBytes - a.heldBytes);
  const node = named?.node;
  return verdict(
    'poolExhausted',
    {
      strength: 'proven',
      stage: stageOf[cause],
      sinceWallMs: state.wallOf(Math.min(pool.fullSinceMs ?? nowMs, nowMs - pool.longestWaitMs)),
      subject: node ? { kind: 'broker', node: node.node } : largest ? { kind: 'lane', lane: largest.lane } : null,
    },
    {
      cause,
      node: node?.node ?? null,
      holders: holders.length,
      holderBytes: sumHeld(holders),
      heldBytes: pool.heldBytes,
      totalBytes: pool.totalBytes,
      waiting: pool.waiting,
      longestWaitMs: round2(pool.longestWaitMs),
      inFlight: node?.inFlight ?? null,
      maxInFlight: limits.maxInFlight,
      oldestMs: round2OrNull(node?.oldestMs ?? null),
      requestTimeoutLeftMs: node ? round2OrNull(requestTimeoutLeftMs(state, node)) : null,
      idleBrokers: node ? idleBrokers(state, node.node) : null,
      lane: largest?.lane ?? null,
    },
  );
};

interface Holder {
  readonly node: DiagnosedNode;
  readonly lanes: readonly DiagnosedLane[];
}

/** The broker whose partitions hold more than half of what is held. */
function mainHolder(state: DiagnosisState): Holder | null {
  for (const node of state.nodes) {
    const lanes = state.lanes.filter(lane => lane.node === node.node && lane.heldBytes > 0);
    if (sumHeld(lanes) > state.pool.heldBytes * MAIN_SHARE) return { node, lanes };
  }
  return null;
}

function causeOf(state: DiagnosisState, node: DiagnosedNode, lanes: readonly DiagnosedLane[]): Cause {
  const blockedBytes = (by: DiagnosedLane['blockedBy']): number =>
    sumHeld(lanes.filter(({ blockedBy }) => blockedBy === by));
  const isMost = (bytes: number): boolean => bytes > state.pool.heldBytes * MAIN_SHARE;
  if (isMost(blockedBytes('noLeader'))) return 'noLeader';
  if (node.silent) return 'brokerSilent';
  if (node.unreachable) return 'brokerDown';
  if (node.throttledMs > 0 && isMost(blockedBytes('throttle'))) return 'throttled';
  if (nodeOf(state, node.node)?.alwaysFull && isMost(blockedBytes('maxInFlight'))) return 'inFlightFull';
  return 'load';
}

/** Up, but with nothing to send: they get nothing because the memory is elsewhere. */
function idleBrokers({ nodes, lanes }: DiagnosisState, except: number): string | null {
  const idle = nodes.filter(
    ({ node, state, inFlight }) =>
      node !== except && node >= 0 && state === 'ready' && inFlight === 0 && !lanes.some(lane => lane.node === node),
  );
  return idle.length === 0
    ? null
    : idle
        .map(({ node }) => node)
        .sort((a, b) => a - b)
        .join(',');
}

function sumHeld(lanes: readonly DiagnosedLane[]): number {
  return lanes.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
}
