import type { MetadataSnapshot } from '../client/metadataSnapshot.ts';
import { ExponentialBackoff } from '../common/exponentialBackoff.ts';
import { KafkaError } from '../common/kafkaError.ts';
import type { Random } from '../common/random.ts';
import type { Compression } from '../record/compression.ts';
import { CompressionRatioEstimator } from '../record/compressionRatioEstimator.ts';
import type { Header } from '../record/header.ts';
import { estimateSizeInBytesUpperBound } from '../record/recordSizes.ts';
import type { BlockedBy, ClosedBy } from '../snapshot/words.ts';
import type { BufferPool } from './bufferPool.ts';
import { BuiltInPartitioner, partitionLoads } from './builtInPartitioner.ts';
import type { PartitionLoads } from './builtInPartitioner.ts';
import type { RunCallback } from './lane.ts';
import { PartitionQueue } from './partitionQueue.ts';
import { ProducerBatch } from './producerBatch.ts';
import type { ProducerObserver } from './producerObserver.ts';
import type { RecordFuture } from './recordFuture.ts';
import { isBefore } from './sequence.ts';
import type { TransactionManager } from './transactionManager.ts';

export interface RecordAccumulatorOptions {
  readonly batchSize: number;
  readonly lingerMs: number;
  readonly retryBackoffMs: number;
  readonly retryBackoffMaxMs: number;
  readonly deliveryTimeoutMs: number;
  readonly compression: Compression;
  readonly adaptivePartitioning: boolean;
  readonly availabilityTimeoutMs: number;
  readonly pool: BufferPool;
  readonly transactionManager: TransactionManager | null;
  readonly random: Random;
  readonly observer: ProducerObserver;
  readonly runCallback: RunCallback;
}

/** A serialized record on its way into a batch. `partition` -1: the sticky one. */
export interface AppendInput {
  readonly topic: string;
  readonly partition: number;
  readonly timestampMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly Header[];
  readonly future: RecordFuture;
}

export type AppendResult =
  | {
      readonly kind: 'appended';
      readonly batch: ProducerBatch;
      readonly batchIsFull: boolean;
      readonly newBatchCreated: boolean;
    }
  | { readonly kind: 'needsMemory'; readonly lane: string; readonly bytes: number };

export interface ReadyCheckResult {
  readonly readyNodes: Set<number>;
  readonly nextReadyCheckDelayMs: number;
  readonly unknownLeaderTopics: ReadonlySet<string>;
}

interface TopicInfo {
  readonly queues: Map<number, PartitionQueue>;
  readonly partitioner: BuiltInPartitioner;
}

/**
 * Where records wait to be sent: a queue of batches for each partition (Kafka: `RecordAccumulator`). `append` never waits; where
 * memory is missing it says how much, and the caller comes back with it. A pass costs by the partitions that have something
 * queued, not by those that exist.
 */
export class RecordAccumulator {
  readonly options: RecordAccumulatorOptions;
  readonly ratioEstimator = new CompressionRatioEstimator();
  /** Every batch that is not finished, wherever it is. */
  readonly incomplete = new Set<ProducerBatch>();
  closed = false;
  flushesInProgress = 0;
  /** The earliest delivery deadline seen in the last passes, engine ms. */
  nextBatchExpiryMs = Infinity;

  readonly #topics = new Map<string, TopicInfo>();
  /** Queues with at least one batch. */
  readonly #active = new Set<PartitionQueue>();
  readonly #drainIndex = new Map<number, number>();
  readonly #nodeStats = new Map<number, { readyMs: number; drainMs: number }>();
  readonly #backoff: ExponentialBackoff;

  constructor(options: RecordAccumulatorOptions) {
    this.options = options;
    this.#backoff = new ExponentialBackoff(options.retryBackoffMs, options.retryBackoffMaxMs, options.random);
  }

  // ── append ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Kafka: `append`. `buffer`: memory that an earlier call asked for. While the caller waited for it another may have opened a
   * batch, or the sticky partition may have moved on, so everything is looked at again.
   */
  append(record: AppendInput, snapshot: MetadataSnapshot, nowMs: number, buffer: Buffer | null): AppendResult {
    const topic = this.#topicInfo(record.topic);
    const sticky = record.partition < 0;
    for (;;) {
      const queue = this.#queue(
        topic,
        record.topic,
        sticky ? topic.partitioner.peek(snapshot) : record.partition,
        nowMs,
      );
      if (sticky && this.#stickyMovedOn(topic, queue, 0, snapshot, nowMs)) continue;
      if (this.closed) throw new KafkaError('KafkaException', 'The producer was closed while a send was in progress.');
      const last = queue.last;
      if (last && this.#tryAppend(last, queue, record, nowMs, sticky ? topic : null, snapshot)) {
        if (buffer) this.options.pool.deallocate(buffer);
        return {
          kind: 'appended',
          batch: last,
          batchIsFull: queue.batches.length > 1 || last.isFull,
          newBatchCreated: false,
        };
      }
      const bytes = Math.max(
        this.options.batchSize,
        estimateSizeInBytesUpperBound(record.key, record.value, record.headers),
      );
      const memory = buffer ?? this.options.pool.tryAllocate(bytes);
      if (!memory) return { kind: 'needsMemory', lane: queue.name, bytes };
      let batch: ProducerBatch;
      try {
        batch = this.#appendNewBatch(queue, record, memory, nowMs);
      } catch (error) {
        if (!buffer) this.options.pool.deallocate(memory); // What was given stays the caller's.
        throw error;
      }
      if (sticky) this.#stickyMovedOn(topic, queue, batch.estimatedSizeInBytes, snapshot, nowMs);
      return { kind: 'appended', batch, batchIsFull: queue.batches.length > 1 || batch.isFull, newBatchCreated: true };
    }
  }

  #tryAppend(
    last: ProducerBatch,
    queue: PartitionQueue,
    record: AppendInput,
    nowMs: number,
    stickyTopic: TopicInfo | null,
    snapshot: MetadataSnapshot,
  ): boolean {
    const before = last.estimatedSizeInBytes;
    if (!last.tryAppend(record.timestampMs, record.key, record.value, record.headers, record.future, nowMs)) {
      last.builder.closeForRecordAppends();
      this.#markClosed(last, 'full', nowMs);
      return false;
    }
    if (stickyTopic) this.#stickyMovedOn(stickyTopic, queue, last.estimatedSizeInBytes - before, snapshot, nowMs);
    return true;
  }

  #appendNewBatch(queue: PartitionQueue, record: AppendInput, buffer: Buffer, nowMs: number): ProducerBatch {
    const { compression } = this.options;
    if (queue.batches.length === 0) queue.ledger.unblock('linger', nowMs);
    const batch = new ProducerBatch({
      id: queue.nextBatchId(),
      lane: queue,
      buffer,
      compression,
      compressionRatioEstimate: this.ratioEstimator.estimation(record.topic, compression.type),
      nowMs,
    });
    batch.tryAppend(record.timestampMs, record.key, record.value, record.headers, record.future, nowMs);
    queue.batches.push(batch);
    this.incomplete.add(batch);
    this.#active.add(queue);
    this.options.observer.on?.({
      type: 'batchCreated',
      atMs: nowMs,
      lane: queue.name,
      batchId: batch.id,
      bufferBytes: buffer.length,
    });
    return batch;
  }

  /** Kafka: `updatePartitionInfo`, and with 0 bytes the late switch of `partitionChanged` once all batches are full. */
  #stickyMovedOn(
    topic: TopicInfo,
    queue: PartitionQueue,
    appendedBytes: number,
    snapshot: MetadataSnapshot,
    nowMs: number,
  ): boolean {
    const allBatchesFull = queue.last?.isFull ?? true;
    if (appendedBytes === 0 && !allBatchesFull) return false;
    const from = topic.partitioner.currentPartition;
    const producedBytes = topic.partitioner.producedBytes + appendedBytes;
    if (!topic.partitioner.update(appendedBytes, snapshot, allBatchesFull)) return false;
    this.options.observer.on?.({
      type: 'stickySwitched',
      atMs: nowMs,
      topic: queue.topic,
      from,
      to: topic.partitioner.currentPartition,
      producedBytes,
    });
    return true;
  }

  #topicInfo(topic: string): TopicInfo {
    let info = this.#topics.get(topic);
    if (!info) {
      const queues = new Map<number, PartitionQueue>();
      const loads = (snapshot: MetadataSnapshot): PartitionLoads | null =>
        this.#partitionLoads(topic, queues, snapshot);
      info = { queues, partitioner: new BuiltInPartitioner(topic, this.options.batchSize, this.options.random, loads) };
      this.#topics.set(topic, info);
    }
    return info;
  }

  #queue(info: TopicInfo, topic: string, partition: number, nowMs: number): PartitionQueue {
    let queue = info.queues.get(partition);
    if (!queue) {
      queue = new PartitionQueue(topic, partition, nowMs, this.options.runCallback);
      info.queues.set(partition, queue);
    }
    return queue;
  }

  /** Kafka rebuilds these at each `ready`; we do when the next partition is drawn, from the same queues. */
  #partitionLoads(
    topic: string,
    queues: ReadonlyMap<number, PartitionQueue>,
    snapshot: MetadataSnapshot,
  ): PartitionLoads | null {
    if (
      !this.options.adaptivePartitioning ||
      queues.size < (snapshot.partitionCount(topic) ?? Infinity) ||
      queues.size < 2
    )
      return null;
    const { availabilityTimeoutMs } = this.options;
    const partitions: number[] = [];
    const sizes: number[] = [];
    let excluded = false;
    for (const queue of [...queues.values()].sort((a, b) => a.partition - b.partition)) {
      const leader = snapshot.leader(topic, queue.partition);
      if (!leader) continue;
      const stats = this.#nodeStats.get(leader.id);
      if (
        availabilityTimeoutMs > 0 &&
        queue.batches.length > 0 &&
        stats &&
        stats.readyMs - stats.drainMs > availabilityTimeoutMs
      ) {
        excluded = true;
        continue;
      }
      partitions.push(queue.partition);
      sizes.push(queue.batches.length);
    }
    return partitions.length === 0 ? null : partitionLoads(partitions, sizes, excluded);
  }

  // ── ready ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Kafka: `ready`: which nodes have something to take, and when to look again if none has. */
  ready(snapshot: MetadataSnapshot, nowMs: number): ReadyCheckResult {
    const readyNodes = new Set<number>();
    const unknownLeaderTopics = new Set<string>();
    let nextReadyCheckDelayMs = Infinity;
    for (const queue of this.#active) {
      const first = queue.first as ProducerBatch;
      const leader = snapshot.leader(queue.topic, queue.partition);
      if (!leader) {
        unknownLeaderTopics.add(queue.topic);
        queue.ledger.block('noLeader', nowMs);
        continue;
      }
      if (queue.muted) {
        queue.ledger.block('muted', nowMs);
        continue;
      }
      first.maybeUpdateLeaderEpoch(snapshot.leaderEpoch(queue.topic, queue.partition));
      const waitedMs = first.waitedTimeMs(nowMs);
      const backingOff = this.#shouldBackOff(first, waitedMs);
      const timeToWaitMs = backingOff ? first.retryBackoffMs : this.options.lingerMs;
      if (backingOff) {
        queue.ledger.block('backoff', nowMs);
        nextReadyCheckDelayMs = Math.min(nextReadyCheckDelayMs, Math.max(timeToWaitMs - waitedMs, 0));
      } else if (this.#sendableBecause(queue, first, waitedMs)) {
        readyNodes.add(leader.id);
        if (
          queue.ledger.blockedBy === null ||
          queue.ledger.blockedBy === 'backoff' ||
          queue.ledger.blockedBy === 'noLeader' ||
          queue.ledger.blockedBy === 'muted'
        )
          queue.ledger.unblock('waitingForPass', nowMs);
      } else {
        queue.ledger.unblock('linger', nowMs);
        nextReadyCheckDelayMs = Math.min(nextReadyCheckDelayMs, Math.max(timeToWaitMs - waitedMs, 0));
      }
    }
    return { readyNodes, nextReadyCheckDelayMs, unknownLeaderTopics };
  }

  /** Kafka: the condition `sendable` of `batchReady`, as the reason that shows; null: it lingers. */
  #sendableBecause(queue: PartitionQueue, first: ProducerBatch, waitedMs: number): ClosedBy | null {
    if (queue.batches.length > 1 || first.isFull) return 'full';
    if (waitedMs >= this.options.lingerMs) return 'linger';
    if (this.options.pool.waiters.length > 0) return 'poolExhausted';
    if (this.closed) return 'close';
    if (this.flushesInProgress > 0) return 'flush';
    if (this.options.transactionManager?.isCompleting) return 'transaction';
    return null;
  }

  #shouldBackOff(batch: ProducerBatch, waitedMs: number): boolean {
    return batch.retries > 0 && waitedMs < batch.retryBackoffMs && !batch.hasLeaderChangedForTheOngoingRetry;
  }

  updateNodeLatencyStats(nodeId: number, nowMs: number, canDrain: boolean): void {
    const stats = this.#nodeStats.get(nodeId) ?? { readyMs: nowMs, drainMs: nowMs };
    stats.readyMs = nowMs;
    if (canDrain) stats.drainMs = nowMs;
    this.#nodeStats.set(nodeId, stats);
  }

  /** The node can take nothing now: its waiting partitions are blocked by that. */
  blockNode(nodeId: number, by: BlockedBy, snapshot: MetadataSnapshot, nowMs: number): void {
    for (const queue of this.#active) {
      const { blockedBy } = queue.ledger;
      if (blockedBy === 'noLeader' || blockedBy === 'backoff' || blockedBy === 'muted') continue;
      if (
        snapshot.leader(queue.topic, queue.partition)?.id === nodeId &&
        this.#sendableBecause(queue, queue.first as ProducerBatch, (queue.first as ProducerBatch).waitedTimeMs(nowMs))
      )
        queue.ledger.block(by, nowMs);
    }
  }

  // ── drain ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Kafka: `drain`: for each node at most one batch of each of its partitions, up to max.request.size. */
  drain(
    snapshot: MetadataSnapshot,
    nodes: ReadonlySet<number>,
    maxRequestSize: number,
    nowMs: number,
  ): Map<number, ProducerBatch[]> {
    const byLeader = new Map<number, PartitionQueue[]>();
    for (const queue of this.#active) {
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
    const start = (this.#drainIndex.get(nodeId) ?? 0) % count;
    const distance = (queue: PartitionQueue): number =>
      (snapshot.ledIndex(queue.topic, queue.partition) - start + count) % count;
    if (queues.length > 1) queues.sort((a, b) => distance(a) - distance(b));
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
      if (this.#shouldBackOff(first, first.waitedTimeMs(nowMs))) continue;
      if (size + first.estimatedSizeInBytes > maxRequestSize && batches.length > 0) {
        stoppedAt = queue;
        queue.ledger.unblock('waitingForPass', nowMs);
        continue;
      }
      const blockedBy = this.options.transactionManager?.shouldStopDrain(first) ?? null;
      if (blockedBy) {
        queue.ledger.block(blockedBy, nowMs);
        stoppedAt = queue;
        continue;
      }
      size += this.#take(queue, first, nodeId, nowMs);
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
      queue.ledger.unblock(
        this.#sendableBecause(queue, queue.first as ProducerBatch, (queue.first as ProducerBatch).waitedTimeMs(nowMs))
          ? 'waitingForPass'
          : 'linger',
        nowMs,
      );
  }

  /** Out of the queue, numbered and closed: from here on its bytes are final. Returns its size. */
  #take(queue: PartitionQueue, batch: ProducerBatch, nodeId: number, nowMs: number): number {
    if (!batch.closedBy)
      this.#markClosed(batch, this.#sendableBecause(queue, batch, batch.waitedTimeMs(nowMs)) ?? 'alongside', nowMs);
    this.#remove(queue, batch, nowMs);
    if (queue.batches.length > 0) queue.ledger.unblock('waitingForPass', nowMs);
    this.options.transactionManager?.assignSequence(batch);
    const bytes = batch.close();
    this.ratioEstimator.updateEstimation(queue.topic, this.options.compression.type, batch.builder.compressionRatio);
    batch.drainedMs = nowMs;
    this.options.observer.on?.({
      type: 'batchDrained',
      atMs: nowMs,
      lane: queue.name,
      batchId: batch.id,
      node: nodeId,
      baseSequence: batch.baseSequence,
      records: batch.recordCount,
      bytes: bytes.length,
    });
    return bytes.length;
  }

  #markClosed(batch: ProducerBatch, closedBy: ClosedBy, nowMs: number): void {
    if (batch.closedBy) return;
    batch.closedBy = closedBy;
    this.options.observer.on?.({
      type: 'batchClosed',
      atMs: nowMs,
      lane: batch.lane.name,
      batchId: batch.id,
      closedBy,
      records: batch.recordCount,
      bytes: batch.estimatedSizeInBytes,
      ageMs: batch.createdTimeMs(nowMs),
    });
  }

  // ── back into the queue, and out of it for good ───────────────────────────────────────────────────────────────────

  /** Kafka: `reenqueue`: to the front; with sequences, to its place among those that have one. */
  reenqueue(batch: ProducerBatch, nowMs: number): void {
    batch.reenqueued(nowMs);
    batch.retryBackoffMs = this.#backoff.backoff(batch.retries - 1); // Once: Java draws at each look, and ready and drain then disagree.
    this.#putBack(batch, nowMs);
    const queue = this.queueOf(batch);
    if (queue.first === batch) queue.ledger.block('backoff', nowMs);
  }

  #putBack(batch: ProducerBatch, nowMs: number): void {
    const queue = this.queueOf(batch);
    let place = 0;
    if (this.options.transactionManager && batch.hasSequence) {
      const { batches } = queue;
      while (
        place < batches.length &&
        (batches[place] as ProducerBatch).hasSequence &&
        isBefore((batches[place] as ProducerBatch).baseSequence, batch.baseSequence)
      )
        place++;
    }
    queue.batches.splice(place, 0, batch);
    this.#active.add(queue);
    batch.ledger.enterQueue(queue.ledger, nowMs);
  }

  /** Kafka: `splitAndReenqueue`: a batch the broker found too large goes back as several. */
  splitAndReenqueue(big: ProducerBatch, nowMs: number): ProducerBatch[] {
    const { compression, batchSize } = this.options;
    const queue = this.queueOf(big);
    this.ratioEstimator.setEstimation(queue.topic, compression.type, Math.max(1, big.builder.compressionRatio));
    // A split of a split aims lower each time, so that it comes to an end (KAFKA-8350).
    const target = big.isSplitBatch ? Math.max(big.maxRecordSize, Math.floor(big.estimatedSizeInBytes / 2)) : batchSize;
    const children = big.split(
      target,
      queue.nextBatchId,
      compression,
      this.ratioEstimator.estimation(queue.topic, compression.type),
      nowMs,
    );
    for (const child of [...children].reverse()) {
      this.incomplete.add(child);
      this.options.transactionManager?.addInFlightBatch(child);
      this.#putBack(child, nowMs);
    }
    return children;
  }

  /**
   * Kafka: `expiredBatches`: queued ones past their delivery deadline. Java looks as far as the first that has time left; what came
   * back may stand before an older one, so we look as far as the first that never left.
   */
  expiredBatches(nowMs: number): ProducerBatch[] {
    const expired: ProducerBatch[] = [];
    for (const queue of this.#active) {
      const before = expired.length;
      for (const batch of queue.batches) {
        if (batch.hasReachedDeliveryTimeout(this.options.deliveryTimeoutMs, nowMs)) {
          expired.push(batch);
          continue;
        }
        this.maybeUpdateNextBatchExpiry(batch);
        if (!batch.isRetry && !batch.isSplitBatch) break;
      }
      for (let i = before; i < expired.length; i++) this.#remove(queue, expired[i] as ProducerBatch, nowMs);
    }
    return expired;
  }

  maybeUpdateNextBatchExpiry(batch: ProducerBatch): void {
    const expiryMs = batch.createdMs + this.options.deliveryTimeoutMs;
    if (expiryMs < this.nextBatchExpiryMs) this.nextBatchExpiryMs = expiryMs;
  }

  /** Kafka: `abortBatches`; with `undrainedOnly`, `abortUndrainedBatches`: those that were never given to the network. */
  abortBatches(
    errorFor: (batch: ProducerBatch) => KafkaError,
    nowMs: number,
    undrainedOnly: boolean,
    onAborted: (batch: ProducerBatch) => void,
  ): void {
    for (const batch of [...this.incomplete]) {
      const undrained = this.options.transactionManager ? !batch.hasSequence : !batch.builder.isClosed;
      if (undrainedOnly && !undrained) continue;
      const queue = this.queueOf(batch);
      if (queue.batches.includes(batch)) this.#remove(queue, batch, nowMs);
      if (batch.isInFlight) batch.mayBeWritten = true;
      batch.end = 'aborted';
      onAborted(batch);
      batch.abort(errorFor(batch));
      if (!batch.isInFlight) batch.builder.abort(); // Last: it forgets how many records there were.
      this.complete(batch);
      this.deallocate(batch);
    }
  }

  #remove(queue: PartitionQueue, batch: ProducerBatch, nowMs: number): void {
    if (queue.first === batch) queue.batches.shift();
    else queue.batches.splice(queue.batches.indexOf(batch), 1);
    batch.ledger.leaveQueue(queue.ledger, nowMs);
    if (queue.batches.length > 0) return;
    this.#active.delete(queue);
    queue.ledger.unblock('linger', nowMs); // An empty lane waits for nothing.
  }

  complete(batch: ProducerBatch): void {
    this.incomplete.delete(batch);
  }

  /**
   * Gives the batch's memory back, unless it is still in a request (then its response does) or was never the pool's. Java gives
   * back the size first reserved, whatever the batch has grown to.
   */
  deallocate(batch: ProducerBatch): void {
    if (batch.isSplitBatch || batch.isBufferDeallocated || batch.isInFlight) return;
    batch.isBufferDeallocated = true;
    this.options.pool.deallocate(batch.buffer);
  }

  // ── state ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  get hasUndrained(): boolean {
    return this.#active.size > 0;
  }

  get hasIncomplete(): boolean {
    return this.incomplete.size > 0;
  }

  mute(batch: ProducerBatch, muted: boolean): void {
    this.queueOf(batch).muted = muted;
  }

  /** Every partition that a record was ever sent to. */
  *queues(): Iterable<PartitionQueue> {
    for (const { queues } of this.#topics.values()) yield* queues.values();
  }

  activeQueues(): ReadonlySet<PartitionQueue> {
    return this.#active;
  }

  partitioner(topic: string): BuiltInPartitioner | undefined {
    return this.#topics.get(topic)?.partitioner;
  }

  queueOf(batch: ProducerBatch): PartitionQueue {
    return batch.lane as PartitionQueue;
  }
}
