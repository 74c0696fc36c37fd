import assert from 'node:assert/strict';
import test from 'node:test';
import type { LoadOptions } from '../../../engine/session/sessionProtocol.ts';
import { isPending } from '../../support/mockTimers.ts';
import { SessionRig } from './support/sessionRig.ts';

function load(more: Partial<LoadOptions> = {}): LoadOptions {
  return {
    topic: 'orders',
    recordsPerSecond: null,
    records: null,
    durationMs: null,
    valueBytes: 10,
    distinctKeys: 0,
    seed: 7,
    ...more,
  };
}

async function ready(properties: Record<string, string> = {}): Promise<SessionRig> {
  const rig = new SessionRig({ properties: { 'linger.ms': '0', ...properties }, latencyMs: 1 });
  await rig.warmUp();
  rig.cluster.answersProduce = true;
  return rig;
}

test('by count, as fast as possible: exactly so many, of the size asked for, all acknowledged', async () => {
  const rig = await ready();
  const report = await rig.runUntil(rig.methods.startLoad(load({ records: 4321, valueBytes: 33 })));
  const { sent, acked, failed, firstError, stopped } = report;
  assert.deepEqual([sent, acked, failed, firstError, stopped], [4321, 4321, 0, null, false]);
  assert.equal(rig.produced.length, 4321);
  assert.ok(rig.produced.every(value => /^[a-z]{33}$/.test(value)));
  assert.equal((await rig.frame()).session.load, null);
  await rig.close();
});

test('by rate and duration: so many a second for so long, and the view tells how it goes', async () => {
  const rig = await ready();
  const running = rig.methods.startLoad(load({ recordsPerSecond: 200, durationMs: 5000 }));
  await rig.run(100);
  await rig.frame();
  await rig.run(2000);
  const view = (await rig.frame()).session.load;
  assert.ok(view && Math.abs(view.actualPerSecond - 200) < 10, `${view?.actualPerSecond}/s`);
  assert.equal(view.targetPerSecond, 200);
  assert.ok(Math.abs((view.remainingMs ?? 0) - 2900) < 10);
  const report = await rig.runUntil(running);
  assert.ok(Math.abs(report.sent - 1000) <= 3, `${report.sent}`);
  assert.deepEqual([report.acked, report.failed], [report.sent, 0]);
  assert.ok(report.tookMs >= 5000 && report.tookMs < 5100);
  await rig.close();
});

test('paused, a load with a rate stands still, and its duration too', async () => {
  const rig = await ready();
  const running = rig.methods.startLoad(load({ recordsPerSecond: 100, durationMs: 2000 }));
  await rig.run(1000);
  await rig.methods.pause(null);
  await rig.run(600_000);
  assert.ok((await rig.frame()).session.totals.sent <= 103);
  await rig.methods.resume(null);
  const report = await rig.runUntil(running, 1200);
  assert.ok(Math.abs(report.sent - 200) <= 2, `${report.sent}`);
  await rig.close();
});

test('stopped: it says so, and what was sent by then is answered', async () => {
  const rig = await ready();
  const running = rig.methods.startLoad(load({ recordsPerSecond: 50 }));
  await rig.run(990);
  await assert.rejects(rig.methods.startLoad(load()), { message: /running already\. Stop it first/ });
  await rig.methods.stopLoad(null);
  const report = await rig.runUntil(running, 100);
  assert.deepEqual([report.stopped, report.sent, report.acked], [true, 50, 50]);
  const again = await rig.runUntil(rig.methods.startLoad(load({ records: 3 })));
  assert.equal(again.acked, 3);
  await rig.methods.stopLoad(null); // None runs: nothing to say.
  await rig.close();
});

test('stopped while it waits for memory: not one record more', async () => {
  const rig = await ready({ 'buffer.memory': '600', 'batch.size': '200' });
  rig.cluster.answersProduce = false;
  const running = rig.methods.startLoad(load({ valueBytes: 60 }));
  await rig.run(100);
  const view = (await rig.frame()).session.load;
  assert.equal(view?.blocked, true);
  await rig.methods.stopLoad(null);
  rig.cluster.answersProduce = true;
  rig.cluster.respondToAll();
  const report = await rig.runUntil(running);
  assert.deepEqual([report.sent, report.acked, report.failed], [view.sent, view.sent, 0]);
  await rig.close();
});

test('errors are counted, the first one is told', async () => {
  const rig = await ready({ 'max.request.size': '200' });
  const report = await rig.runUntil(rig.methods.startLoad(load({ records: 25, valueBytes: 500 })));
  assert.deepEqual([report.sent, report.acked, report.failed], [25, 0, 25]);
  assert.match(report.firstError ?? '', /^RecordTooLargeException: .*larger than 200/);
  await rig.close();
});

test('what no send survives ends the load; its counts add up, and the first error says what went wrong', async () => {
  const rig = await ready();
  rig.cluster.answersProduce = false;
  const running = rig.methods.startLoad(load({ recordsPerSecond: 100, durationMs: 60_000 }));
  while (rig.cluster.unanswered().length === 0) await rig.run(10);
  rig.cluster.respond(1, { 'orders-0': { errorCode: 31 } });
  const report = await rig.runUntil(running);
  assert.equal(report.stopped, true);
  assert.ok(report.sent < 100 && report.failed === report.sent, `${report.failed} of ${report.sent} failed`);
  assert.match(report.firstError ?? '', /^ClusterAuthorizationException/);
  await rig.close();
});

for (const state of ['in flight', 'blocked'] as const)
  test(`the session closes while a load is ${state}: the load ends, and its counts add up`, async () => {
    const rig = await ready(state === 'blocked' ? { 'buffer.memory': '600', 'batch.size': '200' } : {});
    rig.cluster.answersProduce = false;
    const running = rig.methods.startLoad(
      load({ valueBytes: 60, ...(state === 'in flight' ? { recordsPerSecond: 100 } : {}) }),
    );
    await rig.run(200);
    assert.ok(await isPending(running));
    const closed = await rig.runUntil(rig.methods.close({ timeoutMs: 300 }), 1000);
    const report = await rig.runUntil(running, 1000);
    assert.ok(report.sent > 0);
    assert.deepEqual([report.acked, report.failed], [0, report.sent]);
    assert.match(report.firstError ?? '', /closed/);
    assert.equal(closed.unfinishedRecords, report.sent);
  });

test('keys come from so many, in an order that only the seed decides', async () => {
  const runs: string[][] = [];
  for (const seed of [1, 1, 2]) {
    const rig = await ready();
    await rig.runUntil(rig.methods.startLoad(load({ records: 300, distinctKeys: 5, seed })));
    runs.push(
      rig.cluster.produces.flatMap(({ batches }) =>
        batches.flatMap(({ records }) => records.map(each => String(each.key))),
      ),
    );
    await rig.close();
  }
  assert.deepEqual([...new Set(runs[0])].sort(), ['key-0', 'key-1', 'key-2', 'key-3', 'key-4']);
  assert.deepEqual(runs[0], runs[1]);
  assert.notDeepEqual(runs[0], runs[2]);
});
