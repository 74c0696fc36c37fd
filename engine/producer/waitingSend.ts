import type { Metadata } from '../client/metadata.ts';
import type { KafkaError } from '../common/kafkaError.ts';
import type { BlockedSend, Obstacle } from './blockedSends.ts';
import type { BufferPool, PoolMemory } from './bufferPool.ts';
import type { ProducerMetrics } from './metrics/producerMetrics.ts';
import type { ProducerObserver } from './producerObserver.ts';
import type { ProducerRecord } from './producerRecord.ts';
import type { RecordFuture } from './recordFuture.ts';
import type { RecordJourney } from './recordJourney.ts';
import { metadataTimeout } from './sendErrors.ts';
import type { SendSteps } from './sendSteps.ts';

/** What every waiting send of a producer needs. */
export interface WaitingSendContext<K, V> {
  readonly steps: SendSteps<K, V>;
  readonly metadata: Metadata;
  /** Why a connection ended, for a wait that was in vain; null if none did. */
  readonly connectionProblem: () => string | null;
  readonly pool: BufferPool;
  readonly maxBlockMs: number;
  readonly observer: ProducerObserver;
  readonly metrics: ProducerMetrics;
  /** Throws if the transaction that the record belongs to is no longer to be committed; null: there are no transactions. */
  readonly ensureStillOpen: (() => void) | null;
  /** Answers the record with what went wrong. */
  readonly refuse: (record: ProducerRecord<K, V>, future: RecordFuture, error: unknown, nowMs: number) => void;
}

/** A send that metadata or memory was missing for: it goes through the steps again whenever that may have changed. */
export class WaitingSend<K, V> implements BlockedSend {
  readonly topic: string;
  readonly sinceMs: number;
  readonly deadlineMs: number;
  obstacle: Obstacle | null;
  readonly #context: WaitingSendContext<K, V>;
  readonly #record: ProducerRecord<K, V>;
  readonly #future: RecordFuture;
  readonly #journey: RecordJourney | undefined;
  #obstacleSinceMs: number;

  constructor(
    context: WaitingSendContext<K, V>,
    record: ProducerRecord<K, V>,
    future: RecordFuture,
    obstacle: Obstacle | null,
    nowMs: number,
    journey: RecordJourney | undefined,
  ) {
    this.#context = context;
    // Java's caller stands still meanwhile; ours may change its record or its headers for the next send.
    this.#record = record.headers ? { ...record, headers: [...record.headers] } : { ...record };
    this.#future = future;
    this.#journey = journey;
    this.topic = record.topic;
    this.sinceMs = nowMs;
    this.deadlineMs = nowMs + context.maxBlockMs;
    this.obstacle = obstacle;
    this.#obstacleSinceMs = nowMs;
    if (obstacle) this.#waitStarted(obstacle, nowMs);
  }

  /** Null: it is answered or in a batch. */
  attempt(nowMs: number, memory: PoolMemory | null): Obstacle | null {
    const { metadata, steps, ensureStillOpen } = this.#context;
    const before = this.obstacle;
    try {
      const error = before?.kind !== 'memory' ? metadata.takeErrorFor(this.topic) : undefined;
      if (error) throw error;
      ensureStillOpen?.();
      // Noted before the record is in a batch: should the noting fail, the record is refused, and must not be sent as well.
      if (memory || steps.isPartitionKnown(this.#record, nowMs)) this.#waitEnded(true, nowMs);
      const next = steps.run(this.#record, this.#future, nowMs, memory, this.#journey);
      if (next && memory) this.#context.pool.deallocate(memory); // The partition is gone from metadata: it waits for that now.
      if (next?.kind === 'metadata' && before?.kind === 'metadata') metadata.requestUpdateForTopic(this.topic);
      else if (next) this.#waitStarted(next, nowMs);
      return next;
    } catch (error) {
      if (memory) this.#context.pool.deallocate(memory);
      this.#refuse(error, nowMs);
      return null;
    }
  }

  fail(error: KafkaError, nowMs: number): void {
    if (error.kind === 'BufferExhaustedException') this.#context.metrics.pool.exhausted(nowMs);
    this.#refuse(error, nowMs);
  }

  timedOut(obstacle: Obstacle | null): KafkaError {
    const { metadata, pool, maxBlockMs, connectionProblem } = this.#context;
    const missing = obstacle ?? this.obstacle;
    if (missing?.kind === 'memory') return pool.exhausted(missing.bytes, maxBlockMs);
    const partitionCount = metadata.snapshot.partitionCount(this.topic);
    const cause = metadata.topicError(this.topic);
    return metadataTimeout(this.#record, partitionCount, cause, maxBlockMs, connectionProblem());
  }

  #refuse(error: unknown, nowMs: number): void {
    try {
      this.#waitEnded(false, nowMs);
    } finally {
      this.#context.refuse(this.#record, this.#future, error, nowMs);
    }
  }

  #waitStarted(obstacle: Obstacle, atMs: number): void {
    const { metadata, observer, pool } = this.#context;
    this.#obstacleSinceMs = atMs;
    if (obstacle.kind === 'metadata') {
      observer.on?.({ type: 'metadataWaitStarted', atMs, topic: this.topic });
      metadata.requestUpdateForTopic(this.topic);
    } else {
      const { lane, bytes } = obstacle;
      observer.on?.({ type: 'poolWaitStarted', atMs, lane, bytes, waiting: pool.waiters.length + 1 });
    }
  }

  #waitEnded(ok: boolean, atMs: number): void {
    const { obstacle } = this;
    if (!obstacle) return;
    this.obstacle = null;
    const { observer, metrics } = this.#context;
    const waitedMs = atMs - this.#obstacleSinceMs;
    if (obstacle.kind === 'metadata') {
      if (this.#journey) this.#journey.metadataWaitMs = waitedMs;
      if (ok) metrics.calls.took('metadataWait', waitedMs, atMs);
      observer.on?.({ type: 'metadataWaitEnded', atMs, topic: this.topic, waitedMs, ok });
    } else {
      if (this.#journey) this.#journey.memoryWaitMs = waitedMs;
      metrics.pool.waited(waitedMs, atMs);
      const { lane, bytes } = obstacle;
      observer.on?.({ type: 'poolWaitEnded', atMs, lane, bytes, waitedMs, ok });
    }
  }
}
