import type { MetricGroup } from './metricRegistry.ts';

/** Connections that tell who they are (Kafka: `Selector.SelectorMetrics`). Without TLS and SASL nothing is told, and all of it stays 0. */
export class AuthenticationMetrics {
  readonly #secured: boolean;
  readonly #succeeded;
  readonly #succeededWithoutRenewal;
  readonly #failed;
  readonly #renewed;
  readonly #renewalTime;
  readonly #renewalFailed;

  constructor(group: MetricGroup<'producer-metrics'>, secured: boolean) {
    this.#secured = secured;
    this.#succeeded = group.sensor().meter('successful-authentication-rate', 'successful-authentication-total');
    this.#succeededWithoutRenewal = group.sensor().total('successful-authentication-no-reauth-total');
    this.#failed = group.sensor().meter('failed-authentication-rate', 'failed-authentication-total');
    this.#renewed = group.sensor().meter('successful-reauthentication-rate', 'successful-reauthentication-total');
    this.#renewalTime = group.sensor().avg('reauthentication-latency-avg').max('reauthentication-latency-max');
    this.#renewalFailed = group.sensor().meter('failed-reauthentication-rate', 'failed-reauthentication-total');
  }

  /** The second counter is for brokers, who know whether a client will renew; a client counts every connection there. */
  succeeded(nowMs: number): void {
    if (!this.#secured) return;
    this.#succeeded.record(1, nowMs);
    this.#succeededWithoutRenewal.record(1, nowMs);
  }

  failed(nowMs: number): void {
    this.#failed.record(1, nowMs);
  }

  renewed(tookMs: number, nowMs: number): void {
    this.#renewed.record(1, nowMs);
    this.#renewalTime.record(tookMs, nowMs);
  }

  renewalFailed(nowMs: number): void {
    this.#renewalFailed.record(1, nowMs);
  }
}
