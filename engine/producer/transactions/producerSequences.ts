import type { BlockedBy } from '../../snapshot/words.ts';
import type { Lane } from '../lane.ts';
import type { ProducerBatch } from '../producerBatch.ts';
import { MAX_SEQUENCE, decrementSequence, incrementSequence, isBefore } from '../sequence.ts';
import { sameProducer } from './producerIdAndEpoch.ts';
import type { ProducerIdAndEpoch } from './producerIdAndEpoch.ts';

/** Kafka: `TxnPartitionEntry`. */
interface PartitionState {
  producer: ProducerIdAndEpoch;
  nextSequence: number;
  lastAckedSequence: number;
  lastAckedOffset: number;
  /** In flight or waiting for a retry, in order of sequence. */
  readonly inFlight: ProducerBatch[];
}

/**
 * The numbers of each partition's batches (Kafka: `TxnPartitionMap`). They are given at drain and stay with the batch through its
 * retries, so that a broker can tell a repetition and a gap.
 */
export class ProducerSequences {
  readonly #partitions = new Map<Lane, PartitionState>();
  /** Partition → sequence that would follow a batch whose fate nobody knows. */
  readonly #unresolved = new Map<Lane, number>();
  /** Whose leader has acknowledged a batch of this producer id, and so keeps its numbers. */
  readonly #established = new Set<Lane>();
  #producer: ProducerIdAndEpoch;

  constructor(producer: ProducerIdAndEpoch) {
    this.#producer = producer;
  }

  /** What batches are numbered for from now on. Partitions switch when they have nothing in flight, at their next drain. */
  setProducer(producer: ProducerIdAndEpoch): void {
    if (producer.producerId !== this.#producer.producerId) this.#established.clear();
    this.#producer = producer;
  }

  // ── drain ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Why the batch must not be drained now. */
  whyNotDrain(first: ProducerBatch): BlockedBy | null {
    const state = this.#partitions.get(first.lane);
    if (!first.hasSequence) {
      const stale = state !== undefined && !sameProducer(state.producer, this.#producer);
      if (stale && state.inFlight.length > 0) return 'unresolvedSequence';
      return this.#unresolved.has(first.lane) ? 'unresolvedSequence' : null;
    }
    return state !== undefined && state.inFlight.length > 0 && state.inFlight[0] !== first ? 'earlierRetryFirst' : null;
  }

  /**
   * A broker that has no number of a producer takes any as the first. Of two batches in flight to a topic so young that its leader
   * refuses the one and takes the other a moment later, the refused one would be out of order for ever. So the first goes alone
   * (Java does not wait, and fails it after delivery.timeout.ms).
   */
  waitsForFirstAnswer({ lane, hasSequence }: ProducerBatch): boolean {
    if (hasSequence || this.#established.has(lane)) return false;
    return (this.#partitions.get(lane)?.inFlight.length ?? 0) > 0;
  }

  /** Gives a batch that has none its sequence, and counts it as in flight. */
  assign(batch: ProducerBatch, isTransactional: boolean): void {
    if (batch.hasSequence) return;
    const state = this.#state(batch.lane);
    const producer = this.#producer;
    if (!sameProducer(state.producer, producer)) {
      state.producer = producer;
      state.nextSequence = 0;
      state.lastAckedSequence = -1;
    }
    batch.setProducerState(producer.producerId, producer.epoch, state.nextSequence, isTransactional);
    state.nextSequence = incrementSequence(state.nextSequence, batch.recordCount);
    this.addInFlight(batch);
  }

  addInFlight(batch: ProducerBatch): void {
    const { inFlight } = this.#state(batch.lane);
    let place = inFlight.length;
    while (place > 0 && isBefore(batch.baseSequence, (inFlight[place - 1] as ProducerBatch).baseSequence)) place--;
    inFlight.splice(place, 0, batch);
  }

  removeInFlight(batch: ProducerBatch): void {
    const { inFlight } = this.#state(batch.lane);
    const place = inFlight.indexOf(batch);
    if (place >= 0) inFlight.splice(place, 1);
  }

  // ── answers ───────────────────────────────────────────────────────────────────────────────────────────────────────

  acknowledged(batch: ProducerBatch, baseOffset: number): void {
    const state = this.#state(batch.lane);
    this.removeInFlight(batch);
    if (batch.builder.producerId === this.#producer.producerId) this.#established.add(batch.lane);
    // Given up, and acknowledged late under numbers that are no longer in use: it says nothing about those that are.
    if (!ownsNumbersOf(state, batch)) return;
    const { lastSequence } = batch;
    if (state.lastAckedSequence === -1 || isBefore(state.lastAckedSequence, lastSequence))
      state.lastAckedSequence = lastSequence;
    if (baseOffset >= 0) state.lastAckedOffset = Math.max(state.lastAckedOffset, baseOffset + batch.recordCount - 1);
  }

  /** Nothing before it is missing, as far as we know. */
  isNext(batch: ProducerBatch): boolean {
    const { lastAckedSequence } = this.#state(batch.lane);
    return incrementSequence(lastAckedSequence === -1 ? MAX_SEQUENCE : lastAckedSequence, 1) === batch.baseSequence;
  }

  lastAckedOffset(lane: Lane): number {
    return this.#state(lane).lastAckedOffset;
  }

  // ── gaps ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Returns the sequence that would follow the batch. */
  markUnresolved(batch: ProducerBatch): number {
    const next = incrementSequence(batch.lastSequence, 1);
    const known = this.#unresolved.get(batch.lane);
    if (known === undefined || isBefore(known, next)) this.#unresolved.set(batch.lane, next);
    return next;
  }

  unresolvedSequence(lane: Lane): number | undefined {
    return this.#unresolved.get(lane);
  }

  /** Partitions that had a gap and have nothing in flight any more. Those whose later batches arrived are resolved by that. */
  takeGaps(): Lane[] {
    const gaps: Lane[] = [];
    for (const lane of this.#unresolved.keys()) {
      const state = this.#state(lane);
      if (state.inFlight.length > 0) continue;
      if (incrementSequence(state.lastAckedSequence, 1) === state.nextSequence) this.#unresolved.delete(lane);
      else gaps.push(lane);
    }
    return gaps;
  }

  forgetUnresolved(lane: Lane): void {
    this.#unresolved.delete(lane);
  }

  /** Kafka: `startSequencesAtBeginning`: what is on its way starts again at 0, under the producer's id and epoch of now. */
  startAtBeginning(lane: Lane): void {
    const state = this.#state(lane);
    const { producerId, epoch } = this.#producer;
    let sequence = 0;
    for (const batch of state.inFlight) {
      batch.resetProducerState(producerId, epoch, sequence);
      sequence = incrementSequence(sequence, batch.recordCount);
    }
    state.producer = this.#producer;
    state.nextSequence = sequence;
    state.lastAckedSequence = -1;
    this.#unresolved.delete(lane);
  }

  /** Kafka: `adjustSequencesDueToFailedBatch`: it is surely not in the log, so those behind it close up. */
  closeUpBehind(failed: ProducerBatch): void {
    const state = this.#state(failed.lane);
    if (!ownsNumbersOf(state, failed)) return;
    const { producerId, epoch } = state.producer;
    state.nextSequence = decrementSequence(state.nextSequence, failed.recordCount);
    for (const batch of state.inFlight)
      if (isBefore(failed.baseSequence, batch.baseSequence))
        batch.resetProducerState(producerId, epoch, decrementSequence(batch.baseSequence, failed.recordCount));
  }

  forget(lane: Lane): void {
    this.#established.delete(lane);
    this.#partitions.delete(lane);
  }

  /** Kafka: `resetSequenceNumbers`: a new epoch after a transaction; nothing is in flight then. */
  reset(): void {
    this.#partitions.clear();
    this.#unresolved.clear();
  }

  // ── for showing and for tests ─────────────────────────────────────────────────────────────────────────────────────

  view(lane: Lane): { readonly next: number; readonly lastAcked: number; readonly inFlight: number } | null {
    const state = this.#partitions.get(lane);
    return state
      ? { next: state.nextSequence, lastAcked: state.lastAckedSequence, inFlight: state.inFlight.length }
      : null;
  }

  setNext(lane: Lane, nextSequence: number): void {
    const state = this.#state(lane);
    state.producer = this.#producer;
    state.nextSequence = nextSequence;
    state.lastAckedSequence = nextSequence - 1;
  }

  #state(lane: Lane): PartitionState {
    let state = this.#partitions.get(lane);
    if (!state) {
      state = { producer: this.#producer, nextSequence: 0, lastAckedSequence: -1, lastAckedOffset: -1, inFlight: [] };
      this.#partitions.set(lane, state);
    }
    return state;
  }
}

function ownsNumbersOf({ producer }: PartitionState, { builder }: ProducerBatch): boolean {
  return builder.producerEpoch === producer.epoch && builder.producerId === producer.producerId;
}
