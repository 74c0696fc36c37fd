import type { MetadataSnapshot } from '../client/metadataSnapshot.ts';
import type { PartitionQueue } from './partitionQueue.ts';
import type { PartitionQueues } from './partitionQueues.ts';
import type { ProducerBatch } from './producerBatch.ts';
import type { ReadyCheck } from './readyCheck.ts';
import type { TransactionManager } from './transactionManager.ts';

export interface DrainOptions {
  readonly queues: PartitionQueues;
  readonly readyCheck: ReadyCheck;
  readonly transactionManager: TransactionManager | null;
  /** Takes the batch out of its queue and makes its bytes final. Returns its size, bytes. */
  readonly take: (queue: PartitionQueue, batch: ProducerBatch, nodeId: number, nowMs: number) => number;
}

/** Which batches the next request to each node carries (Kafka: `drain`, `drainBatchesForOneNode`, `shouldStopDrainBatchesForPartition`). */
export class Drain {
  readonly #options: DrainOptions;
  /** By node: where the last drain stopped, so that no partition starves. */
  readonly #drainIndex = new Map<number, number>();

  constructor(options: DrainOptions) {
    this.#options = options;
  }

  /** For each node at most one batch of each of its partitions, up to max.request.size. */
  drain(
    snapshot: MetadataSnapshot,
    nodes: ReadonlySet<number>,
    maxRequestSize: number,
    nowMs: number,
  ): Map<number, ProducerBatch[]> {
    const byLeader = new Map<number, PartitionQueue[]>();
    for (const queue of this.#options.queues.active) {
      const leader = snapshot.leader(queue.topic, queue.partition);
      if (!leader || !nodes.has(leader.id)) continue;
      const queues = byLeader.get(leader.id);
      if (queues) queues.push(queue);
      else byLeader.set(leader.id, [queue]);
    }
    const drained = new Map<number, ProducerBatch[]>();
    for (const nodeId of nodes)
      drained.set(nodeId, this.#drainNode(nodeId, byLeader.get(nodeId) ?? [], snapshot, maxRequestSize, nowMs));
    return drained;
  }

  /**
   * Java walks all partitions of the node from the stored index round to it again; we walk those with batches, in the same order,
   * and store the index that Java would have stopped at.
   */
  #drainNode(
    nodeId: number,
    queues: PartitionQueue[],
    snapshot: MetadataSnapshot,
    maxRequestSize: number,
    nowMs: number,
  ): ProducerBatch[] {
    const count = snapshot.ledCount(nodeId);
    if (count === 0) return [];
    const { transactionManager, take } = this.#options;
    const start = (this.#drainIndex.get(nodeId) ?? 0) % count;
    sortByPlace(queues, snapshot, start, count);
    const batches: ProducerBatch[] = [];
    let size = 0;
    let stoppedAt: PartitionQueue | null = null;
    for (const queue of queues) {
      const first = queue.first as ProducerBatch;
      if (stoppedAt) {
        this.#waitBehind(queue, stoppedAt, nowMs);
        continue;
      }
      if (queue.muted) continue;
      first.maybeUpdateLeaderEpoch(snapshot.leaderEpoch(queue.topic, queue.partition));
      if (first.mustBackOff(nowMs)) continue;
      if (size + first.estimatedSizeInBytes > maxRequestSize && batches.length > 0) {
        stoppedAt = queue;
        queue.ledger.unblock('waitingForPass', nowMs);
        continue;
      }
      const blockedBy = transactionManager?.shouldStopDrain(first) ?? null;
      if (blockedBy) {
        queue.ledger.block(blockedBy, nowMs);
        stoppedAt = queue;
        continue;
      }
      if (transactionManager?.waitsForFirstAnswer(first)) {
        queue.ledger.block('firstAnswer', nowMs);
        continue;
      }
      size += take(queue, first, nodeId, nowMs);
      batches.push(first);
    }
    this.#drainIndex.set(
      nodeId,
      stoppedAt ? snapshot.ledIndex(stoppedAt.topic, stoppedAt.partition) : (start - 1 + count) % count,
    );
    return batches;
  }

  /** The drain of its node stopped before it: it waits for the next pass, or for the same as all. */
  #waitBehind(queue: PartitionQueue, stoppedAt: PartitionQueue, nowMs: number): void {
    if (queue.ledger.blockedBy === 'backoff' || queue.muted) return;
    if (stoppedAt.ledger.blockedBy === 'noProducerId') queue.ledger.block('noProducerId', nowMs);
    else
      queue.ledger.unblock(this.#options.readyCheck.sendableBecause(queue, nowMs) ? 'waitingForPass' : 'linger', nowMs);
  }
}

/** In the order of the node's partitions, from the one at `start` on. */
function sortByPlace(queues: PartitionQueue[], snapshot: MetadataSnapshot, start: number, count: number): void {
  if (queues.length < 2) return;
  const distance = ({ topic, partition }: PartitionQueue): number =>
    (snapshot.ledIndex(topic, partition) - start + count) % count;
  queues.sort((a, b) => distance(a) - distance(b));
}
