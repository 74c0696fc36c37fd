import { SlicedSums } from './slicedSums.ts';

const SMALLEST_MS = 0.01;
const GROWTH = 1.08;
const BUCKETS = 260;
const logGrowth = Math.log(GROWTH);

/** Bucket 0 is "no time at all"; the last one has no upper end (beyond 1.5 hours). */
export function bucketOf(ms: number): number {
  if (!(ms > SMALLEST_MS)) return 0;
  return Math.min(BUCKETS - 1, 1 + Math.floor(Math.log(ms / SMALLEST_MS) / logGrowth));
}

/** The middle of a bucket, in the sense of its scale; 0 for the first. */
export function bucketMs(bucket: number): number {
  return bucket === 0 ? 0 : SMALLEST_MS * GROWTH ** (bucket - 0.5);
}

export { BUCKETS };

/**
 * Median and other quantiles of durations over a sliding window, each with a weight. Durations are counted in buckets 8 % wide and
 * their sums are kept beside, so a bucket of equal values answers exactly that value.
 */
export class QuantileWindow {
  readonly #weights: SlicedSums;
  readonly #times: SlicedSums;
  /** Slices keep whole histograms, so they are coarse: a tenth of the window. */
  constructor(windowMs: number) {
    this.#weights = new SlicedSums(BUCKETS, windowMs / 10, 10);
    this.#times = new SlicedSums(BUCKETS, windowMs / 10, 10);
  }

  add(ms: number, weight: number, atMs: number): void {
    if (weight <= 0) return;
    const bucket = bucketOf(ms);
    this.#weights.add(bucket, weight, atMs);
    if (bucket > 0) this.#times.add(bucket, ms * weight, atMs);
  }

  /** Null: nothing in the window. `q` from 0 to 1. */
  quantiles(nowMs: number, ...qs: readonly number[]): (number | null)[] {
    this.#weights.sumAll(nowMs, weights);
    let total = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) total += weights[bucket] as number;
    if (total < 1e-9) return qs.map(() => null);
    this.#times.sumAll(nowMs, times);
    return qs.map(q => valueAt(q * total));
  }

  median(nowMs: number): number | null {
    return this.quantiles(nowMs, 0.5)[0] ?? null;
  }
}

/** Used by one call at a time. */
const weights = new Float64Array(BUCKETS);
const times = new Float64Array(BUCKETS);

function valueAt(rank: number): number {
  let below = 0;
  let last = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const weight = weights[bucket] as number;
    if (weight <= 0) continue;
    last = bucket;
    below += weight;
    if (below >= rank - 1e-9) break;
  }
  return last === 0 ? 0 : (times[last] as number) / (weights[last] as number);
}
