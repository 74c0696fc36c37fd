/** The eight stages a record passes, left to right. */
export interface PipelineView {
  readonly send: Stage & {
    readonly recordsPerSecond: number;
    readonly totalRecords: number;
    readonly waitingCalls: number;
  };
  readonly metadata: Stage & { readonly waiting: number; readonly ageMs: number | null; readonly topics: number };
  readonly partition: Stage & {
    /** Shares of the records partitioned so far in the window, 0…1; null before the first. */
    readonly byKeyShare: number | null;
    readonly stickyShare: number | null;
    readonly explicitShare: number | null;
    readonly roundRobinShare: number | null;
    readonly sticky: { readonly topic: string; readonly partition: number; readonly producedBytes: number } | null;
  };
  readonly pool: Stage & { readonly waiting: number; readonly heldBytes: number; readonly totalBytes: number };
  readonly batches: Stage & { readonly open: number; readonly queued: number };
  readonly inFlight: Stage & {
    /** Mean over the last second while fast; the exact count when `exact`. */
    readonly requests: number;
    readonly exact: boolean;
    /** Brokers up × max.in.flight.requests.per.connection. */
    readonly maxRequests: number;
    readonly requestsPerSecond: number;
    readonly batches: number;
    readonly bytes: number;
  };
  readonly acked: Stage & {
    readonly recordsPerSecond: number;
    readonly totalRecords: number;
    readonly p50Ms: number | null;
    readonly p99Ms: number | null;
  };
  readonly failed: Stage & {
    readonly records: number;
    readonly retriedBatches: number;
    readonly lastError: string | null;
  };
}

export interface Stage {
  /** Median time of the records that left this stage in the last 5 s; null when none did. */
  readonly medianMs: number | null;
  /** The longest something inside has been waiting now; null when nothing is inside. */
  readonly oldestMs: number | null;
  /** This stage's part of the sum of all medians, 0…1. */
  readonly share: number;
  readonly hold: Hold | null;
  readonly backedUp: boolean;
}

/** Why something waits abnormally here; at most one stage has it, the one nearest the broker. */
export type Hold =
  | { readonly kind: 'brokerSilent'; readonly node: number; readonly silentMs: number }
  | { readonly kind: 'noLeader'; readonly lanes: number }
  | { readonly kind: 'brokerDown'; readonly node: number }
  | { readonly kind: 'throttled'; readonly node: number; readonly remainingMs: number }
  | { readonly kind: 'inFlightFull'; readonly node: number; readonly inFlight: number; readonly maxInFlight: number }
  | { readonly kind: 'retrying'; readonly lane: string }
  | { readonly kind: 'noProducerId' }
  | { readonly kind: 'poolFull'; readonly waiting: number }
  | { readonly kind: 'metadata'; readonly waiting: number; readonly topic: string };
