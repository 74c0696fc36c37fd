import type { DisconnectionKind, TransactionState } from './words.ts';

/**
 * The named values each rule gives with its verdict; the sentences are made from these and from nothing else. Times are
 * milliseconds, sizes bytes, clocks epoch milliseconds, a list of names is one string with commas. Null: not known, then
 * the part of the sentence that needs it is left out.
 */
export interface VerdictValues {
  unknownTopic: {
    topic: string;
    /** Broker that answered last, and how often one answered so. */
    node: number | null;
    answers: number;
    autoCreate: boolean | null;
    /** Of max.block.ms, for the send that waits longest. */
    leftMs: number | null;
    maxBlockMs: number;
    waiting: number;
  };
  recordRefused: {
    topic: string;
    /** Java's exception class. */
    error: string;
    sizeBytes: number | null;
    limitBytes: number | null;
    /** The config that sets the limit. */
    limit: 'max.request.size' | 'buffer.memory' | null;
    refused: number;
  };
  poolExhausted: {
    cause: 'brokerSilent' | 'noLeader' | 'brokerDown' | 'throttled' | 'inFlightFull' | 'load';
    /** The broker whose partitions hold most of the memory. */
    node: number | null;
    /** How many of its partitions hold, and what they and all together hold. */
    holders: number;
    holderBytes: number;
    heldBytes: number;
    totalBytes: number;
    waiting: number;
    longestWaitMs: number;
    inFlight: number | null;
    maxInFlight: number;
    oldestMs: number | null;
    requestTimeoutLeftMs: number | null;
    /** Brokers that are up and have nothing to send, `1,3`. */
    idleBrokers: string | null;
    /** Largest holder. */
    lane: string | null;
  };
  brokerSilent: {
    node: number;
    oldestMs: number;
    medianMs: number | null;
    inFlight: number;
    maxInFlight: number;
    queuedBatches: number;
    requestTimeoutLeftMs: number | null;
  };
  leaderGone: {
    node: number | null;
    /** One partition without leader, and how many there are. */
    lane: string | null;
    leaderless: number;
    refused: number | null;
    sinceMs: number;
    moved: number;
    epochFrom: number | null;
    epochTo: number | null;
    retriedBatches: number;
    failedBatches: number;
    /** When delivery.timeout.ms ends for the oldest batch that waits. */
    deadlineWallMs: number | null;
  };
  retryStorm: {
    lane: string;
    node: number;
    errorCode: number;
    count: number;
    windowMs: number;
    /** What the metadata still says. */
    leader: number | null;
    epoch: number | null;
  };
  batchGivenUp: {
    lane: string;
    batchId: number;
    records: number;
    /** Expired: delivery.timeout.ms passed. Otherwise the broker's last word. */
    expired: boolean;
    deliveryTimeoutMs: number;
    errorCode: number | null;
    attempts: number;
    mayBeWritten: boolean;
    /** From its ledger. */
    waitingForLeaderMs: number;
    waitingForConnectionMs: number;
    backoffMs: number;
    throttledMs: number;
    inFlightMs: number;
    /** Everything else of its ledger. */
    otherMs: number;
  };
  throttled: {
    node: number;
    throttleMs: number;
    /** Partitions that wait because of it, `orders-1,orders-4`. */
    lanes: string;
    othersRun: boolean;
  };
  authenticationFailed: {
    name: string;
    /** Null: a bootstrap address. */
    node: number | null;
    address: string;
    /** TLS did not come about, or the login after it. */
    by: 'tls' | 'sasl';
    /** The producer's own text: the cause and what helps, without any secret. */
    reason: string;
    attempts: number;
  };
  couldNotConnect: {
    name: string;
    address: string;
    reason: string;
    attempts: number;
    nextTryMs: number | null;
  };
  advertisedAddress: {
    bootstrap: string;
    node: number;
    /** The address the broker gave for itself. */
    address: string;
    /** How the attempt ended; null: it has not yet, nobody answers. */
    disconnection: DisconnectionKind | null;
  };
  producerFenced: TransactionFailure & { transactionalId: string; epoch: number | null };
  producerFailed: TransactionFailure & { transactionalId: string | null };
  mustAbort: TransactionFailure & { transactionalId: string; partitions: number };
  coordinatorWait: {
    cause: 'silent' | 'unreachable' | 'refused';
    /** Kafka's name of the request that is not answered, or refused, or waits for the connection. */
    request: string;
    coordinator: 'transaction' | 'group';
    /** The transactional id, or the group. */
    coordinatorOf: string;
    /** That broker, or the one that refuses. */
    node: number | null;
    waitedMs: number;
    /** Answers that asked to try again, and the code of the last one. */
    refusals: number;
    errorCode: number | null;
    requestTimeoutLeftMs: number | null;
    state: TransactionState;
  };
  transactionTimeout: {
    transactionalId: string;
    openForMs: number;
    /** transaction.timeout.ms */
    timeoutMs: number;
    /** Until the coordinator aborts it, at the earliest: its clock began with the first partition. */
    leftMs: number;
    partitions: number;
  };
}

/** Why a producer is in an error state. */
interface TransactionFailure {
  /** Java's exception class. */
  error: string;
  errorCode: number | null;
  /** The producer's own text: the cause and what helps, without any secret. */
  reason: string;
  /** How old the transaction was then; null: none was open. */
  openForMs: number | null;
  /** transaction.timeout.ms */
  timeoutMs: number;
}
