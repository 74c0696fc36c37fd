import assert from 'node:assert/strict';
import test from 'node:test';
import type { MetricView } from '../../../engine/snapshot/metrics.ts';
import { metricRows } from '../../../webview/state/metricRows.ts';

function metric(group: string, name: string, tags: Readonly<Record<string, string>> = {}): MetricView {
  return { group, name, tags, mbean: '', unit: 'count', description: '', value: 0 };
}

const all = [
  metric('app-info', 'version'),
  metric('producer-topic-metrics', 'byte-total', { topic: 'orders' }),
  metric('producer-node-metrics', 'request-total', { 'node-id': 'node-10' }),
  metric('producer-node-metrics', 'request-total', { 'node-id': 'node-2' }),
  metric('producer-metrics', 'request-total'),
  metric('producer-metrics', 'batch-size-avg'),
];
const texts = ({ group, name, tags }: MetricView): readonly string[] => [group, name, ...Object.values(tags)];
const names = (filter: string): string[] =>
  metricRows(all, filter, texts).map(({ name, tags }) => [name, ...Object.values(tags)].join(' '));

test('the producer stands first, then its brokers by number, its topics, and what never changes', () => {
  assert.deepEqual(names(''), [
    'batch-size-avg',
    'request-total',
    'request-total node-2',
    'request-total node-10',
    'byte-total orders',
    'version',
  ]);
});

test('each word of the filter must be found, in any text, whatever its case', () => {
  assert.deepEqual(names('TOTAL node-2'), ['request-total node-2']);
  assert.deepEqual(names('  total  orders '), ['byte-total orders']);
  assert.deepEqual(names('total nowhere'), []);
});
