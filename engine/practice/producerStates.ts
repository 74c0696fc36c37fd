import { ErrorCodes } from '../common/errors.ts';
import type { EndTransactionMarker } from '../record/endTransactionMarker.ts';
import type { RecordBatch } from '../record/recordBatchReader.ts';

/** The last batches of one producer in one partition: what tells a duplicate from a gap (Kafka: ProducerStateEntry). */
interface ProducerState {
  epoch: number;
  /** Of the last marker; −1: there was none. */
  coordinatorEpoch: number;
  /** Largest time of its last batch, since 1970; and when that came, on the monotonic clock. */
  lastTimestampMs: number;
  lastUsedMs: number;
  batches: RememberedBatch[];
}

interface RememberedBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly logAppendTimeMs: number;
}

export type SequenceCheck =
  | { readonly kind: 'inOrder' }
  /** It is in the log already: answered with where it is, nothing appended. */
  | {
      readonly kind: 'duplicate';
      readonly baseOffset: number;
      readonly lastOffset: number;
      readonly logAppendTimeMs: number;
    }
  | { readonly kind: 'refused'; readonly errorCode: number; readonly message: string };

export interface ActiveProducer {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly lastSequence: number;
  readonly lastTimestampMs: number;
  readonly coordinatorEpoch: number;
}

const noMarkerYet = { coordinatorEpoch: -1 };

/** Batches a broker remembers for each producer and partition; why a producer may have at most five requests in flight. */
export const rememberedBatches = 5;
/** Producers a partition remembers; beyond it the one idle longest is forgotten. */
const maxProducers = 10_000;

/** Kafka: ProducerStateManager; its transactions are in partitionTransactions.ts. */
export class ProducerStates {
  readonly #expirationMs: number;
  /** In order of last use, oldest first. */
  readonly #states = new Map<bigint, ProducerState>();

  /** `expirationMs`: producer.id.expiration.ms. */
  constructor(expirationMs: number) {
    this.#expirationMs = expirationMs;
  }

  /** Whether the batch may be appended. The batch has a producer id. */
  check(batch: RecordBatch, nowMs: number): SequenceCheck {
    const state = this.#live(batch.producerId, nowMs);
    if (state === undefined) return inOrder;
    const { producerEpoch: epoch, baseSequence: first } = batch;
    const last = lastSequenceOf(batch);
    if (epoch < state.epoch)
      return refused(
        ErrorCodes.INVALID_PRODUCER_EPOCH,
        `producer ${batch.producerId} has epoch ${epoch}, but the partition has seen epoch ${state.epoch}`,
      );
    if (epoch > state.epoch) {
      if (first === 0) return inOrder;
      return refused(
        ErrorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER,
        `producer ${batch.producerId} began epoch ${epoch} with sequence ${first} instead of 0`,
      );
    }
    const known = state.batches.find(each => each.firstSequence === first && each.lastSequence === last);
    if (known !== undefined) return { kind: 'duplicate', ...known };
    // No batch of this epoch: a marker began it.
    const previous = state.batches.at(-1)?.lastSequence;
    const expected = previous === undefined ? 0 : incremented(previous);
    if (first === expected) return inOrder;
    return refused(
      ErrorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER,
      `producer ${batch.producerId} sent sequence ${first} in epoch ${epoch}; expected ${expected}`,
    );
  }

  /** The batch was appended. */
  appended(batch: RecordBatch, baseOffset: number, logAppendTimeMs: number, nowMs: number): void {
    const known = this.#states.get(batch.producerId);
    const batches = known?.epoch === batch.producerEpoch ? known.batches : [];
    batches.push({
      firstSequence: batch.baseSequence,
      lastSequence: lastSequenceOf(batch),
      baseOffset,
      lastOffset: baseOffset + batch.recordCount - 1,
      logAppendTimeMs,
    });
    if (batches.length > rememberedBatches) batches.shift();
    this.#remember(batch.producerId, {
      ...(known ?? noMarkerYet),
      epoch: batch.producerEpoch,
      lastTimestampMs: logAppendTimeMs >= 0 ? logAppendTimeMs : batch.maxTimestampMs,
      lastUsedMs: nowMs,
      batches,
    });
  }

  /** The error code with which a marker is refused; 0: none. An epoch above ours fences who has ours. */
  checkMarker({ producerId, producerEpoch, coordinatorEpoch }: EndTransactionMarker): number {
    const state = this.#states.get(producerId);
    if (state === undefined) return 0;
    if (producerEpoch < state.epoch) return ErrorCodes.INVALID_PRODUCER_EPOCH;
    return coordinatorEpoch < state.coordinatorEpoch ? ErrorCodes.TRANSACTION_COORDINATOR_FENCED : 0;
  }

  /** A marker was appended: with a new epoch sequences begin at 0 again. */
  marked({ producerId, producerEpoch, coordinatorEpoch }: EndTransactionMarker, wallMs: number, nowMs: number): void {
    const known = this.#states.get(producerId);
    this.#remember(producerId, {
      epoch: producerEpoch,
      coordinatorEpoch,
      lastTimestampMs: wallMs,
      lastUsedMs: nowMs,
      batches: known?.epoch === producerEpoch ? known.batches : [],
    });
  }

  isAtEpoch(producerId: bigint, epoch: number): boolean {
    return this.#states.get(producerId)?.epoch === epoch;
  }

  /** The log lost what came from `offset` on. */
  truncateTo(offset: number): void {
    for (const [producerId, state] of this.#states) {
      if (state.batches.length === 0) continue;
      state.batches = state.batches.filter(batch => batch.lastOffset < offset);
      if (state.batches.length === 0) this.#states.delete(producerId);
    }
  }

  active(nowMs: number): readonly ActiveProducer[] {
    return [...this.#states]
      .filter(([, state]) => !this.#expired(state, nowMs))
      .map(([producerId, state]) => ({
        producerId,
        producerEpoch: state.epoch,
        lastSequence: state.batches.at(-1)?.lastSequence ?? -1,
        lastTimestampMs: state.lastTimestampMs,
        coordinatorEpoch: state.coordinatorEpoch,
      }));
  }

  /** Set anew, so that the map stays in order of last use. */
  #remember(producerId: bigint, state: ProducerState): void {
    this.#states.delete(producerId);
    this.#states.set(producerId, state);
    if (this.#states.size > maxProducers) this.#forgetOldest();
  }

  #live(producerId: bigint, nowMs: number): ProducerState | undefined {
    const state = this.#states.get(producerId);
    if (state === undefined || !this.#expired(state, nowMs)) return state;
    this.#states.delete(producerId);
    return undefined;
  }

  #expired(state: ProducerState, nowMs: number): boolean {
    return nowMs - state.lastUsedMs >= this.#expirationMs;
  }

  #forgetOldest(): void {
    const [oldest] = this.#states.keys();
    if (oldest !== undefined) this.#states.delete(oldest);
  }
}

const inOrder: SequenceCheck = { kind: 'inOrder' };

function refused(errorCode: number, message: string): SequenceCheck {
  return { kind: 'refused', errorCode, message };
}

const maxSequence = 0x7fff_ffff;

/** Sequences wrap from 2^31 − 1 to 0 (Kafka: DefaultRecordBatch.incrementSequence). */
function incremented(sequence: number, by = 1): number {
  return sequence > maxSequence - by ? by - (maxSequence - sequence) - 1 : sequence + by;
}

function lastSequenceOf(batch: RecordBatch): number {
  return incremented(batch.baseSequence, batch.lastOffsetDelta);
}
