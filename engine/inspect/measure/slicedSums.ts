/**
 * Sums over a sliding window, a slice of time at a time: the oldest slice counts by the part of it that is still inside. Adding
 * costs one addition, whatever the rate; nothing is stored for each event. Times are engine ms and must not go back.
 */
export class SlicedSums {
  readonly #fields: number;
  readonly #sliceMs: number;
  readonly #slices: number;
  /** Slice after slice, each with all fields; one more than the window needs. */
  readonly #sums: Float64Array;
  #latest = -Infinity;
  /** Where the latest slice begins in `#sums`, and the times that belong to it: what is added now needs no division. */
  #latestAt = 0;
  #latestStartMs = Infinity;
  #latestEndMs = -Infinity;

  constructor(fields: number, sliceMs: number, slices: number) {
    this.#fields = fields;
    this.#sliceMs = sliceMs;
    this.#slices = slices;
    this.#sums = new Float64Array(fields * (slices + 1));
  }

  get windowMs(): number {
    return this.#sliceMs * this.#slices;
  }

  add(field: number, amount: number, atMs: number): void {
    const at = this.#placeOf(atMs) + field;
    this.#sums[at] = (this.#sums[at] as number) + amount;
  }

  /** Adds the time from one moment to the other, each part of it to the slice it lies in. What lies before the window is lost. */
  addInterval(field: number, fromMs: number, toMs: number): void {
    if (fromMs >= this.#latestStartMs && toMs < this.#latestEndMs) {
      if (toMs > fromMs) this.add(field, toMs - fromMs, toMs);
      return;
    }
    const last = Math.floor(toMs / this.#sliceMs);
    this.#moveTo(last);
    const first = Math.max(Math.floor(fromMs / this.#sliceMs), last - this.#slices);
    for (let slice = first; slice <= last; slice++) {
      const startMs = Math.max(fromMs, slice * this.#sliceMs);
      const endMs = Math.min(toMs, (slice + 1) * this.#sliceMs);
      const at = this.#place(slice) + field;
      this.#sums[at] = (this.#sums[at] as number) + Math.max(0, endMs - startMs);
    }
  }

  /** Of the last `overMs` (at most the window). */
  sum(field: number, nowMs: number, overMs = this.windowMs): number {
    const now = Math.floor(nowMs / this.#sliceMs);
    this.#moveTo(now);
    const fromMs = nowMs - Math.min(overMs, this.windowMs);
    const first = Math.max(Math.floor(fromMs / this.#sliceMs), now - this.#slices);
    let sum = 0;
    for (let slice = first; slice <= now; slice++) {
      const startMs = slice * this.#sliceMs;
      const inside = startMs >= fromMs ? 1 : (startMs + this.#sliceMs - fromMs) / this.#sliceMs;
      sum += (this.#sums[this.#place(slice) + field] as number) * inside;
    }
    return sum;
  }

  /** The sums of all fields over the whole window, into `out`. */
  sumAll(nowMs: number, out: Float64Array): void {
    const now = Math.floor(nowMs / this.#sliceMs);
    this.#moveTo(now);
    out.fill(0);
    const sums = this.#sums;
    const fields = this.#fields;
    for (let slice = now - this.#slices; slice <= now; slice++) {
      const at = this.#place(slice);
      const inside = slice > now - this.#slices ? 1 : 1 - (nowMs / this.#sliceMs - now);
      for (let field = 0; field < fields; field++)
        out[field] = (out[field] as number) + (sums[at + field] as number) * inside;
    }
  }

  #placeOf(atMs: number): number {
    if (atMs >= this.#latestStartMs && atMs < this.#latestEndMs) return this.#latestAt;
    const slice = Math.floor(atMs / this.#sliceMs);
    this.#moveTo(slice);
    return this.#place(slice);
  }

  #place(slice: number): number {
    const count = this.#slices + 1;
    return (((slice % count) + count) % count) * this.#fields;
  }

  /** Empties what the window has left behind. */
  #moveTo(slice: number): void {
    if (slice <= this.#latest) return;
    if (slice - this.#latest > this.#slices) this.#sums.fill(0);
    else
      for (let next = this.#latest + 1; next <= slice; next++) {
        const at = this.#place(next);
        this.#sums.fill(0, at, at + this.#fields);
      }
    this.#latest = slice;
    this.#latestAt = this.#place(slice);
    this.#latestStartMs = slice * this.#sliceMs;
    this.#latestEndMs = (slice + 1) * this.#sliceMs;
  }
}
