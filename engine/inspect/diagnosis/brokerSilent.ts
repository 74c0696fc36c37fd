import { round2, round2OrNull } from '../numbers.ts';
import type { DiagnosedNode } from './diagnosisState.ts';
import { requestTimeoutLeftMs } from './diagnosisState.ts';
import { verdict } from './verdict.ts';
import type { Rule } from './verdict.ts';

/** A broker owes an answer for longer than a second and five times what it usually takes. Of several, the one that owes longest. */
export const brokerSilent: Rule<'brokerSilent'> = state => {
  let worst: (DiagnosedNode & { readonly oldestMs: number }) | null = null;
  for (const node of state.nodes)
    if (node.silent && node.oldestMs !== null && node.oldestMs > (worst?.oldestMs ?? 0))
      worst = { ...node, oldestMs: node.oldestMs };
  if (!worst) return null;
  const { node, oldestMs, medianLatencyMs, inFlight } = worst;
  const behind = state.lanes.filter(lane => lane.node === node);
  return verdict(
    'brokerSilent',
    {
      strength: 'proven',
      stage: 'inFlight',
      sinceWallMs: state.wallOf(state.nowMs - oldestMs),
      subject: { kind: 'broker', node },
    },
    {
      node,
      oldestMs: round2(oldestMs),
      medianMs: round2OrNull(medianLatencyMs),
      inFlight,
      maxInFlight: state.limits.maxInFlight,
      queuedBatches: behind.reduce((sum, { waitingBatches }) => sum + waitingBatches, 0),
      requestTimeoutLeftMs: round2OrNull(requestTimeoutLeftMs(state, worst)),
    },
  );
};
