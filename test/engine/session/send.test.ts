import assert from 'node:assert/strict';
import test from 'node:test';
import type { OutgoingRecord } from '../../../engine/snapshot/outgoing.ts';
import { isPending } from '../../support/mockTimers.ts';
import { SessionRig, record } from './support/sessionRig.ts';
import type { SessionRigOptions } from './support/sessionRig.ts';

async function ready(options: SessionRigOptions = {}): Promise<SessionRig> {
  const rig = new SessionRig({ latencyMs: 1, ...options, properties: { 'linger.ms': '0', ...options.properties } });
  await rig.warmUp('orders', options.topics?.orders?.length ?? 1);
  rig.cluster.answersProduce = true;
  return rig;
}

test('a record comes to its partition with key, value, headers and time, and its outcome says where', async () => {
  const rig = await ready({ topics: { orders: [1, 1] } });
  const sent: OutgoingRecord = {
    topic: 'orders',
    key: { base64: '/wA=' },
    value: null,
    partition: 1,
    timestamp: 1_600_000_000_000,
    headers: [
      ['a', 'text'],
      ['b', null],
      ['b', { base64: 'AQI=' }],
    ],
  };
  const report = await rig.runUntil(rig.methods.send({ records: [sent], source: 'orders.kafka, line 3' }));
  const [batch] = rig.cluster.lastProduce.batches;
  assert.equal(batch?.partition, 1);
  const [produced] = batch?.records ?? [];
  assert.deepEqual([produced?.key, produced?.value], [Buffer.from([0xff, 0]), null]);
  assert.deepEqual(
    produced?.headers.map(({ key, value }) => [key, value === null ? null : Buffer.from(value)]),
    [
      ['a', Buffer.from('text')],
      ['b', null],
      ['b', Buffer.from([1, 2])],
    ],
  );
  const [outcome] = report.outcomes;
  assert.ok(outcome?.ok && outcome.recordId !== null);
  assert.deepEqual(
    [outcome.topic, outcome.partition, outcome.offset, outcome.timestamp],
    ['orders', 1, 1, 1_600_000_000_000],
  );
  const detail = await rig.methods.describe({ selection: { kind: 'record', recordId: outcome.recordId } });
  assert.ok(detail.kind === 'record');
  assert.deepEqual(
    [detail.source, detail.key, detail.keyBytes, detail.valueBytes, detail.partitionedBy, detail.offset],
    ['orders.kafka, line 3', '/wA=', 2, 0, 'explicit', '1'],
  );
  await rig.close();
});

test('outcomes stand in the order of the records, in whatever order they are answered', async () => {
  const rig = await ready({ topics: { orders: [1, 2] }, nodes: [1, 2] });
  rig.cluster.answersProduce = false;
  const sending = rig.methods.send({
    records: [record('a', { partition: 0 }), record('b', { partition: 1 }), record('c', { partition: 7 })],
  });
  await rig.run(10);
  rig.cluster.respond(2);
  await rig.run(10);
  rig.cluster.respond(1);
  const { acked, failed, outcomes } = await rig.runUntil(sending);
  assert.deepEqual([acked, failed], [2, 1]);
  assert.deepEqual(
    outcomes.map(outcome => (outcome.ok ? outcome.partition : outcome.error)),
    [0, 1, 'TimeoutException'],
  );
  const last = outcomes[2];
  assert.ok(last && !last.ok);
  assert.equal(last.mayBeWritten, false);
  assert.match(last.message, /Partition 7 of topic orders with partition count 2/);
  await rig.close();
});

test('the outcomes of 1,000 come back, the counts are of all; a failure that came later stands last', async () => {
  const rig = await ready({ properties: { 'max.request.size': '1000', 'batch.size': '1000' } });
  const good = Array.from({ length: 1500 }, (_, n) => record(`value ${n}`));
  const fine = await rig.runUntil(rig.methods.send({ records: good }));
  assert.deepEqual([fine.acked, fine.failed, fine.outcomes.length], [1500, 0, 1000]);
  assert.ok(fine.outcomes.every(outcome => outcome.ok));
  assert.deepEqual(fine.outcomes.map(outcome => outcome.recordId).slice(99, 101), [
    fine.outcomes[98]!.recordId! + 1,
    null,
  ]);
  const oneLate = await rig.runUntil(rig.methods.send({ records: [...good, record('x'.repeat(2000))] }));
  assert.deepEqual([oneLate.acked, oneLate.failed, oneLate.outcomes.length], [1500, 1, 1000]);
  const last = oneLate.outcomes.at(-1);
  assert.ok(last && !last.ok);
  assert.equal(last.error, 'RecordTooLargeException');
  await rig.close();
});

test('times repeats the list; a rate spreads it; both count exactly', async () => {
  const rig = await ready();
  const sending = rig.methods.send({ records: [record('a'), record('b')], times: 5, recordsPerSecond: 10 });
  await rig.run(450);
  assert.deepEqual(rig.produced, ['a', 'b', 'a', 'b', 'a']);
  const { acked, failed, outcomes, tookMs } = await rig.runUntil(sending);
  assert.deepEqual([acked, failed, outcomes.length], [10, 0, 10]);
  assert.ok(tookMs >= 900 && tookMs < 1000, `${tookMs} ms`);
  assert.deepEqual(rig.produced, Array(5).fill(['a', 'b']).flat());
  await rig.close();
});

test('at most 10,000 are open at a time: the rest waits for their answers', async () => {
  const rig = await ready();
  await rig.methods.pause(null);
  const sending = rig.methods.send({ records: [record('a')], times: 25_000 });
  await rig.run(100);
  assert.equal((await rig.frame()).session.totals.onTheWay, 10_000);
  await rig.methods.resume(null);
  const { acked, outcomes } = await rig.runUntil(sending);
  assert.deepEqual([acked, outcomes.length], [25_000, 1000]);
  await rig.close();
});

for (const [field, bad] of [
  ['The key', { key: { base64: 'a b!' } }],
  ['The value', { value: { base64: '=' } }],
  ['Header trace', { headers: [['trace', { base64: 'ab' + '%'.repeat(100) }]] }],
] as const)
  test(`bad base64 in ${field}: that record fails, named, and the others go`, async () => {
    const rig = await ready();
    const report = await rig.runUntil(rig.methods.send({ records: [record('a'), record('b', bad), record('c')] }));
    assert.deepEqual([report.acked, report.failed], [2, 1]);
    const outcome = report.outcomes[1];
    assert.ok(outcome && !outcome.ok);
    assert.deepEqual([outcome.error, outcome.mayBeWritten], ['SerializationException', false]);
    assert.ok(outcome.message.startsWith(`${field} is not valid base64: `), outcome.message);
    assert.ok(outcome.message.length < 120, 'a long value is shortened');
    assert.deepEqual(rig.produced, ['a', 'c']);
    await rig.close();
  });

for (const [what, bad, text] of [
  ['partition', { partition: -1 }, /Invalid partition: -1.*non-negative/],
  ['timestamp', { timestamp: -5 }, /Invalid timestamp: -5.*non-negative/],
] as const)
  test(`a ${what} below 0 fails its record with the value`, async () => {
    const rig = await ready();
    const { outcomes } = await rig.runUntil(rig.methods.send({ records: [record('a', bad)] }));
    const [outcome] = outcomes;
    assert.ok(outcome && !outcome.ok);
    assert.match(outcome.message, text);
    await rig.close();
  });

test('one record alone is announced when it is taken; of several none is, and a refused one neither', async () => {
  const rig = await ready();
  const taken = (): readonly number[] =>
    rig.events.flatMap(event => (event.type === 'recordTaken' ? [event.recordId] : []));
  const before = taken().length;
  await rig.methods.pause(null);
  const alone = rig.methods.send({ records: [record('a')] });
  await rig.run(0);
  const recordId = taken().at(-1) ?? -1;
  assert.equal(taken().length, before + 1);
  assert.equal((await rig.methods.describe({ selection: { kind: 'record', recordId } })).kind, 'record');
  const several = rig.methods.send({ records: [record('b'), record('c')] });
  const refused = rig.methods.send({ records: [record('d', { partition: -1 })] });
  await rig.run(0);
  assert.equal(taken().length, before + 1);
  await rig.methods.resume(null);
  assert.equal((await rig.runUntil(alone)).outcomes[0]?.recordId, recordId);
  await rig.runUntil(Promise.all([several, refused]));
  await rig.close();
});

test('the session closes in the middle of a slow send: every record is answered, at once', async () => {
  const rig = await ready();
  const sending = rig.methods.send({ records: [record('a')], times: 1000, recordsPerSecond: 1 });
  await rig.run(2500);
  await rig.runUntil(rig.methods.close({ timeoutMs: 100 }), 1000);
  const { acked, failed, outcomes } = await rig.runUntil(sending, 1500);
  assert.deepEqual([acked, failed], [3, 997]);
  const last = outcomes.at(-1);
  assert.ok(last && !last.ok);
  assert.match(last.message, /producer has been closed/);
});

test('topics that were not there before are listed again after a send', async () => {
  const rig = await ready();
  await rig.run(1000);
  const changes = (): number => rig.events.filter(({ type }) => type === 'topicsChanged').length;
  const before = changes();
  await rig.runUntil(rig.methods.send({ records: [record('a')] }));
  await rig.run(100);
  assert.equal(changes(), before);
  const unknown = rig.methods.send({ records: [record('a', { topic: 'new' })] });
  await rig.run(1);
  assert.ok(await isPending(unknown));
  await rig.runUntil(unknown);
  await rig.run(100);
  assert.equal(changes(), before + 1);
  await rig.close();
});

test('predict: explicit, by key as it is then sent, sticky with its bytes, unknown; it sends nothing', async () => {
  const rig = await ready({ topics: { orders: [1, 1, 1, 1, 1] } });
  const { methods } = rig;
  const predict = (more: Partial<OutgoingRecord>) => methods.predict({ record: record('v', more) });
  assert.deepEqual(await predict({ partition: 3, key: 'k' }), { kind: 'partition', partition: 3, by: 'explicit' });
  for (const key of ['a', 'customer-17', '']) {
    const predicted = await predict({ key });
    const { outcomes } = await rig.runUntil(methods.send({ records: [record('v', { key })] }));
    assert.deepEqual(predicted, { kind: 'partition', partition: outcomes[0]?.partition, by: 'keyHash' });
  }
  const sticky = await predict({});
  const requests = rig.cluster.produces.length;
  assert.ok(sticky.kind === 'sticky' && sticky.batchSizeBytes === 16_384);
  assert.deepEqual(await predict({}), sticky);
  await rig.runUntil(methods.send({ records: [record('v')] }));
  const after = await predict({});
  assert.ok(after.kind === 'sticky' && after.producedBytes > sticky.producedBytes);
  assert.deepEqual(await predict({ topic: 'nowhere' }), { kind: 'unknownTopic' });
  await assert.rejects(async () => predict({ key: { base64: '!' } }), { kind: 'SerializationException' });
  assert.equal(rig.cluster.produces.length, requests + 1);
  await rig.close();
});

test('predict with partitioner.ignore.keys: a key decides nothing', async () => {
  const rig = await ready({ properties: { 'partitioner.ignore.keys': 'true' } });
  assert.equal((await rig.methods.predict({ record: record('v', { key: 'k' }) })).kind, 'sticky');
  await rig.close();
});

test('predict with the round robin: the next in turn, whatever the key; looking is no step', async () => {
  const properties = { 'partitioner.class': 'org.apache.kafka.clients.producer.RoundRobinPartitioner' };
  const rig = await ready({ properties, topics: { orders: [1, 1, 1] } });
  const predict = () => rig.methods.predict({ record: record('v', { key: 'k' }) });
  await rig.runUntil(rig.methods.send({ records: [record('v')] }));
  for (const partition of [1, 2, 0]) {
    assert.deepEqual(await predict(), { kind: 'partition', partition, by: 'roundRobin' });
    assert.deepEqual(await predict(), { kind: 'partition', partition, by: 'roundRobin' });
    const { outcomes } = await rig.runUntil(rig.methods.send({ records: [record('v')] }));
    assert.equal(outcomes[0]?.partition, partition);
  }
  assert.deepEqual(await rig.methods.predict({ record: record('v', { topic: 'nowhere' }) }), { kind: 'unknownTopic' });
  await rig.close();
});

test('flush: what lingers leaves now, and it says how long that took', async () => {
  const rig = await ready({ properties: { 'linger.ms': '60000' } });
  const sending = rig.methods.send({ records: [record('a')] });
  await rig.run(500);
  assert.deepEqual(rig.produced, []);
  const { waitedMs } = await rig.runUntil(rig.methods.flush(null), 100);
  assert.ok(waitedMs > 0 && waitedMs < 10, `${waitedMs}`);
  assert.equal((await sending).acked, 1);
  await rig.close();
});
