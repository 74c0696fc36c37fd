import { ErrorCodes } from '../../common/errors.ts';
import type { TopicPartition } from '../../common/topicPartition.ts';
import type { EndTransactionMarker } from '../../record/endTransactionMarker.ts';
import { noLeader } from '../partition.ts';
import type { Partition } from '../partition.ts';

export interface TransactionMarkersOptions {
  readonly partition: (topic: string, index: number) => Partition | undefined;
  readonly wallMs: () => number;
}

interface Waiting {
  readonly marker: EndTransactionMarker;
  readonly partition: Partition;
  /** Where it was appended; null: not yet. */
  appended: { readonly leaderEpoch: number; readonly requiredOffset: number } | null;
  readonly done: () => void;
}

/**
 * Writes the markers of a transaction into its partitions and waits until they are in sync everywhere. A partition without a leader,
 * or with too few replicas in sync, gets its marker when that has changed (Kafka: `TransactionMarkerChannelManager`).
 */
export class TransactionMarkers {
  readonly #options: TransactionMarkersOptions;
  readonly #waiting = new Map<Partition, Set<Waiting>>();

  constructor(options: TransactionMarkersOptions) {
    this.#options = options;
  }

  /** `done` comes once all have it, at once if nothing is in the way. Partitions that are gone need none. */
  write(partitions: Iterable<TopicPartition>, marker: EndTransactionMarker, done: () => void): void {
    const found = [...partitions].flatMap(({ topic, partition }) => this.#options.partition(topic, partition) ?? []);
    let left = found.length;
    if (left === 0) return done();
    const oneDone = (): void => {
      left--;
      if (left === 0) done();
    };
    for (const partition of found) this.#advance({ marker, partition, appended: null, done: oneDone });
  }

  /** Leader, replicas in sync or high watermark of the partition have changed. */
  check(partition: Partition): void {
    const waiting = this.#waiting.get(partition);
    if (waiting === undefined) return;
    // An append moves the high watermark, which calls us again.
    this.#waiting.delete(partition);
    for (const each of waiting) this.#advance(each);
  }

  #advance(waiting: Waiting): void {
    const { partition, marker } = waiting;
    if (waiting.appended?.leaderEpoch !== partition.leaderEpoch) waiting.appended = this.#append(partition, marker);
    const inSync = waiting.appended !== null && partition.highWatermark >= waiting.appended.requiredOffset;
    if (partition.deleted || inSync) return waiting.done();
    const others = this.#waiting.get(partition) ?? new Set();
    this.#waiting.set(partition, others.add(waiting));
  }

  #append(partition: Partition, marker: EndTransactionMarker): Waiting['appended'] {
    if (partition.deleted || partition.leader === noLeader) return null;
    const { leaderEpoch } = partition;
    const { errorCode, requiredOffset } = partition.appendMarker(marker, this.#options.wallMs());
    if (errorCode === ErrorCodes.NOT_ENOUGH_REPLICAS) return null;
    // A partition that refuses it has seen a newer epoch and needs no marker of this one.
    return { leaderEpoch, requiredOffset };
  }
}
