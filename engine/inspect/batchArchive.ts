import type { BatchLedger } from '../producer/laneLedger.ts';
import type { Lane } from '../producer/lane.ts';
import type { Attempt, ProducerBatch } from '../producer/producerBatch.ts';
import type { BatchEnd, ClosedBy, LedgerAccount } from '../snapshot/words.ts';
import type { InspectedProducer } from './inspectedProducer.ts';

const KEPT_BATCHES = 2_000;

/** What is kept of a batch that ended: data only, so that its memory is free. */
export interface EndedBatch {
  readonly lane: string;
  readonly batchId: number;
  readonly end: BatchEnd;
  readonly errorCode: number;
  readonly createdMs: number;
  readonly endedMs: number;
  readonly lastAppendMs: number;
  readonly records: number;
  readonly bytes: number;
  readonly bufferBytes: number;
  readonly compressionRatio: number;
  readonly closedBy: ClosedBy | null;
  readonly producerId: bigint;
  readonly epoch: number;
  readonly baseSequence: number;
  readonly baseOffset: number;
  readonly attempts: readonly Attempt[];
  readonly mayBeWritten: boolean;
  readonly drainedMs: number;
  readonly ledger: Readonly<Record<LedgerAccount, number>> | (() => Readonly<Record<LedgerAccount, number>>);
}

/** The last 2,000 batches that ended and were to be kept, and by name those that live. */
export class BatchArchive {
  readonly #producer: InspectedProducer;
  /** A ring: written often, searched only when somebody asks. */
  readonly #ended: EndedBatch[] = [];
  #next = 0;

  constructor(producer: InspectedProducer) {
    this.#producer = producer;
  }

  keep(ended: EndedBatch): void {
    this.#ended[this.#next] = ended;
    this.#next = (this.#next + 1) % KEPT_BATCHES;
  }

  ended(lane: string, batchId: number): EndedBatch | null {
    return this.#ended.find(batch => batch.batchId === batchId && batch.lane === lane) ?? null;
  }

  live(lane: string, batchId: number): ProducerBatch | null {
    for (const batch of this.#producer.accumulator.incomplete)
      if (batch.id === batchId && batch.lane.name === lane) return batch;
    return null;
  }
}

export function endedBatch(
  batch: ProducerBatch,
  end: BatchEnd,
  errorCode: number,
  baseOffset: number,
  endedMs: number,
): EndedBatch {
  const { builder, ledger, lane } = batch;
  return {
    lane: lane.name,
    batchId: batch.id,
    end,
    errorCode,
    createdMs: batch.createdMs,
    endedMs,
    lastAppendMs: batch.lastAppendMs,
    records: batch.recordCount,
    bytes: batch.estimatedSizeInBytes,
    bufferBytes: batch.buffer.length,
    compressionRatio: builder.compressionRatio,
    closedBy: batch.closedBy,
    producerId: builder.producerId,
    epoch: builder.producerEpoch,
    baseSequence: builder.baseSequence,
    baseOffset,
    attempts: batch.attempts,
    mayBeWritten: batch.mayBeWritten,
    drainedMs: batch.drainedMs,
    // Worked out when somebody asks; one that ends while in a request is worked out now, since the answer would still add to it.
    ledger: batch.isInFlight ? ledger.view(lane.ledger, endedMs, batch.drainedMs) : laterView(ledger, lane, endedMs),
  };
}

function laterView(ledger: BatchLedger, lane: Lane, endedMs: number): () => Readonly<Record<LedgerAccount, number>> {
  return () => ledger.view(lane.ledger, endedMs, null);
}
