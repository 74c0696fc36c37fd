import type { MetadataSnapshot } from '../client/metadataSnapshot.ts';
import type { Random } from '../common/random.ts';
import { BuiltInPartitioner } from './builtInPartitioner.ts';
import type { PartitionLoads } from './builtInPartitioner.ts';
import { PartitionQueue } from './partitionQueue.ts';
import type { ProducerBatch } from './producerBatch.ts';
import type { Callbacks } from './recordFuture.ts';
import { isBefore } from './sequence.ts';

/** Kafka: `TopicInfo`. */
export interface TopicQueues {
  readonly topic: string;
  /** By partition number; a partition gets its queue with its first record. */
  readonly byPartition: PartitionQueue[];
  readonly partitioner: BuiltInPartitioner;
}

export interface PartitionQueuesOptions {
  readonly batchSize: number;
  readonly rack: string | null;
  readonly random: Random;
  readonly callbacks: Callbacks;
  /** How full the queues of a topic are, where its keyless records go by that. */
  readonly loads: (topic: TopicQueues, snapshot: MetadataSnapshot) => PartitionLoads | null;
}

/** The queues of all partitions that a record was ever sent to, and which of them hold something. */
export class PartitionQueues {
  /** Queues with at least one batch: a pass of the sender costs by these. */
  readonly active = new Set<PartitionQueue>();
  readonly #options: PartitionQueuesOptions;
  readonly #topics = new Map<string, TopicQueues>();
  /** The last record's: most often the next one's too. */
  #latest: TopicQueues | null = null;

  constructor(options: PartitionQueuesOptions) {
    this.#options = options;
  }

  topic(name: string): TopicQueues {
    if (this.#latest?.topic !== name) this.#latest = this.#topics.get(name) ?? this.#addTopic(name);
    return this.#latest;
  }

  knownTopic(name: string): TopicQueues | undefined {
    return this.#topics.get(name);
  }

  queue(topic: TopicQueues, partition: number, nowMs: number): PartitionQueue {
    return topic.byPartition[partition] ?? this.#addQueue(topic, partition, nowMs);
  }

  *all(): Iterable<PartitionQueue> {
    for (const { byPartition } of this.#topics.values())
      for (const queue of byPartition) if (queue as PartitionQueue | undefined) yield queue;
  }

  /** At the end: a new batch. */
  push(queue: PartitionQueue, batch: ProducerBatch): void {
    queue.batches.push(batch);
    this.active.add(queue);
  }

  /** To the front; one that has a sequence, to its place among those that have one. */
  putBack(batch: ProducerBatch, nowMs: number): void {
    const queue = queueOf(batch);
    const { batches } = queue;
    let place = 0;
    if (batch.hasSequence) while (place < batches.length && goesBefore(batches[place] as ProducerBatch, batch)) place++;
    batches.splice(place, 0, batch);
    this.active.add(queue);
    batch.ledger.enterQueue(queue.ledger, nowMs);
  }

  remove(queue: PartitionQueue, batch: ProducerBatch, nowMs: number): void {
    if (queue.first === batch) queue.batches.shift();
    else queue.batches.splice(queue.batches.indexOf(batch), 1);
    batch.ledger.leaveQueue(queue.ledger, nowMs);
    if (queue.batches.length > 0) return;
    this.active.delete(queue);
    queue.ledger.unblock('linger', nowMs); // An empty lane waits for nothing.
  }

  #addTopic(name: string): TopicQueues {
    const { batchSize, rack, random, loads } = this.#options;
    const partitioner = new BuiltInPartitioner({
      topic: name,
      stickyBatchSize: batchSize,
      rack,
      random,
      loads: snapshot => loads(topic, snapshot),
    });
    const topic: TopicQueues = { topic: name, byPartition: [], partitioner };
    this.#topics.set(name, topic);
    return topic;
  }

  #addQueue(topic: TopicQueues, partition: number, nowMs: number): PartitionQueue {
    const queue = new PartitionQueue(topic.topic, partition, nowMs, this.#options.callbacks);
    topic.byPartition[partition] = queue;
    return queue;
  }
}

export function queueOf(batch: ProducerBatch): PartitionQueue {
  return batch.lane as PartitionQueue;
}

function goesBefore(queued: ProducerBatch, batch: ProducerBatch): boolean {
  return queued.hasSequence && isBefore(queued.baseSequence, batch.baseSequence);
}
