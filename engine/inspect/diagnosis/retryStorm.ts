import { verdict } from './verdict.ts';
import type { Rule } from './verdict.ts';

const WINDOW_MS = 10_000;
/** Up to three are normal when a leader changes; more than five, with nothing newer known, are not. */
const MORE_THAN = 5;

/** A partition's batches are refused with the same error over and over, and the metadata has not become any newer. */
export const retryStorm: Rule<'retryStorm'> = state => {
  const counts = new Map<
    string,
    { readonly lane: string; readonly errorCode: number; count: number; firstMs: number; node: number | null }
  >();
  for (const { lane, errorCode, node, atMs } of state.retries) {
    if (state.nowMs - atMs > WINDOW_MS) continue;
    const key = `${lane} ${errorCode}`;
    const known = counts.get(key);
    if (!known) counts.set(key, { lane, errorCode, count: 1, firstMs: atMs, node });
    else {
      known.count++;
      known.node = node ?? known.node;
    }
  }
  const [worst] = [...counts.values()].sort((a, b) => b.count - a.count);
  if (!worst || worst.count <= MORE_THAN || worst.node === null) return null;
  // A leader that changed meanwhile explains them.
  if (state.moves.some(({ lane, atMs }) => lane === worst.lane && atMs >= worst.firstMs)) return null;
  const lane = state.lanes.find(each => each.lane === worst.lane);
  return verdict(
    'retryStorm',
    {
      strength: 'proven',
      stage: 'batches',
      sinceWallMs: state.wallOf(worst.firstMs),
      subject: { kind: 'lane', lane: worst.lane },
    },
    {
      lane: worst.lane,
      node: worst.node,
      errorCode: worst.errorCode,
      count: worst.count,
      windowMs: WINDOW_MS,
      leader: lane?.hasLeader ? lane.node : null,
      epoch: lane && lane.epoch >= 0 ? lane.epoch : null,
    },
  );
};
