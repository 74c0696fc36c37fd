import assert from 'node:assert/strict';
import test from 'node:test';
import { isPending } from '../../support/mockTimers.ts';
import { SessionRig, record } from './support/sessionRig.ts';

const hourMs = 3_600_000;

test('paused: sends are accepted, the record is announced, nothing leaves, and the frame says since when', async () => {
  const rig = new SessionRig();
  await rig.warmUp();
  await rig.methods.pause(null);
  const pausedAtWallMs = rig.time.wallMilliseconds();
  const sent = rig.methods.send({ records: [record('held')] });
  await rig.run(10_000);
  await rig.methods.pause(null); // Again: it is paused since the first.
  assert.ok(await isPending(sent));
  assert.ok(rig.events.some(event => event.type === 'recordTaken'));
  assert.deepEqual(rig.produced, []);
  const { session, engineMs } = await rig.frame();
  assert.deepEqual([session.run, session.pausedAtWallMs], ['paused', pausedAtWallMs]);
  assert.deepEqual(session.totals, { sent: 2, acked: 1, failed: 0, onTheWay: 1 });
  await rig.run(hourMs);
  assert.equal((await rig.frame()).engineMs, engineMs);
  await rig.close();
});

test('paused for an hour: no batch expires, no request times out, and all is acknowledged after', async () => {
  const rig = new SessionRig({ properties: { 'linger.ms': '0', 'max.in.flight.requests.per.connection': '1' } });
  await rig.warmUp();
  const inFlight = rig.methods.send({ records: [record('in flight')] });
  await rig.run(10);
  assert.deepEqual(rig.produced, ['in flight']);
  const queued = rig.methods.send({ records: [record('queued')] });
  await rig.run(10);
  await rig.methods.pause(null);
  const whilePaused = rig.methods.send({ records: [record('while paused')] });
  await rig.run(hourMs);
  assert.deepEqual(rig.selector.closes, []);
  assert.equal((await rig.frame()).session.totals.failed, 0);
  await rig.methods.resume(null);
  await rig.run(1);
  assert.equal(rig.cluster.produces.length, 1); // Not sent again: it still waits for its answer.
  rig.cluster.respondToAll();
  rig.cluster.answersProduce = true;
  for (const sent of [inFlight, queued, whilePaused])
    assert.deepEqual(await rig.runUntil(sent).then(({ acked, failed }) => [acked, failed]), [1, 0]);
  assert.deepEqual(rig.produced, ['in flight', 'queued', 'while paused']);
  await rig.close();
});

test('a send that waits for metadata or memory does not time out while paused; after resume it does, when its time is over', async () => {
  const rig = new SessionRig({
    properties: { 'max.block.ms': '1000', 'buffer.memory': '400', 'batch.size': '400', 'linger.ms': '0' },
  });
  await rig.warmUp();
  const fills = rig.methods.send({ records: [record('x'.repeat(200))] });
  await rig.run(1);
  const forMemory = rig.methods.send({ records: [record('y'.repeat(200))] });
  const forMetadata = rig.methods.send({ records: [record('z', { topic: 'nowhere' })] });
  await rig.run(400);
  await rig.methods.pause(null);
  await rig.run(hourMs);
  assert.ok(await isPending(forMemory));
  assert.ok(await isPending(forMetadata));
  await rig.methods.resume(null);
  await rig.run(590);
  assert.ok(await isPending(forMemory));
  await rig.run(20);
  for (const sent of [forMemory, forMetadata]) {
    const [outcome] = (await rig.runUntil(sent, 1)).outcomes;
    assert.ok(outcome && !outcome.ok);
    assert.match(outcome.error, /TimeoutException|BufferExhaustedException/);
    assert.ok(Math.abs(outcome.tookMs - 1000) < 20, `${outcome.tookMs} ms of engine time`);
  }
  rig.cluster.respondToAll();
  await rig.runUntil(fills);
  await rig.close();
});

for (const [what, properties, limitMs] of [
  ['linger', { 'linger.ms': '1000' }, 1000],
  ['request timeout', { 'linger.ms': '0', 'request.timeout.ms': '2000', 'delivery.timeout.ms': '9000' }, 2000],
] as const)
  test(`resume goes on with the time that is left: ${what}`, async () => {
    const rig = new SessionRig({ properties });
    await rig.warmUp();
    const sent = rig.methods.send({ records: [record('a')] });
    const happened = (): boolean =>
      what === 'linger' ? rig.produced.length > 0 : rig.cluster.produces.length > 1 || rig.selector.closes.length > 0;
    await rig.run(limitMs - 100);
    assert.ok(!happened());
    await rig.methods.pause(null);
    await rig.run(hourMs);
    await rig.methods.resume(null);
    await rig.run(90);
    assert.ok(!happened());
    await rig.run(20);
    assert.ok(happened());
    rig.cluster.respondToAll();
    rig.cluster.answersProduce = true;
    assert.equal((await rig.runUntil(sent)).acked, 1);
    await rig.close();
  });

test('by the time of the producer its connections are not idle while paused; those of the admin client are', async () => {
  const rig = new SessionRig({ properties: { 'connections.max.idle.ms': '60000' } });
  await rig.warmUp();
  await rig.methods.pause(null);
  const elapsed = rig.selectorOptions.map(({ time, maxIdleMs }) => {
    const startMs = time?.milliseconds() ?? Number.NaN;
    assert.equal(maxIdleMs, 60_000);
    return () => (time?.milliseconds() ?? Number.NaN) - startMs;
  });
  await rig.run(hourMs);
  assert.deepEqual(
    elapsed.map(since => since()),
    [0, hourMs],
  );
  await rig.close();
});

test('close while paused sends what was held', async () => {
  const rig = new SessionRig({ properties: { 'linger.ms': '1000' } });
  await rig.warmUp();
  rig.cluster.answersProduce = true;
  await rig.methods.pause(null);
  const sent = rig.methods.send({ records: [record('held'), record('too')] });
  await rig.run(hourMs);
  const closed = rig.methods.close({ timeoutMs: 5000 });
  assert.deepEqual(await rig.runUntil(closed), { unfinishedRecords: 0 });
  assert.equal((await sent).acked, 2);
  assert.deepEqual(rig.produced, ['held', 'too']);
  assert.equal((await rig.methods.status(null)).state, 'idle');
});

test('close gives up what no broker answers, and says how many', async () => {
  const rig = new SessionRig({ properties: { 'linger.ms': '0' } });
  await rig.warmUp();
  const sent = rig.methods.send({ records: [record('a'), record('b')] });
  await rig.run(10);
  const closed = rig.methods.close({ timeoutMs: 500 });
  assert.deepEqual(await rig.runUntil(closed, 1000), { unfinishedRecords: 2 });
  const { failed, outcomes } = await sent;
  assert.equal(failed, 2);
  assert.ok(outcomes.every(outcome => !outcome.ok && outcome.mayBeWritten && /closed/.test(outcome.message)));
});

test('without a connection each command says what to do; pause is over with the connection', async () => {
  const rig = new SessionRig();
  const { methods } = rig;
  for (const call of [
    () => methods.send({ records: [record('a')] }),
    () => methods.pause(null),
    () => methods.step(null),
    () => methods.flush(null),
    () => methods.watch({ framesPerSecond: 10, payloads: true }),
    () => methods.listTopics(null),
  ])
    await assert.rejects(async () => call(), { kind: 'IllegalStateException', message: /Not connected\. Connect to/ });
  assert.deepEqual(await methods.close({ timeoutMs: 0 }), { unfinishedRecords: 0 });
  assert.deepEqual(await methods.describe({ selection: { kind: 'record', recordId: 1 } }), { kind: 'gone' });
  await rig.warmUp();
  await assert.rejects(methods.step(null), { message: /Pause the sender first/ });
  await assert.rejects(rig.connect(), { message: /Already connected to scripted\. Disconnect first/ });
  await methods.pause(null);
  await rig.close();
  assert.equal((await methods.status(null)).run, 'running');
});

test('a wrong property is refused with its name, its value and its range, and leaves nothing behind', async () => {
  const rig = new SessionRig({ properties: { 'linger.ms': '-1' } });
  await assert.rejects(rig.connect(), { kind: 'ConfigException', message: /-1.*linger\.ms/ });
  assert.equal((await rig.methods.status(null)).state, 'idle');
  assert.equal(rig.timers.waiting, 0);
});
