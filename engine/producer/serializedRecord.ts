import type { Header } from '../record/header.ts';

/** A record as bytes, on its way into a batch. */
export interface SerializedRecord {
  readonly topic: string;
  /** -1: the sticky one, chosen while appending. */
  readonly partition: number;
  /** Epoch ms. */
  readonly timestampMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly Header[];
  /** The most that a batch of this one record can take, bytes. */
  readonly sizeUpperBound: number;
}
