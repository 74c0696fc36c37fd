import type { Time } from '../../../../engine/common/time.ts';
import type { Timers } from '../../../../engine/network/timers.ts';

interface Due {
  readonly atMs: number;
  readonly task: () => void;
}

/** Time that stands still until it is told to move; timers fire in order while it does. */
export class MockClock implements Time, Timers {
  #nowMs = 5_000;
  #due: Due[] = [];
  readonly wallAtZeroMs = 1_700_000_000_000;

  milliseconds(): number {
    return this.#nowMs;
  }
  wallMilliseconds(): number {
    return this.wallAtZeroMs + this.#nowMs;
  }

  wallMillisecondsAt(): number {
    return this.wallMilliseconds();
  }
  /** Timers that have not fired. */
  get waiting(): number {
    return this.#due.length;
  }

  schedule(delayMs: number, task: () => void): () => void {
    const due = { atMs: this.#nowMs + delayMs, task };
    this.#due.push(due);
    return () => {
      this.#due = this.#due.filter(each => each !== due);
    };
  }

  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const [next] = [...this.#due].sort((a, b) => a.atMs - b.atMs);
      if (next === undefined || next.atMs > untilMs) break;
      this.#due = this.#due.filter(each => each !== next);
      this.#nowMs = next.atMs;
      next.task();
    }
    this.#nowMs = untilMs;
  }
}
