import type { Time } from '../common/time.ts';

/**
 * Time that can stand still: that is all pause needs, since every timeout of the engine is measured by the Time it was given.
 * The wall clock goes on, so a record sent while paused has its true time.
 */
export class PausableTime implements Time {
  readonly #real: Time;
  /** Engine ms = real ms − behind. */
  #behindMs = 0;
  #stoppedAtMs: number | null = null;

  constructor(real: Time) {
    this.#real = real;
  }

  milliseconds(): number {
    return this.#stoppedAtMs ?? this.#real.milliseconds() - this.#behindMs;
  }

  wallMilliseconds(): number {
    return this.#real.wallMilliseconds();
  }

  wallMillisecondsAt(nowMs: number): number {
    return this.isPaused ? this.#real.wallMilliseconds() : this.#real.wallMillisecondsAt(nowMs + this.#behindMs);
  }

  get isPaused(): boolean {
    return this.#stoppedAtMs !== null;
  }

  pause(): void {
    this.#stoppedAtMs ??= this.milliseconds();
  }

  resume(): void {
    if (this.#stoppedAtMs === null) return;
    this.#behindMs = this.#real.milliseconds() - this.#stoppedAtMs;
    this.#stoppedAtMs = null;
  }

  /** Lets so much time pass at once; only while paused. */
  advance(ms: number): void {
    if (this.#stoppedAtMs !== null) this.#stoppedAtMs += ms;
  }
}
