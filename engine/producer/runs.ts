/**
 * A list whose neighbours are often the same, as sizes, times and callbacks of a batch's records are: one entry for each run of them, so
 * that a full pool of small records does not cost as much again beside it. Made to be read from the front.
 */
export class Runs<T> {
  length = 0;
  #last: T | undefined;
  /** Of the runs before the last: where each ends, and what it holds. */
  #ends: number[] | null = null;
  #values: T[] | null = null;
  /** The run that was read last. */
  #cursor = 0;

  push(value: T): void {
    if (value !== this.#last && this.length > 0) this.#endRun();
    this.#last = value;
    this.length++;
  }

  /** `index`: 0 … length - 1. */
  at(index: number): T {
    const ends = this.#ends;
    const values = this.#values;
    if (ends === null || values === null) return this.#last as T;
    let run = this.#cursor;
    if (run > 0 && index < (ends[run - 1] as number)) run = 0;
    while (run < ends.length && index >= (ends[run] as number)) run++;
    this.#cursor = run;
    return run < ends.length ? (values[run] as T) : (this.#last as T);
  }

  #endRun(): void {
    (this.#ends ??= []).push(this.length);
    (this.#values ??= []).push(this.#last as T);
  }
}
