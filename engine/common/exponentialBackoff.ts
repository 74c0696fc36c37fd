import type { Random } from './random.ts';

/**
 * Kafka: `ExponentialBackoff` with multiplier 2 and jitter 0.2. The cap applies after the jitter; where `maxMs <= initialMs`
 * the backoff is constant, without jitter. All in milliseconds.
 */
export class ExponentialBackoff {
  readonly initialMs: number;
  readonly maxMs: number;
  readonly #maxExponent: number;
  readonly #random: Random;

  constructor(initialMs: number, maxMs: number, random: Random) {
    this.initialMs = Math.min(initialMs, maxMs);
    this.maxMs = maxMs;
    this.#maxExponent = maxMs > initialMs ? Math.log2(maxMs / Math.max(initialMs, 1)) : 0;
    this.#random = random;
  }

  /** The wait before attempt `attempts + 1`; drawn anew at each call, as Java does. */
  backoff(attempts: number): number {
    if (this.#maxExponent === 0) return this.initialMs;
    const jitter = 0.8 + 0.4 * this.#random.nextDouble();
    const exponent = Math.min(attempts, this.#maxExponent);
    return Math.min(Math.floor(jitter * this.initialMs * 2 ** exponent), this.maxMs);
  }
}
