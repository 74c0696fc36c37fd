import { EXACT_UNTIL_MS } from '../numbers.ts';

/** Which cells are shown as themselves: as soon as what is in them lives long, and for half a second after the last that did. */
export class ExactCells {
  readonly #lastLongMs = new Map<string, number>();

  /** `isLong`: what is in the cell now is older than 250 ms. While paused everything is exact, and leaves no trace. */
  isExact(cell: string, isLong: boolean, paused: boolean, nowMs: number): boolean {
    if (isLong) this.#lastLongMs.set(cell, nowMs);
    if (paused) return true;
    const lastLongMs = this.#lastLongMs.get(cell);
    if (lastLongMs === undefined) return false;
    if (nowMs - lastLongMs < EXACT_UNTIL_MS) return true;
    this.#lastLongMs.delete(cell);
    return false;
  }
}
