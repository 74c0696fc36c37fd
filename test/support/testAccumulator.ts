import type { MetadataSnapshot } from '../../engine/client/metadataSnapshot.ts';
import type { Random } from '../../engine/common/random.ts';
import { seededRandom } from '../../engine/common/seededRandom.ts';
import { BufferPool } from '../../engine/producer/bufferPool.ts';
import type { PoolMemory } from '../../engine/producer/bufferPool.ts';
import { ChunkPool } from '../../engine/producer/chunkPool.ts';
import type { ProducerBatch } from '../../engine/producer/producerBatch.ts';
import { RecordAccumulator } from '../../engine/producer/recordAccumulator.ts';
import type { AppendResult } from '../../engine/producer/recordAccumulator.ts';
import { RecordFuture } from '../../engine/producer/recordFuture.ts';
import { RecordJourney } from '../../engine/producer/recordJourney.ts';
import { TransactionManager } from '../../engine/producer/transactionManager.ts';
import { compressionOf } from '../../engine/record/compression.ts';
import type { CompressionType } from '../../engine/record/compression.ts';
import type { Transition } from '../../engine/snapshot/transition.ts';
import { serializedRecord } from './serializedRecord.ts';

export interface TestAccumulatorOptions {
  readonly batchSize?: number;
  readonly lingerMs?: number;
  readonly bufferMemory?: number;
  readonly retryBackoffMs?: number;
  readonly retryBackoffMaxMs?: number;
  readonly deliveryTimeoutMs?: number;
  readonly compression?: CompressionType;
  readonly availabilityTimeoutMs?: number;
  readonly adaptive?: boolean;
  readonly rack?: string;
  readonly idempotent?: boolean;
  /** Batches grow by chunks of so many bytes. */
  readonly chunkBytes?: number;
  readonly random?: Random;
}

/** A RecordAccumulator whose jitter is none, at 0 ms unless said otherwise. */
export class TestAccumulator {
  readonly pool: BufferPool;
  readonly transactionManager: TransactionManager | null;
  readonly accumulator: RecordAccumulator;
  readonly transitions: Transition[] = [];
  readonly lingerMs: number;
  #lastAppend = new RecordJourney(0);

  constructor(options: TestAccumulatorOptions = {}) {
    const { batchSize = 200, lingerMs = 10, bufferMemory = 20_000, compression = 'none' } = options;
    const seeded = seededRandom(1);
    const observer = { on: (each: Transition) => this.transitions.push(each), requestBytes: undefined, responseBytes: undefined }; // prettier-ignore
    this.lingerMs = lingerMs;
    this.pool = options.chunkBytes
      ? new ChunkPool(bufferMemory, options.chunkBytes)
      : new BufferPool(bufferMemory, batchSize);
    this.transactionManager = options.idempotent ? new TransactionManager(observer) : null;
    this.transactionManager?.setProducerId({ producerId: 4000n, epoch: 0 }, 0);
    this.accumulator = new RecordAccumulator({
      batchSize,
      lingerMs,
      retryBackoffMs: options.retryBackoffMs ?? 100,
      retryBackoffMaxMs: options.retryBackoffMaxMs ?? 1000,
      deliveryTimeoutMs: options.deliveryTimeoutMs ?? 1000,
      compression: compressionOf(compression),
      adaptivePartitioning: options.adaptive ?? true,
      availabilityTimeoutMs: options.availabilityTimeoutMs ?? 0,
      rack: options.rack ?? null,
      pool: this.pool,
      transactionManager: this.transactionManager,
      random: options.random ?? { nextInt: () => seeded.nextInt(), nextDouble: () => 0.5 },
      observer,
      callbacks: { run: (callback, metadata, error) => callback(metadata, error) },
    });
  }

  /** One record; memory it would have to wait for is left to the test. */
  tryAppend(
    snapshot: MetadataSnapshot,
    options: {
      topic?: string;
      partition?: number;
      value?: string;
      nowMs?: number;
      future?: RecordFuture;
      buffer?: PoolMemory | null;
    } = {},
  ): AppendResult {
    const { topic = 'orders', partition = 0, value = 'value', nowMs = 0, buffer = null } = options;
    this.#lastAppend = new RecordJourney(nowMs);
    return this.accumulator.append(
      serializedRecord({ topic, partition, value: Buffer.from(value) }),
      options.future ?? new RecordFuture(),
      snapshot,
      nowMs,
      buffer,
      this.#lastAppend,
    );
  }

  /** The batch that took the last record, and whether it was opened for it. */
  get lastAppend(): { readonly batch: ProducerBatch | null; readonly openedBatch: boolean } {
    return this.#lastAppend;
  }

  append(snapshot: MetadataSnapshot, options: Parameters<TestAccumulator['tryAppend']>[1] = {}): ProducerBatch {
    const result = this.tryAppend(snapshot, options);
    if (typeof result === 'object') throw new Error(`${result.lane} needs ${result.bytes} bytes.`);
    return this.#lastAppend.batch as ProducerBatch;
  }

  /** Records until the batch of the partition is full and one more has opened the next. */
  fill(
    snapshot: MetadataSnapshot,
    options: { topic?: string; partition?: number; nowMs?: number } = {},
  ): ProducerBatch {
    const first = this.append(snapshot, { ...options, value: 'x'.repeat(60) });
    while (this.append(snapshot, { ...options, value: 'x'.repeat(60) }) === first);
    return first;
  }

  readyNodes(snapshot: MetadataSnapshot, nowMs: number): number[] {
    return [...this.accumulator.ready(snapshot, nowMs).readyNodes].sort((a, b) => a - b);
  }

  drain(
    snapshot: MetadataSnapshot,
    nowMs: number,
    options: { nodes?: readonly number[]; maxRequestSize?: number } = {},
  ): ProducerBatch[] {
    const nodes = new Set(options.nodes ?? snapshot.nodes.map(({ id }) => id));
    const drained = this.accumulator.drain(snapshot, nodes, options.maxRequestSize ?? 1_000_000, nowMs);
    return [...drained.values()].flat();
  }

  queued(partition = 0, topic = 'orders'): readonly ProducerBatch[] {
    for (const queue of this.accumulator.queues())
      if (queue.topic === topic && queue.partition === partition) return queue.batches;
    return [];
  }

  blockedBy(partition = 0): string | null {
    for (const queue of this.accumulator.queues()) if (queue.partition === partition) return queue.ledger.blockedBy;
    return null;
  }
}

export const lanesOf = (batches: readonly ProducerBatch[]): string[] => batches.map(({ lane }) => lane.name);
