import type { MetricGroup } from './metricRegistry.ts';

/** Connections that tell who they are; all of it 0 where security.protocol asks for none (Kafka: `Selector.SelectorMetrics`). */
export class AuthenticationMetrics {
  constructor(group: MetricGroup<'producer-metrics'>) {
    group.sensor().meter('successful-authentication-rate', 'successful-authentication-total');
    group.sensor().total('successful-authentication-no-reauth-total');
    group.sensor().meter('failed-authentication-rate', 'failed-authentication-total');
    group.sensor().meter('successful-reauthentication-rate', 'successful-reauthentication-total');
    group.sensor().avg('reauthentication-latency-avg').max('reauthentication-latency-max');
    group.sensor().meter('failed-reauthentication-rate', 'failed-reauthentication-total');
  }
}
