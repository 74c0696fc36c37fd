// A session on real sockets against the practice cluster.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { PracticeCluster } from '../../../engine/practice/practiceCluster.ts';
import { startPractice, startSession, until } from './support/practiceRig.ts';

function logEnd(cluster: PracticeCluster, topic: string): number {
  const partitions = cluster.describe().topics.find(({ name }) => name === topic)?.partitions ?? [];
  return partitions.reduce((sum, { highWatermark }) => sum + highWatermark, 0);
}

test('connect, topics, send and describe: what the cluster has is what the session says', async t => {
  const cluster = await startPractice(t);
  const { methods, events, frames } = await startSession(t, cluster.bootstrapServers);
  const connected = await until(() => events.find(event => event.type === 'connected'), 'connected');
  assert.deepEqual(connected, { type: 'connected', brokers: 2, clusterId: cluster.clusterId });
  assert.equal((await methods.status(null)).state, 'connected');

  const topics = await methods.listTopics(null);
  assert.deepEqual(
    topics.map(({ name, partitions }) => [name, partitions.length]),
    [['orders', 4]],
  );
  for (const { leader, replicas, inSync } of topics[0]?.partitions ?? []) {
    assert.ok([1, 2].includes(leader));
    assert.deepEqual(
      [[...replicas].sort(), [...inSync].sort()],
      [
        [1, 2],
        [1, 2],
      ],
    );
  }

  await methods.watch({ framesPerSecond: 10, payloads: true });
  const { outcomes } = await methods.send({
    records: [{ topic: 'orders', key: 'k', value: 'hello', headers: [['h', 'x']] }],
    source: 'a test',
  });
  const [outcome] = outcomes;
  assert.ok(outcome?.ok && outcome.recordId !== null);
  const record = await methods.describe({ selection: { kind: 'record', recordId: outcome.recordId } });
  assert.ok(record.kind === 'record' && record.lane !== null && record.batchId !== null);
  assert.equal(record.lane, `orders-${outcome.partition}`);
  assert.ok(record.steps.every(({ state }) => state === 'done'));

  const batch = await methods.describe({ selection: { kind: 'batch', lane: record.lane, batchId: record.batchId } });
  assert.ok(batch.kind === 'batch');
  assert.deepEqual([batch.state, batch.records, batch.mayBeWrittenBecause], ['acked', 1, 'acked']);
  const requestId = batch.attempts[0]?.requestId ?? -1;
  const request = await methods.describe({ selection: { kind: 'request', requestId } });
  assert.ok(request.kind === 'request');
  assert.deepEqual([request.api, request.end], ['Produce', 'answered']);
  assert.deepEqual(request.batches, [{ lane: record.lane, batchId: record.batchId }]);
  assert.ok(Buffer.from(request.request.base64, 'base64').includes('hello'));
  assert.ok((request.response?.totalBytes ?? 0) > 0);
  assert.deepEqual(await methods.describe({ selection: { kind: 'record', recordId: 999 } }), { kind: 'gone' });

  const shown = await until(() => frames.find(({ session }) => session.totals.acked === 1), 'the frame after the ack');
  assert.equal(frames[0]?.full, true);
  assert.equal(shown.session.state, 'connected');
  assert.deepEqual(await methods.close({ timeoutMs: 1000 }), { unfinishedRecords: 0 });
  assert.equal(logEnd(cluster, 'orders'), 1);
});

test('topics: created and deleted, and each refusal is told at once with its reason', async t => {
  const cluster = await startPractice(t);
  const { methods, events } = await startSession(t, cluster.bootstrapServers);
  await methods.createTopic({ name: 'new', partitions: 5, replicationFactor: 2 });
  await methods.createTopic({ name: 'defaults', partitions: -1, replicationFactor: -1 });
  const listed = async () => (await methods.listTopics(null)).map(({ name, partitions }) => [name, partitions.length]);
  assert.deepEqual(await listed(), [
    ['defaults', 3],
    ['new', 5],
    ['orders', 4],
  ]);
  assert.ok(events.some(({ type }) => type === 'topicsChanged'));
  const refused = [
    [{ name: 'new', partitions: 1, replicationFactor: 1 }, 'TopicExistsException', /new.*TOPIC_ALREADY_EXISTS, 36/],
    [{ name: 'a b', partitions: 1, replicationFactor: 1 }, 'InvalidTopicException', /a b.*INVALID_TOPIC_EXCEPTION, 17/],
    [{ name: 'x', partitions: 1, replicationFactor: 3 }, 'InvalidReplicationFactorException', /x was not created.*3/],
    [{ name: 'x', partitions: 0, replicationFactor: 1 }, 'InvalidPartitionsException', /x was not created.*0/],
  ] as const;
  for (const [params, kind, message] of refused) await assert.rejects(methods.createTopic(params), { kind, message });
  await assert.rejects(methods.deleteTopic({ name: 'nowhere' }), {
    kind: 'UnknownTopicOrPartitionException',
    message: /nowhere was not deleted/,
  });
  await methods.deleteTopic({ name: 'new' });
  assert.deepEqual(
    (await listed()).map(([name]) => name),
    ['defaults', 'orders'],
  );
});

test('under load each frame adds up: sent = acked + failed + on the way', async t => {
  const cluster = await startPractice(t);
  const { methods, frames } = await startSession(t, cluster.bootstrapServers, { 'buffer.memory': '200000' });
  await methods.watch({ framesPerSecond: 10, payloads: false });
  const report = await methods.startLoad({
    topic: 'orders',
    recordsPerSecond: null,
    records: 60_000,
    durationMs: null,
    valueBytes: 100,
    distinctKeys: 50,
    seed: 3,
  });
  assert.deepEqual([report.sent, report.acked, report.failed], [60_000, 60_000, 0]);
  await until(() => frames.at(-1)?.session.totals.acked === 60_000, 'the last frame');
  let last = 0;
  for (const { session, seq } of frames) {
    const { sent, acked, failed, onTheWay } = session.totals;
    assert.equal(sent, acked + failed + onTheWay, `frame ${seq}`);
    assert.ok(acked >= last, 'counts never go back');
    last = acked;
  }
  assert.ok(frames.some(({ session }) => session.load !== null));
  const { waitedMs } = await methods.flush(null);
  assert.ok(waitedMs >= 0);
  assert.equal(logEnd(cluster, 'orders'), 60_000);
});

test('a broker stops in the middle of a load and comes back: nothing is lost, nothing doubled', async t => {
  const cluster = await startPractice(t, 3);
  const { methods } = await startSession(t, cluster.bootstrapServers, { 'reconnect.backoff.max.ms': '200' });
  const loading = methods.startLoad({
    topic: 'orders',
    recordsPerSecond: 4000,
    records: 8000,
    durationMs: null,
    valueBytes: 50,
    distinctKeys: 0,
    seed: 5,
  });
  await until(() => logEnd(cluster, 'orders') > 1000, 'a thousand records are written');
  const leader = cluster.describe().topics[0]?.partitions[0]?.leader ?? 1;
  await cluster.stopBroker(leader);
  const written = logEnd(cluster, 'orders');
  await until(() => logEnd(cluster, 'orders') > written + 500, 'it goes on without the broker');
  await cluster.startBroker(leader);
  const report = await loading;
  assert.deepEqual([report.sent, report.acked, report.failed], [8000, 8000, 0]);
  assert.equal(logEnd(cluster, 'orders'), 8000);
});

test('a topic that may not be created: the send fails in words after max.block.ms, and the panel names the topic', async t => {
  const cluster = await startPractice(t);
  cluster.setAutoCreateTopics(false);
  const { methods, frames } = await startSession(t, cluster.bootstrapServers, { 'max.block.ms': '1500' });
  await methods.watch({ framesPerSecond: 10, payloads: false });
  const { outcomes } = await methods.send({ records: [{ topic: 'nowhere', key: null, value: 'v' }] });
  const [outcome] = outcomes;
  assert.ok(outcome && !outcome.ok);
  assert.deepEqual([outcome.error, outcome.mayBeWritten], ['TimeoutException', false]);
  assert.match(outcome.message, /Topic nowhere not present in metadata after 1500 ms.*(UNKNOWN_TOPIC|does not host)/);
  assert.ok(frames.some(({ verdicts }) => verdicts.some(({ rule }) => rule === 'unknownTopic')));
});

test('close while a call of the admin client is open: the call is rejected, it does not hang', async t => {
  const cluster = await startPractice(t);
  const { methods } = await startSession(t, cluster.bootstrapServers);
  await methods.listTopics(null);
  cluster.delayResponses(null, 60_000);
  const creating = methods.createTopic({ name: 'late', partitions: 1, replicationFactor: 1 });
  const rejected = assert.rejects(creating, { message: /closed while a call was open/ });
  await until(() => cluster.describe().topics.some(({ name }) => name === 'late'), 'the request is there');
  await methods.close({ timeoutMs: 0 });
  await rejected;
});
