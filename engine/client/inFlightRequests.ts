/** A request that went out and is not finished. */
export interface InFlightRequest {
  readonly nodeId: number;
  /** Also the request's id everywhere else: counts up for each client from 0. */
  readonly correlationId: number;
  readonly apiKey: number;
  readonly apiName: string;
  readonly version: number;
  readonly byteLength: number;
  readonly createdMs: number;
  readonly sentMs: number;
  readonly expectResponse: boolean;
  readonly authenticates: boolean;
  readonly requestTimeoutMs: number;
  /** Lowest free number on its connection when it was sent, kept until it ends: ours, for showing. */
  readonly slot: number;
  /** Batches it carries, as [lane, batchId]. */
  readonly batches: readonly (readonly [lane: string, batchId: number])[];
  /** Added to the allowance when the broker throttles. */
  throttledMs: number;
  written: boolean;
  readonly onResponse: (payload: Buffer, nowMs: number) => void;
  /** Disconnected, timed out, or (acks=0) fully written. */
  readonly onEnd: (end: 'timedOut' | 'disconnected' | 'noAnswerExpected', nowMs: number) => void;
}

/** Requests awaiting their answer, for each node oldest first (Kafka: `InFlightRequests`, whose deques are newest first). */
export class InFlightRequests {
  readonly maxInFlight: number;
  readonly #queues = new Map<number, InFlightRequest[]>();
  #count = 0;

  constructor(maxInFlight: number) {
    this.maxInFlight = maxInFlight;
  }

  get count(): number {
    return this.#count;
  }

  of(nodeId: number): readonly InFlightRequest[] {
    return this.#queues.get(nodeId) ?? [];
  }

  all(): Iterable<readonly InFlightRequest[]> {
    return this.#queues.values();
  }

  add(request: InFlightRequest): void {
    const queue = this.#queues.get(request.nodeId);
    if (queue) queue.push(request);
    else this.#queues.set(request.nodeId, [request]);
    this.#count++;
  }

  /** The one the next response answers. */
  oldest(nodeId: number): InFlightRequest | undefined {
    return this.#queues.get(nodeId)?.[0];
  }

  completeOldest(nodeId: number): InFlightRequest | undefined {
    const request = this.#queues.get(nodeId)?.shift();
    if (request) this.#count--;
    return request;
  }

  newest(nodeId: number): InFlightRequest | undefined {
    return this.#queues.get(nodeId)?.at(-1);
  }

  completeNewest(nodeId: number): InFlightRequest | undefined {
    const request = this.#queues.get(nodeId)?.pop();
    if (request) this.#count--;
    return request;
  }

  /** One request at a time is being written, and at most `max.in.flight` await answers. */
  canSendMore(nodeId: number): boolean {
    const queue = this.#queues.get(nodeId);
    return (
      !queue || queue.length === 0 || (queue.length < this.maxInFlight && (queue.at(-1) as InFlightRequest).written)
    );
  }

  freeSlot(nodeId: number): number {
    const used = new Set(this.of(nodeId).map(({ slot }) => slot));
    let slot = 0;
    while (used.has(slot)) slot++;
    return slot;
  }

  clear(nodeId: number): readonly InFlightRequest[] {
    const queue = this.#queues.get(nodeId) ?? [];
    this.#queues.delete(nodeId);
    this.#count -= queue.length;
    return queue;
  }

  nodesWithTimedOutRequests(nowMs: number): number[] {
    const nodes: number[] = [];
    for (const [nodeId, queue] of this.#queues)
      if (queue.some(({ sentMs, throttledMs, requestTimeoutMs }) => nowMs - sentMs - throttledMs > requestTimeoutMs))
        nodes.push(nodeId);
    return nodes;
  }

  /** Until the first of them is too old; Infinity without any. */
  timeToNextTimeoutMs(nowMs: number): number {
    let earliestMs = Infinity;
    for (const queue of this.#queues.values())
      for (const { sentMs, throttledMs, requestTimeoutMs } of queue)
        earliestMs = Math.min(earliestMs, sentMs + throttledMs + requestTimeoutMs);
    return Math.max(0, earliestMs - nowMs + 1); // Beyond the limit, not at it.
  }

  /** A throttled node answers later, on purpose: that is no timeout. */
  addThrottle(nodeId: number, throttleMs: number): void {
    for (const request of this.of(nodeId)) request.throttledMs += throttleMs;
  }
}
