import type { Transition } from '../snapshot/transition.ts';
import type { EndedBatch } from './batchArchive.ts';

const RETRY_WINDOW_MS = 10_000;
const KEPT_RETRIES = 1_000;
/** Refusals and given-up batches are spoken of for so long. */
const SPOKEN_OF_MS = 30_000;

export interface Retry {
  readonly lane: string;
  readonly errorCode: number;
  readonly node: number | null;
  readonly atMs: number;
}

export interface Refusal {
  readonly topic: string;
  readonly error: string;
  readonly sizeBytes: number;
  readonly limitBytes: number;
  readonly atMs: number;
  /** Of this kind in a row, not more than half a minute apart. */
  readonly count: number;
}

/** What went wrong lately and is not in the producer's state any more. Always kept: rules must know it when a page opens. */
export class Troubles {
  #retries: Retry[] = [];
  #refusal: Refusal | null = null;
  #givenUp: EndedBatch | null = null;
  /** Ends of batches that failed, for counting over a time. */
  #failures: { readonly atMs: number }[] = [];

  noteRetry(lane: string, errorCode: number, node: number | null, atMs: number): void {
    this.#retries.push({ lane, errorCode, node, atMs });
    if (this.#retries.length > KEPT_RETRIES) this.#retries = this.#retries.slice(-KEPT_RETRIES / 2);
  }

  noteRefused({ topic, error, sizeBytes, limitBytes, atMs }: Extract<Transition, { type: 'sendRefused' }>): void {
    const last = this.#refusal;
    const repeated = last?.error === error && last.topic === topic && atMs - last.atMs < SPOKEN_OF_MS;
    this.#refusal = { topic, error, sizeBytes, limitBytes, atMs, count: repeated ? last.count + 1 : 1 };
  }

  noteFailed(batch: EndedBatch | null, atMs: number): void {
    if (batch) this.#givenUp = batch;
    this.#failures.push({ atMs });
    if (this.#failures.length > KEPT_RETRIES) this.#failures = this.#failures.slice(-KEPT_RETRIES / 2);
  }

  /** Of the last 10 s, oldest first. */
  retries(nowMs: number): readonly Retry[] {
    return this.#retries.filter(({ atMs }) => nowMs - atMs <= RETRY_WINDOW_MS);
  }

  refusal(nowMs: number): Refusal | null {
    return this.#refusal && nowMs - this.#refusal.atMs < SPOKEN_OF_MS ? this.#refusal : null;
  }

  givenUp(nowMs: number): EndedBatch | null {
    return this.#givenUp && nowMs - this.#givenUp.endedMs < SPOKEN_OF_MS ? this.#givenUp : null;
  }

  retriedSince(sinceMs: number): number {
    return this.#retries.filter(({ atMs }) => atMs >= sinceMs).length;
  }

  failedSince(sinceMs: number): number {
    return this.#failures.filter(({ atMs }) => atMs >= sinceMs).length;
  }
}
