import assert from 'node:assert/strict';
import test from 'node:test';
import { MetricRegistry } from '../../../../engine/producer/metrics/metricRegistry.ts';
import { NetworkMetrics } from '../../../../engine/producer/metrics/networkMetrics.ts';

function bench(secured: boolean) {
  const registry = new MetricRegistry('c', { samples: 2, timeWindowMs: 30_000 });
  const network = new NetworkMetrics(registry, registry.group('producer-metrics'), secured);
  const values = (): Record<string, number> =>
    Object.fromEntries(
      registry
        .measure(0)
        .filter(({ name, value }) => name.includes('authentication') && value !== 0 && !Number.isNaN(value))
        .map(({ name, value }) => [name, Number(value)]),
    );
  return { network, values };
}

test('a connection without TLS and SASL authenticates nobody', () => {
  const { network, values } = bench(false);
  network.authenticated(0);
  assert.deepEqual(values(), {});
});

test('with them each connection is counted, and as one that need not renew, as Java clients count', () => {
  const { network, values } = bench(true);
  network.authenticated(0);
  assert.deepEqual(values(), {
    'successful-authentication-rate': 1 / 30,
    'successful-authentication-total': 1,
    'successful-authentication-no-reauth-total': 1,
  });
});

test('failures and renewals have their own', () => {
  const { network, values } = bench(true);
  network.authenticationFailed(false, 0);
  network.authenticationFailed(true, 0);
  network.authenticationFailed(true, 0);
  network.reauthenticated(12, 0);
  network.reauthenticated(4, 0);
  assert.deepEqual(values(), {
    'failed-authentication-rate': 1 / 30,
    'failed-authentication-total': 1,
    'failed-reauthentication-rate': 2 / 30,
    'failed-reauthentication-total': 2,
    'successful-reauthentication-rate': 2 / 30,
    'successful-reauthentication-total': 2,
    'reauthentication-latency-avg': 8,
    'reauthentication-latency-max': 12,
  });
});
