import type { Timers } from '../../engine/network/timers.ts';
import type { MockTime } from './mockTime.ts';

interface Due {
  readonly atMs: number;
  readonly task: () => void;
}

/** Timers on a mock clock. `run` lets time pass from one to the next and lets everything that follows from each happen first. */
export class MockTimers implements Timers {
  /** How much later than asked for each timer fires, as real ones do. */
  lateMs = 0;
  readonly #time: MockTime;
  #due: Due[] = [];

  constructor(time: MockTime) {
    this.#time = time;
  }

  /** Timers that have not fired. */
  get waiting(): number {
    return this.#due.length;
  }

  schedule(delayMs: number, task: () => void): () => void {
    const due = { atMs: this.#time.milliseconds() + Math.max(0, delayMs) + this.lateMs, task };
    this.#due.push(due);
    return () => this.#remove(due);
  }

  /** So much time passes, or less if `until` holds before. */
  async run(ms: number, until: () => boolean = () => false): Promise<void> {
    const endMs = this.#time.milliseconds() + ms;
    await turn();
    for (let next = this.#next(); !until() && next && next.atMs <= endMs; next = this.#next()) {
      this.#remove(next);
      this.#moveTo(next.atMs);
      next.task();
      await turn();
    }
    if (!until()) this.#moveTo(endMs);
  }

  #next(): Due | undefined {
    return this.#due.reduce<Due | undefined>(
      (first, due) => (first && first.atMs <= due.atMs ? first : due),
      undefined,
    );
  }

  #remove(due: Due): void {
    this.#due = this.#due.filter(each => each !== due);
  }

  #moveTo(atMs: number): void {
    this.#time.advance(Math.max(0, atMs - this.#time.milliseconds()));
  }
}

/** Lets promises that are settled run on, through a few turns of the event loop; no time passes. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise(resolve => setImmediate(resolve));
}

/** Whether it is still open after everything that can happen without time has happened. */
export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const mark = (): void => void (settled = true);
  promise.then(mark, mark);
  await turn();
  return !settled;
}
