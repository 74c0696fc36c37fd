import type { Ledger } from './session.ts';
import type { BatchEnd, ClosedBy, PartitionedBy } from './words.ts';

/** What the drawer shows of one thing, asked for when it is selected. */
export type Detail = RequestDetail | BatchDetail | RecordDetail | GoneDetail;

/** It ended and was not kept: the bounded history has moved on. */
export interface GoneDetail {
  readonly kind: 'gone';
}

export interface RequestDetail {
  readonly kind: 'request';
  readonly requestId: number;
  readonly correlationId: number;
  readonly node: number;
  readonly api: string;
  readonly version: number;
  readonly sentWallMs: number;
  readonly ageMs: number;
  readonly end: 'answered' | 'noAnswerExpected' | 'timedOut' | 'disconnected' | null;
  readonly batches: readonly { readonly lane: string; readonly batchId: number }[];
  readonly request: FrameBytes;
  readonly response: FrameBytes | null;
}

/** A frame as it went over the wire: bytes (base64, cut after `shownBytes`) and its fields with their offsets. */
export interface FrameBytes {
  readonly totalBytes: number;
  readonly shownBytes: number;
  readonly base64: string;
  readonly fields: readonly FieldNode[];
}

/** One field; offsets count from the first byte of the 4-byte size. */
export interface FieldNode {
  readonly name: string;
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly value: string;
  readonly children?: readonly FieldNode[];
}

export interface BatchDetail {
  readonly kind: 'batch';
  readonly lane: string;
  readonly batchId: number;
  readonly state: 'open' | 'queued' | 'inFlight' | BatchEnd;
  readonly createdWallMs: number;
  readonly endedWallMs: number | null;
  readonly records: number;
  readonly bytes: number;
  readonly bufferBytes: number;
  readonly compressionRatio: number;
  readonly closedBy: ClosedBy | null;
  readonly producerId: string | null;
  readonly epoch: number | null;
  readonly baseSequence: number | null;
  readonly baseOffset: number | null;
  readonly deliveryTimeoutLeftMs: number | null;
  /** Sums to the batch's age. */
  readonly ledger: Ledger;
  readonly attempts: readonly AttemptDetail[];
  readonly mayBeWritten: boolean;
  /** Why `mayBeWritten`, as a word the page has a sentence for. */
  readonly mayBeWrittenBecause: 'neverSent' | 'definiteError' | 'noAnswer' | 'indefiniteError' | 'acked' | 'inFlight';
}

export interface AttemptDetail {
  readonly attempt: number;
  readonly node: number;
  readonly requestId: number;
  readonly sentWallMs: number;
  readonly inFlightMs: number;
  readonly errorCode: number | null;
  readonly error: string | null;
}

/** One record's way, step by step; only records sent by hand are followed, not those of a load. */
export interface RecordDetail {
  readonly kind: 'record';
  readonly recordId: number;
  readonly topic: string;
  readonly lane: string | null;
  readonly batchId: number | null;
  readonly key: string | null;
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly partitionedBy: PartitionedBy | null;
  readonly keyHash: number | null;
  readonly partitions: number | null;
  readonly offset: string | null;
  readonly timestampMs: number | null;
  readonly error: string | null;
  readonly source: string | null;
  readonly steps: readonly JourneyStep[];
  /** From send() to now or to the callback. */
  readonly totalMs: number;
}

export type JourneyStepName =
  | 'send'
  | 'metadata'
  | 'serialize'
  | 'partition'
  | 'memory'
  | 'append'
  | 'linger'
  | 'connect'
  | 'drain'
  | 'inFlight'
  | 'ack'
  | 'callback';

export interface JourneyStep {
  readonly step: JourneyStepName;
  readonly state: 'done' | 'now' | 'toCome' | 'failed';
  /** Offset from send() and length, ms; null while to come. */
  readonly startMs: number | null;
  readonly durationMs: number | null;
  /** Named values for the remark. */
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
}
