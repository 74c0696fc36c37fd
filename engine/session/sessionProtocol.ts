import type { Detail } from '../snapshot/details.ts';
import type { Frame } from '../snapshot/frame.ts';
import type { MetricView } from '../snapshot/metrics.ts';
import type { OutgoingRecord, SendOutcome } from '../snapshot/outgoing.ts';
import type { DescribedSelection, TransactionState } from '../snapshot/words.ts';
import type { TransactionOperation } from './transactionOperations.ts';

/**
 * What the extension host and the session's worker say to each other. Commands are calls, each answered once; frames, finished
 * loads and log lines are events. Everything is JSON-safe.
 */
export type SessionMethods = {
  /** Starts the producer. Resolves once configuration is accepted; `connected` comes as an event with the first metadata answer. Rejects with ConfigException. */
  connect: (params: ConnectParams) => Promise<void>;
  /** Closes the producer (waits for what is queued up to `timeoutMs`), reports what was not acknowledged. */
  close: (params: { readonly timeoutMs: number }) => Promise<{ readonly unfinishedRecords: number }>;
  /**
   * Sends in order and waits for every answer. The outcomes of the first 1,000 come back, in the order they were sent (if only later
   * ones failed, one of those stands last); the counts are always exact.
   */
  send: (params: SendParams) => Promise<SendReport>;
  /** Resolves when the load ended: by count, duration, stopLoad, or because the producer closed. */
  startLoad: (params: LoadOptions) => Promise<LoadReport>;
  stopLoad: (params: null) => Promise<void>;
  pause: (params: null) => Promise<void>;
  resume: (params: null) => Promise<void>;
  /** One `Sender.runOnce`; only while paused. */
  step: (params: null) => Promise<void>;
  flush: (params: null) => Promise<{ readonly waitedMs: number }>;
  /**
   * Of a producer with a transactional.id (else IllegalStateException). The first `begin` also does initTransactions. Resolves when the
   * operation is done; rejected as Java's call is: after a TimeoutException only the same operation may follow.
   */
  transaction: (params: { readonly operation: TransactionOperation }) => Promise<void>;
  /** Starts frames, the first one full. Calling again asks for a full frame. */
  watch: (params: { readonly framesPerSecond: number; readonly payloads: boolean }) => Promise<void>;
  unwatch: (params: null) => Promise<void>;
  /** The page has drawn frame `seq`; only then comes the next. */
  frameShown: (params: { readonly seq: number }) => Promise<void>;
  describe: (params: { readonly selection: DescribedSelection }) => Promise<Detail>;
  /** Where a record would go, without sending it: for the send row. */
  predict: (params: { readonly record: OutgoingRecord }) => Promise<Prediction>;
  /** Every metric of the producer by its JMX name; none without a producer. */
  metrics: (params: null) => Promise<readonly MetricView[]>;
  status: (params: null) => Promise<SessionStatus>;
  listTopics: (params: null) => Promise<readonly TopicSummary[]>;
  createTopic: (params: {
    readonly name: string;
    readonly partitions: number;
    readonly replicationFactor: number;
  }) => Promise<void>;
  deleteTopic: (params: { readonly name: string }) => Promise<void>;
};

export interface ConnectParams {
  readonly name: string;
  readonly bootstrapServers: string;
  /** Java's keys and values, as in a .properties file. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface SendParams {
  readonly records: readonly OutgoingRecord[];
  /** Send the list this many times over (default 1). */
  readonly times?: number;
  /** At most this many records a second; absent: as fast as the producer takes them. */
  readonly recordsPerSecond?: number;
  /** Where the user sent from, shown in the record's journey: `orders.kafka, line 3`. */
  readonly source?: string;
}

export interface SendReport {
  readonly acked: number;
  readonly failed: number;
  readonly outcomes: readonly SendOutcome[];
  readonly tookMs: number;
}

export interface LoadOptions {
  readonly topic: string;
  /** null: as fast as possible. */
  readonly recordsPerSecond: number | null;
  /** Ends after this many records, or … */
  readonly records: number | null;
  /** … this long; both null: until stopped. */
  readonly durationMs: number | null;
  readonly valueBytes: number;
  /** 0: no key. Otherwise keys `key-0` … `key-(n-1)` in random order. */
  readonly distinctKeys: number;
  readonly seed: number;
}

export interface LoadReport {
  readonly sent: number;
  readonly acked: number;
  readonly failed: number;
  readonly tookMs: number;
  readonly firstError: string | null;
  readonly stopped: boolean;
}

export type Prediction =
  | { readonly kind: 'partition'; readonly partition: number; readonly by: 'explicit' | 'keyHash' | 'roundRobin' }
  | {
      readonly kind: 'sticky';
      readonly partition: number;
      readonly producedBytes: number;
      readonly batchSizeBytes: number;
    }
  | { readonly kind: 'unknownTopic' };

export interface SessionStatus {
  readonly state: 'idle' | 'connecting' | 'connected';
  readonly run: 'running' | 'paused';
  readonly freePoolBytes: number;
  readonly totalPoolBytes: number;
  readonly inFlightRequests: number;
  readonly onTheWay: number;
  /** Null: the producer has no transactional.id. */
  readonly transaction: TransactionState | null;
}

export interface TopicSummary {
  readonly name: string;
  readonly internal: boolean;
  readonly partitions: readonly {
    readonly partition: number;
    readonly leader: number;
    readonly replicas: readonly number[];
    readonly inSync: readonly number[];
  }[];
}

export type SessionEvent =
  | { readonly type: 'frame'; readonly frame: Frame }
  | { readonly type: 'connected'; readonly brokers: number; readonly clusterId: string | null }
  | { readonly type: 'status'; readonly status: SessionStatus }
  | { readonly type: 'topicsChanged' }
  /** send() has taken the one record of a `send`; `describe` knows it from now on, its answer is still to come. */
  | { readonly type: 'recordTaken'; readonly recordId: number }
  | { readonly type: 'log'; readonly level: 'debug' | 'info' | 'warning' | 'error'; readonly message: string };
