import type { Header } from '../record/header.ts';

/** Kafka: `ProducerRecord`. */
export interface ProducerRecord<K, V> {
  readonly topic: string;
  readonly partition?: number | undefined;
  /** Epoch ms; without it, the time of the send. */
  readonly timestampMs?: number | undefined;
  readonly key: K;
  readonly value: V;
  readonly headers?: readonly Header[] | undefined;
}
