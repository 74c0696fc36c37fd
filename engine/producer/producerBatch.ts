import type { KafkaError } from '../common/kafkaError.ts';
import type { Compression } from '../record/compression.ts';
import { MemoryRecordsBuilder } from '../record/memoryRecordsBuilder.ts';
import { readBatchHeader, readRecords } from '../record/recordBatchReader.ts';
import { estimateSizeInBytesUpperBound } from '../record/recordSizes.ts';
import type { BatchEnd, ClosedBy } from '../snapshot/words.ts';
import type { PoolMemory } from './bufferPool.ts';
import { BatchLedger } from './laneLedger.ts';
import type { Lane } from './lane.ts';
import { ProduceRequestResult } from './produceRequestResult.ts';
import { RecordFuture } from './recordFuture.ts';
import type { Callback } from './recordFuture.ts';
import { Runs } from './runs.ts';
import { incrementSequence } from './sequence.ts';
import type { SerializedRecord } from './serializedRecord.ts';

export type FinalState = 'succeeded' | 'failed' | 'aborted';

/** One try to get a batch written: a request it was in, and how that ended. */
export interface Attempt {
  readonly node: number;
  readonly requestId: number;
  readonly sentMs: number;
  endedMs: number | null;
  error: KafkaError | null;
}

/** Records of one partition on their way together (Kafka: `ProducerBatch`). Open at the tail of its queue until full or drained. */
export class ProducerBatch {
  /** Ours: counts up for each partition, survives retries. */
  readonly id: number;
  readonly lane: Lane;
  readonly builder: MemoryRecordsBuilder;
  readonly buffer: PoolMemory;
  readonly isSplitBatch: boolean;
  readonly createdMs: number;
  readonly result: ProduceRequestResult;
  readonly ledger: BatchLedger;
  readonly attempts: Attempt[] = [];
  finalState: FinalState | null = null;
  end: BatchEnd | null = null;
  closedBy: ClosedBy | null = null;
  /** Re-enqueues so far. */
  retries = 0;
  isRetry = false;
  /** Drawn at the last re-enqueue. */
  retryBackoffMs = 0;
  lastAttemptMs: number;
  lastAppendMs: number;
  drainedMs = -1;
  endedMs = -1;
  maxRecordSize = 0;
  /** In a request whose response, disconnect or timeout has not come: its memory must not be used again (KAFKA-19012). */
  isInFlight = false;
  isBufferDeallocated = false;
  /** Between a reset of its sequence and the next close. */
  sequenceHasBeenReset = false;
  mayBeWritten = false;
  /** Of each record. */
  readonly #callbacks = new Runs<Callback | undefined>();
  #leaderEpoch = -1;
  #retriesWhenLeaderLastChanged = 0;

  constructor(options: {
    id: number;
    lane: Lane;
    buffer: PoolMemory;
    /** Left out: the size of the buffer. */
    writeLimit?: number;
    compression: Compression;
    compressionRatioEstimate: number;
    nowMs: number;
    createdMs?: number;
    isSplitBatch?: boolean;
  }) {
    this.id = options.id;
    this.lane = options.lane;
    this.buffer = options.buffer;
    this.builder = new MemoryRecordsBuilder({
      buffer: options.buffer,
      compression: options.compression,
      compressionRatioEstimate: options.compressionRatioEstimate,
      ...(options.writeLimit === undefined ? {} : { writeLimit: options.writeLimit }),
    });
    this.isSplitBatch = options.isSplitBatch ?? false;
    this.createdMs = options.createdMs ?? options.nowMs;
    this.lastAttemptMs = this.createdMs;
    this.lastAppendMs = this.createdMs;
    this.result = new ProduceRequestResult(options.lane.topic, options.lane.partition);
    this.ledger = new BatchLedger(options.lane.ledger, options.nowMs);
  }

  get recordCount(): number {
    return this.builder.recordCount;
  }

  get estimatedSizeInBytes(): number {
    return this.builder.estimatedSizeInBytes;
  }

  get isFull(): boolean {
    return this.builder.isFull();
  }

  get isDone(): boolean {
    return this.finalState !== null;
  }

  get hasSequence(): boolean {
    return this.builder.baseSequence !== -1;
  }

  get baseSequence(): number {
    return this.builder.baseSequence;
  }

  get lastSequence(): number {
    return incrementSequence(this.builder.baseSequence, this.recordCount - 1);
  }

  /** False: no room; the record belongs into another batch. */
  tryAppend(record: SerializedRecord, future: RecordFuture, nowMs: number): boolean {
    const { timestampMs, key, value, sizeUpperBound } = record;
    if (!this.builder.tryAppend(timestampMs, key, value, record.headers)) return false;
    if (sizeUpperBound > this.maxRecordSize) this.maxRecordSize = sizeUpperBound;
    this.lastAppendMs = nowMs;
    const index = this.result.addRecord(
      timestampMs,
      key === null ? -1 : key.length,
      value === null ? -1 : value.length,
    );
    future.bind(this.result, index);
    this.#callbacks.push(future.callback);
    return true;
  }

  /** Counted from the end of the last attempt, at first from creation. */
  waitedTimeMs(nowMs: number): number {
    return Math.max(0, nowMs - this.lastAttemptMs);
  }

  createdTimeMs(nowMs: number): number {
    return Math.max(0, nowMs - this.createdMs);
  }

  hasReachedDeliveryTimeout(deliveryTimeoutMs: number, nowMs: number): boolean {
    return deliveryTimeoutMs <= nowMs - this.createdMs;
  }

  /** Kafka: `maybeUpdateLeaderEpoch`: only forward. */
  maybeUpdateLeaderEpoch(leaderEpoch: number): void {
    if (leaderEpoch <= this.#leaderEpoch) return;
    this.#leaderEpoch = leaderEpoch;
    this.#retriesWhenLeaderLastChanged = this.retries;
  }

  /** A newer leader was learned during the retry that is running: no need to back off (KIP-951). */
  get hasLeaderChangedForTheOngoingRetry(): boolean {
    return this.retries >= 1 && this.retries === this.#retriesWhenLeaderLastChanged;
  }

  /** Its last attempt failed a short while ago, and no newer leader has been learned since. */
  mustBackOff(nowMs: number): boolean {
    return (
      this.retries > 0 && this.waitedTimeMs(nowMs) < this.retryBackoffMs && !this.hasLeaderChangedForTheOngoingRetry
    );
  }

  reenqueued(nowMs: number): void {
    this.retries++;
    this.lastAttemptMs = Math.max(this.lastAppendMs, nowMs);
    this.isRetry = true;
  }

  setProducerState(producerId: bigint, epoch: number, baseSequence: number, isTransactional: boolean): void {
    this.builder.setProducerState(producerId, epoch, baseSequence, isTransactional);
  }

  resetProducerState(producerId: bigint, epoch: number, baseSequence: number): void {
    this.sequenceHasBeenReset = true;
    this.builder.reopenAndRewriteProducerState(producerId, epoch, baseSequence, this.builder.isTransactional);
  }

  close(): Buffer {
    const bytes = this.builder.close();
    this.sequenceHasBeenReset = false;
    return bytes;
  }

  complete(baseOffset: number, logAppendTimeMs: number): boolean {
    return this.#done('succeeded', baseOffset, logAppendTimeMs, null);
  }

  completeExceptionally(errorOf: (index: number) => KafkaError): boolean {
    return this.#done('failed', -1, -1, errorOf);
  }

  /** Only for a batch that has not ended: who ended otherwise is no longer among those that can be aborted. */
  abort(error: KafkaError): void {
    if (this.finalState !== null)
      throw new Error(
        `Batch ${this.lane.name} #${this.id} ${this.finalState === 'aborted' ? 'was' : 'has'} ${this.finalState} and cannot be aborted.`,
      );
    this.finalState = 'aborted';
    this.#fire(-1, -1, () => error);
  }

  /**
   * Kafka: `ProducerBatch.done`. A success that comes after we gave up is ignored: the user has been told. Two successes, or a
   * failure after a success, are our mistake and thrown.
   */
  #done(
    state: FinalState,
    baseOffset: number,
    logAppendTimeMs: number,
    errorOf: ((index: number) => KafkaError) | null,
  ): boolean {
    if (this.finalState === 'succeeded')
      throw new Error(`Batch ${this.lane.name} #${this.id} has succeeded and cannot become ${state}.`);
    if (this.finalState !== null) return false;
    this.finalState = state;
    this.#fire(baseOffset, logAppendTimeMs, errorOf);
    return true;
  }

  #fire(baseOffset: number, logAppendTimeMs: number, errorOf: ((index: number) => KafkaError) | null): void {
    const { result } = this;
    result.baseOffset = baseOffset;
    result.logAppendTimeMs = logAppendTimeMs;
    result.errorOf = errorOf;
    for (let i = 0; i < this.#callbacks.length; i++) {
      const callback = this.#callbacks.at(i);
      if (callback) this.lane.callbacks.run(callback, result.metadata(i), errorOf ? errorOf(i) : null);
    }
    result.release();
  }

  /**
   * Kafka: `split`. The records go into batches of about `targetBytes`, in memory of their own; callbacks move along, users' futures
   * find their way through the result of this batch, which ends without its callbacks.
   */
  split(
    targetBytes: number,
    nextId: () => number,
    compression: Compression,
    ratioEstimate: number,
    nowMs: number,
  ): ProducerBatch[] {
    const { topic, partition } = this.lane;
    const children: ProducerBatch[] = [];
    let child: ProducerBatch | null = null;
    readRecords(readBatchHeader(this.close())).forEach(({ timestampMs, key, value, headers }, index) => {
      const future = new RecordFuture(this.#callbacks.at(index));
      const sizeUpperBound = estimateSizeInBytesUpperBound(key, value, headers);
      const record = { topic, partition, timestampMs, key, value, headers, sizeUpperBound };
      if (child?.tryAppend(record, future, nowMs)) return;
      const bytes = Math.max(targetBytes, sizeUpperBound);
      child = new ProducerBatch({
        id: nextId(),
        lane: this.lane,
        buffer: Buffer.allocUnsafeSlow(bytes),
        compression,
        compressionRatioEstimate: ratioEstimate,
        nowMs,
        createdMs: this.createdMs,
        isSplitBatch: true,
      });
      child.closedBy = 'split';
      children.push(child);
      child.tryAppend(record, future, nowMs);
    });
    for (const each of children) each.builder.closeForRecordAppends(); // The last too: its sequences are given out already.
    this.result.dependents.push(...children.map(({ result }) => result));
    this.finalState = 'failed';
    this.end = 'split';
    this.result.release();
    if (this.hasSequence) {
      let sequence = this.baseSequence;
      for (const each of children) {
        each.setProducerState(
          this.builder.producerId,
          this.builder.producerEpoch,
          sequence,
          this.builder.isTransactional,
        );
        sequence = incrementSequence(sequence, each.recordCount); // Java adds, and meets a negative sequence here.
      }
    }
    return children;
  }
}
