import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { metricNames } from '../../../engine/producer/metrics/metricNames.ts';
import type { MetricUnit, MetricView } from '../../../engine/snapshot/metrics.ts';
import { librdkafkaName } from '../../../webview/text/librdkafkaNames.ts';
import { exactMetric, metricOf, metricValue } from '../../../webview/text/metrics.ts';

function metric(value: MetricView['value'], unit: MetricUnit, tags: Readonly<Record<string, string>> = {}): MetricView {
  return { group: 'producer-metrics', name: 'some-metric', tags, mbean: 'bean', unit, description: '', value };
}

const shown: readonly (readonly [value: MetricView['value'], unit: MetricUnit, text: string])[] = [
  [null, 'ms', '–'],
  [2048, 'B', '2.0 KiB'],
  [1536, 'B/s', '1.5 KiB/s'],
  [0, 'ms', '0 ms'],
  [2.61, 'ms', '2.6 ms'],
  [31_000, 'ns', '0.03 ms'],
  [4.2e9, 'ns', '4.2 s'],
  [41, 's', '41 s'],
  [0.25, '/s', '0.3 /s'],
  [0.423, 'ratio', '0.42'],
  [1234, 'count', '1,234'],
  [26.5, 'records', '26.5'],
  ['0.1.0', 'text', '0.1.0'],
];
for (const [value, unit, text] of shown)
  test(`${value} ${unit} reads ${text}`, () =>
    assert.equal(metricValue(metric(value, unit)).replaceAll('\u202f', ' '), text));

test('the tooltip has the exact value and where JMX has it', () => {
  assert.equal(exactMetric(metric(15_872.5, 'B')).replaceAll('\u202f', ' '), '15872.5 B  bean some-metric');
  assert.match(exactMetric(metric(null, 'B')), /NaN/);
});

test('a metric is of a broker, of a topic, or of the whole producer', () => {
  assert.equal(metricOf(metric(0, 'count', { 'client-id': 'c', 'node-id': 'node-2' })), 'broker 2');
  assert.equal(metricOf(metric(0, 'count', { 'client-id': 'c', 'node-id': 'node--1' })), 'bootstrap');
  assert.equal(metricOf(metric(0, 'count', { 'client-id': 'c', topic: 'orders' })), 'orders');
  assert.equal(metricOf(metric(0, 'count', { 'client-id': 'c' })), '');
});

test("librdkafka's names stand beside names that Java has", () => {
  assert.equal(librdkafkaName('producer-metrics', 'record-send-total'), 'txmsgs');
  assert.equal(librdkafkaName('producer-metrics', 'select-rate'), '');
  const source = readFileSync(path.join(import.meta.dirname, '../../../webview/text/librdkafkaNames.ts'), 'utf8');
  const java = new Set(Object.values(metricNames).flatMap(names => Object.keys(names)));
  const named = [...source.matchAll(/^ {4}'([\w-]+)':/gm)].map(([, name]) => name ?? '');
  assert.ok(named.length > 20);
  assert.deepEqual(
    named.filter(name => !java.has(name)),
    [],
  );
});
