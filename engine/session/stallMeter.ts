import type { Time } from '../common/time.ts';
import type { Timers } from '../network/timers.ts';

const INTERVAL_MS = 50;
const WINDOW_MS = 1000;

/** How long the worker's own event loop stood still: times in that second are its, not the producer's. */
export class StallMeter {
  readonly #time: Time;
  readonly #timers: Timers;
  #cancel: (() => void) | null = null;
  #expectedMs = 0;
  #stalls: { readonly atMs: number; readonly durationMs: number }[] = [];

  constructor(time: Time, timers: Timers) {
    this.#time = time;
    this.#timers = timers;
  }

  start(): void {
    if (this.#cancel) return;
    this.#schedule();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#stalls = [];
  }

  /** Longest in the last second, ms. */
  longestMs(): number {
    this.#forget();
    return this.#stalls.reduce((longest, { durationMs }) => Math.max(longest, durationMs), 0);
  }

  #forget(): void {
    const sinceMs = this.#time.milliseconds() - WINDOW_MS;
    this.#stalls = this.#stalls.filter(({ atMs }) => atMs >= sinceMs);
  }

  #schedule(): void {
    this.#expectedMs = this.#time.milliseconds() + INTERVAL_MS;
    this.#cancel = this.#timers.schedule(INTERVAL_MS, () => {
      const nowMs = this.#time.milliseconds();
      this.#forget(); // Here too: a page that shows nothing does not ask.
      this.#stalls.push({ atMs: nowMs, durationMs: Math.max(0, nowMs - this.#expectedMs) });
      this.#schedule();
    });
  }
}
