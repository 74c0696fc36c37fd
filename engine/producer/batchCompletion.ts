import type { Metadata } from '../client/metadata.ts';
import { ErrorCodes, Errors } from '../common/errors.ts';
import type { KafkaError } from '../common/kafkaError.ts';
import type { InFlightBatches } from './inFlightBatches.ts';
import type { SenderMetrics } from './metrics/senderMetrics.ts';
import { batchError, isIndefinite, recordErrorOf } from './produceErrors.ts';
import type { BatchOutcome } from './produceOutcome.ts';
import type { ProducerBatch } from './producerBatch.ts';
import type { ProducerObserver } from './producerObserver.ts';
import type { RecordAccumulator } from './recordAccumulator.ts';
import type { SenderTotals } from './senderTotals.ts';
import type { TransactionManager } from './transactionManager.ts';

export interface BatchCompletionOptions {
  readonly inFlight: InFlightBatches;
  readonly metadata: Metadata;
  readonly accumulator: RecordAccumulator;
  readonly transactionManager: TransactionManager | null;
  /** max.in.flight.requests.per.connection is 1. */
  readonly guaranteeMessageOrder: boolean;
  readonly acks: number;
  readonly retries: number;
  readonly deliveryTimeoutMs: number;
  readonly observer: ProducerObserver;
  readonly totals: SenderTotals;
  readonly metrics: SenderMetrics;
}

/** The end of each batch, or its way back into the queue: the half of Kafka's `Sender` behind `completeBatch`. */
export class BatchCompletion {
  readonly #options: BatchCompletionOptions;

  constructor(options: BatchCompletionOptions) {
    this.#options = options;
  }

  /** Kafka: `completeBatch`: done, split, again, or given up. */
  complete(batch: ProducerBatch, result: BatchOutcome, nowMs: number): void {
    const { accumulator, transactionManager, guaranteeMessageOrder } = this.#options;
    const attempt = batch.attempts.at(-1);
    if (attempt) attempt.endedMs = nowMs;
    if (result.code === ErrorCodes.NONE) this.#succeed(batch, result.baseOffset, result.logAppendTimeMs, nowMs);
    else this.#refused(batch, result, nowMs);
    if (batch.isDone) {
      transactionManager?.removeInFlightBatch(batch);
      accumulator.deallocate(batch);
    }
    if (guaranteeMessageOrder) accumulator.mute(batch, false);
  }

  #refused(batch: ProducerBatch, result: BatchOutcome, nowMs: number): void {
    const { code } = result;
    if (isIndefinite(code, this.#options.acks)) batch.mayBeWritten = true;
    const error = batchError(code, result.message, batch);
    const attempt = batch.attempts.at(-1);
    if (attempt) attempt.error = error;
    if (code === ErrorCodes.MESSAGE_TOO_LARGE && batch.recordCount > 1 && !batch.isDone)
      return this.#split(batch, nowMs);
    if (this.#canRetry(batch, error, code, result.logStartOffset, nowMs)) this.#reenqueue(batch, code, nowMs);
    else if (code === ErrorCodes.DUPLICATE_SEQUENCE_NUMBER) this.#succeed(batch, -1, -1, nowMs, 'duplicate');
    else this.#giveUp(batch, error, result, nowMs);
    if (Errors.forCode(code).refreshMetadata) this.#options.metadata.requestUpdate(false);
  }

  #succeed(
    batch: ProducerBatch,
    baseOffset: number,
    logAppendTimeMs: number,
    nowMs: number,
    end: 'acked' | 'duplicate' = 'acked',
  ): void {
    const { accumulator, transactionManager } = this.#options;
    transactionManager?.handleCompletedBatch(batch, baseOffset);
    this.#options.inFlight.remove(batch);
    if (batch.isDone) return; // We had given it up; the user has been told.
    batch.end = end;
    this.ended(batch, end, baseOffset, nowMs);
    batch.complete(baseOffset, logAppendTimeMs);
    accumulator.complete(batch);
    accumulator.deallocate(batch);
  }

  #canRetry(batch: ProducerBatch, error: KafkaError, code: number, logStartOffset: number, nowMs: number): boolean {
    const { deliveryTimeoutMs, retries, transactionManager } = this.#options;
    if (batch.hasReachedDeliveryTimeout(deliveryTimeoutMs, nowMs) || batch.retries >= retries || batch.isDone)
      return false;
    return transactionManager ? transactionManager.canRetry({ error, code, logStartOffset }, batch) : error.retriable;
  }

  #reenqueue(batch: ProducerBatch, code: number, nowMs: number): void {
    const { accumulator, totals, metrics, observer } = this.#options;
    this.#options.inFlight.remove(batch);
    accumulator.reenqueue(batch, nowMs);
    totals.retriedBatches++;
    totals.retriedRecords += batch.recordCount;
    metrics.retried(batch, nowMs);
    totals.lastError = Errors.forCode(code).name;
    observer.on?.(
      {
        type: 'batchRetried',
        atMs: nowMs,
        lane: batch.lane.name,
        batchId: batch.id,
        errorCode: code,
        attempts: batch.retries,
        backoffMs: batch.retryBackoffMs,
      },
      batch,
    );
  }

  #split(batch: ProducerBatch, nowMs: number): void {
    const { accumulator, transactionManager, totals, metrics, observer } = this.#options;
    transactionManager?.removeInFlightBatch(batch);
    this.#options.inFlight.remove(batch);
    const children = accumulator.splitAndReenqueue(batch, nowMs);
    accumulator.complete(batch);
    totals.splitBatches++;
    metrics.split(nowMs);
    observer.on?.(
      {
        type: 'batchSplit',
        atMs: nowMs,
        lane: batch.lane.name,
        batchId: batch.id,
        children: children.map(({ id }) => id),
      },
      batch,
    );
  }

  /** Kafka: `failBatch` with the record errors of KIP-467: those named fail with their own, the rest because of them. */
  #giveUp(batch: ProducerBatch, error: KafkaError, result: BatchOutcome, nowMs: number): void {
    this.#options.inFlight.remove(batch);
    this.fail(batch, error, recordErrorOf(batch, error, result.recordErrors), nowMs);
  }

  /**
   * What follows for the numbers of its partition: surely not written, there is a gap, and the epoch moves on; perhaps written, those
   * behind it will show. Java goes by whether tries were left instead, and so now and then sends a batch again under a new epoch that
   * is in the log already, or leaves a gap that nothing closes.
   */
  fail(batch: ProducerBatch, error: KafkaError, errorOf: (index: number) => KafkaError, nowMs: number): void {
    const { accumulator, totals, metrics, transactionManager } = this.#options;
    if (batch.isDone) return;
    const { code = ErrorCodes.UNKNOWN_SERVER_ERROR } = error;
    totals.lastError = Errors.forCode(code).name;
    batch.end ??= 'failed';
    metrics.failed(batch, nowMs);
    this.ended(batch, batch.end, -1, nowMs, code);
    batch.completeExceptionally(errorOf);
    transactionManager?.handleFailedBatch(batch, error, batch.hasSequence && !batch.mayBeWritten);
    if (batch.hasSequence && batch.mayBeWritten) transactionManager?.markSequenceUnresolved(batch, nowMs);
    accumulator.complete(batch);
    accumulator.deallocate(batch);
  }

  ended(
    batch: ProducerBatch,
    end: NonNullable<ProducerBatch['end']>,
    baseOffset: number,
    nowMs: number,
    errorCode = 0,
  ): void {
    const { totals, observer } = this.#options;
    batch.endedMs = nowMs;
    if (end === 'acked' || end === 'duplicate') totals.ackedRecords += batch.recordCount;
    else totals.failedRecords += batch.recordCount;
    observer.on?.(
      {
        type: 'batchEnded',
        atMs: nowMs,
        lane: batch.lane.name,
        batchId: batch.id,
        end,
        errorCode,
        records: batch.recordCount,
        bytes: batch.estimatedSizeInBytes,
        baseOffset,
        attempts: batch.attempts.length,
        mayBeWritten: batch.mayBeWritten,
      },
      batch,
    );
  }
}
