import type { BatchLedger } from '../producer/laneLedger.ts';
import type { Lane } from '../producer/lane.ts';
import type { Attempt, ProducerBatch } from '../producer/producerBatch.ts';
import type { BatchEnd, ClosedBy, LedgerAccount } from '../snapshot/words.ts';
import type { InspectedProducer } from './inspectedProducer.ts';

const KEPT_BATCHES = 2_000;
/** Failures are looked up among unfinished batches, the oldest first; those that end are near the front. */
const MAX_SEARCH = 5_000;

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

/**
 * Batches by name while they live, and the last 2,000 that ended. Live ones are known only while somebody watches; those that fail
 * are found and kept in any case.
 */
export class BatchArchive {
  readonly #producer: InspectedProducer;
  readonly #queues = new Map<string, { readonly batches: readonly ProducerBatch[] }>();
  #live: Map<string, Map<number, ProducerBatch>> | null = null;
  /** A ring: written with every batch, searched only when somebody asks. */
  readonly #ended: EndedBatch[] = [];
  #next = 0;

  constructor(producer: InspectedProducer) {
    this.#producer = producer;
  }

  watch(): void {
    if (this.#live) return;
    this.#live = new Map();
    for (const batch of this.#producer.accumulator.incomplete) this.#add(batch);
  }

  unwatch(): void {
    this.#live = null;
  }

  noteCreated(lane: string, batchId: number): void {
    if (!this.#live) return;
    const batches = this.#queue(lane)?.batches ?? [];
    const batch = batches.findLast(({ id }) => id === batchId);
    if (batch) this.#add(batch);
  }

  /** Moves it to the ended ones. Null: it is not known. */
  noteEnded(
    lane: string,
    batchId: number,
    end: BatchEnd,
    errorCode: number,
    baseOffset: number,
    endedMs: number,
  ): EndedBatch | null {
    const isFailure = end !== 'acked' && end !== 'duplicate';
    const batch = this.#live?.get(lane)?.get(batchId) ?? (isFailure ? this.#search(lane, batchId) : undefined);
    this.#live?.get(lane)?.delete(batchId);
    if (!batch) return null;
    const ended = endedBatch(batch, end, errorCode, baseOffset, endedMs);
    this.#keep(ended);
    return ended;
  }

  ended(lane: string, batchId: number): EndedBatch | null {
    return this.#ended.find(batch => batch.batchId === batchId && batch.lane === lane) ?? null;
  }

  live(lane: string, batchId: number): ProducerBatch | null {
    const known = this.#live?.get(lane)?.get(batchId);
    if (known) return known;
    for (const batch of this.#producer.accumulator.incomplete)
      if (batch.id === batchId && batch.lane.name === lane) return batch;
    return null;
  }

  #keep(ended: EndedBatch): void {
    this.#ended[this.#next] = ended;
    this.#next = (this.#next + 1) % KEPT_BATCHES;
  }

  #add(batch: ProducerBatch): void {
    const { name } = batch.lane;
    const known = this.#live?.get(name);
    if (known) known.set(batch.id, batch);
    else this.#live?.set(name, new Map([[batch.id, batch]]));
  }

  #queue(lane: string): { readonly batches: readonly ProducerBatch[] } | undefined {
    const known = this.#queues.get(lane);
    if (known) return known;
    for (const queue of this.#producer.accumulator.queues()) this.#queues.set(queue.name, queue);
    return this.#queues.get(lane);
  }

  #search(lane: string, batchId: number): ProducerBatch | undefined {
    let searched = 0;
    for (const batch of this.#producer.accumulator.incomplete) {
      if (batch.id === batchId && batch.lane.name === lane) return batch;
      if (++searched >= MAX_SEARCH) return undefined;
    }
    return undefined;
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
