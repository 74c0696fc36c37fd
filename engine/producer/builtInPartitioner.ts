import { KafkaError } from '../common/kafkaError.ts';
import { murmur2, toPositive } from '../common/murmur2.ts';
import type { Random } from '../common/random.ts';
import type { MetadataSnapshot } from '../client/metadataSnapshot.ts';

/** Queue sizes of the partitions a keyless record may go to, in partition order. */
export interface PartitionLoads {
  readonly partitions: readonly number[];
  readonly queueSizes: readonly number[];
}

export interface BuiltInPartitionerOptions {
  readonly topic: string;
  readonly stickyBatchSize: number;
  readonly random: Random;
  /** Null: choose evenly. */
  readonly loads: (snapshot: MetadataSnapshot) => PartitionLoads | null;
  /** Partitions whose leader stands in this rack come first, while there are any (KIP-1123); null: the rack does not count. */
  readonly rack: string | null;
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
  readonly #rack: string | null;
  #partition = -1;
  #producedBytes = 0;

  constructor({ topic, stickyBatchSize, random, loads, rack }: BuiltInPartitionerOptions) {
    if (stickyBatchSize < 1)
      throw new KafkaError(
        'IllegalArgumentException',
        `The sticky batch size must be 1 or more, not ${stickyBatchSize}.`,
      );
    this.topic = topic;
    this.#stickyBatchSize = stickyBatchSize;
    this.#random = random;
    this.#loads = loads;
    this.#rack = rack;
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
    if (loads) return drawByLoad(this.#inRack(loads, snapshot), random);
    const available = this.#availablePartitions(snapshot);
    if (available.length > 0) return available[random % available.length] as number;
    return random % (snapshot.partitionCount(this.topic) ?? 1);
  }

  #availablePartitions(snapshot: MetadataSnapshot): readonly number[] {
    const near = this.#rack === null ? [] : snapshot.availablePartitionsInRack(this.topic, this.#rack);
    return near.length > 0 ? near : snapshot.availablePartitions(this.topic);
  }

  #inRack(loads: PartitionLoads, snapshot: MetadataSnapshot): PartitionLoads {
    if (this.#rack === null) return loads;
    const near = new Set(snapshot.availablePartitionsInRack(this.topic, this.#rack));
    const isNear = (_: number, index: number): boolean => near.has(loads.partitions[index] as number);
    const partitions = loads.partitions.filter(isNear);
    return partitions.length === 0 ? loads : { partitions, queueSizes: loads.queueSizes.filter(isNear) };
  }
}

/** Kafka: `updatePartitionLoadStats`. Null if all queues are alike, or there are too few to compare. */
export function partitionLoads(
  partitions: readonly number[],
  queueSizes: readonly number[],
  someExcluded: boolean,
): PartitionLoads | null {
  if (queueSizes.length < 1 || (queueSizes.every(size => size === queueSizes[0]) && !someExcluded)) return null;
  return { partitions, queueSizes };
}

/** Running sums of the weights: the emptier a queue, the larger its part. */
export function cumulativeFrequencies(queueSizes: readonly number[]): readonly number[] {
  const largest = queueSizes.reduce((most, size) => Math.max(most, size), 0);
  let sum = 0;
  return queueSizes.map(size => (sum += largest + 1 - size));
}

function drawByLoad({ partitions, queueSizes }: PartitionLoads, random: number): number {
  const sums = cumulativeFrequencies(queueSizes);
  const weighted = random % (sums.at(-1) as number);
  return partitions[sums.findIndex(sum => sum > weighted)] as number;
}
