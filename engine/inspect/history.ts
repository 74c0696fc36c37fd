import type { HistorySecond } from '../snapshot/frame.ts';

const KEPT_SECONDS = 60;

/** Acknowledged records by second of the wall clock, for the last minute. Counted from transitions, so each falls into its own second. */
export class History {
  readonly #seconds: HistorySecond[] = [];
  #second: number;
  #acked = 0;
  #held = false;
  #takenSecond = -1;

  constructor(second: number) {
    this.#second = second;
  }

  get currentSecond(): number {
    return this.#second;
  }

  noteAcked(records: number): void {
    this.#acked += records;
  }

  noteHeld(): void {
    this.#held = true;
  }

  /** The clock shows a later second. Those in between, if nobody looked, had no acknowledgement; they were held if it still holds. */
  endSecond(second: number, stillHeld: boolean): void {
    if (second <= this.#second) return;
    this.#seconds.push({ second: this.#second, acked: this.#acked, held: this.#held });
    for (let idle = Math.max(this.#second + 1, second - KEPT_SECONDS); idle < second; idle++)
      this.#seconds.push({ second: idle, acked: 0, held: stillHeld });
    this.#seconds.splice(0, Math.max(0, this.#seconds.length - KEPT_SECONDS));
    this.#second = second;
    this.#acked = 0;
    this.#held = stillHeld;
  }

  /** Finished seconds since the last call; `full`: all that are kept. */
  take(full: boolean): readonly HistorySecond[] {
    const taken = full ? [...this.#seconds] : this.#seconds.filter(({ second }) => second > this.#takenSecond);
    this.#takenSecond = this.#seconds.at(-1)?.second ?? this.#takenSecond;
    return taken;
  }
}
