import { ErrorCodes } from '../common/errors.ts';
import type { KafkaError } from '../common/kafkaError.ts';
import type { BlockedBy } from '../snapshot/words.ts';
import type { Lane } from './lane.ts';
import type { ProducerBatch } from './producerBatch.ts';
import type { ProducerObserver } from './producerObserver.ts';
import { MAX_SEQUENCE, incrementSequence, isBefore } from './sequence.ts';

export interface ProducerIdAndEpoch {
  readonly producerId: bigint;
  readonly epoch: number;
}

export const NO_PRODUCER: ProducerIdAndEpoch = { producerId: -1n, epoch: -1 };
const MAX_EPOCH = 32767;

/** Kafka: `TxnPartitionEntry`. */
interface PartitionState {
  producer: ProducerIdAndEpoch;
  nextSequence: number;
  lastAckedSequence: number;
  lastAckedOffset: number;
  /** In flight or waiting for a retry, in order of sequence. */
  readonly inFlight: ProducerBatch[];
}

/** What an idempotent producer does about a failed batch (Kafka: `TransactionManager.canRetry`). */
export interface ProduceFailure {
  readonly error: KafkaError;
  readonly code: number;
  /** -1: the broker did not say. */
  readonly logStartOffset: number;
}

/**
 * Numbers batches so that a broker can tell a repetition and a gap (Kafka: `TransactionManager`, as far as it serves a producer
 * without a transactional.id; KIP-98, KIP-360). Sequences are given at drain and stay with the batch through its retries.
 */
export class TransactionManager {
  producer: ProducerIdAndEpoch = NO_PRODUCER;
  fatalError: KafkaError | null = null;
  readonly #partitions = new Map<Lane, PartitionState>();
  /** Partition → sequence that would follow a batch whose fate nobody knows. */
  readonly #unresolved = new Map<Lane, number>();
  readonly #toRewrite = new Set<Lane>();
  #epochBumpCause: string | null = null;
  readonly #observer: ProducerObserver;

  constructor(observer: ProducerObserver) {
    this.#observer = observer;
  }

  get hasProducerId(): boolean {
    return this.producer.producerId >= 0n;
  }

  setProducerId(producer: ProducerIdAndEpoch, nowMs: number): void {
    this.producer = producer;
    this.#observer.on?.({
      type: 'producerIdAcquired',
      atMs: nowMs,
      producerId: String(producer.producerId),
      epoch: producer.epoch,
    });
    this.#epochBumpCause = null; // A new id is more than a new epoch.
    this.#rewriteSequences();
  }

  // ── drain ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Why the batch must not be drained now, and with it the rest of its node (Kafka: `shouldStopDrainBatchesForPartition`). */
  shouldStopDrain(first: ProducerBatch): BlockedBy | null {
    if (this.fatalError) return 'transaction';
    if (!this.hasProducerId) return 'noProducerId';
    const state = this.#partitions.get(first.lane);
    if (!first.hasSequence) {
      const stale = state !== undefined && !same(state.producer, this.producer);
      if (stale && state.inFlight.length > 0) return 'unresolvedSequence';
      if (this.#unresolved.has(first.lane)) return 'unresolvedSequence';
      return null;
    }
    return state !== undefined && state.inFlight.length > 0 && state.inFlight[0] !== first ? 'earlierRetryFirst' : null;
  }

  /** Gives a batch that has none its sequence, and counts it as in flight. */
  assignSequence(batch: ProducerBatch): void {
    if (batch.hasSequence) return;
    const state = this.#state(batch.lane);
    if (!same(state.producer, this.producer)) {
      state.producer = this.producer;
      state.nextSequence = 0;
      state.lastAckedSequence = -1;
    }
    batch.setProducerState(this.producer.producerId, this.producer.epoch, state.nextSequence, false);
    state.nextSequence = incrementSequence(state.nextSequence, batch.recordCount);
    this.addInFlightBatch(batch);
  }

  addInFlightBatch(batch: ProducerBatch): void {
    const { inFlight } = this.#state(batch.lane);
    let place = inFlight.length;
    while (place > 0 && isBefore(batch.baseSequence, (inFlight[place - 1] as ProducerBatch).baseSequence)) place--;
    inFlight.splice(place, 0, batch);
  }

  removeInFlightBatch(batch: ProducerBatch): void {
    const { inFlight } = this.#state(batch.lane);
    const place = inFlight.indexOf(batch);
    if (place >= 0) inFlight.splice(place, 1);
  }

  // ── answers ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Kafka: `handleCompletedBatch`. */
  handleCompletedBatch(batch: ProducerBatch, baseOffset: number): void {
    const state = this.#state(batch.lane);
    this.removeInFlightBatch(batch);
    // Given up, and acknowledged late under numbers that are no longer in use: it says nothing about those that are.
    if (batch.builder.producerEpoch !== state.producer.epoch || batch.builder.producerId !== state.producer.producerId)
      return;
    const { lastSequence } = batch;
    if (state.lastAckedSequence === -1 || isBefore(state.lastAckedSequence, lastSequence))
      state.lastAckedSequence = lastSequence;
    if (baseOffset >= 0) state.lastAckedOffset = Math.max(state.lastAckedOffset, baseOffset + batch.recordCount - 1);
  }

  /** The sequence state behind Kafka's `canRetry`: may ask for a new epoch as a side effect. */
  canRetry({ error, code, logStartOffset }: ProduceFailure, batch: ProducerBatch): boolean {
    const state = this.#state(batch.lane);
    if (code === ErrorCodes.UNKNOWN_PRODUCER_ID) {
      if (logStartOffset === -1 || batch.sequenceHasBeenReset) return true;
      this.#requestBumpFor(
        batch.lane,
        state.lastAckedOffset < logStartOffset ? 'the log was truncated' : 'the broker forgot the producer id',
      );
      return true;
    }
    if (code === ErrorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER) {
      const unresolved = this.#unresolved.get(batch.lane);
      const isNext =
        incrementSequence(state.lastAckedSequence === -1 ? MAX_SEQUENCE : state.lastAckedSequence, 1) ===
        batch.baseSequence;
      if (unresolved === undefined && (batch.sequenceHasBeenReset || !isNext)) return true;
      if (unresolved === undefined || unresolved === batch.baseSequence)
        this.#requestBumpFor(batch.lane, 'a sequence the broker did not expect');
      return true;
    }
    return error.retriable;
  }

  /** Kafka: `handleFailedBatch`. `adjustSequenceNumbers`: the failure is confirmed, the batch is surely not in the log. */
  handleFailedBatch(batch: ProducerBatch, code: number, adjustSequenceNumbers: boolean): void {
    this.removeInFlightBatch(batch);
    if (code === ErrorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER || code === ErrorCodes.UNKNOWN_PRODUCER_ID)
      this.#requestBumpFor(batch.lane, 'a sequence the broker did not expect');
    else if (adjustSequenceNumbers) this.#requestBumpFor(batch.lane, 'a batch failed for good');
  }

  // ── unresolved sequences and the epoch ────────────────────────────────────────────────────────────────────────────

  /** Kafka: `markSequenceUnresolved`: a batch that had been sent expired; was it written? */
  markSequenceUnresolved(batch: ProducerBatch, nowMs: number): void {
    const next = incrementSequence(batch.lastSequence, 1);
    const known = this.#unresolved.get(batch.lane);
    if (known === undefined || isBefore(known, next)) this.#unresolved.set(batch.lane, next);
    this.#observer.on?.({ type: 'sequenceUnresolved', atMs: nowMs, lane: batch.lane.name, nextSequence: next });
  }

  /** Kafka: `maybeResolveSequences`: once nothing of the partition is in flight it shows whether the gap is real. */
  maybeResolveSequences(): void {
    for (const lane of this.#unresolved.keys()) {
      const state = this.#state(lane);
      if (state.inFlight.length > 0) continue;
      if (incrementSequence(state.lastAckedSequence, 1) === state.nextSequence) this.#unresolved.delete(lane);
      else this.#requestBumpFor(lane, 'an expired batch may or may not be written');
    }
  }

  /** Kafka: `bumpIdempotentEpochAndResetIdIfNeeded`: locally, without a request, until epochs run out. */
  maybeBumpEpoch(nowMs: number): void {
    const cause = this.#epochBumpCause;
    if (cause === null || !this.hasProducerId) return;
    this.#epochBumpCause = null;
    if (this.producer.epoch >= MAX_EPOCH) {
      this.producer = NO_PRODUCER;
      return;
    }
    this.producer = { producerId: this.producer.producerId, epoch: this.producer.epoch + 1 };
    this.#observer.on?.({
      type: 'epochBumped',
      atMs: nowMs,
      producerId: String(this.producer.producerId),
      epoch: this.producer.epoch,
      cause,
    });
    this.#rewriteSequences();
  }

  hasUnresolvedSequence(lane: Lane): boolean {
    return this.#unresolved.has(lane);
  }

  /** For showing: the partition's numbers. */
  sequences(lane: Lane): { readonly next: number; readonly lastAcked: number; readonly inFlight: number } | null {
    const state = this.#partitions.get(lane);
    return state
      ? { next: state.nextSequence, lastAcked: state.lastAckedSequence, inFlight: state.inFlight.length }
      : null;
  }

  /** Test hook for the wrap at 2^31-1: the partition's next sequence. */
  setNextSequence(lane: Lane, nextSequence: number): void {
    const state = this.#state(lane);
    state.producer = this.producer;
    state.nextSequence = nextSequence;
    state.lastAckedSequence = nextSequence - 1;
  }

  #requestBumpFor(lane: Lane, cause: string): void {
    this.#epochBumpCause ??= cause;
    this.#toRewrite.add(lane);
  }

  /** Kafka: `startSequencesAtBeginning`: what is on its way starts again at 0 under the new epoch. */
  #rewriteSequences(): void {
    for (const lane of this.#toRewrite) {
      const state = this.#state(lane);
      let sequence = 0;
      for (const batch of state.inFlight) {
        batch.resetProducerState(this.producer.producerId, this.producer.epoch, sequence);
        sequence = incrementSequence(sequence, batch.recordCount);
      }
      state.producer = this.producer;
      state.nextSequence = sequence;
      state.lastAckedSequence = -1;
      this.#unresolved.delete(lane);
    }
    this.#toRewrite.clear();
  }

  #state(lane: Lane): PartitionState {
    let state = this.#partitions.get(lane);
    if (!state) {
      state = { producer: this.producer, nextSequence: 0, lastAckedSequence: -1, lastAckedOffset: -1, inFlight: [] };
      this.#partitions.set(lane, state);
    }
    return state;
  }
}

function same(a: ProducerIdAndEpoch, b: ProducerIdAndEpoch): boolean {
  return a.producerId === b.producerId && a.epoch === b.epoch;
}
