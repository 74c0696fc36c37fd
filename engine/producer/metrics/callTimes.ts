import type { Time } from '../../common/time.ts';
import type { MetricGroup } from './metricRegistry.ts';
import type { Sensor } from './sensor.ts';

const NS_PER_MS = 1e6;

/** What callers wait for; Java's callers stand still meanwhile. */
export type TimedCall = 'flush' | 'metadataWait' | 'init' | 'begin' | 'sendOffsets' | 'commit' | 'abort';

/** How long calls of the producer took, added up (Kafka: `KafkaProducerMetrics`). Those that failed do not count, but for `flush`. */
export class CallTimes {
  readonly #time: Time;
  readonly #sensors: Readonly<Record<TimedCall, Sensor<'producer-metrics'>>>;

  constructor(time: Time, group: MetricGroup<'producer-metrics'>) {
    this.#time = time;
    this.#sensors = {
      flush: group.sensor().total('flush-time-ns-total'),
      metadataWait: group.sensor().total('metadata-wait-time-ns-total'),
      init: group.sensor().total('txn-init-time-ns-total'),
      begin: group.sensor().total('txn-begin-time-ns-total'),
      sendOffsets: group.sensor().total('txn-send-offsets-time-ns-total'),
      commit: group.sensor().total('txn-commit-time-ns-total'),
      abort: group.sensor().total('txn-abort-time-ns-total'),
    };
    group.sensor().total('txn-prepare-time-ns-total');
  }

  took(call: TimedCall, tookMs: number, nowMs: number): void {
    this.#sensors[call].record(tookMs * NS_PER_MS, nowMs);
  }

  /** Runs it, and counts its time if it does not fail. */
  async of(call: TimedCall, run: () => Promise<void>): Promise<void> {
    const startMs = this.#time.milliseconds();
    await run();
    const nowMs = this.#time.milliseconds();
    this.took(call, nowMs - startMs, nowMs);
  }
}
