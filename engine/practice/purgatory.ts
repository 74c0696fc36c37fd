import type { Timers } from '../network/timers.ts';

/** No request waits longer, whatever it asks for: its client may be gone by then. */
const maxWaitingMs = 600_000;

/**
 * Requests that wait for something to happen to partitions: acks=all for the high watermark, a fetch for bytes
 * (Kafka: DelayedOperationPurgatory). Keys are compared by identity.
 */
export class Purgatory<Key extends object> {
  readonly #timers: Timers;
  readonly #watchers = new Map<Key, Set<Waiting<Key>>>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Requests waiting for this partition. */
  countFor(key: Key): number {
    return this.#watchers.get(key)?.size ?? 0;
  }

  /** `tryComplete` is asked whenever one of the keys is checked, until it says true; otherwise `expire` comes after `timeoutMs`. */
  wait(keys: readonly Key[], timeoutMs: number, tryComplete: () => boolean, expire: () => void): void {
    const waiting: Waiting<Key> = { keys, tryComplete, cancelTimer: () => undefined };
    for (const key of keys) {
      const watchers = this.#watchers.get(key) ?? new Set();
      this.#watchers.set(key, watchers.add(waiting));
    }
    waiting.cancelTimer = this.#timers.schedule(Math.min(Math.max(timeoutMs, 0), maxWaitingMs), () => {
      this.#remove(waiting);
      expire();
    });
  }

  /** Something happened to the partition. */
  check(key: Key): void {
    const watchers = this.#watchers.get(key);
    if (watchers === undefined) return;
    for (const waiting of [...watchers]) {
      if (!waiting.tryComplete()) continue;
      waiting.cancelTimer();
      this.#remove(waiting);
    }
  }

  #remove(waiting: Waiting<Key>): void {
    for (const key of waiting.keys) {
      const watchers = this.#watchers.get(key);
      watchers?.delete(waiting);
      if (watchers?.size === 0) this.#watchers.delete(key);
    }
  }
}

interface Waiting<Key> {
  readonly keys: readonly Key[];
  readonly tryComplete: () => boolean;
  cancelTimer: () => void;
}
