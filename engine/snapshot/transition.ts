import type { BatchEnd, ClosedBy, ConnectionState, TransactionState } from './words.ts';

/**
 * What happened in the producer, as it happens: ids and numbers only, never a live object. The one vocabulary of the golden
 * journeys, the inspector and the page's log. Times are the engine's monotonic milliseconds.
 *
 * `lane` is a partition as `topic-partition`. A `batchId` is ours: it counts up from 0 for each partition, survives retries,
 * and reads as `orders-4 #3119`. A `requestId` is unique in a session; `correlationId` is the one on the wire.
 */
export type Transition =
  | { readonly type: 'metadataWaitStarted'; readonly atMs: number; readonly topic: string }
  | {
      readonly type: 'metadataWaitEnded';
      readonly atMs: number;
      readonly topic: string;
      readonly waitedMs: number;
      readonly ok: boolean;
    }
  | {
      readonly type: 'poolWaitStarted';
      readonly atMs: number;
      readonly lane: string;
      readonly bytes: number;
      readonly waiting: number;
    }
  | {
      readonly type: 'poolWaitEnded';
      readonly atMs: number;
      readonly lane: string;
      readonly bytes: number;
      readonly waitedMs: number;
      readonly ok: boolean;
    }
  | {
      readonly type: 'sendRefused';
      readonly atMs: number;
      readonly topic: string;
      readonly error: string;
      readonly sizeBytes: number;
      readonly limitBytes: number;
    }
  | {
      readonly type: 'batchCreated';
      readonly atMs: number;
      readonly lane: string;
      readonly batchId: number;
      readonly bufferBytes: number;
    }
  | {
      readonly type: 'batchClosed';
      readonly atMs: number;
      readonly lane: string;
      readonly batchId: number;
      readonly closedBy: ClosedBy;
      readonly records: number;
      readonly bytes: number;
      readonly ageMs: number;
    }
  | {
      readonly type: 'batchDrained';
      readonly atMs: number;
      readonly lane: string;
      readonly batchId: number;
      readonly node: number;
      readonly baseSequence: number;
      readonly records: number;
      readonly bytes: number;
    }
  | {
      readonly type: 'batchRetried';
      readonly atMs: number;
      readonly lane: string;
      readonly batchId: number;
      readonly errorCode: number;
      readonly attempts: number;
      readonly backoffMs: number;
    }
  | {
      readonly type: 'batchSplit';
      readonly atMs: number;
      readonly lane: string;
      readonly batchId: number;
      readonly children: readonly number[];
    }
  | {
      readonly type: 'batchEnded';
      readonly atMs: number;
      readonly lane: string;
      readonly batchId: number;
      readonly end: BatchEnd;
      readonly errorCode: number;
      readonly records: number;
      readonly bytes: number;
      readonly baseOffset: number;
      readonly attempts: number;
      readonly mayBeWritten: boolean;
    }
  | {
      readonly type: 'stickySwitched';
      readonly atMs: number;
      readonly topic: string;
      readonly from: number;
      readonly to: number;
      readonly producedBytes: number;
    }
  | {
      readonly type: 'requestSent';
      readonly atMs: number;
      readonly requestId: number;
      readonly correlationId: number;
      readonly node: number;
      readonly slot: number;
      readonly api: number;
      readonly version: number;
      readonly bytes: number;
      readonly batches: readonly (readonly [lane: string, batchId: number])[];
    }
  | {
      readonly type: 'requestEnded';
      readonly atMs: number;
      readonly requestId: number;
      readonly node: number;
      readonly slot: number;
      readonly api: number;
      readonly latencyMs: number;
      readonly end: 'answered' | 'noAnswerExpected' | 'timedOut' | 'disconnected';
      readonly throttleMs: number;
    }
  | {
      readonly type: 'connectionChanged';
      readonly atMs: number;
      readonly node: number;
      readonly state: ConnectionState;
      readonly reason: string;
    }
  | { readonly type: 'throttled'; readonly atMs: number; readonly node: number; readonly throttleMs: number }
  | {
      readonly type: 'metadataUpdated';
      readonly atMs: number;
      readonly full: boolean;
      readonly version: number;
      readonly node: number;
      readonly brokers: number;
      readonly topics: readonly string[];
    }
  | { readonly type: 'metadataFailed'; readonly atMs: number; readonly reason: string }
  | {
      readonly type: 'topicError';
      readonly atMs: number;
      readonly topic: string;
      readonly errorCode: number;
      readonly node: number;
    }
  | {
      readonly type: 'leaderChanged';
      readonly atMs: number;
      readonly lane: string;
      readonly from: number;
      readonly to: number;
      readonly epoch: number;
    }
  | { readonly type: 'rebootstrapped'; readonly atMs: number; readonly reason: string }
  | { readonly type: 'producerIdAcquired'; readonly atMs: number; readonly producerId: string; readonly epoch: number }
  | {
      readonly type: 'epochBumped';
      readonly atMs: number;
      readonly producerId: string;
      readonly epoch: number;
      readonly cause: string;
    }
  | { readonly type: 'sequenceUnresolved'; readonly atMs: number; readonly lane: string; readonly nextSequence: number }
  | {
      readonly type: 'transactionState';
      readonly atMs: number;
      readonly from: TransactionState;
      readonly to: TransactionState;
      /** Kind of the error that led there. */
      readonly error: string | null;
    }
  | {
      readonly type: 'coordinatorFound';
      readonly atMs: number;
      readonly coordinator: 'transaction' | 'group';
      /** The transactional id, or the group. */
      readonly key: string;
      readonly node: number;
    }
  | {
      readonly type: 'partitionsAdded';
      readonly atMs: number;
      readonly count: number;
      /** The first few. */
      readonly lanes: readonly string[];
    }
  | { readonly type: 'offsetsSent'; readonly atMs: number; readonly group: string }
  | {
      readonly type: 'transactionEnded';
      readonly atMs: number;
      readonly committed: boolean;
      readonly partitions: number;
      readonly groups: number;
      /** Since beginTransaction. */
      readonly durationMs: number;
      /** The epoch of the next transaction, as far as it is known already. */
      readonly nextEpoch: number;
    }
  | { readonly type: 'flushStarted'; readonly atMs: number; readonly batches: number }
  | { readonly type: 'flushEnded'; readonly atMs: number; readonly waitedMs: number }
  | { readonly type: 'callbackThrew'; readonly atMs: number; readonly error: string }
  | {
      readonly type: 'interceptorThrew';
      readonly atMs: number;
      readonly method: 'onSend' | 'onAcknowledgement' | 'close';
      readonly error: string;
    }
  | { readonly type: 'closed'; readonly atMs: number; readonly unfinishedRecords: number };

export type TransitionType = Transition['type'];
