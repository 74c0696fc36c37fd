import type { MetricRegistry } from './metricRegistry.ts';

export type TopicSensors = ReturnType<typeof topicSensors>;

/** The metrics of one topic, made when its first batch is drained (Kafka: `maybeRegisterTopicMetrics`). */
export function topicSensors(registry: MetricRegistry, topic: string) {
  const group = registry.group('producer-topic-metrics', { topic });
  return {
    records: group.sensor().meter('record-send-rate', 'record-send-total'),
    bytes: group.sensor().meter('byte-rate', 'byte-total'),
    compressionRate: group.sensor().avg('compression-rate'),
    retries: group.sensor().meter('record-retry-rate', 'record-retry-total'),
    errors: group.sensor().meter('record-error-rate', 'record-error-total'),
  };
}
