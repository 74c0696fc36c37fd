import type { KafkaError } from '../common/kafkaError.ts';
import type { BufferPool, MemoryWaiter, PoolMemory } from './bufferPool.ts';

/** So many bytes for this lane. */
export interface MemoryObstacle {
  readonly kind: 'memory';
  readonly lane: string;
  readonly bytes: number;
}

/** What a send waits for. */
export type Obstacle = { readonly kind: 'metadata' } | MemoryObstacle;

/** A send that could not be finished at once. */
export interface BlockedSend {
  readonly topic: string;
  readonly sinceMs: number;
  readonly deadlineMs: number;
  obstacle: Obstacle | null;
  /** Tries again, with the memory it asked for if it did. Null: it is done, one way or the other. */
  attempt(nowMs: number, memory: PoolMemory | null): Obstacle | null;
  fail(error: KafkaError, nowMs: number): void;
  /** What to fail with at the deadline. `obstacle`: what the head of the line waited for. */
  timedOut(obstacle: Obstacle | null): KafkaError;
}

/**
 * Sends that wait for metadata or memory, in line for each topic: records of one topic keep their order even when the first of
 * them has to wait. Java's caller would stand still instead; ours may ask `whenUnblocked` and do so.
 */
export class BlockedSends {
  readonly #pool: BufferPool;
  readonly #now: () => number;
  readonly #lines = new Map<string, BlockedSend[]>();
  readonly #waiters = new Map<BlockedSend, MemoryWaiter>();
  #count = 0;
  /** Sends are numbered as they come; each line is in that order. */
  #added = 0;
  readonly #numbers = new Map<BlockedSend, number>();
  readonly #watchers: { readonly upTo: number; readonly resolve: () => void }[] = [];
  #unblocked: { promise: Promise<void>; resolve: () => void } | null = null;
  #nextDeadlineMs = Infinity;

  constructor(pool: BufferPool, now: () => number) {
    this.#pool = pool;
    this.#now = now;
  }

  get count(): number {
    return this.#count;
  }

  holds(topic: string): boolean {
    return this.#count > 0 && this.#lines.has(topic);
  }

  /** At the end of its topic's line. Only the first of a line is tried again, so only it needs its obstacle. */
  add(send: BlockedSend): void {
    const line = this.#lines.get(send.topic);
    this.#count++;
    this.#numbers.set(send, ++this.#added);
    this.#nextDeadlineMs = Math.min(this.#nextDeadlineMs, send.deadlineMs);
    if (line) line.push(send);
    else {
      this.#lines.set(send.topic, [send]);
      this.#waitForMemory(send);
    }
  }

  /** Resolves when nothing waits any more; null if nothing does: back-pressure for callers that want to keep pace. */
  whenUnblocked(): Promise<void> | null {
    if (this.#count === 0) return null;
    this.#unblocked ??= Promise.withResolvers();
    return this.#unblocked.promise;
  }

  /** Resolves when those that wait now do so no longer, however many come after them; null if none waits: for flush. */
  whenThoseUnblocked(): Promise<void> | null {
    if (this.#count === 0) return null;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#watchers.push({ upTo: this.#added, resolve });
    return promise;
  }

  /** Metadata has changed: who waits for it looks again. */
  retryMetadata(): void {
    for (const [topic, [first]] of [...this.#lines])
      if (first?.obstacle?.kind === 'metadata') this.#advance(topic, null);
  }

  /** Fails sends whose max.block.ms is over. The oldest stand first, so each line is cut from its head. */
  expire(nowMs: number): void {
    if (nowMs < this.#nextDeadlineMs) return;
    for (const [topic, line] of [...this.#lines]) {
      let first = line[0];
      if (!first || first.deadlineMs > nowMs) continue;
      const { obstacle } = first; // Those behind it wait for the same.
      while (first && first.deadlineMs <= nowMs) {
        this.#leave(topic, first);
        first.fail(first.timedOut(first.obstacle ?? obstacle), nowMs);
        first = line[0];
      }
      if (first && this.#lines.get(topic) === line) this.#advance(topic, null);
    }
    this.#nextDeadlineMs = Math.min(
      Infinity,
      ...[...this.#lines.values()].map(line => line[0]?.deadlineMs ?? Infinity),
    );
  }

  nextDeadlineMs(): number {
    return this.#nextDeadlineMs;
  }

  failAll(error: () => KafkaError): void {
    for (const [topic, line] of [...this.#lines])
      for (const send of [...line]) {
        this.#leave(topic, send);
        send.fail(error(), this.#now());
      }
  }

  /** For showing: how many wait for metadata, and the oldest of them. */
  waitingForMetadata(): {
    readonly count: number;
    readonly oldestSinceMs: number | null;
    readonly topic: string | null;
  } {
    let count = 0;
    let oldest: BlockedSend | null = null;
    for (const line of this.#lines.values()) {
      const first = line[0];
      if (first?.obstacle?.kind !== 'metadata') continue;
      count += line.length;
      if (!oldest || first.sinceMs < oldest.sinceMs) oldest = first;
    }
    return { count, oldestSinceMs: oldest?.sinceMs ?? null, topic: oldest?.topic ?? null };
  }

  /** For showing: since when each send of the topic waits, in order. */
  waitingSince(topic: string): readonly number[] {
    return (this.#lines.get(topic) ?? []).map(({ sinceMs }) => sinceMs);
  }

  /** For showing: sends in lines whose head waits for memory, in the order they came. */
  waitingForMemory(): readonly { readonly lane: string; readonly bytes: number; readonly sinceMs: number }[] {
    const waiting: { lane: string; bytes: number; sinceMs: number }[] = [];
    for (const line of this.#lines.values()) {
      const obstacle = line[0]?.obstacle;
      if (obstacle?.kind === 'memory')
        for (const { sinceMs } of line) waiting.push({ lane: obstacle.lane, bytes: obstacle.bytes, sinceMs });
    }
    return waiting.sort((a, b) => a.sinceMs - b.sinceMs);
  }

  /** The head of the line tries again, and after it whoever follows, until one has to wait. */
  #advance(topic: string, granted: PoolMemory | null): void {
    let memory = granted;
    for (let first = this.#lines.get(topic)?.[0]; first; first = this.#lines.get(topic)?.[0]) {
      this.#cancelWait(first);
      first.obstacle = first.attempt(this.#now(), memory);
      memory = null;
      if (first.obstacle) return this.#waitForMemory(first);
      this.#leave(topic, first);
    }
  }

  #waitForMemory(send: BlockedSend): void {
    if (send.obstacle?.kind !== 'memory') return;
    const { lane, bytes } = send.obstacle;
    const waiter: MemoryWaiter = {
      bytes,
      lane,
      sinceMs: send.sinceMs,
      gatheredBytes: 0,
      onGranted: memory => {
        if (this.#waiters.get(send) !== waiter) return this.#pool.deallocate(memory); // It failed between grant and now.
        this.#waiters.delete(send);
        this.#advance(send.topic, memory);
      },
      onFailed: error => {
        if (this.#waiters.get(send) !== waiter) return;
        this.#waiters.delete(send);
        this.#leave(send.topic, send);
        send.fail(error, this.#now());
        this.#advance(send.topic, null);
      },
    };
    this.#waiters.set(send, waiter);
    this.#pool.wait(waiter);
  }

  #cancelWait(send: BlockedSend): void {
    const waiter = this.#waiters.get(send);
    if (!waiter) return;
    this.#waiters.delete(send);
    this.#pool.cancel(waiter);
  }

  #leave(topic: string, send: BlockedSend): void {
    this.#cancelWait(send);
    const line = this.#lines.get(topic);
    const place = line?.indexOf(send) ?? -1;
    if (!line || place < 0) return;
    line.splice(place, 1);
    this.#count--;
    this.#numbers.delete(send);
    if (line.length === 0) this.#lines.delete(topic);
    if (this.#watchers.length > 0) this.#tellWatchers();
    if (this.#count === 0) {
      this.#unblocked?.resolve();
      this.#unblocked = null;
    }
  }

  #tellWatchers(): void {
    let oldest = Infinity;
    for (const [first] of this.#lines.values())
      if (first) oldest = Math.min(oldest, this.#numbers.get(first) ?? Infinity);
    while ((this.#watchers[0]?.upTo ?? Infinity) < oldest) this.#watchers.shift()?.resolve();
  }
}
