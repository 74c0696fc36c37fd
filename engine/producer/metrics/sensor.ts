import type { MetricGroupName, MetricNameIn } from './metricNames.ts';
import { Avg } from './stats/avg.ts';
import { CumulativeCount, CumulativeSum } from './stats/cumulativeSum.ts';
import { Max } from './stats/max.ts';
import { Rate } from './stats/rate.ts';
import type { SampleWindow, Stat } from './stats/stat.ts';
import { WindowedCount, WindowedSum } from './stats/windowedSum.ts';

type AddMetric<G extends MetricGroupName> = (name: MetricNameIn<G>, measure: (nowMs: number) => number) => void;

/**
 * One thing that is measured, and the metrics made of it (Kafka: `Sensor`). Recording costs a few additions for each metric: once a
 * batch, a request or a poll, never once a record.
 */
export class Sensor<G extends MetricGroupName> {
  readonly #addMetric: AddMetric<G>;
  readonly #window: SampleWindow;
  readonly #stats: Stat[] = [];

  constructor(addMetric: AddMetric<G>, window: SampleWindow) {
    this.#addMetric = addMetric;
    this.#window = window;
  }

  record(value: number, nowMs: number): void {
    for (let i = 0; i < this.#stats.length; i++) (this.#stats[i] as Stat).record(value, nowMs);
  }

  avg(name: MetricNameIn<G>): this {
    return this.#add(name, new Avg(this.#window));
  }

  max(name: MetricNameIn<G>): this {
    return this.#add(name, new Max(this.#window));
  }

  total(name: MetricNameIn<G>): this {
    return this.#add(name, new CumulativeSum());
  }

  /** Kafka: `Meter`: the sum of the values a second, and since the start. */
  meter(rate: MetricNameIn<G>, total: MetricNameIn<G>): this {
    return this.#add(rate, new Rate(new WindowedSum(this.#window), 'seconds')).total(total);
  }

  /** `Meter` with a `WindowedCount`: how often a second, whatever the value, and since the start. */
  countMeter(rate: MetricNameIn<G>, total: MetricNameIn<G>): this {
    this.#add(rate, new Rate(new WindowedCount(this.#window), 'seconds'));
    return this.#add(total, new CumulativeCount());
  }

  /** `Meter` in nanoseconds: fed with them, the share of the time, and their sum since the start. */
  timeMeter(ratio: MetricNameIn<G>, total: MetricNameIn<G>): this {
    return this.#add(ratio, new Rate(new WindowedSum(this.#window), 'nanoseconds')).total(total);
  }

  #add(name: MetricNameIn<G>, stat: Stat): this {
    this.#stats.push(stat);
    this.#addMetric(name, nowMs => stat.measure(nowMs));
    return this;
  }
}
