import type { Verdict } from '../../engine/snapshot/verdict.ts';
import type { StageName } from '../../engine/snapshot/words.ts';

/** Left to right; the further right, the nearer to the broker. */
export const STAGES: readonly StageName[] = [
  'send',
  'metadata',
  'partition',
  'pool',
  'batches',
  'inFlight',
  'acked',
  'failed',
];

const AT_LEAST_MS = 2000;

/**
 * Which verdict is on the line: each stays two seconds at least, except that one nearer to the broker replaces it at once.
 * The same verdict with newer values replaces itself freely.
 */
export class VerdictHold {
  #shown: Verdict | null = null;
  #sinceMs = Number.NEGATIVE_INFINITY;

  offer(verdicts: readonly Verdict[], nowMs: number): Verdict | null {
    const first = verdicts[0] ?? null;
    const same = this.#shown === null ? undefined : verdicts.find(v => identity(v) === identity(this.#shown));
    const held = this.#shown !== null && nowMs - this.#sinceMs < AT_LEAST_MS;
    if (held && !isNearer(first, this.#shown)) {
      this.#shown = same ?? this.#shown;
    } else {
      if (identity(first) !== identity(this.#shown)) this.#sinceMs = nowMs;
      this.#shown = first;
    }
    return this.#shown;
  }

  /** Until a held verdict may go; null when nothing is held. */
  dueInMs(nowMs: number): number | null {
    if (this.#shown === null) return null;
    const left = this.#sinceMs + AT_LEAST_MS - nowMs;
    return left > 0 ? left : null;
  }
}

function identity(verdict: Verdict | null): string {
  return verdict === null ? '' : `${verdict.rule} ${verdict.stage} ${JSON.stringify(verdict.subject)}`;
}

function isNearer(a: Verdict | null, b: Verdict | null): boolean {
  if (a === null || b === null) return false;
  return STAGES.indexOf(a.stage) > STAGES.indexOf(b.stage);
}
