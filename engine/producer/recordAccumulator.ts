import type { MetadataSnapshot } from '../client/metadataSnapshot.ts';
import { ExponentialBackoff } from '../common/exponentialBackoff.ts';
import { KafkaError } from '../common/kafkaError.ts';
import type { Random } from '../common/random.ts';
import type { Compression } from '../record/compression.ts';
import { CompressionRatioEstimator } from '../record/compressionRatioEstimator.ts';
import type { BlockedBy, ClosedBy } from '../snapshot/words.ts';
import type { MemoryObstacle } from './blockedSends.ts';
import type { BufferPool, PoolMemory } from './bufferPool.ts';
import type { BuiltInPartitioner } from './builtInPartitioner.ts';
import { ChunkPool } from './chunkPool.ts';
import { Drain } from './drain.ts';
import { GrowingBatches } from './growingBatches.ts';
import type { PartitionQueue } from './partitionQueue.ts';
import { PartitionQueues, queueOf } from './partitionQueues.ts';
import type { TopicQueues } from './partitionQueues.ts';
import { ProducerBatch } from './producerBatch.ts';
import type { ProducerObserver } from './producerObserver.ts';
import { QueueLoads } from './queueLoads.ts';
import { ReadyCheck } from './readyCheck.ts';
import type { ReadyCheckResult } from './readyCheck.ts';
import type { Callbacks, RecordFuture } from './recordFuture.ts';
import type { RecordJourney } from './recordJourney.ts';
import type { SerializedRecord } from './serializedRecord.ts';
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
  /** The producer's rack if partitions led from there come first, else null. */
  readonly rack: string | null;
  readonly pool: BufferPool;
  readonly transactionManager: TransactionManager | null;
  readonly random: Random;
  readonly observer: ProducerObserver;
  readonly callbacks: Callbacks;
}

/** `batchReady`: it opened a batch, or filled one: the sender should look. A MemoryObstacle: nothing was appended for want of memory. */
export type AppendResult = 'appended' | 'batchReady' | MemoryObstacle;

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

  readonly #queues: PartitionQueues;
  readonly #loads: QueueLoads;
  readonly #readyCheck: ReadyCheck;
  readonly #drain: Drain;
  readonly #backoff: ExponentialBackoff;
  /** Null: a batch has all its memory from the start. */
  readonly #growing: GrowingBatches | null;

  constructor(options: RecordAccumulatorOptions) {
    const { batchSize, rack, random, callbacks, pool, transactionManager } = options;
    this.options = options;
    this.#backoff = new ExponentialBackoff(options.retryBackoffMs, options.retryBackoffMaxMs, random);
    this.#growing = pool instanceof ChunkPool ? new GrowingBatches(pool) : null;
    this.#loads = new QueueLoads(options.adaptivePartitioning, options.availabilityTimeoutMs);
    this.#queues = new PartitionQueues({
      batchSize,
      rack,
      random,
      callbacks,
      loads: (topic, snapshot) => this.#loads.of(topic, snapshot),
    });
    this.#readyCheck = new ReadyCheck(this.#queues, this, pool, options.lingerMs);
    this.#drain = new Drain({
      queues: this.#queues,
      readyCheck: this.#readyCheck,
      transactionManager,
      take: (queue, batch, nodeId, nowMs) => this.#take(queue, batch, nodeId, nowMs),
    });
  }

  // ── append ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Kafka: `append`. `granted`: memory that an earlier call asked for. While the caller waited for it another may have opened a
   * batch, or the sticky partition may have moved on, so everything is looked at again.
   */
  append(
    record: SerializedRecord,
    future: RecordFuture,
    snapshot: MetadataSnapshot,
    nowMs: number,
    granted: PoolMemory | null,
    journey?: RecordJourney,
  ): AppendResult {
    const topic = this.#queues.topic(record.topic);
    const sticky = record.partition < 0;
    for (;;) {
      const partition = sticky ? topic.partitioner.peek(snapshot) : record.partition;
      const queue = this.#queues.queue(topic, partition, nowMs);
      if (sticky && this.#stickyMovedOn(topic, queue, 0, snapshot, nowMs)) continue;
      if (this.closed) throw new KafkaError('KafkaException', 'The producer was closed while a send was in progress.');
      const { last } = queue;
      const before = last === undefined ? 0 : last.estimatedSizeInBytes;
      if (last !== undefined && this.#tryAppend(last, record, future, nowMs)) {
        if (sticky) this.#stickyMovedOn(topic, queue, last.estimatedSizeInBytes - before, snapshot, nowMs);
        if (granted) this.options.pool.deallocate(granted);
        journey?.appendedTo(last);
        return queue.batches.length > 1 || last.isFull ? 'batchReady' : 'appended';
      }
      const bytes = this.#growing ? record.sizeUpperBound : Math.max(this.options.batchSize, record.sizeUpperBound);
      const keptBuffers = this.options.pool.freeListBuffers;
      const memory = granted ?? this.options.pool.tryAllocate(bytes);
      if (!memory) return { kind: 'memory', lane: queue.name, bytes };
      const batch = this.#appendNewBatch(queue, record, future, memory, nowMs, granted === null);
      if (sticky) this.#stickyMovedOn(topic, queue, batch.estimatedSizeInBytes, snapshot, nowMs);
      journey?.openedBatchWith(batch, this.options.pool.freeListBuffers < keptBuffers);
      return 'batchReady';
    }
  }

  #tryAppend(last: ProducerBatch, record: SerializedRecord, future: RecordFuture, nowMs: number): boolean {
    const hasMemory = this.#growing === null || this.#growing.makeRoom(last, record);
    if (hasMemory && last.tryAppend(record, future, nowMs)) return true;
    last.builder.closeForRecordAppends();
    this.#growing?.giveBackUnused(last);
    this.#markClosed(last, hasMemory ? 'full' : 'poolExhausted', nowMs);
    return false;
  }

  /** If the record cannot be written, `buffer` goes back to the pool, unless it is the caller's (`ownBuffer` false). */
  #appendNewBatch(
    queue: PartitionQueue,
    record: SerializedRecord,
    future: RecordFuture,
    buffer: PoolMemory,
    nowMs: number,
    ownBuffer: boolean,
  ): ProducerBatch {
    const { compression, batchSize } = this.options;
    if (queue.batches.length === 0) queue.ledger.unblock('linger', nowMs);
    const batch = new ProducerBatch({
      id: queue.nextBatchId(),
      lane: queue,
      buffer,
      writeLimit: Math.max(batchSize, record.sizeUpperBound),
      compression,
      compressionRatioEstimate: this.ratioEstimator.estimation(record.topic, compression.type),
      nowMs,
    });
    try {
      batch.tryAppend(record, future, nowMs);
    } catch (error) {
      if (ownBuffer) this.options.pool.deallocate(buffer);
      throw error;
    }
    this.#queues.push(queue, batch);
    this.incomplete.add(batch);
    this.options.transactionManager?.batchOpened(queue);
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
    { topic, partitioner }: TopicQueues,
    queue: PartitionQueue,
    appendedBytes: number,
    snapshot: MetadataSnapshot,
    nowMs: number,
  ): boolean {
    const allBatchesFull = queue.last?.isFull ?? true;
    if (appendedBytes === 0 && !allBatchesFull) return false;
    const from = partitioner.currentPartition;
    const producedBytes = partitioner.producedBytes + appendedBytes;
    if (!partitioner.update(appendedBytes, snapshot, allBatchesFull)) return false;
    this.options.observer.on?.({
      type: 'stickySwitched',
      atMs: nowMs,
      topic,
      from,
      to: partitioner.currentPartition,
      producedBytes,
    });
    return true;
  }

  // ── ready and drain ───────────────────────────────────────────────────────────────────────────────────────────────

  /** Kafka: `ready`: which nodes have something to take, and when to look again if none has. */
  ready(snapshot: MetadataSnapshot, nowMs: number): ReadyCheckResult {
    return this.#readyCheck.ready(snapshot, nowMs);
  }

  /** The node can take nothing now: its waiting partitions are blocked by that. */
  blockNode(nodeId: number, by: BlockedBy, snapshot: MetadataSnapshot, nowMs: number): void {
    this.#readyCheck.blockNode(nodeId, by, snapshot, nowMs);
  }

  updateNodeLatencyStats(nodeId: number, nowMs: number, canDrain: boolean): void {
    this.#loads.updateNodeLatencyStats(nodeId, nowMs, canDrain);
  }

  /** Kafka: `drain`: for each node at most one batch of each of its partitions, up to max.request.size. */
  drain(
    snapshot: MetadataSnapshot,
    nodes: ReadonlySet<number>,
    maxRequestSize: number,
    nowMs: number,
  ): Map<number, ProducerBatch[]> {
    return this.#drain.drain(snapshot, nodes, maxRequestSize, nowMs);
  }

  /** Out of the queue, numbered and closed: from here on its bytes are final. Returns its size. */
  #take(queue: PartitionQueue, batch: ProducerBatch, nodeId: number, nowMs: number): number {
    if (!batch.closedBy) this.#markClosed(batch, this.#readyCheck.sendableBecause(queue, nowMs) ?? 'alongside', nowMs);
    this.#queues.remove(queue, batch, nowMs);
    if (queue.batches.length > 0) queue.ledger.unblock('waitingForPass', nowMs);
    this.options.transactionManager?.assignSequence(batch);
    const bytes = batch.close();
    this.#growing?.giveBackUnused(batch);
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
    this.#queues.putBack(batch, nowMs);
    const queue = queueOf(batch);
    if (queue.first === batch) queue.ledger.block('backoff', nowMs);
  }

  /** Kafka: `splitAndReenqueue`: a batch the broker found too large goes back as several. */
  splitAndReenqueue(big: ProducerBatch, nowMs: number): ProducerBatch[] {
    const { compression, batchSize } = this.options;
    const queue = queueOf(big);
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
      this.#queues.putBack(child, nowMs);
    }
    return children;
  }

  /**
   * Kafka: `expiredBatches`: queued ones past their delivery deadline. Java looks as far as the first that has time left; what came
   * back may stand before an older one, so we look as far as the first that never left.
   */
  expiredBatches(nowMs: number): ProducerBatch[] {
    const expired: ProducerBatch[] = [];
    for (const queue of this.#queues.active) {
      const before = expired.length;
      for (const batch of queue.batches) {
        if (batch.hasReachedDeliveryTimeout(this.options.deliveryTimeoutMs, nowMs)) {
          expired.push(batch);
          continue;
        }
        this.maybeUpdateNextBatchExpiry(batch);
        if (!batch.isRetry && !batch.isSplitBatch) break;
      }
      for (let i = before; i < expired.length; i++) this.#queues.remove(queue, expired[i] as ProducerBatch, nowMs);
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
      const queue = queueOf(batch);
      if (queue.batches.includes(batch)) this.#queues.remove(queue, batch, nowMs);
      if (batch.isInFlight) batch.mayBeWritten = true;
      batch.end = 'aborted';
      onAborted(batch);
      batch.abort(errorFor(batch));
      if (!batch.isInFlight) batch.builder.abort(); // Last: it forgets how many records there were.
      this.complete(batch);
      this.deallocate(batch);
    }
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

  /** A transaction is being committed or aborted: nothing lingers. */
  get transactionCompleting(): boolean {
    return this.options.transactionManager?.isCompleting === true;
  }

  get hasUndrained(): boolean {
    return this.#queues.active.size > 0;
  }

  get hasIncomplete(): boolean {
    return this.incomplete.size > 0;
  }

  mute(batch: ProducerBatch, muted: boolean): void {
    queueOf(batch).muted = muted;
  }

  /** Every partition that a record was ever sent to. */
  queues(): Iterable<PartitionQueue> {
    return this.#queues.all();
  }

  activeQueues(): ReadonlySet<PartitionQueue> {
    return this.#queues.active;
  }

  partitioner(topic: string): BuiltInPartitioner | undefined {
    return this.#queues.knownTopic(topic)?.partitioner;
  }
}
