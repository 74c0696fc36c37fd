// A session as the editor drives it, against real Apache Kafka; kcat reads back.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startSession, until } from '../engine/session/support/practiceRig.ts';
import { startKafka, type KafkaCluster } from './support/kafkaCluster.ts';
import * as judges from './support/judges.ts';

let kafka: KafkaCluster;

before(async () => {
  kafka = await startKafka();
});

after(async () => {
  await kafka.stop();
});

test('topics, send, load, pause and step, close: the broker has what the session says', async t => {
  const { methods, events, frames } = await startSession(t, kafka.bootstrap);
  await until(() => events.some(({ type }) => type === 'connected'), 'connected');
  await methods.watch({ framesPerSecond: 10, payloads: true });
  await methods.createTopic({ name: 'session', partitions: 3, replicationFactor: 1 });
  const listed = (await methods.listTopics(null)).find(({ name }) => name === 'session');
  assert.equal(listed?.partitions.length, 3);

  const sent = await methods.send({
    records: [{ topic: 'session', key: 'k', value: 'hello', headers: [['h', 'x']], timestamp: 1_700_000_000_000 }],
  });
  assert.ok(sent.outcomes[0]?.ok);
  const [read] = await judges.kcatConsume({ bootstrap: kafka.bootstrap, topic: 'session' });
  assert.deepEqual(
    [read?.partition, read?.offset, String(read?.key), String(read?.value), read?.headers, read?.timestampMs],
    [sent.outcomes[0].partition, sent.outcomes[0].offset, 'k', 'hello', 'h=x', 1_700_000_000_000],
  );

  await methods.pause(null);
  const stepped = methods.send({ records: [{ topic: 'session', key: null, value: 'stepped', partition: 2 }] });
  await until(() => events.filter(({ type }) => type === 'recordTaken').length === 2, 'the record is taken');
  for (let steps = 0; steps < 200 && (await methods.status(null)).onTheWay > 0; steps++) await methods.step(null);
  const [outcome] = (await stepped).outcomes;
  assert.ok(outcome?.ok && outcome.partition === 2, 'acknowledged by steps alone');
  await methods.resume(null);

  const load = {
    topic: 'session',
    recordsPerSecond: null,
    durationMs: null,
    valueBytes: 50,
    distinctKeys: 20,
    seed: 1,
  };
  const report = await methods.startLoad({ ...load, records: 5000 });
  assert.deepEqual([report.sent, report.acked, report.failed], [5000, 5000, 0]);
  assert.ok(frames.every(({ session: { totals } }) => totals.sent === totals.acked + totals.failed + totals.onTheWay));
  assert.deepEqual(await methods.close({ timeoutMs: 5000 }), { unfinishedRecords: 0 });
  assert.equal((await judges.kcatConsume({ bootstrap: kafka.bootstrap, topic: 'session' })).length, 5002);
});

test('what a real broker refuses comes at once, with its own words', async t => {
  const { methods } = await startSession(t, kafka.bootstrap);
  await methods.createTopic({ name: 'twice', partitions: 1, replicationFactor: 1 });
  for (const [params, kind] of [
    [{ name: 'twice', partitions: 1, replicationFactor: 1 }, 'TopicExistsException'],
    [{ name: 'a b', partitions: 1, replicationFactor: 1 }, 'InvalidTopicException'],
    [{ name: 'copies', partitions: 1, replicationFactor: 3 }, 'InvalidReplicationFactorException'],
  ] as const)
    await assert.rejects(methods.createTopic(params), { kind, message: new RegExp(`Topic ${params.name} was not`) });
  const startMs = performance.now();
  await assert.rejects(methods.deleteTopic({ name: 'nowhere' }), { kind: 'UnknownTopicOrPartitionException' });
  assert.ok(performance.now() - startMs < 10_000);
  await methods.deleteTopic({ name: 'twice' });
});
