import type { MetricUnit } from '../../snapshot/metrics.ts';
import { mbeanName } from './mbeanName.ts';
import type { Tags } from './mbeanName.ts';
import { described } from './metricNames.ts';
import type { MetricGroupName, MetricNameIn } from './metricNames.ts';
import { Sensor } from './sensor.ts';
import type { SampleWindow } from './stats/stat.ts';

/** One metric as it is now (Kafka: `KafkaMetric`). */
export interface ProducerMetric {
  readonly name: string;
  readonly group: MetricGroupName;
  readonly tags: Tags;
  /** As JMX shows it: `kafka.producer:type=producer-metrics,client-id=…`. */
  readonly mbean: string;
  readonly unit: MetricUnit;
  readonly description: string;
  /** NaN: nothing was recorded in the window. */
  readonly value: number | string;
}

type Measure = (nowMs: number) => number | string;

/** Every metric of one producer, in the order they were made (Kafka: `Metrics`). */
export class MetricRegistry {
  readonly window: SampleWindow;
  readonly #clientId: string;
  readonly #metrics: { readonly description: Omit<ProducerMetric, 'value'>; readonly measure: Measure }[] = [];

  constructor(clientId: string, window: SampleWindow) {
    this.#clientId = clientId;
    this.window = window;
    this.group('kafka-metrics-count').gauge('count', () => this.#metrics.length);
  }

  /** `tags` come after the client's id. */
  group<G extends MetricGroupName>(name: G, tags: Tags = {}): MetricGroup<G> {
    return new MetricGroup(this, name, { 'client-id': this.#clientId, ...tags });
  }

  /** Returns what removes it. */
  add(group: MetricGroupName, name: string, tags: Tags, measure: Measure): () => void {
    const [unit, description] = described(group, name);
    const metric = { description: { name, group, tags, mbean: mbeanName(group, tags), unit, description }, measure };
    this.#metrics.push(metric);
    return () => this.#metrics.splice(this.#metrics.indexOf(metric), 1);
  }

  measure(nowMs: number): readonly ProducerMetric[] {
    return this.#metrics.map(({ description, measure }) => ({ ...description, value: measure(nowMs) }));
  }
}

/** Metrics that share a group and tags: what JMX shows as one MBean. */
export class MetricGroup<G extends MetricGroupName> {
  readonly registry: MetricRegistry;
  readonly #name: G;
  readonly #tags: Tags;

  constructor(registry: MetricRegistry, name: G, tags: Tags) {
    this.registry = registry;
    this.#name = name;
    this.#tags = tags;
  }

  add(name: MetricNameIn<G>, measure: Measure): () => void {
    return this.registry.add(this.#name, name, this.#tags, measure);
  }

  /** A value that is looked up when somebody asks. Returns what removes the metric. */
  gauge(name: MetricNameIn<G>, value: Measure): () => void {
    return this.add(name, value);
  }

  sensor(): Sensor<G> {
    return new Sensor((name, measure) => this.add(name, measure), this.registry.window);
  }
}
