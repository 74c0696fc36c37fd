import assert from 'node:assert/strict';
import test from 'node:test';
import { MeteredSelector } from '../../../../engine/producer/metrics/meteredSelector.ts';
import { MetricRegistry } from '../../../../engine/producer/metrics/metricRegistry.ts';
import { NetworkMetrics } from '../../../../engine/producer/metrics/networkMetrics.ts';
import { MockTime } from '../../../support/mockTime.ts';
import { ScriptedSelector } from '../../../support/scriptedSelector.ts';

function bench() {
  const time = new MockTime();
  const scripted = new ScriptedSelector(time);
  const registry = new MetricRegistry('c', { samples: 2, timeWindowMs: 30_000 });
  const network = new NetworkMetrics(registry, registry.group('producer-metrics'), true);
  const selector = new MeteredSelector(scripted, network, time);
  const shown = (pattern: RegExp): string[] =>
    registry
      .measure(time.milliseconds())
      .filter(({ name }) => pattern.test(name))
      .map(({ name, tags: { cipher = '', protocol = '' }, value }) => `${name} ${cipher} ${protocol} ${value}`);
  return { scripted, selector, shown };
}

test('connections are counted by cipher and version of TLS; where none is left there is no metric', async () => {
  const { scripted, selector, shown } = bench();
  for (const [id, cipher] of [
    ['1', 'A'],
    ['2', 'B'],
    ['3', 'A'],
  ] as const) {
    scripted.tlsSessions.set(id, { cipher, protocol: 'TLSv1.3' });
    selector.connect(id, 'broker', 1);
    scripted.deliverConnected(id);
  }
  await selector.poll(0);
  assert.deepEqual(shown(/^connections$/), ['connections A TLSv1.3 2', 'connections B TLSv1.3 1']);
  selector.close('1');
  scripted.deliverDisconnected('2');
  await selector.poll(0);
  assert.deepEqual(shown(/^connections$/), ['connections A TLSv1.3 1']);
  selector.closeAll();
  assert.deepEqual(shown(/^connections$/), []);
});
