import type { MetricRegistry } from './metricRegistry.ts';

export type NodeSensors = ReturnType<typeof nodeSensors>;

/**
 * The metrics of one broker, made with the first that is heard of its connection, also that it failed (Kafka:
 * `maybeRegisterConnectionMetrics`). Bootstrap addresses are nodes -1, -2 and so on.
 */
export function nodeSensors(registry: MetricRegistry, nodeId: string) {
  const group = registry.group('producer-node-metrics', { 'node-id': `node-${nodeId}` });
  return {
    requests: group
      .sensor()
      .countMeter('request-rate', 'request-total')
      .avg('request-size-avg')
      .max('request-size-max'),
    bytesOut: group.sensor().meter('outgoing-byte-rate', 'outgoing-byte-total'),
    responses: group.sensor().countMeter('response-rate', 'response-total'),
    bytesIn: group.sensor().meter('incoming-byte-rate', 'incoming-byte-total'),
    latency: group.sensor().avg('request-latency-avg').max('request-latency-max'),
  };
}
