import type { TxnRequestHandler } from './txnRequestHandler.ts';

/** Transactional requests that wait, by priority and then as they came (Kafka: `pendingRequests`). */
export class RequestQueue {
  readonly #waiting: TxnRequestHandler[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  add(handler: TxnRequestHandler): void {
    const place = this.#waiting.findIndex(({ priority }) => priority > handler.priority);
    this.#waiting.splice(place < 0 ? this.#waiting.length : place, 0, handler);
  }

  peek(): TxnRequestHandler | null {
    return this.#waiting[0] ?? null;
  }

  remove(handler: TxnRequestHandler): void {
    const place = this.#waiting.indexOf(handler);
    if (place >= 0) this.#waiting.splice(place, 1);
  }

  /** A copy, so that handlers may be added and removed meanwhile. */
  all(): readonly TxnRequestHandler[] {
    return [...this.#waiting];
  }
}
