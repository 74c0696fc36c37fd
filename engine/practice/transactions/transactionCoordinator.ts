import { ErrorCodes } from '../../common/errors.ts';
import { topicPartitionName } from '../../common/topicPartition.ts';
import type { TopicPartition } from '../../common/topicPartition.ts';
import type { Time } from '../../common/time.ts';
import type { Timers } from '../../network/timers.ts';
import { isEpochExhausted, isPreparing, noEpoch, noProducerId } from './transactionMetadata.ts';
import type { TransactionMetadata } from './transactionMetadata.ts';
import type { TransactionMarkers } from './transactionMarkers.ts';
import { TransactionTable } from './transactionTable.ts';

export interface TransactionCoordinatorOptions {
  readonly time: Time;
  readonly timers: Timers;
  /** The level of the feature transaction.version. */
  readonly transactionVersion: number;
  readonly markers: TransactionMarkers;
  readonly newProducerId: () => bigint;
  /** Rises when the coordinator of the id moves to another broker. */
  readonly coordinatorEpochOf: (transactionalId: string) => number;
  /** What the transaction committed for groups counts from now on, or never did. */
  readonly onEnded: (producerId: bigint, committed: boolean) => void;
  readonly onChanged: () => void;
}

/** Who asks: the three must fit together. */
export interface TransactionalProducer {
  readonly transactionalId: string;
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

/** An error code, and where it is 0, with what the producer goes on. */
export interface ProducerIdAndEpoch {
  readonly errorCode: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

/** Kafka's defaults: transaction.max.timeout.ms, transaction.abort.timed.out.transaction.cleanup.interval.ms. */
const maxTimeoutMs = 900_000;
const timeoutScanMs = 10_000;
/** The first level at which what is written of a transaction can say that its producer speaks Transactions V2. */
const firstThatKnowsV2 = 1;

/**
 * Transactions as their coordinator sees them (Kafka: `TransactionCoordinator`). What Kafka writes into __transaction_state is kept in
 * memory that all brokers share, so a state is durable at once and only markers take time.
 */
export class TransactionCoordinator {
  readonly #options: TransactionCoordinatorOptions;
  readonly #table: TransactionTable;
  #cancelScan: (() => void) | null = null;

  constructor(options: TransactionCoordinatorOptions) {
    this.#options = options;
    this.#table = new TransactionTable(options.time);
  }

  get transactions(): readonly TransactionMetadata[] {
    return this.#table.all;
  }
  find(transactionalId: string): TransactionMetadata | undefined {
    return this.#table.find(transactionalId);
  }

  close(): void {
    this.#cancelScan?.();
    this.#cancelScan = null;
  }

  /**
   * A new epoch for the transactional id, which fences whoever has the old one. A transaction that is open is aborted first: the
   * answer is CONCURRENT_TRANSACTIONS, and the client asks again (handleInitProducerId). `expected`: what the producer has so far.
   */
  initProducerId(
    transactionalId: string,
    timeoutMs: number,
    expected: Omit<TransactionalProducer, 'transactionalId'> | null,
  ): ProducerIdAndEpoch {
    if (transactionalId === '') return failed(ErrorCodes.INVALID_REQUEST);
    if (timeoutMs <= 0 || timeoutMs > maxTimeoutMs) return failed(ErrorCodes.INVALID_TRANSACTION_TIMEOUT);
    const metadata = this.#table.findOrCreate(transactionalId, this.#options.newProducerId);
    if (metadata === null) return failed(ErrorCodes.COORDINATOR_LOAD_IN_PROGRESS);
    if (expected !== null && !mayBe(expected, metadata)) return failed(ErrorCodes.PRODUCER_FENCED);
    if (isPreparing(metadata)) return failed(ErrorCodes.CONCURRENT_TRANSACTIONS);
    if (metadata.state === 'Ongoing') {
      this.#fence(metadata);
      return failed(ErrorCodes.CONCURRENT_TRANSACTIONS);
    }
    const errorCode = this.#nextEpoch(metadata, expected?.producerEpoch ?? null);
    if (errorCode !== 0) return failed(errorCode);
    metadata.timeoutMs = timeoutMs;
    metadata.state = 'Empty';
    metadata.startedWallMs = -1;
    this.#options.onChanged();
    return current(metadata);
  }

  /** `bumpsEpoch`: a leader asks for a producer of Transactions V2 (handleAddPartitionsToTransaction). */
  addPartitions(producer: TransactionalProducer, partitions: readonly TopicPartition[], bumpsEpoch: boolean): number {
    const { metadata, errorCode } = this.#identify(producer);
    if (metadata === null) return errorCode;
    if (isPreparing(metadata)) return ErrorCodes.CONCURRENT_TRANSACTIONS;
    if (metadata.state === 'Ongoing' && partitions.every(each => contains(metadata, each))) return 0;
    if (this.#cannotWrite(bumpsEpoch)) return ErrorCodes.UNSUPPORTED_VERSION;
    if (metadata.state !== 'Ongoing') this.#begin(metadata);
    metadata.bumpsEpoch = bumpsEpoch;
    const added = partitions.map(each => [topicPartitionName(each.topic, each.partition), each] as const);
    metadata.partitions = new Map([...metadata.partitions, ...added]);
    this.#options.onChanged();
    return 0;
  }

  /** The error code for each partition: is it part of the producer's open transaction? (handleVerifyPartitionsInTransaction) */
  verifyPartitions(producer: TransactionalProducer, partitions: readonly TopicPartition[]): readonly number[] {
    const { metadata, errorCode } = this.#identify(producer);
    if (metadata === null) return partitions.map(() => errorCode);
    if (isPreparing(metadata)) return partitions.map(() => ErrorCodes.CONCURRENT_TRANSACTIONS);
    return partitions.map(each => (contains(metadata, each) ? 0 : ErrorCodes.TRANSACTION_ABORTABLE));
  }

  /**
   * Commits or aborts, once: from here on nothing can change it. The answer does not wait for the markers. `bumpsEpoch`: the producer
   * goes on with the epoch it is given (Transactions V2); it may also abort what never began (endTransaction).
   */
  endTransaction(producer: TransactionalProducer, committed: boolean, bumpsEpoch: boolean): ProducerIdAndEpoch {
    const { metadata, errorCode, isRetry } = this.#identifyEnd(producer, bumpsEpoch);
    if (metadata === null) return failed(errorCode);
    const problem = endProblem(metadata, committed, bumpsEpoch, isRetry);
    if (problem !== null) return problem === 0 ? current(metadata) : failed(problem);
    if (this.#cannotWrite(bumpsEpoch)) return failed(ErrorCodes.UNSUPPORTED_VERSION);
    return this.#end(metadata, committed, bumpsEpoch);
  }

  /** A client that speaks V2 without being offered it. Apache Kafka's transaction answers CONCURRENT_TRANSACTIONS ever after; ours is as it was. */
  #cannotWrite(bumpsEpoch: boolean): boolean {
    return bumpsEpoch && this.#options.transactionVersion < firstThatKnowsV2;
  }

  #identify(producer: TransactionalProducer): Identified {
    if (producer.transactionalId === '') return unidentified(ErrorCodes.INVALID_REQUEST);
    const metadata = this.#table.find(producer.transactionalId);
    if (metadata?.producerId !== producer.producerId) return unidentified(ErrorCodes.INVALID_PRODUCER_ID_MAPPING);
    if (metadata.producerEpoch !== producer.producerEpoch) return unidentified(ErrorCodes.PRODUCER_FENCED);
    return { metadata, errorCode: 0, isRetry: false };
  }

  // With Transactions V2 an answer that was lost has changed epoch or id: who asks again has the ones before.
  #identifyEnd(producer: TransactionalProducer, bumpsEpoch: boolean): Identified {
    const metadata = this.#table.find(producer.transactionalId);
    if (!bumpsEpoch || metadata?.bumpsEpoch !== true) return this.#identify(producer);
    const hasBumped =
      metadata.producerId === producer.producerId && metadata.producerEpoch === producer.producerEpoch + 1;
    const hasNewId =
      metadata.previousProducerId === producer.producerId &&
      isEpochExhausted(producer.producerEpoch) &&
      metadata.producerEpoch === 0;
    return hasBumped || hasNewId ? { metadata, errorCode: 0, isRetry: true } : this.#identify(producer);
  }

  #begin(metadata: TransactionMetadata): void {
    metadata.state = 'Ongoing';
    this.#startClock(metadata);
    this.#scheduleScan();
  }

  #startClock(metadata: TransactionMetadata): void {
    metadata.startedMs = this.#options.time.milliseconds();
    metadata.startedWallMs = this.#options.time.wallMilliseconds();
  }

  #end(metadata: TransactionMetadata, committed: boolean, bumpsEpoch: boolean): ProducerIdAndEpoch {
    metadata.bumpsEpoch = bumpsEpoch;
    if (metadata.state !== 'Ongoing') this.#startClock(metadata);
    if (bumpsEpoch) this.#bump(metadata);
    const answer = next(metadata);
    this.#writeMarkers(metadata, committed);
    return answer;
  }

  /** The epoch that ends it is nobody's, so the producer that began it can do no more (prepareFenceProducerEpoch). */
  #fence(metadata: TransactionMetadata): void {
    this.#bump(metadata);
    this.#writeMarkers(metadata, false);
  }

  // Only with Transactions V2 the id changes here: otherwise the producer must ask for another one.
  #bump(metadata: TransactionMetadata): void {
    if (metadata.bumpsEpoch && isEpochExhausted(metadata.producerEpoch))
      metadata.nextProducerId = this.#options.newProducerId();
    metadata.lastProducerEpoch = metadata.producerEpoch;
    metadata.producerEpoch++;
  }

  #writeMarkers(metadata: TransactionMetadata, committed: boolean): void {
    const { producerId, producerEpoch, transactionalId, partitions } = metadata;
    metadata.state = committed ? 'PrepareCommit' : 'PrepareAbort';
    const coordinatorEpoch = this.#options.coordinatorEpochOf(transactionalId);
    const marker = { producerId, producerEpoch, coordinatorEpoch, committed };
    this.#options.onEnded(producerId, committed);
    this.#options.markers.write(partitions.values(), marker, () => this.#complete(metadata, committed));
    this.#options.onChanged();
  }

  #complete(metadata: TransactionMetadata, committed: boolean): void {
    metadata.state = committed ? 'CompleteCommit' : 'CompleteAbort';
    metadata.partitions = new Map();
    if (metadata.nextProducerId !== noProducerId) rotate(metadata, metadata.nextProducerId);
    this.#options.onChanged();
  }

  /** The error code, if the producer is not the one that may have the next epoch (prepareIncrementProducerEpoch). */
  #nextEpoch(metadata: TransactionMetadata, expectedEpoch: number | null): number {
    const { producerEpoch: epoch, lastProducerEpoch } = metadata;
    const isCurrent = expectedEpoch === null || epoch === noEpoch || expectedEpoch === epoch;
    if (!isCurrent) return expectedEpoch === lastProducerEpoch ? 0 : ErrorCodes.PRODUCER_FENCED;
    metadata.lastProducerEpoch = expectedEpoch === null ? noEpoch : epoch;
    if (isEpochExhausted(epoch)) rotate(metadata, this.#options.newProducerId());
    else metadata.producerEpoch = epoch + 1;
    return 0;
  }

  // One timer while transactions are open; none while there are none.
  #scheduleScan(): void {
    this.#cancelScan ??= this.#options.timers.schedule(timeoutScanMs, () => {
      this.#cancelScan = null;
      this.#abortTimedOut();
    });
  }

  #abortTimedOut(): void {
    const nowMs = this.#options.time.milliseconds();
    const open = this.#table.all.filter(({ state }) => state === 'Ongoing');
    for (const metadata of open) if (metadata.startedMs + metadata.timeoutMs < nowMs) this.#fence(metadata);
    if (open.some(({ state }) => state === 'Ongoing')) this.#scheduleScan();
  }
}

type Identified =
  | { readonly metadata: TransactionMetadata; readonly errorCode: 0; readonly isRetry: boolean }
  | { readonly metadata: null; readonly errorCode: number; readonly isRetry: false };

function unidentified(errorCode: number): Identified {
  return { metadata: null, errorCode, isRetry: false };
}

/** null: it can be ended now; 0: it was, as asked for. */
function endProblem(
  metadata: TransactionMetadata,
  committed: boolean,
  bumpsEpoch: boolean,
  isRetry: boolean,
): number | null {
  const { INVALID_TXN_STATE, CONCURRENT_TRANSACTIONS, PRODUCER_FENCED } = ErrorCodes;
  // With Transactions V2 a producer may abort although no partition was added.
  const abortsNothing = bumpsEpoch && !committed && !isRetry ? null : INVALID_TXN_STATE;
  switch (metadata.state) {
    case 'Ongoing':
      return isRetry ? PRODUCER_FENCED : null;
    case 'Empty':
      return abortsNothing;
    case 'PrepareCommit':
      return committed ? CONCURRENT_TRANSACTIONS : INVALID_TXN_STATE;
    case 'PrepareAbort':
      return committed ? INVALID_TXN_STATE : CONCURRENT_TRANSACTIONS;
    case 'CompleteCommit':
      return committed && isRetry === bumpsEpoch ? 0 : abortsNothing;
    case 'CompleteAbort':
      return !committed && isRetry === bumpsEpoch ? 0 : abortsNothing;
  }
}

function contains({ partitions }: TransactionMetadata, { topic, partition }: TopicPartition): boolean {
  return partitions.has(topicPartitionName(topic, partition));
}

/** The id may be the one before, if its epochs were used up (isValidProducerId). */
function mayBe(
  expected: { readonly producerId: bigint; readonly producerEpoch: number },
  metadata: TransactionMetadata,
) {
  return (
    metadata.producerEpoch === noEpoch ||
    expected.producerId === metadata.producerId ||
    (expected.producerId === metadata.previousProducerId && isEpochExhausted(expected.producerEpoch))
  );
}

function rotate(metadata: TransactionMetadata, producerId: bigint): void {
  metadata.previousProducerId = metadata.producerId;
  metadata.producerId = producerId;
  metadata.nextProducerId = noProducerId;
  metadata.producerEpoch = 0;
}

function current({ producerId, producerEpoch }: TransactionMetadata): ProducerIdAndEpoch {
  return { errorCode: 0, producerId, producerEpoch };
}

function next(metadata: TransactionMetadata): ProducerIdAndEpoch {
  const { nextProducerId: producerId } = metadata;
  return producerId === noProducerId ? current(metadata) : { errorCode: 0, producerId, producerEpoch: 0 };
}

function failed(errorCode: number): ProducerIdAndEpoch {
  return { errorCode, producerId: noProducerId, producerEpoch: noEpoch };
}
