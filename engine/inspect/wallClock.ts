import type { Time } from '../common/time.ts';

/** Jumps smaller than this are the clocks' own. */
const TOLERANCE_MS = 5;
const KEPT_OFFSETS = 200;

/**
 * The wall clock of engine times, also of past ones: each pause, and each time somebody sets the clock, puts the two further apart, so
 * the distances are kept. While engine time stands still it is taken for the moment it stopped.
 */
export class WallClock {
  readonly #time: Time;
  readonly #offsets: { readonly fromMs: number; readonly offsetMs: number }[] = [];
  #lastEngineMs = -Infinity;

  constructor(time: Time) {
    this.#time = time;
    this.tick();
  }

  /** To be called now and then, and at each frame. */
  tick(): void {
    const engineMs = this.#time.milliseconds();
    if (engineMs === this.#lastEngineMs) return; // It stands still: the distance grows, and is taken when it goes on.
    this.#lastEngineMs = engineMs;
    const offsetMs = this.#time.wallMilliseconds() - engineMs;
    const last = this.#offsets.at(-1);
    if (last && Math.abs(last.offsetMs - offsetMs) < TOLERANCE_MS) return;
    this.#offsets.push({ fromMs: engineMs, offsetMs });
    if (this.#offsets.length > KEPT_OFFSETS) this.#offsets.shift();
  }

  /** Epoch ms, an integer. */
  of(engineMs: number): number {
    let found = this.#offsets[0]?.offsetMs ?? 0;
    for (const { fromMs, offsetMs } of this.#offsets) {
      if (fromMs > engineMs) break;
      found = offsetMs;
    }
    return Math.round(engineMs + found);
  }

  nowMs(): number {
    return this.#time.wallMilliseconds();
  }
}
