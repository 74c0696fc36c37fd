/** The small closed vocabularies shared by the engine's transitions, its views and the page. */

/** Why a batch stopped taking records and left (Kafka: the terms of `RecordAccumulator.ready`). `alongside`: another partition of its broker was ready, so it went too. */
export type ClosedBy = 'full' | 'linger' | 'flush' | 'poolExhausted' | 'close' | 'alongside' | 'transaction' | 'split';

/** How a batch ended (Kafka: `ProducerBatch.FinalState`, with expiry told apart). `duplicate` counts as success. */
export type BatchEnd = 'acked' | 'duplicate' | 'failed' | 'expired' | 'aborted' | 'split';

/** Kafka: `ConnectionState`, and `backoff` for a disconnected node that may not be tried yet. */
export type ConnectionState =
  'disconnected' | 'backoff' | 'connecting' | 'checkingApiVersions' | 'ready' | 'authenticationFailed';

/**
 * Where a producer stands with its producer id and its transaction (Kafka: `TransactionManager.State`). PREPARED_TRANSACTION is
 * reserved: up to 4.4.0 no call of a producer leads there.
 */
export type TransactionState =
  | 'UNINITIALIZED'
  | 'INITIALIZING'
  | 'READY'
  | 'IN_TRANSACTION'
  | 'PREPARED_TRANSACTION'
  | 'COMMITTING_TRANSACTION'
  | 'ABORTING_TRANSACTION'
  | 'ABORTABLE_ERROR'
  | 'FATAL_ERROR';

/** Why a connection ended, or never came about (`Disconnection.kind` of engine/network). */
export type DisconnectionKind =
  'refused' | 'unresolved' | 'unreachable' | 'closedByPeer' | 'notKafka' | 'authenticationFailed' | 'idle' | 'network';

/** Why a partition's first batch does not leave. */
export type BlockedBy =
  | 'noLeader'
  | 'nodeNotReady'
  | 'backoff'
  | 'muted'
  | 'unresolvedSequence'
  | 'throttle'
  | 'transaction'
  | 'maxInFlight'
  | 'earlierRetryFirst'
  | 'firstAnswer'
  | 'noProducerId'
  | 'metadataFirst';

/** Where a batch's time goes; the keys of its ledger. Each moment of a batch's life is in exactly one. */
export type LedgerAccount =
  | 'linger'
  | 'waitingForLeader'
  | 'waitingForConnection'
  | 'muted'
  | 'backoff'
  | 'throttled'
  | 'waitingForSlot'
  | 'waitingForSequence'
  | 'waitingForPass'
  | 'inFlight';

/** Who chose the partition, in the order they are asked (Kafka: `KafkaProducer.partition`). */
export type PartitionedBy = 'explicit' | 'keyHash' | 'roundRobin' | 'sticky';

export type StageName = 'send' | 'metadata' | 'partition' | 'pool' | 'batches' | 'inFlight' | 'acked' | 'failed';

/** What the page can point at, everywhere. Batches and requests by id, a partition by its lane. */
export type Selection =
  | { readonly kind: 'lane'; readonly lane: string }
  | { readonly kind: 'batch'; readonly lane: string; readonly batchId: number }
  | { readonly kind: 'request'; readonly requestId: number }
  | { readonly kind: 'record'; readonly recordId: number }
  | { readonly kind: 'broker'; readonly node: number };

/** What has details of its own. A lane and a broker are shown whole in the board. */
export type DescribedSelection = Extract<Selection, { readonly kind: 'batch' | 'request' | 'record' }>;
