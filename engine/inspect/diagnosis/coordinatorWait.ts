import type { VerdictValues } from '../../snapshot/verdictValues.ts';
import { lateAfterMs, round2, round2OrNull } from '../numbers.ts';
import type { DiagnosedNode, DiagnosedRequest, DiagnosisState } from './diagnosisState.ts';
import { nodeOf, requestTimeoutLeftMs } from './diagnosisState.ts';
import { verdict } from './verdict.ts';
import type { Rule } from './verdict.ts';

/** A new cluster makes `__transaction_state` at the first question, and markers take a moment: both are over within this as a rule. */
const LASTING_MS = lateAfterMs(null);

interface Wait {
  readonly cause: VerdictValues['coordinatorWait']['cause'];
  readonly request: DiagnosedRequest;
  readonly node: DiagnosedNode | undefined;
}

/** A request of the transaction is not answered, cannot be sent, or is refused again and again, and the user's call waits for it. */
export const coordinatorWait: Rule<'coordinatorWait'> = state => {
  const { transaction, nowMs } = state;
  if (!transaction || transaction.transactionalId === null || transaction.state === 'FATAL_ERROR') return null;
  const { requests } = transaction;
  const sinceMs = Math.min(...requests.map(request => request.sinceMs));
  const wait = nowMs - sinceMs >= LASTING_MS ? waitOf(state, requests) : null;
  if (!wait) return null;
  const { cause, request, node } = wait;
  const { coordinator, refused } = request;
  return verdict(
    'coordinatorWait',
    {
      strength: 'proven',
      stage: cause === 'silent' ? 'inFlight' : 'batches',
      sinceWallMs: state.wallOf(sinceMs),
      subject: node ? { kind: 'broker', node: node.node } : null,
    },
    {
      cause,
      request: request.api,
      coordinator: coordinator.type,
      coordinatorOf: coordinator.key,
      node: node?.node ?? null,
      waitedMs: round2(nowMs - sinceMs),
      refusals: refused?.count ?? 0,
      errorCode: refused?.errorCode ?? null,
      requestTimeoutLeftMs: node && cause === 'silent' ? round2OrNull(requestTimeoutLeftMs(state, node)) : null,
      state: transaction.state,
    },
  );
};

/** What keeps the first of them back, as far as it is known. */
function waitOf(state: DiagnosisState, requests: readonly DiagnosedRequest[]): Wait | null {
  for (const request of requests) {
    const node = nodeOf(state, request.node);
    if (request.inFlight && node?.silent) return { cause: 'silent', request, node };
    if (!request.inFlight && node?.unreachable) return { cause: 'unreachable', request, node };
  }
  const [refused] = requests
    .filter(({ refused }) => refused !== null)
    .sort((a, b) => (b.refused?.count ?? 0) - (a.refused?.count ?? 0));
  return refused ? { cause: 'refused', request: refused, node: nodeOf(state, refused.refused?.node ?? null) } : null;
}
