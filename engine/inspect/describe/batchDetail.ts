import { Errors } from '../../common/errors.ts';
import type { KafkaError } from '../../common/kafkaError.ts';
import type { Attempt, ProducerBatch } from '../../producer/producerBatch.ts';
import type { AttemptDetail, BatchDetail } from '../../snapshot/details.ts';
import type { Ledger } from '../../snapshot/session.ts';
import type { EndedBatch } from '../batchArchive.ts';
import { round2 } from '../numbers.ts';
import { isOpen } from '../producerLook.ts';
import type { WallClock } from '../wallClock.ts';

export function liveBatchDetail(
  batch: ProducerBatch,
  deliveryTimeoutMs: number,
  clock: WallClock,
  nowMs: number,
): BatchDetail {
  const { builder, lane, attempts } = batch;
  const state = batch.isInFlight ? 'inFlight' : isOpen(batch) ? 'open' : 'queued';
  return {
    kind: 'batch',
    lane: lane.name,
    batchId: batch.id,
    state,
    createdWallMs: clock.of(batch.createdMs),
    endedWallMs: null,
    records: batch.recordCount,
    bytes: batch.estimatedSizeInBytes,
    bufferBytes: batch.buffer.length,
    compressionRatio: round2(builder.compressionRatio),
    closedBy: batch.closedBy,
    ...producerState(builder.producerId, builder.producerEpoch, builder.baseSequence),
    baseOffset: null,
    deliveryTimeoutLeftMs: round2(Math.max(0, batch.createdMs + deliveryTimeoutMs - nowMs)),
    ledger: rounded(batch.ledger.view(lane.ledger, nowMs, batch.isInFlight ? batch.drainedMs : null)),
    attempts: attempts.map((attempt, index) => attemptDetail(attempt, index, clock, nowMs)),
    mayBeWritten: batch.mayBeWritten || batch.isInFlight,
    mayBeWrittenBecause: because(attempts, batch.mayBeWritten, batch.isInFlight, false),
  };
}

export function endedBatchDetail(batch: EndedBatch, clock: WallClock): BatchDetail {
  const acked = batch.end === 'acked' || batch.end === 'duplicate';
  return {
    kind: 'batch',
    lane: batch.lane,
    batchId: batch.batchId,
    state: batch.end,
    createdWallMs: clock.of(batch.createdMs),
    endedWallMs: clock.of(batch.endedMs),
    records: batch.records,
    bytes: batch.bytes,
    bufferBytes: batch.bufferBytes,
    compressionRatio: round2(batch.compressionRatio),
    closedBy: batch.closedBy,
    ...producerState(batch.producerId, batch.epoch, batch.baseSequence),
    baseOffset: batch.baseOffset < 0 ? null : batch.baseOffset,
    deliveryTimeoutLeftMs: null,
    ledger: rounded(ledgerOf(batch)),
    attempts: batch.attempts.map((attempt, index) => attemptDetail(attempt, index, clock, batch.endedMs)),
    mayBeWritten: acked || batch.mayBeWritten,
    mayBeWrittenBecause: because(batch.attempts, batch.mayBeWritten, false, acked),
  };
}

export function ledgerOf({ ledger }: EndedBatch): Ledger {
  return typeof ledger === 'function' ? ledger() : ledger;
}

function attemptDetail(attempt: Attempt, index: number, clock: WallClock, untilMs: number): AttemptDetail {
  const code = attempt.error?.code ?? null;
  return {
    attempt: index + 1,
    node: attempt.node,
    requestId: attempt.requestId,
    sentWallMs: clock.of(attempt.sentMs),
    inFlightMs: round2((attempt.endedMs ?? untilMs) - attempt.sentMs),
    errorCode: code,
    error: attempt.error ? errorName(attempt.error) : null,
  };
}

function errorName(error: KafkaError): string {
  return error.code === undefined ? error.kind : Errors.forCode(error.code).name;
}

/** The question one really has about a batch that failed, or still may. */
function because(
  attempts: readonly Attempt[],
  mayBeWritten: boolean,
  isInFlight: boolean,
  acked: boolean,
): BatchDetail['mayBeWrittenBecause'] {
  if (acked) return 'acked';
  if (isInFlight) return 'inFlight';
  if (attempts.length === 0) return 'neverSent';
  if (!mayBeWritten) return 'definiteError';
  return attempts.some(({ endedMs, error }) => endedMs === null || (error && isNoAnswer(error)))
    ? 'noAnswer'
    : 'indefiniteError';
}

/** NETWORK_EXCEPTION, REQUEST_TIMED_OUT: nobody said anything about the batch. */
function isNoAnswer({ code }: KafkaError): boolean {
  return code === 13 || code === 7;
}

function producerState(
  producerId: bigint,
  epoch: number,
  baseSequence: number,
): Pick<BatchDetail, 'producerId' | 'epoch' | 'baseSequence'> {
  return producerId < 0n
    ? { producerId: null, epoch: null, baseSequence: null }
    : { producerId: String(producerId), epoch, baseSequence: baseSequence < 0 ? null : baseSequence };
}

function rounded(ledger: Ledger): Ledger {
  return Object.fromEntries(Object.entries(ledger).map(([account, ms]) => [account, round2(ms)])) as Ledger;
}
