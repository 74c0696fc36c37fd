import type { ProducerBatch } from '../producerBatch.ts';
import type { MetricGroup, MetricRegistry } from './metricRegistry.ts';
import type { NetworkMetrics } from './networkMetrics.ts';
import { topicSensors } from './topicSensors.ts';
import type { TopicSensors } from './topicSensors.ts';

/** What the sender tells of its batches (Kafka: `Sender.SenderMetrics`, `SenderMetricsRegistry`). */
export class SenderMetrics {
  readonly #registry: MetricRegistry;
  readonly #network: NetworkMetrics;
  readonly #topics = new Map<string, TopicSensors>();
  readonly #batchSize;
  readonly #recordSize;
  readonly #queueTime;
  readonly #compressionRate;
  readonly #recordsPerRequest;
  readonly #requestTime;
  readonly #retries;
  readonly #errors;
  readonly #splits;

  constructor(registry: MetricRegistry, group: MetricGroup<'producer-metrics'>, network: NetworkMetrics) {
    this.#registry = registry;
    this.#network = network;
    this.#batchSize = group.sensor().avg('batch-size-avg').max('batch-size-max');
    this.#recordSize = group.sensor().avg('record-size-avg').max('record-size-max');
    this.#queueTime = group.sensor().avg('record-queue-time-avg').max('record-queue-time-max');
    this.#compressionRate = group.sensor().avg('compression-rate-avg');
    this.#recordsPerRequest = group
      .sensor()
      .meter('record-send-rate', 'record-send-total')
      .avg('records-per-request-avg');
    this.#requestTime = group.sensor().avg('request-latency-avg').max('request-latency-max');
    this.#retries = group.sensor().meter('record-retry-rate', 'record-retry-total');
    this.#errors = group.sensor().meter('record-error-rate', 'record-error-total');
    this.#splits = group.sensor().meter('batch-split-rate', 'batch-split-total');
  }

  /** Kafka: `updateProduceRequestMetrics`: what was drained for each node that was ready, also if that is nothing. */
  drained(byNode: ReadonlyMap<number, readonly ProducerBatch[]>, nowMs: number): void {
    for (const batches of byNode.values()) {
      let records = 0;
      for (const batch of batches) {
        this.#drainedBatch(batch, nowMs);
        records += batch.recordCount;
      }
      this.#recordsPerRequest.record(records, nowMs);
    }
  }

  #drainedBatch(batch: ProducerBatch, nowMs: number): void {
    const sizeInBytes = batch.estimatedSizeInBytes;
    const { compressionRatio } = batch.builder;
    const topic = this.#topic(batch.lane.topic);
    topic.records.record(batch.recordCount, nowMs);
    topic.bytes.record(sizeInBytes, nowMs);
    topic.compressionRate.record(compressionRatio, nowMs);
    this.#batchSize.record(sizeInBytes, nowMs);
    this.#queueTime.record(batch.drainedMs - batch.createdMs, nowMs);
    this.#compressionRate.record(compressionRatio, nowMs);
    this.#recordSize.record(batch.maxRecordSize, nowMs);
  }

  /** Kafka: `recordLatency`: of a Produce request that was answered. */
  latency(nodeId: number, latencyMs: number, nowMs: number): void {
    this.#requestTime.record(latencyMs, nowMs);
    this.#network.latency(nodeId, latencyMs, nowMs);
  }

  retried(batch: ProducerBatch, nowMs: number): void {
    this.#retries.record(batch.recordCount, nowMs);
    this.#topics.get(batch.lane.topic)?.retries.record(batch.recordCount, nowMs);
  }

  failed(batch: ProducerBatch, nowMs: number): void {
    this.#errors.record(batch.recordCount, nowMs);
    this.#topics.get(batch.lane.topic)?.errors.record(batch.recordCount, nowMs);
  }

  /** A record that got into no batch. It counts for no topic, as in Java. */
  sendFailed(nowMs: number): void {
    this.#errors.record(1, nowMs);
  }

  split(nowMs: number): void {
    this.#splits.record(1, nowMs);
  }

  #topic(name: string): TopicSensors {
    let sensors = this.#topics.get(name);
    if (!sensors) this.#topics.set(name, (sensors = topicSensors(this.#registry, name)));
    return sensors;
  }
}
