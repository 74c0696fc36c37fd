import type { MetadataSnapshot } from '../client/metadataSnapshot.ts';
import { partitionLoads } from './builtInPartitioner.ts';
import type { PartitionLoads } from './builtInPartitioner.ts';
import type { TopicQueues } from './partitionQueues.ts';

/**
 * How full the queues of a topic are (Kafka: `updatePartitionLoadStats`, and `NodeLatencyStats` for nodes that take nothing). Kafka
 * rebuilds this at each `ready`; we do when the next partition is drawn, from the same queues.
 */
export class QueueLoads {
  readonly #adaptive: boolean;
  readonly #availabilityTimeoutMs: number;
  readonly #nodeStats = new Map<number, { readyMs: number; drainMs: number }>();

  constructor(adaptive: boolean, availabilityTimeoutMs: number) {
    this.#adaptive = adaptive;
    this.#availabilityTimeoutMs = availabilityTimeoutMs;
  }

  updateNodeLatencyStats(nodeId: number, nowMs: number, canDrain: boolean): void {
    const stats = this.#nodeStats.get(nodeId) ?? { readyMs: nowMs, drainMs: nowMs };
    stats.readyMs = nowMs;
    if (canDrain) stats.drainMs = nowMs;
    this.#nodeStats.set(nodeId, stats);
  }

  /** Null: choose evenly. So it is until every partition has had a record. */
  of({ topic, byPartition }: TopicQueues, snapshot: MetadataSnapshot): PartitionLoads | null {
    const count = snapshot.partitionCount(topic);
    if (!this.#adaptive || count === undefined || count < 2) return null;
    const partitions: number[] = [];
    const sizes: number[] = [];
    let excluded = false;
    for (let partition = 0; partition < count; partition++) {
      const queue = byPartition[partition];
      if (!queue) return null;
      const leader = snapshot.leader(topic, partition);
      if (!leader) continue;
      if (queue.batches.length > 0 && this.#takesNothing(leader.id)) {
        excluded = true;
        continue;
      }
      partitions.push(partition);
      sizes.push(queue.batches.length);
    }
    return partitions.length === 0 ? null : partitionLoads(partitions, sizes, excluded);
  }

  /** Ready for longer than partitioner.availability.timeout.ms without a drain. */
  #takesNothing(nodeId: number): boolean {
    const stats = this.#nodeStats.get(nodeId);
    return (
      this.#availabilityTimeoutMs > 0 &&
      stats !== undefined &&
      stats.readyMs - stats.drainMs > this.#availabilityTimeoutMs
    );
  }
}
