import type { MetadataSnapshot } from '../client/metadataSnapshot.ts';
import type { BlockedBy, ClosedBy } from '../snapshot/words.ts';
import type { BufferPool } from './bufferPool.ts';
import type { PartitionQueue } from './partitionQueue.ts';
import type { PartitionQueues } from './partitionQueues.ts';
import type { ProducerBatch } from './producerBatch.ts';

export interface ReadyCheckResult {
  readonly readyNodes: Set<number>;
  readonly nextReadyCheckDelayMs: number;
  readonly unknownLeaderTopics: ReadonlySet<string>;
}

/** What of the accumulator decides whether a batch may leave before its linger is over. */
export interface ReadyConditions {
  readonly closed: boolean;
  readonly flushesInProgress: number;
  readonly transactionCompleting: boolean;
}

/**
 * Java and timers count whole milliseconds, so a linger of 5 ends there after 4 to 6. Who waited to the last fraction would be late by
 * another turn of the timer.
 */
const CLOCK_TOLERANCE_MS = 0.5;

/** Which partitions have something to send now, and what holds the others (Kafka: `RecordAccumulator.ready`, `partitionReady`). */
export class ReadyCheck {
  readonly #queues: PartitionQueues;
  readonly #conditions: ReadyConditions;
  readonly #pool: BufferPool;
  readonly #lingerMs: number;

  constructor(queues: PartitionQueues, conditions: ReadyConditions, pool: BufferPool, lingerMs: number) {
    this.#queues = queues;
    this.#conditions = conditions;
    this.#pool = pool;
    this.#lingerMs = lingerMs;
  }

  /** Which nodes have something to take, and when to look again if none has. */
  ready(snapshot: MetadataSnapshot, nowMs: number): ReadyCheckResult {
    const readyNodes = new Set<number>();
    const unknownLeaderTopics = new Set<string>();
    let nextReadyCheckDelayMs = Infinity;
    for (const queue of this.#queues.active) {
      const leader = snapshot.leader(queue.topic, queue.partition);
      if (!leader) {
        unknownLeaderTopics.add(queue.topic);
        queue.ledger.block('noLeader', nowMs);
      } else if (queue.muted) {
        queue.ledger.block('muted', nowMs);
      } else {
        const first = queue.first as ProducerBatch;
        first.maybeUpdateLeaderEpoch(snapshot.leaderEpoch(queue.topic, queue.partition));
        const waitMs = this.#timeToWaitMs(queue, first, nowMs);
        if (waitMs === null) readyNodes.add(leader.id);
        else nextReadyCheckDelayMs = Math.min(nextReadyCheckDelayMs, waitMs);
      }
    }
    return { readyNodes, nextReadyCheckDelayMs, unknownLeaderTopics };
  }

  /** The node can take nothing now: its waiting partitions are blocked by that. */
  blockNode(nodeId: number, by: BlockedBy, snapshot: MetadataSnapshot, nowMs: number): void {
    for (const queue of this.#queues.active) {
      const { blockedBy } = queue.ledger;
      if (blockedBy === 'noLeader' || blockedBy === 'backoff' || blockedBy === 'muted') continue;
      if (snapshot.leader(queue.topic, queue.partition)?.id === nodeId && this.sendableBecause(queue, nowMs))
        queue.ledger.block(by, nowMs);
    }
  }

  /** Kafka: the condition `sendable` of `batchReady`, as the reason that shows; null: it lingers. */
  sendableBecause(queue: PartitionQueue, nowMs: number): ClosedBy | null {
    const first = queue.first as ProducerBatch;
    if (queue.batches.length > 1 || first.isFull) return 'full';
    if (first.waitedTimeMs(nowMs) >= this.#lingerMs - CLOCK_TOLERANCE_MS) return 'linger';
    if (this.#pool.waiters.length > 0) return 'poolExhausted';
    if (this.#conditions.closed) return 'close';
    if (this.#conditions.flushesInProgress > 0) return 'flush';
    if (this.#conditions.transactionCompleting) return 'transaction';
    return null;
  }

  /** Null: it waits for nothing any more. */
  #timeToWaitMs(queue: PartitionQueue, first: ProducerBatch, nowMs: number): number | null {
    const { ledger } = queue;
    const waitedMs = first.waitedTimeMs(nowMs);
    if (first.mustBackOff(nowMs)) {
      ledger.block('backoff', nowMs);
      return Math.max(first.retryBackoffMs - waitedMs, 0);
    }
    if (this.sendableBecause(queue, nowMs)) {
      // What else blocks it (its node, its sequence) is for the drain to say.
      const { blockedBy } = ledger;
      if (blockedBy === null || blockedBy === 'backoff' || blockedBy === 'noLeader' || blockedBy === 'muted')
        ledger.unblock('waitingForPass', nowMs);
      return null;
    }
    ledger.unblock('linger', nowMs);
    return Math.max(this.#lingerMs - waitedMs, 0);
  }
}
