import { QuantileWindow } from './quantiles.ts';

const WINDOW_MS = 5_000;
const EVERY_MS = 250;
/** Of more batches than that in a quarter of a second each is counted at one point of its spread, in turn. */
const SPREAD_BATCHES = 50;
const SPREAD_POINTS = 8;

export interface StageTimes {
  readonly sendMs: number | null;
  readonly metadataMs: number | null;
  readonly poolMs: number | null;
  readonly batchesMs: number | null;
  readonly inFlightMs: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** A batch that was acknowledged: when its records came, and where their time went. */
export interface PassedBatch {
  readonly records: number;
  readonly createdMs: number;
  readonly lastAppendMs: number;
  readonly endedMs: number;
  /** In requests, over all attempts. */
  readonly inFlightMs: number;
}

/**
 * How long records took, stage by stage, over the last 5 s. The records of a batch are taken as spread evenly from its creation to its
 * last append. Waits for metadata and memory come before the append; `p50Ms` and `p99Ms` add the same quantile of theirs, so they
 * count from `send()`.
 */
export class PassedRecords {
  readonly #send = new QuantileWindow(WINDOW_MS);
  readonly #metadata = new QuantileWindow(WINDOW_MS);
  readonly #pool = new QuantileWindow(WINDOW_MS);
  readonly #batches = new QuantileWindow(WINDOW_MS);
  readonly #inFlight = new QuantileWindow(WINDOW_MS);
  readonly #whole = new QuantileWindow(WINDOW_MS);
  #times: StageTimes | null = null;
  #timesAtMs = -Infinity;
  #nextPoint = 0;
  #quarter = -Infinity;
  #batchesInQuarter = 0;

  noteSend(serializingMs: number, atMs: number): void {
    this.#send.add(serializingMs, 1, atMs);
  }

  noteMetadataWait(waitedMs: number, records: number, atMs: number): void {
    this.#metadata.add(waitedMs, records, atMs);
  }

  notePoolWait(waitedMs: number, atMs: number): void {
    this.#pool.add(waitedMs, 1, atMs);
  }

  /** Records that went through without waiting. */
  noteAppended(records: number, atMs: number): void {
    this.#metadata.add(0, records, atMs);
    this.#pool.add(0, records, atMs);
  }

  noteBatch({ records, createdMs, lastAppendMs, endedMs, inFlightMs }: PassedBatch): void {
    const shortest = Math.max(0, endedMs - lastAppendMs);
    const longest = Math.max(shortest, endedMs - createdMs);
    const points = this.#isFast(endedMs) ? 1 : SPREAD_POINTS;
    for (let i = 0; i < points; i++) {
      const ms = shortest + ((longest - shortest) * this.#nextPoint) / (SPREAD_POINTS - 1);
      this.#nextPoint = (this.#nextPoint + 1) % SPREAD_POINTS;
      this.#whole.add(ms, records / points, endedMs);
      this.#batches.add(Math.max(0, ms - inFlightMs), records / points, endedMs);
    }
    this.#inFlight.add(inFlightMs, records, endedMs);
  }

  #isFast(atMs: number): boolean {
    const quarter = Math.floor(atMs / EVERY_MS);
    if (quarter !== this.#quarter) {
      this.#quarter = quarter;
      this.#batchesInQuarter = 0;
    }
    return ++this.#batchesInQuarter > SPREAD_BATCHES;
  }

  /** Worked out anew at most four times a second. */
  times(nowMs: number): StageTimes {
    if (!this.#times || Math.abs(nowMs - this.#timesAtMs) >= EVERY_MS) {
      this.#times = this.#newTimes(nowMs);
      this.#timesAtMs = nowMs;
    }
    return this.#times;
  }

  #newTimes(nowMs: number): StageTimes {
    const [metadataMs = null, metadata99 = null] = this.#metadata.quantiles(nowMs, 0.5, 0.99);
    const [poolMs = null, pool99 = null] = this.#pool.quantiles(nowMs, 0.5, 0.99);
    const [p50 = null, p99 = null] = this.#whole.quantiles(nowMs, 0.5, 0.99);
    return {
      sendMs: this.#send.median(nowMs),
      metadataMs,
      poolMs,
      batchesMs: this.#batches.median(nowMs),
      inFlightMs: this.#inFlight.median(nowMs),
      p50Ms: p50 === null ? null : p50 + (metadataMs ?? 0) + (poolMs ?? 0),
      p99Ms: p99 === null ? null : p99 + (metadata99 ?? 0) + (pool99 ?? 0),
    };
  }
}
