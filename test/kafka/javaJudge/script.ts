// What both producers are told to do, and what came of it.
import type { EncodedFrame } from '../../../engine/protocol/codec.ts';

/** Bytes in base64. */
export type Bytes = string | null;

export interface SendStep {
  readonly op: 'send';
  readonly topic: string | null;
  readonly partition?: number;
  readonly timestampMs?: number;
  readonly key: Bytes;
  readonly value: Bytes;
  readonly headers?: readonly (readonly [name: string, value: Bytes])[];
  /** What the record's callback does beside noting its call. */
  readonly inCallback?: 'throw' | 'flush';
}

export type Step =
  | SendStep
  /** `held`: wait until something is held back (`heldApi`); `release`: the broker may read it. */
  | { readonly op: 'flush' | 'close' | 'init' | 'begin' | 'commit' | 'abort' | 'held' | 'release' }
  | { readonly op: 'offsets'; readonly topic: string; readonly partition: number; readonly offset: number; readonly group: string }; // prettier-ignore

/** What is answered instead of what a broker would answer. */
export interface OwnAnswer {
  readonly api: number;
  /** Requests of the API that are answered as ever before. */
  readonly after: number;
  encode(apiVersion: number, correlationId: number): EncodedFrame;
}

export interface Script {
  readonly name: string;
  /** Partitions of each topic. */
  readonly topics: Readonly<Record<string, number>>;
  readonly properties: Readonly<Record<string, string>>;
  readonly autoCreateTopics?: boolean;
  /** The cluster's transaction.version; left out: as Kafka 4.4.0 has it from the start. */
  readonly transactionVersion?: number;
  /** The next `count` requests of the API fail so. */
  readonly faults?: readonly { readonly api: number; readonly errorCode: number; readonly count: number }[];
  readonly answers?: readonly OwnAnswer[];
  /** Where the broker stops reading a connection, from the first request of this API on, until the step `release`. */
  readonly heldApi?: number;
  readonly steps: readonly Step[];
  /** `appearance`: by first appearance, because chance chose the partition. */
  readonly partitionsBy?: 'number' | 'appearance';
  /** Which batches share a request depends on the moment where batches leave before the flush. */
  readonly requestsAreCut?: 'sameWay' | 'byChance';
}

/** Of one step. `callback`, `future` and `thrown` are names of Java's exception classes. */
export interface Outcome {
  readonly thrown?: string;
  readonly callback?: string;
  readonly future?: string;
  readonly flushInCallback?: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly timestampMs?: number;
}

export interface Run {
  readonly outcomes: readonly Outcome[];
  /** Every request without its size, in the order in which the broker read them. */
  readonly frames: readonly Buffer[];
}
