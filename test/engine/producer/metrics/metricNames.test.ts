import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { metricNames } from '../../../../engine/producer/metrics/metricNames.ts';
import { TestProducer } from '../../../support/testProducer.ts';

/** Listed from running producers of kafka-clients 4.4.0 (`KafkaProducer.metrics()`): group, name, tags. */
const fixture = path.join(import.meta.dirname, 'producer-metrics-4.4.0.tsv');

test('85 the metrics, each out of the table of names, are those of the Java producer 4.4.0: group, name and tags', async () => {
  const java = readFileSync(fixture, 'utf8').trim().split('\n').slice(1);
  const producer = new TestProducer();
  await producer.warmUp();
  const ours = producer.producer
    .metrics()
    .map(({ group, name, tags }) => `${group}\t${name}\t[${Object.keys(tags).join(', ')}]`);
  assert.deepEqual([...new Set(ours)].sort(), java.sort());
});

test('each is there once, and kafka-metrics-count counts them', async () => {
  const producer = new TestProducer();
  await producer.warmUp();
  const metrics = producer.producer.metrics();
  const keys = metrics.map(({ mbean, name }) => `${mbean}:${name}`);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(metrics.find(({ group }) => group === 'kafka-metrics-count')?.value, metrics.length);
  assert.equal(metrics.length, 110, 'one topic, a bootstrap connection and one to a broker, as in Java');
});

test('each has a description, in a sentence, and no two of a group the same', () => {
  for (const [group, names] of Object.entries(metricNames)) {
    const texts = Object.entries(names).map(([name, [, text]]) => {
      assert.match(text, /^[A-Z].*\.$/, `${group} ${name}`);
      return text;
    });
    assert.equal(new Set(texts).size, texts.length, group);
  }
});
