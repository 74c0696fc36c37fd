import type { BufferPool } from '../bufferPool.ts';
import type { MetricGroup } from './metricRegistry.ts';

const NS_PER_MS = 1e6;

/** What sends tell of the memory they wait for (Kafka: `BufferPool`, `RecordAccumulator.registerMetrics`). */
export class PoolMetrics {
  readonly #waitTime;
  readonly #exhausted;

  constructor(pool: BufferPool, group: MetricGroup<'producer-metrics'>) {
    group.gauge('waiting-threads', () => pool.waiters.length);
    group.gauge('buffer-total-bytes', () => pool.totalMemory);
    group.gauge('buffer-available-bytes', () => pool.availableBytes);
    this.#waitTime = group.sensor().timeMeter('bufferpool-wait-ratio', 'bufferpool-wait-time-ns-total');
    this.#exhausted = group.sensor().meter('buffer-exhausted-rate', 'buffer-exhausted-total');
  }

  waited(waitedMs: number, nowMs: number): void {
    this.#waitTime.record(waitedMs * NS_PER_MS, nowMs);
  }

  exhausted(nowMs: number): void {
    this.#exhausted.record(1, nowMs);
  }
}
