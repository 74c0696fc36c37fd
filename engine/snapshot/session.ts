import type { TransactionView } from './transaction.ts';
import type { DisconnectionKind, LedgerAccount } from './words.ts';

/** Who we are connected to, how the producer is set, and what it is doing as a whole. */
export interface SessionView {
  readonly connection: {
    readonly name: string;
    readonly bootstrapServers: readonly string[];
    readonly securityProtocol: string;
  };
  /** `connecting` until the first metadata answer came. */
  readonly state: 'connecting' | 'connected';
  /** While connecting: what fails, if something does; texts as the network told them. */
  readonly connectError: {
    readonly node: number;
    readonly address: string;
    readonly reason: string;
    readonly attempts: number;
    /** How the last attempt ended; null: it has not. */
    readonly kind: DisconnectionKind | null;
    /** It is not tried again: bootstrap.resolve.timeout.ms is over. */
    readonly isFinal: boolean;
  } | null;
  readonly run: 'running' | 'paused';
  readonly pausedAtWallMs: number | null;
  /** What the next step would do; only while paused. */
  readonly stepPreview: StepPreview | null;
  /** Effective settings the header shows, in its order: acks, linger.ms, batch.size, compression.type, enable.idempotence, then every other that differs from Kafka's default. */
  readonly config: readonly { readonly key: string; readonly value: string; readonly isDefault: boolean }[];
  readonly limits: {
    readonly batchSizeBytes: number;
    readonly lingerMs: number;
    readonly bufferMemoryBytes: number;
    readonly maxInFlight: number;
    readonly requestTimeoutMs: number;
    readonly deliveryTimeoutMs: number;
    readonly maxBlockMs: number;
    readonly maxRequestSizeBytes: number;
  };
  readonly producerId: { readonly id: string; readonly epoch: number } | null;
  /** Null: the producer has no transactional.id. */
  readonly transaction: TransactionView | null;
  /** Records. sent = acked + failed + onTheWay always; the page says so in red if it does not. */
  readonly totals: {
    readonly sent: number;
    readonly acked: number;
    readonly failed: number;
    readonly onTheWay: number;
  };
  /** Wall clock of the last acknowledgement, or null. */
  readonly lastAckedWallMs: number | null;
  readonly load: LoadView | null;
  /** Topics of the cluster as the admin side last listed them, for the send row. */
  readonly clusterTopics: readonly { readonly name: string; readonly partitions: number }[];
  /** Longest stall of the worker's own event loop in the last second; shown when over 50 ms. */
  readonly stallMs: number;
}

export interface LoadView {
  readonly topic: string;
  readonly targetPerSecond: number | null;
  readonly actualPerSecond: number;
  readonly sent: number;
  readonly acked: number;
  readonly failed: number;
  readonly totalRecords: number | null;
  readonly remainingMs: number | null;
  /** The generator itself waits for memory or metadata. */
  readonly blocked: boolean;
}

/** A dry run of `ready` and `drain`: what one `Sender.runOnce` would do now. Parts that cannot be said for sure are absent. */
export interface StepPreview {
  /** How far engine time moves, ms. */
  readonly advancesMs: number;
  readonly actions: readonly StepAction[];
  /** The lane the step concerns, for highlighting. */
  readonly lane: string | null;
}

export type StepAction =
  | { readonly kind: 'runOnce' }
  | { readonly kind: 'lingerOver'; readonly lane: string; readonly batchId: number }
  | {
      readonly kind: 'drain';
      readonly lane: string;
      readonly batchId: number;
      readonly node: number;
      readonly reason: string;
    }
  | { readonly kind: 'connect'; readonly node: number }
  | { readonly kind: 'metadata'; readonly node: number; readonly topics: readonly string[] }
  | { readonly kind: 'producerId' }
  /** A request of the transaction; `node` null: any. */
  | { readonly kind: 'transaction'; readonly api: string; readonly node: number | null }
  /** Never sent, and never to be: its transaction will not be committed. One for each partition that has such a batch. */
  | { readonly kind: 'drop'; readonly lane: string; readonly batchId: number }
  | { readonly kind: 'expire'; readonly lane: string; readonly batchId: number }
  | { readonly kind: 'answer'; readonly node: number; readonly requestId: number };

export type Ledger = Readonly<Record<LedgerAccount, number>>;
