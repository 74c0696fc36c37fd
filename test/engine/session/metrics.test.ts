import assert from 'node:assert/strict';
import test from 'node:test';
import { SessionRig, record } from './support/sessionRig.ts';

test('without a producer there are no metrics', async () => {
  assert.deepEqual(await new SessionRig().methods.metrics(null), []);
});

test('metrics are asked for in one call, and safe for JSON: what JMX calls NaN is null', async () => {
  const rig = new SessionRig({ latencyMs: 1, properties: { 'client.id': 'shown' } });
  await rig.warmUp('orders', 1);
  rig.cluster.answersProduce = true;
  await rig.runUntil(rig.methods.send({ records: [record('a')] }));
  const metrics = await rig.methods.metrics(null);
  assert.deepEqual(JSON.parse(JSON.stringify(metrics)), metrics);
  const value = (name: string): unknown => metrics.find(each => each.name === name)?.value;
  assert.equal(value('reauthentication-latency-avg'), null);
  assert.equal(value('requests-in-flight'), 0);
  assert.ok(Number(value('record-send-total')) > 0);
  assert.equal(
    metrics.find(({ tags }) => tags['topic'] === 'orders')?.mbean,
    'kafka.producer:type=producer-topic-metrics,client-id=shown,topic=orders',
  );
  await rig.close();
});
