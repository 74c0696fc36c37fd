import { topicPartitionName } from '../../common/topicPartition.ts';
import type { TopicPartition } from '../../common/topicPartition.ts';

export interface CommittedOffset extends TopicPartition {
  readonly offset: bigint;
  readonly leaderEpoch: number;
  readonly metadata: string;
}

interface Stored extends CommittedOffset {
  /** Counts commits, as offsets in __consumer_offsets do: of two the later one holds, whenever it became valid. */
  readonly order: number;
}

/** How far a group has read, and what open transactions would make of it (Kafka: `OffsetMetadataManager`). */
export class GroupOffsets {
  readonly #committed = new Map<string, Stored>();
  readonly #pending = new Map<bigint, Map<string, Stored>>();
  #commits = 0;

  get isEmpty(): boolean {
    return this.#committed.size === 0 && this.#pending.size === 0;
  }
  get all(): readonly CommittedOffset[] {
    return [...this.#committed.values()];
  }

  find(topic: string, partition: number): CommittedOffset | undefined {
    return this.#committed.get(topicPartitionName(topic, partition));
  }

  /** An open transaction may still change it. */
  isUnstable(topic: string, partition: number): boolean {
    const name = topicPartitionName(topic, partition);
    for (const pending of this.#pending.values()) if (pending.has(name)) return true;
    return false;
  }

  commit(offset: CommittedOffset): void {
    this.#committed.set(nameOf(offset), this.#stored(offset));
  }

  /** Counts when the producer's transaction is committed. */
  commitInTransaction(producerId: bigint, offset: CommittedOffset): void {
    const pending = this.#pending.get(producerId) ?? new Map<string, Stored>();
    this.#pending.set(producerId, pending.set(nameOf(offset), this.#stored(offset)));
  }

  endTransaction(producerId: bigint, committed: boolean): void {
    const pending = this.#pending.get(producerId);
    if (pending === undefined) return;
    this.#pending.delete(producerId);
    if (!committed) return;
    for (const [name, offset] of pending)
      if (offset.order > (this.#committed.get(name)?.order ?? 0)) this.#committed.set(name, offset);
  }

  delete(topic: string, partition: number): void {
    const name = topicPartitionName(topic, partition);
    this.#committed.delete(name);
    for (const [producerId, pending] of this.#pending)
      if (pending.delete(name) && pending.size === 0) this.#pending.delete(producerId);
  }

  #stored(offset: CommittedOffset): Stored {
    return { ...offset, order: ++this.#commits };
  }
}

function nameOf({ topic, partition }: TopicPartition): string {
  return topicPartitionName(topic, partition);
}
