import type { EndedBatch } from '../../../../engine/inspect/batchArchive.ts';
import type {
  DiagnosedLane,
  DiagnosedNode,
  DiagnosedTransaction,
  DiagnosisState,
} from '../../../../engine/inspect/diagnosis/diagnosisState.ts';

export const NOW_MS = 100_000;
/** The wall clock of engine time 0. */
export const WALL_MS = 1_700_000_000_000;

/** A producer that is connected and has nothing to do, with what a test changes. */
export function quiet(changed: Partial<DiagnosisState> = {}): DiagnosisState {
  return {
    nowMs: NOW_MS,
    wallOf: engineMs => WALL_MS + engineMs,
    connection: { name: 'staging', everAnswered: true, bootstrap: 'kafka.example:9092', failing: null },
    limits: {
      maxBlockMs: 60_000,
      maxInFlight: 5,
      requestTimeoutMs: 30_000,
      deliveryTimeoutMs: 120_000,
      maxRequestSizeBytes: 1_048_576,
      bufferMemoryBytes: 33_554_432,
    },
    nodes: [node(1), node(2), node(3)],
    lanes: [],
    pool: { totalBytes: 33_554_432, heldBytes: 0, waiting: 0, longestWaitMs: 0 },
    metadataWait: { waiting: 0, topic: null, sinceMs: null },
    topicErrors: new Map(),
    retries: [],
    moves: [],
    refusal: null,
    givenUp: null,
    transaction: null,
    retriedSince: () => 0,
    failedSince: () => 0,
    ...changed,
  };
}

export function node(id: number, changed: Partial<DiagnosedNode> = {}): DiagnosedNode {
  return {
    node: id,
    address: `broker-${id}.example:9092`,
    host: `broker-${id}.example`,
    inMetadata: true,
    state: 'ready',
    stateSinceMs: 0,
    everReady: true,
    failures: 0,
    disconnection: null,
    authenticationError: null,
    throttledMs: 0,
    inFlight: 0,
    oldestMs: null,
    medianLatencyMs: 3,
    silent: false,
    unreachable: false,
    alwaysFull: false,
    ...changed,
  };
}

export function lane(name: string, onNode: number | null, changed: Partial<DiagnosedLane> = {}): DiagnosedLane {
  return {
    lane: name,
    node: onNode,
    hasLeader: true,
    epoch: 7,
    waitingBatches: 1,
    heldBytes: 16_384,
    oldestCreatedMs: NOW_MS - 10,
    blockedBy: null,
    blockedSinceMs: NOW_MS,
    ...changed,
  };
}

/** A transaction that is open and well, with three partitions in it. */
export function transaction(changed: Partial<DiagnosedTransaction> = {}): DiagnosedTransaction {
  return {
    transactionalId: 'orders-editor',
    state: 'IN_TRANSACTION',
    epoch: 7,
    timeoutMs: 60_000,
    openForMs: 3_000,
    started: true,
    partitions: 3,
    failure: null,
    requests: [],
    ...changed,
  };
}

export function failure(changed: Partial<NonNullable<DiagnosedTransaction['failure']>> = {}) {
  return {
    error: 'TopicAuthorizationException',
    errorCode: 29,
    reason: 'why',
    atMs: NOW_MS - 400,
    openForMs: 2_600,
    ...changed,
  };
}

export function endedBatch(changed: Partial<EndedBatch> = {}): EndedBatch {
  return {
    lane: 'orders-4',
    batchId: 4410,
    end: 'expired',
    errorCode: 7,
    createdMs: NOW_MS - 120_000,
    endedMs: NOW_MS - 5,
    lastAppendMs: NOW_MS - 119_990,
    records: 29,
    bytes: 6_900,
    bufferBytes: 16_384,
    compressionRatio: 1,
    closedBy: 'linger',
    producerId: 4012n,
    epoch: 0,
    baseSequence: 181_077,
    baseOffset: -1,
    attempts: [],
    mayBeWritten: false,
    drainedMs: -1,
    ledger: {
      linger: 5,
      waitingForLeader: 97_000,
      waitingForConnection: 0,
      muted: 0,
      backoff: 0,
      throttled: 0,
      waitingForSlot: 0,
      waitingForSequence: 0,
      waitingForPass: 0,
      inFlight: 22_995,
    },
    ...changed,
  };
}
