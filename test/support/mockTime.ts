import type { Time } from '../../engine/common/time.ts';

/** Bound methods of the two clocks' starts: far apart and unrelated, so that mixing them up shows at once. */
const monotonicStartMs = 50_000;
const wallStartMs = 1_700_000_000_000;

/** A clock that stands until it is told to go (Kafka: `MockTime`). Monotonic and wall time move together but share no zero point. */
export class MockTime implements Time {
  readonly startMs = monotonicStartMs;
  #monotonicMs = monotonicStartMs;
  #wallMs = wallStartMs;

  milliseconds(): number {
    return this.#monotonicMs;
  }

  wallMilliseconds(): number {
    return Math.floor(this.#wallMs);
  }

  wallMillisecondsAt(): number {
    return this.wallMilliseconds();
  }

  /** Since the clock was made; what golden journeys print. */
  get elapsedMs(): number {
    return this.#monotonicMs - monotonicStartMs;
  }

  advance(ms: number): void {
    if (!(ms >= 0) || !Number.isFinite(ms)) throw new RangeError(`Time cannot advance by ${ms} ms.`);
    this.#monotonicMs += ms;
    this.#wallMs += ms;
  }

  /** Somebody sets the wall clock; durations must not notice. */
  jumpWallClock(ms: number): void {
    this.#wallMs += ms;
  }
}
