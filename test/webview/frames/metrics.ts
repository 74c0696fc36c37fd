// The answer to a question for metrics: every metric of the engine's table, for two brokers and their bootstrap address, and two topics.
import { metricNames } from '../../../engine/producer/metrics/metricNames.ts';
import type { MetricUnit, MetricView } from '../../../engine/snapshot/metrics.ts';

const samples: Readonly<Record<MetricUnit, number | string>> = {
  B: 15_872,
  'B/s': 4_812_331.25,
  ms: 2.6,
  ns: 94_000_000,
  s: 41.2,
  '/s': 46_851.4,
  records: 4_118_230,
  count: 182,
  ratio: 0.42,
  wallMs: 1_700_000_000_000,
  text: '0.1.0',
};

const owners: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  'producer-node-metrics': [{ 'node-id': 'node--1' }, { 'node-id': 'node-1' }, { 'node-id': 'node-2' }],
  'producer-topic-metrics': [{ topic: 'orders' }, { topic: 'a-topic-with-a-rather-long-name' }],
};

/** Quiet ones: nothing of the kind has happened. */
const quiet = /error|exhausted|split|failed|reauth|retry|txn/;

const table: Readonly<Record<string, Readonly<Record<string, readonly [unit: MetricUnit, description: string]>>>> =
  metricNames;

export const metrics: readonly MetricView[] = Object.entries(table).flatMap(([group, names]) =>
  (owners[group] ?? [{}]).flatMap(owner =>
    Object.entries(names).map(([name, [unit, description]]) => ({
      name,
      group,
      tags: { 'client-id': 'producer-1', ...owner },
      mbean: `kafka.producer:type=${group},client-id=producer-1`,
      unit,
      description,
      value: quiet.test(name) ? (/avg|max/.test(name) ? null : 0) : samples[unit],
    })),
  ),
);
