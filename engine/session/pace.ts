import type { Time } from '../common/time.ts';
import type { Timers } from '../network/timers.ts';

/**
 * So many a second, evenly: catches up after a stall of up to a tenth of a second, not more, so that a hold does not end in a
 * burst. Measured by the engine's time, so it stands still while paused.
 */
export class Pace {
  readonly #perMs: number;
  readonly #time: Time;
  readonly #timers: Timers;
  #credit = 1;
  #lastMs: number;

  constructor(perSecond: number, time: Time, timers: Timers) {
    this.#perMs = perSecond / 1000;
    this.#time = time;
    this.#timers = timers;
    this.#lastMs = time.milliseconds();
  }

  /** Resolves when the next one is due; null if it is now. */
  next(): Promise<void> | null {
    this.#earn();
    if (this.#credit >= 1) {
      this.#credit--;
      return null;
    }
    return this.#wait();
  }

  async #wait(): Promise<void> {
    while (this.#credit < 1) {
      await new Promise<void>(
        resolve => void this.#timers.schedule(Math.max(1, (1 - this.#credit) / this.#perMs), resolve),
      );
      this.#earn();
    }
    this.#credit--;
  }

  #earn(): void {
    const nowMs = this.#time.milliseconds();
    this.#credit = Math.min(1 + this.#perMs * 100, this.#credit + (nowMs - this.#lastMs) * this.#perMs);
    this.#lastMs = nowMs;
  }
}
