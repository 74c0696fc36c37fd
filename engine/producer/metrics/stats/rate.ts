import type { SampledStat } from './sampledStat.ts';
import type { Stat } from './stat.ts';

/** Milliseconds in one of the unit. */
const unitMs = { seconds: 1000, nanoseconds: 1e-6 } as const;

/**
 * What a windowed statistic counts, by the time it covers (Kafka: `Rate`). In nanoseconds, and fed with nanoseconds, it is the share
 * of the time that something took.
 */
export class Rate implements Stat {
  readonly #stat: SampledStat;
  readonly #unitMs: number;

  constructor(stat: SampledStat, unit: keyof typeof unitMs) {
    this.#stat = stat;
    this.#unitMs = unitMs[unit];
  }

  record(value: number, nowMs: number): void {
    this.#stat.record(value, nowMs);
  }

  measure(nowMs: number): number {
    return this.#stat.measure(nowMs) / (this.#coveredMs(nowMs) / this.#unitMs);
  }

  /**
   * Kafka: `Rate.windowSize`: since the oldest sample began, and as if all windows but the last were full already. A rate therefore
   * starts low: a single event of the first second must not look like one each second.
   */
  #coveredMs(nowMs: number): number {
    const { samples, timeWindowMs } = this.#stat.window;
    const elapsedMs = nowMs - this.#stat.oldestStartMs(nowMs);
    const missingWindows = samples - 1 - Math.floor(elapsedMs / timeWindowMs); // NaN for windows of 0 ms.
    return Math.max(missingWindows > 0 ? elapsedMs + missingWindows * timeWindowMs : elapsedMs, 1);
  }
}
