// Our metrics against those of the Java producer 4.4.0: the same events, and the same records to the same broker.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { seededRandom } from '../../engine/common/seededRandom.ts';
import { Avg } from '../../engine/producer/metrics/stats/avg.ts';
import { Max } from '../../engine/producer/metrics/stats/max.ts';
import { Rate } from '../../engine/producer/metrics/stats/rate.ts';
import type { SampleWindow, Stat } from '../../engine/producer/metrics/stats/stat.ts';
import { WindowedCount, WindowedSum } from '../../engine/producer/metrics/stats/windowedSum.ts';
import { createTopic } from './support/judges.ts';
import { startKafka, type KafkaCluster } from './support/kafkaCluster.ts';
import { askMetricsJudge, javaMetrics, ourMetrics } from './support/metricsJudge.ts';
import type { Properties } from './support/metricsJudge.ts';

let kafka: KafkaCluster;

before(async () => {
  kafka = await startKafka();
  await createTopic(kafka.bootstrap, { topic: 'metered', partitions: 2 });
  await createTopic(kafka.bootstrap, { topic: 'other', partitions: 1 });
});

after(() => kafka.stop());

const stats: Readonly<Record<string, (window: SampleWindow) => Stat>> = {
  avg: window => new Avg(window),
  max: window => new Max(window),
  sum: window => new WindowedSum(window),
  rate: window => new Rate(new WindowedSum(window), 'seconds'),
  countRate: window => new Rate(new WindowedCount(window), 'seconds'),
};

test('any series of events measures the same as with the statistics of the Java client', async () => {
  const seed = 20261125;
  const random = seededRandom(seed);
  const lines: string[] = [];
  const ours: string[] = [];
  for (const name of Object.keys(stats))
    for (const samples of [1, 2, 5]) {
      const stat = (stats[name] as (window: SampleWindow) => Stat)({ samples, timeWindowMs: 1000 });
      const words: string[] = [];
      const measured: number[] = [];
      for (let i = 0, atMs = 0; i < 300; i++) {
        atMs += random.nextInt() % (random.nextInt() % 20 === 0 ? 4000 : 300);
        if (random.nextInt() % 3 === 0) {
          words.push(String(atMs));
          measured.push(stat.measure(atMs));
        } else {
          const value = (random.nextInt() % 1000) - 300;
          words.push(`${atMs}:${value}`);
          stat.record(value, atMs);
        }
      }
      lines.push(`${name} ${samples} 1000 ${words.join(' ')}`);
      ours.push(measured.join(' '));
    }
  const theirs = await askMetricsJudge(['stats'], lines);
  for (const [i, line] of theirs.entries())
    assert.deepEqual(ours[i]?.split(' ').map(Number), line.split(' ').map(Number), `seed ${seed}: ${lines[i]}`);
});

/** Each flush makes one batch of each partition and one request; the last record is too large for any. */
const script = [
  ...['send metered 0 10', 'send metered 0 400', 'send metered 1 33', 'flush'],
  ...['send other 0 5', 'flush'],
  ...Array.from({ length: 40 }, (_, i) => `send metered ${i % 2} ${i * 10}`),
  ...['flush', 'send metered 0 2000000', 'flush'],
];

/** Depend on time, on the machine, on who we say we are, or on how a selector works. */
const notCompared =
  /-rate |-ratio |-ns-avg |-ns-total |latency|queue-time|metadata-age|select-total|network-io-total|outgoing-byte|request-size-avg|request-size-max .*node--1|app-info/;

/** A codec of Node and one of the JVM make a little more or less of the same bytes. */
const compressedBytes = /compression-rate|byte-total|size/;

const settings: Readonly<Record<string, Properties>> = {
  'without compression': {},
  gzip: { 'compression.type': 'gzip' },
};

for (const [name, more] of Object.entries(settings))
  test(`the same records make the same metrics: ${name}`, async () => {
    const properties = {
      'bootstrap.servers': kafka.bootstrap,
      'client.id': 'metered',
      'linger.ms': '60000',
      'enable.idempotence': 'false',
      ...more,
    };
    const [java, typescript] = [await javaMetrics(properties, script), await ourMetrics(properties, script)];
    assert.deepEqual([...typescript.keys()].sort(), [...java.keys()].sort());
    const compared = [...java.keys()].filter(key => key.includes('compression-rate') || !notCompared.test(key));
    const differences = compared.flatMap(key => {
      const [expected, actual] = [Number(java.get(key)), Number(typescript.get(key))];
      const tolerance = 'compression.type' in properties && compressedBytes.test(key) ? 0.05 * expected : 0;
      return Object.is(expected, actual) || Math.abs(expected - actual) <= tolerance
        ? []
        : [`${key}: Java ${expected}, ours ${actual}`];
    });
    assert.deepEqual(differences, []);
    assert.ok(compared.length > 40, `${compared.length} are compared`);
  });
