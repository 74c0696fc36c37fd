import type { TopicPartition } from '../../common/topicPartition.ts';

/** As ListTransactions and DescribeTransactions name them (Kafka: `TransactionState`). */
export type TransactionState =
  'Empty' | 'Ongoing' | 'PrepareCommit' | 'PrepareAbort' | 'CompleteCommit' | 'CompleteAbort';

export const transactionStates: readonly TransactionState[] = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
];

/** What the coordinator knows of one transactional id (Kafka: `TransactionMetadata`). */
export interface TransactionMetadata {
  readonly transactionalId: string;
  producerId: bigint;
  /** Before the epochs of that id were used up; −1: none. */
  previousProducerId: bigint;
  /** Takes over when the markers are written; −1: none. */
  nextProducerId: bigint;
  /** −1: new. */
  producerEpoch: number;
  /** By which a repeated request is known; −1: none. */
  lastProducerEpoch: number;
  timeoutMs: number;
  state: TransactionState;
  /** By name; among them places of __consumer_offsets. */
  partitions: ReadonlyMap<string, TopicPartition>;
  /** When the last transaction began, on the monotonic clock and for people; −1: none with this epoch. */
  startedMs: number;
  startedWallMs: number;
  lastUsedMs: number;
  /** The producer speaks Transactions V2: every end of a transaction bumps its epoch. */
  bumpsEpoch: boolean;
}

export const noProducerId = -1n;
export const noEpoch = -1;
const maxEpoch = 0x7fff;

export function newTransactionMetadata(transactionalId: string, producerId: bigint): TransactionMetadata {
  return {
    transactionalId,
    producerId,
    previousProducerId: noProducerId,
    nextProducerId: noProducerId,
    producerEpoch: noEpoch,
    lastProducerEpoch: noEpoch,
    timeoutMs: 0,
    state: 'Empty',
    partitions: new Map(),
    startedMs: -1,
    startedWallMs: -1,
    lastUsedMs: 0,
    bumpsEpoch: false,
  };
}

/** The last epoch is left for fencing (Kafka: `isEpochExhausted`). */
export function isEpochExhausted(epoch: number): boolean {
  return epoch >= maxEpoch - 1;
}

export function isPreparing({ state }: TransactionMetadata): boolean {
  return state === 'PrepareCommit' || state === 'PrepareAbort';
}
