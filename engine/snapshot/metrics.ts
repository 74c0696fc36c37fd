/**
 * What a metric's value is measured in. `s`, `ms` and `ns` are durations, `ratio` a share of time or of bytes, `wallMs` a moment since
 * 1970, `text` no number at all.
 */
export type MetricUnit = 'B' | 'B/s' | 'ms' | 'ns' | 's' | '/s' | 'records' | 'count' | 'ratio' | 'wallMs' | 'text';

/** One metric of Java's producer, as it is now. */
export interface MetricView {
  /** JMX's names of both. */
  readonly name: string;
  readonly group: string;
  /** `client-id`, then `node-id` (`node-1`) or `topic`. */
  readonly tags: Readonly<Record<string, string>>;
  readonly mbean: string;
  readonly unit: MetricUnit;
  /** In English; the page has it in the reader's language. */
  readonly description: string;
  /** Null: nothing was recorded in the window (JMX: NaN). */
  readonly value: number | string | null;
}
