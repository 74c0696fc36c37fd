/** Turns what is recorded into one number (Kafka: `Stat` and `Measurable`). */
export interface Stat {
  record(value: number, nowMs: number): void;
  measure(nowMs: number): number;
}

/** How far back windowed statistics look (Kafka: `MetricConfig`). */
export interface SampleWindow {
  /** metrics.num.samples */
  readonly samples: number;
  /** metrics.sample.window.ms */
  readonly timeWindowMs: number;
}
