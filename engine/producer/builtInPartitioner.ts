import { KafkaError } from '../common/kafkaError.ts';
import { murmur2, toPositive } from '../common/murmur2.ts';
import type { Random } from '../common/random.ts';
import type { MetadataSnapshot } from '../client/metadataSnapshot.ts';

/** Queue sizes of the partitions a keyless record may go to, in partition order; null: choose evenly. */
export interface PartitionLoads {
  readonly partitions: readonly number[];
  /** Running sums of the weights: the emptier a queue, the larger its part. */
  readonly cumulativeFrequencies: readonly number[];
}

/**
 * Where records without a key go (Kafka: `BuiltInPartitioner`, KIP-794): one partition until about `batch.size` bytes went there,
 * then the next, drawn by chance, less often where batches pile up.
 */
export class BuiltInPartitioner {
  readonly topic: string;
  readonly #stickyBatchSize: number;
  readonly #random: Random;
  readonly #loads: (snapshot: MetadataSnapshot) => PartitionLoads | null;
  #partition = -1;
  #producedBytes = 0;

  constructor(
    topic: string,
    stickyBatchSize: number,
    random: Random,
    loads: (snapshot: MetadataSnapshot) => PartitionLoads | null,
  ) {
    if (stickyBatchSize < 1)
      throw new KafkaError(
        'IllegalArgumentException',
        `The sticky batch size must be 1 or more, not ${stickyBatchSize}.`,
      );
    this.topic = topic;
    this.#stickyBatchSize = stickyBatchSize;
    this.#random = random;
    this.#loads = loads;
  }

  /** Kafka: `partitionForKey`: over all partitions, available or not. */
  static partitionForKey(key: Uint8Array, partitionCount: number): number {
    return toPositive(murmur2(key)) % partitionCount;
  }

  /** Kafka: `peekCurrentPartitionInfo`. */
  peek(snapshot: MetadataSnapshot): number {
    if (this.#partition < 0) this.#partition = this.#nextPartition(snapshot);
    return this.#partition;
  }

  /** -1 before the first. */
  get currentPartition(): number {
    return this.#partition;
  }

  get producedBytes(): number {
    return this.#producedBytes;
  }

  /**
   * Kafka: `updatePartitionInfo`. Moves on after `batch.size` bytes, but not in the middle of a batch (`enableSwitch` false) before
   * twice as much. Returns true if it moved on.
   */
  update(appendedBytes: number, snapshot: MetadataSnapshot, enableSwitch: boolean): boolean {
    this.#producedBytes += appendedBytes;
    if (
      !(this.#producedBytes >= this.#stickyBatchSize && enableSwitch) &&
      this.#producedBytes < this.#stickyBatchSize * 2
    )
      return false;
    this.#partition = this.#nextPartition(snapshot);
    this.#producedBytes = 0;
    return true;
  }

  #nextPartition(snapshot: MetadataSnapshot): number {
    const random = this.#random.nextInt();
    const loads = this.#loads(snapshot);
    if (loads) {
      const weighted = random % (loads.cumulativeFrequencies.at(-1) as number);
      const index = loads.cumulativeFrequencies.findIndex(sum => sum > weighted);
      return loads.partitions[index] as number;
    }
    const available = snapshot.availablePartitions(this.topic);
    if (available.length > 0) return available[random % available.length] as number;
    return random % (snapshot.partitionCount(this.topic) ?? 1);
  }
}

/** Kafka: `updatePartitionLoadStats`. Null if all queues are alike, or there are too few to compare. */
export function partitionLoads(
  partitions: readonly number[],
  queueSizes: readonly number[],
  someExcluded: boolean,
): PartitionLoads | null {
  const largest = Math.max(...queueSizes);
  if (queueSizes.length < 1 || (queueSizes.every(size => size === largest) && !someExcluded)) return null;
  let sum = 0;
  return { partitions, cumulativeFrequencies: queueSizes.map(size => (sum += largest + 1 - size)) };
}
