/** A record header; the value may be null, the key may not (Kafka: `RecordHeader`). */
export interface Header {
  readonly key: string;
  readonly value: Uint8Array | null;
}

export const noHeaders: readonly Header[] = Object.freeze([]);
