import type { MetadataSnapshot } from '../client/metadataSnapshot.ts';
import { toPositive } from '../common/murmur2.ts';
import type { RecordFuture } from './recordFuture.ts';

/**
 * Each record of a topic goes to the next of its available partitions, whatever its key (Kafka: `RoundRobinPartitioner`); while none
 * is available, to the next of all. One step a record (KIP-794 ended Java's double step).
 */
export class RoundRobinPartitioner {
  readonly #counters = new Map<string, number>();
  /** Drawn already for sends that had to wait for memory afterwards. */
  readonly #kept = new WeakMap<RecordFuture, number>();

  partition(topic: string, snapshot: MetadataSnapshot, send: RecordFuture): number {
    const kept = this.#kept.get(send);
    if (kept !== undefined) return kept;
    const next = this.peek(topic, snapshot);
    this.#counters.set(topic, ((this.#counters.get(topic) ?? 0) + 1) | 0); // Wraps as Java's int does.
    return next;
  }

  /** The send comes back when it has memory, and must not step twice. */
  keep(send: RecordFuture, partition: number): void {
    this.#kept.set(send, partition);
  }

  /** Where the next record of the topic would go. */
  peek(topic: string, snapshot: MetadataSnapshot): number {
    const count = toPositive(this.#counters.get(topic) ?? 0);
    const available = snapshot.availablePartitions(topic);
    if (available.length > 0) return available[count % available.length] as number;
    return count % (snapshot.partitionCount(topic) ?? 1);
  }
}
