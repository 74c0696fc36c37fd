// The session's worker as the extension starts it: a real thread, and everything said over its port.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import path from 'node:path';
import test, { after, before } from 'node:test';
import type { TestContext } from 'node:test';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { RpcClient } from '../../../engine/session/rpc.ts';
import type { PracticeEvent, PracticeMethods } from '../../../engine/session/practiceProtocol.ts';
import type { SessionEvent, SessionMethods } from '../../../engine/session/sessionProtocol.ts';
import { until } from './support/practiceRig.ts';

let folder = '';

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'session-workers-'));
  const source = path.join(import.meta.dirname, '../../../engine/session');
  // The same form as in the package: one CommonJS file each.
  await build({
    entryPoints: ['sessionWorker', 'practiceWorker'].map(name => path.join(source, `${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    logLevel: 'error',
  });
});
after(() => rm(folder, { recursive: true, force: true }));

function start<M extends Record<string, (params: never) => unknown>, E>(t: TestContext, name: string) {
  const worker = new Worker(path.join(folder, `${name}.cjs`));
  t.after(() => worker.terminate());
  const events: E[] = [];
  const rpc = new RpcClient<M, E>(
    { postMessage: message => worker.postMessage(message), onMessage: listener => void worker.on('message', listener) },
    event => events.push(event),
  );
  worker.once('exit', code => rpc.close(new Error(`The worker ended with exit code ${code}.`)));
  return { worker, rpc, events };
}

async function startBoth(t: TestContext) {
  const practice = start<PracticeMethods, PracticeEvent>(t, 'practiceWorker');
  const { bootstrapServers } = await practice.rpc.call('start', {
    brokers: 1,
    port: 0,
    autoCreateTopics: true,
    defaultPartitions: 2,
    retentionBytes: 16 * 1024 * 1024,
    topics: [{ name: 'orders', partitions: 2, replicationFactor: 1 }],
  });
  const session = start<SessionMethods, SessionEvent>(t, 'sessionWorker');
  return { practice, session, bootstrapServers };
}

test('every command crosses the port and is answered; frames and events come back', async t => {
  const { session, bootstrapServers } = await startBoth(t);
  const { rpc, events } = session;
  assert.equal((await rpc.call('status', null)).state, 'idle');
  await rpc.call('connect', { name: 'practice', bootstrapServers, properties: { 'linger.ms': '1' } });
  await until(() => events.some(({ type }) => type === 'connected'), 'connected');
  await rpc.call('createTopic', { name: 'other', partitions: 1, replicationFactor: 1 });
  assert.deepEqual(
    (await rpc.call('listTopics', null)).map(({ name }) => name),
    ['orders', 'other'],
  );
  await rpc.call('deleteTopic', { name: 'other' });
  await rpc.call('watch', { framesPerSecond: 10, payloads: true });
  const record = { topic: 'orders', key: 'k', value: { base64: '/w==' } } as const;
  assert.equal((await rpc.call('predict', { record })).kind, 'partition');
  await rpc.call('pause', null);
  const sending = rpc.call('send', { records: [record] });
  for (let steps = 0; steps < 50 && (await rpc.call('status', null)).onTheWay > 0; steps++)
    await rpc.call('step', null);
  await rpc.call('resume', null);
  const { outcomes } = await sending;
  assert.ok(outcomes[0]?.ok && outcomes[0].recordId !== null);
  const selection = { kind: 'record', recordId: outcomes[0].recordId } as const;
  assert.equal((await rpc.call('describe', { selection })).kind, 'record');
  const loading = rpc.call('startLoad', {
    topic: 'orders',
    recordsPerSecond: null,
    records: null,
    durationMs: null,
    valueBytes: 10,
    distinctKeys: 0,
    seed: 1,
  });
  await rpc.call('stopLoad', null);
  const report = await loading;
  assert.deepEqual([report.stopped, report.acked + report.failed], [true, report.sent]);
  assert.equal(typeof (await rpc.call('flush', null)).waitedMs, 'number');
  const frame = await until(() => events.find(event => event.type === 'frame'), 'a frame');
  assert.ok(frame.type === 'frame' && frame.frame.full);
  await rpc.call('frameShown', { seq: frame.frame.seq });
  await rpc.call('unwatch', null);
  assert.deepEqual(await rpc.call('close', { timeoutMs: 1000 }), { unfinishedRecords: 0 });
  await assert.rejects(rpc.call('flush', null), { name: 'IllegalStateException', message: /Not connected/ });
});

test('a refused configuration comes with class and text, and the worker can be asked again', async t => {
  const { session, bootstrapServers } = await startBoth(t);
  const connect = (properties: Record<string, string>) =>
    session.rpc.call('connect', { name: 'practice', bootstrapServers, properties });
  await assert.rejects(connect({ acks: 'some' }), { name: 'ConfigException', message: /some/ });
  await connect({ acks: '1', 'enable.idempotence': 'false' });
  assert.deepEqual(await session.rpc.call('close', { timeoutMs: 0 }), { unfinishedRecords: 0 });
});

test('the worker is ended in the middle of calls: each is rejected, and later ones too', async t => {
  const { practice, session, bootstrapServers } = await startBoth(t);
  const { rpc, worker } = session;
  await rpc.call('connect', { name: 'practice', bootstrapServers, properties: {} });
  await practice.rpc.call('delayResponses', { node: null, delayMs: 60_000 });
  const open = [
    rpc.call('send', { records: [{ topic: 'orders', key: null, value: 'v' }] }),
    rpc.call('flush', null),
    rpc.call('createTopic', { name: 'x', partitions: 1, replicationFactor: 1 }),
    rpc.call('startLoad', {
      topic: 'orders',
      recordsPerSecond: 10,
      records: null,
      durationMs: null,
      valueBytes: 1,
      distinctKeys: 0,
      seed: 1,
    }),
  ];
  const settled = Promise.allSettled(open);
  await rpc.call('status', null); // All of them are there.
  const exit = once(worker, 'exit');
  await worker.terminate();
  await exit;
  for (const result of await settled) {
    assert.equal(result.status, 'rejected');
    assert.match(String(result.status === 'rejected' && result.reason), /The worker ended with exit code 1/);
  }
  await assert.rejects(rpc.call('status', null), /The worker ended/);
  await practice.rpc.call('stop', null);
});
