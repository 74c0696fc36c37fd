import type { BlockedBy, ClosedBy, ConnectionState } from './words.ts';

/**
 * The board: one group for each broker, one lane for each partition, one column for each request slot.
 * Fast is averaged, stuck is exact: what lives longer than 250 ms (and all while paused) is `exact`, the rest `average` over the last second.
 */
export interface BrokerView {
  readonly node: number;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
  /** In the current metadata; a broker that left stays shown while lanes or requests are tied to it. */
  readonly known: boolean;
  readonly isController: boolean;
  readonly state: ConnectionState;
  readonly stateSinceMs: number;
  readonly lastError: string | null;
  readonly reconnectInMs: number | null;
  readonly throttledMs: number;
  /** Requests awaiting their response, and how long the oldest does. */
  readonly inFlight: number;
  readonly oldestMs: number | null;
  /** The oldest request is older than max(1 s, 5 × the median latency). */
  readonly silent: boolean;
  /** Median of the last 5 s, ms. */
  readonly medianLatencyMs: number | null;
  /** Since something was last sent to it. */
  readonly idleMs: number | null;
  readonly bytesOut: number;
  readonly bytesIn: number;
  readonly produceVersion: number | null;
  readonly slots: readonly SlotView[];
  /** Partitions whose leader moved away less than 10 s ago. */
  readonly movedAway: readonly { readonly lane: string; readonly to: number }[];
}

/** Slots are ours: the lowest free one at sending, kept until the answer, so nothing shifts (Java has a deque). */
export type SlotView =
  | { readonly kind: 'free' }
  | {
      readonly kind: 'exact';
      readonly requestId: number;
      readonly correlationId: number;
      readonly api: string;
      readonly version: number;
      readonly bytes: number;
      readonly ageMs: number;
      readonly late: boolean;
      readonly batches: number;
    }
  | {
      readonly kind: 'average';
      readonly busyShare: number;
      readonly requestsPerSecond: number;
      readonly meanBytes: number;
    };

export interface LaneView {
  /** `topic-partition`, unique. */
  readonly lane: string;
  readonly topic: string;
  readonly partition: number;
  /** The group it stands in: its leader, or the one it lost, or null if it never had one. */
  readonly node: number | null;
  readonly hasLeader: boolean;
  readonly movedFrom: number | null;
  /** No batch for 5 s: folds into "n idle partitions". */
  readonly idle: boolean;
  readonly open: OpenBatchView | null;
  readonly queue: QueueView;
  readonly leavesBy: LeavesBy;
  /** Batches of this lane in flight, by slot of `node`. */
  readonly cells: readonly CellView[];
}

export type OpenBatchView =
  | {
      readonly kind: 'exact';
      readonly batchId: number;
      readonly bytes: number;
      readonly limitBytes: number;
      readonly records: number;
      readonly ageMs: number;
    }
  | {
      readonly kind: 'average';
      readonly bytes: number;
      readonly limitBytes: number;
      readonly records: number;
      readonly ageMs: number;
      readonly batchesPerSecond: number;
    };

export interface QueueView {
  readonly count: number;
  readonly bytes: number;
  /** Up to six, the next to leave last; all retries are among them. */
  readonly next: readonly QueuedBatchView[];
}

export interface QueuedBatchView {
  readonly batchId: number;
  readonly closedBy: ClosedBy;
  /** The attempt to come: 1 for a batch that never left. */
  readonly attempt: number;
  readonly bytes: number;
  readonly records: number;
  readonly ageMs: number;
}

export type LeavesBy =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'usually'; readonly closedBy: ClosedBy; readonly share: number }
  | { readonly kind: 'linger'; readonly leftMs: number }
  | { readonly kind: 'nextPass' }
  | {
      readonly kind: 'blocked';
      readonly by: BlockedBy;
      readonly sinceMs: number;
      readonly leftMs: number | null;
      readonly node: number | null;
      readonly inFlight: number;
    };

export type CellView =
  | {
      readonly kind: 'exact';
      readonly slot: number;
      readonly requestId: number;
      readonly batchId: number;
      readonly bytes: number;
      readonly records: number;
      readonly attempt: number;
      readonly late: boolean;
    }
  | { readonly kind: 'average'; readonly slot: number; readonly meanBytes: number; readonly busyShare: number };
