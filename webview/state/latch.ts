/**
 * Holds a shown value for at least `minMs`, so that numbers can be read. An urgent change shows at once. What comes in between is
 * kept, and `dueInMs` says when to `flush` the newest of it.
 */
export class Latch<T> {
  readonly #minMs: number;
  #shown: T;
  #waiting: { value: T } | null = null;
  #urgency = '';
  #shownAtMs = Number.NEGATIVE_INFINITY;

  constructor(minMs: number, initial: T) {
    this.#minMs = minMs;
    this.#shown = initial;
  }

  get shown(): T {
    return this.#shown;
  }

  offer(value: T, urgency: string, nowMs: number): T {
    if (urgency !== this.#urgency || nowMs - this.#shownAtMs >= this.#minMs) return this.#show(value, urgency, nowMs);
    this.#waiting = { value };
    return this.#shown;
  }

  /** Until the waiting value may show; null when none waits. */
  dueInMs(nowMs: number): number | null {
    return this.#waiting === null ? null : Math.max(0, this.#shownAtMs + this.#minMs - nowMs);
  }

  flush(nowMs: number): T {
    return this.#waiting === null ? this.#shown : this.#show(this.#waiting.value, this.#urgency, nowMs);
  }

  #show(value: T, urgency: string, nowMs: number): T {
    this.#waiting = null;
    this.#urgency = urgency;
    this.#shownAtMs = nowMs;
    this.#shown = value;
    return value;
  }
}
