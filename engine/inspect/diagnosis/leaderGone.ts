import { round2 } from '../numbers.ts';
import type { DiagnosedLane, DiagnosedNode, DiagnosisState } from './diagnosisState.ts';
import { lastingBlocks, nodeOf } from './diagnosisState.ts';
import { verdict } from './verdict.ts';
import type { Rule } from './verdict.ts';

/** Retries come when the broker goes; the partition is found without leader a little later. */
const BEFORE_MS = 3_000;
const MOVES_MS = 60_000;

/** Batches wait for partitions that have no leader, or whose leader was connected once and cannot be reached any more. */
export const leaderGone: Rule<'leaderGone'> = state => {
  const leaderless = lastingBlocks(state, 'noLeader');
  const unreachable = lastingBlocks(state, 'nodeNotReady').filter(lane => isGone(nodeOf(state, lane.node)));
  const [lane] = [...(leaderless.length > 0 ? leaderless : unreachable)].sort(
    (a, b) => a.blockedSinceMs - b.blockedSinceMs,
  );
  if (!lane) return null;
  const { node } = lane;
  const gone = nodeOf(state, node);
  const isBrokerGone = isGone(gone) || (gone !== undefined && !gone.inMetadata);
  const sinceMs = Math.min(lane.blockedSinceMs, gone?.unreachable ? gone.stateSinceMs : Infinity);
  const moves = state.moves.filter(move => move.from === node && move.to >= 0 && state.nowMs - move.atMs < MOVES_MS);
  const known = moves.filter(({ epochBefore }) => epochBefore >= 0);
  return verdict(
    'leaderGone',
    {
      strength: 'proven',
      stage: 'batches',
      sinceWallMs: state.wallOf(sinceMs),
      subject: { kind: 'lane', lane: lane.lane },
    },
    {
      node: isBrokerGone ? node : null,
      lane: lane.lane,
      leaderless: leaderless.length,
      refused: isBrokerGone ? (gone?.failures ?? null) : null,
      sinceMs: round2(state.nowMs - sinceMs),
      moved: isBrokerGone ? moves.length : 0,
      epochFrom: known.at(-1)?.epochBefore ?? null,
      epochTo: known.at(-1)?.epoch ?? null,
      retriedBatches: state.retriedSince(sinceMs - BEFORE_MS),
      failedBatches: state.failedSince(sinceMs - BEFORE_MS),
      deadlineWallMs: deadline(state, lane),
    },
  );
};

function isGone(node: DiagnosedNode | undefined): boolean {
  return node !== undefined && node.unreachable && node.everReady;
}

function deadline(state: DiagnosisState, { oldestCreatedMs }: DiagnosedLane): number | null {
  return oldestCreatedMs === null ? null : state.wallOf(oldestCreatedMs + state.limits.deliveryTimeoutMs);
}
