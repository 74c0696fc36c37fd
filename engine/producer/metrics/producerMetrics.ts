import { softwareVersion } from '../../client/apiVersionsHandshake.ts';
import type { InFlightRequests } from '../../client/inFlightRequests.ts';
import type { Metadata } from '../../client/metadata.ts';
import type { Time } from '../../common/time.ts';
import type { BufferPool } from '../bufferPool.ts';
import { CallTimes } from './callTimes.ts';
import { MetricRegistry } from './metricRegistry.ts';
import type { ProducerMetric } from './metricRegistry.ts';
import { NetworkMetrics } from './networkMetrics.ts';
import { PoolMetrics } from './poolMetrics.ts';
import { SenderMetrics } from './senderMetrics.ts';
import type { SampleWindow } from './stats/stat.ts';

export interface ProducerMetricsOptions {
  readonly clientId: string;
  readonly window: SampleWindow;
  /** security.protocol asks for TLS or SASL. */
  readonly secured: boolean;
  readonly time: Time;
  readonly metadata: Metadata;
  readonly pool: BufferPool;
  /** Asked for when somebody looks: the client is made after its metrics. */
  readonly inFlight: () => InFlightRequests;
}

/** Every metric of Kafka 4.4's producer, under its JMX name (Kafka: `Metrics`, as `KafkaProducer` fills it). */
export class ProducerMetrics {
  readonly sender: SenderMetrics;
  readonly network: NetworkMetrics;
  readonly pool: PoolMetrics;
  readonly calls: CallTimes;
  readonly #registry: MetricRegistry;
  readonly #time: Time;

  constructor({ clientId, window, secured, time, metadata, pool, inFlight }: ProducerMetricsOptions) {
    const registry = new MetricRegistry(clientId, window);
    this.#registry = registry;
    this.#time = time;
    const group = registry.group('producer-metrics');
    this.pool = new PoolMetrics(pool, group);
    this.network = new NetworkMetrics(registry, group, secured);
    this.sender = new SenderMetrics(registry, group, this.network);
    this.calls = new CallTimes(time, group);
    group.gauge('requests-in-flight', () => inFlight().count);
    group.gauge('metadata-age', nowMs => ageSeconds(metadata.lastSuccessfulRefreshMs, nowMs));
    addAppInfo(registry, time.wallMilliseconds());
  }

  /** Each with its value of this moment. */
  list(): readonly ProducerMetric[] {
    return this.#registry.measure(this.#time.milliseconds());
  }
}

/** Java counts from 1970 until the first answer comes, which is nobody's age. */
function ageSeconds(lastSuccessfulRefreshMs: number, nowMs: number): number {
  return lastSuccessfulRefreshMs === -Infinity ? NaN : (nowMs - lastSuccessfulRefreshMs) / 1000;
}

/** Kafka: `AppInfoParser.registerAppInfo`. */
function addAppInfo(registry: MetricRegistry, startWallMs: number): void {
  const group = registry.group('app-info');
  group.gauge('version', () => softwareVersion);
  group.gauge('commit-id', () => 'unknown');
  group.gauge('start-time-ms', () => startWallMs);
}
