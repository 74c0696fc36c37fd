import type { BlockedBy, ConnectionState, DisconnectionKind, TransactionState } from '../../snapshot/words.ts';
import type { EndedBatch } from '../batchArchive.ts';
import type { LeaderMove } from '../lanePlaces.ts';
import type { TopicError } from '../topicErrors.ts';
import type { Refusal, Retry } from '../troubles.ts';

/**
 * All that a rule may look at: the state of the producer as plain values, never a log text. Times are engine ms; what a verdict shows
 * as a clock is turned by `wallOf`.
 */
export interface DiagnosisState {
  readonly nowMs: number;
  readonly wallOf: (engineMs: number) => number;
  readonly connection: {
    readonly name: string;
    /** Some broker has answered a metadata request since the producer began. */
    readonly everAnswered: boolean;
    /** The bootstrap address that answered first, or the first one configured. */
    readonly bootstrap: string;
    /** While only bootstrap addresses are known: the one that failed last. */
    readonly failing: {
      readonly node: number;
      readonly address: string;
      readonly reason: string;
      readonly attempts: number;
      readonly nextTryMs: number | null;
    } | null;
  };
  readonly limits: {
    readonly maxBlockMs: number;
    readonly maxInFlight: number;
    readonly requestTimeoutMs: number;
    readonly deliveryTimeoutMs: number;
    readonly maxRequestSizeBytes: number;
    readonly bufferMemoryBytes: number;
  };
  readonly nodes: readonly DiagnosedNode[];
  readonly lanes: readonly DiagnosedLane[];
  readonly pool: {
    readonly totalBytes: number;
    readonly heldBytes: number;
    readonly waiting: number;
    readonly longestWaitMs: number;
    /** Since when some send or other waits; null: none, or not for long yet. */
    readonly fullSinceMs?: number | null;
  };
  readonly metadataWait: { readonly waiting: number; readonly topic: string | null; readonly sinceMs: number | null };
  readonly topicErrors: ReadonlyMap<string, TopicError>;
  readonly retries: readonly Retry[];
  readonly moves: readonly LeaderMove[];
  readonly refusal: Refusal | null;
  readonly givenUp: EndedBatch | null;
  readonly transaction: DiagnosedTransaction | null;
  readonly retriedSince: (engineMs: number) => number;
  readonly failedSince: (engineMs: number) => number;
}

export interface DiagnosedNode {
  readonly node: number;
  readonly address: string;
  readonly host: string;
  readonly inMetadata: boolean;
  readonly state: ConnectionState;
  readonly stateSinceMs: number;
  readonly everReady: boolean;
  readonly failures: number;
  /** How its connection, or the attempt at one, last ended; null: it has not, or stands. */
  readonly disconnection: DisconnectionKind | null;
  /** Why the last attempt ended at TLS or at the login, and none has gone better since. */
  readonly authenticationError: { readonly kind: string; readonly message: string } | null;
  readonly throttledMs: number;
  readonly inFlight: number;
  readonly oldestMs: number | null;
  readonly medianLatencyMs: number | null;
  readonly silent: boolean;
  /** Its connection failed and is tried again, or takes too long to come about. */
  readonly unreachable: boolean;
  /** Every slot busy, for a second where that is measured. */
  readonly alwaysFull: boolean;
}

/** A partition that has something. */
export interface DiagnosedLane {
  readonly lane: string;
  /** Its leader, or the broker it lost; null: it never had one. */
  readonly node: number | null;
  readonly hasLeader: boolean;
  readonly epoch: number;
  /** Waiting to leave, the open one among them. */
  readonly waitingBatches: number;
  readonly heldBytes: number;
  readonly oldestCreatedMs: number | null;
  readonly blockedBy: BlockedBy | null;
  readonly blockedSinceMs: number;
}

/** Of an idempotent producer, whether or not it has a transactional.id. */
export interface DiagnosedTransaction {
  readonly transactionalId: string | null;
  readonly state: TransactionState;
  readonly epoch: number | null;
  readonly timeoutMs: number;
  readonly openForMs: number | null;
  /** The broker knows of it. */
  readonly started: boolean;
  readonly partitions: number;
  /** The first error of the state it is in; a wrapped one is that which it wraps. */
  readonly failure: {
    readonly error: string;
    readonly errorCode: number | null;
    readonly reason: string;
    readonly atMs: number;
    readonly openForMs: number | null;
  } | null;
  /** Of those that a coordinator is needed for: the one in flight, and those that would go but cannot yet. */
  readonly requests: readonly DiagnosedRequest[];
}

export interface DiagnosedRequest {
  readonly api: string;
  readonly inFlight: boolean;
  readonly sinceMs: number;
  readonly coordinator: { readonly type: 'transaction' | 'group'; readonly key: string };
  /** The coordinator, as far as it is known; of a request in flight whoever has it. */
  readonly node: number | null;
  /** The broker that refused it last, how often it was refused, and the code. */
  readonly refused: { readonly node: number | null; readonly count: number; readonly errorCode: number } | null;
}

/** From this age on a state is a trouble, not a passing moment. */
export const LASTING_MS = 500;

export function nodeOf({ nodes }: DiagnosisState, node: number | null): DiagnosedNode | undefined {
  return nodes.find(each => each.node === node);
}

/** Lanes that wait and are blocked so, long enough to speak of. */
export function lastingBlocks({ lanes, nowMs }: DiagnosisState, by: BlockedBy): readonly DiagnosedLane[] {
  return lanes.filter(
    ({ blockedBy, blockedSinceMs, waitingBatches }) =>
      blockedBy === by && waitingBatches > 0 && nowMs - blockedSinceMs >= LASTING_MS,
  );
}

export function requestTimeoutLeftMs({ limits }: DiagnosisState, { oldestMs }: DiagnosedNode): number | null {
  return oldestMs === null ? null : Math.max(0, limits.requestTimeoutMs - oldestMs);
}
