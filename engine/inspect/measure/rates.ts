const WINDOW_MS = 1_000;
const KEPT_MS = 2_000;

export interface RateSample {
  readonly atMs: number;
  readonly sent: number;
  readonly acked: number;
  readonly byKey: number;
  readonly sticky: number;
  readonly explicit: number;
  readonly roundRobin: number;
  readonly requests: number;
}

type Counter = Exclude<keyof RateSample, 'atMs'>;

/** Rates from counters that never lie, read at each frame: what a counter gained over the last second. */
export class Rates {
  readonly #samples: RateSample[] = [];

  add(sample: RateSample): void {
    const last = this.#samples.at(-1);
    if (last && last.atMs >= sample.atMs) return; // Engine time stands still.
    this.#samples.push(sample);
    while ((this.#samples[1]?.atMs ?? Infinity) <= sample.atMs - KEPT_MS) this.#samples.shift();
  }

  /** Gained in the last second up to the newest sample. */
  gained(counter: Counter): number {
    const { first, last } = this.#ends();
    return first && last ? last[counter] - first[counter] : 0;
  }

  perSecond(counter: Counter): number {
    const { first, last } = this.#ends();
    if (!first || !last || last.atMs - first.atMs < 20) return 0;
    return ((last[counter] - first[counter]) / (last.atMs - first.atMs)) * 1_000;
  }

  /** The newest sample, and the youngest one that is at least a second older; the oldest if there is none. */
  #ends(): { readonly first: RateSample | undefined; readonly last: RateSample | undefined } {
    const last = this.#samples.at(-1);
    if (!last) return { first: undefined, last };
    const first = this.#samples.findLast(({ atMs }) => atMs <= last.atMs - WINDOW_MS) ?? this.#samples[0];
    return { first, last };
  }
}
