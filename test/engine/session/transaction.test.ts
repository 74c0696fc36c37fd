import assert from 'node:assert/strict';
import test from 'node:test';
import { SessionRig, record } from './support/sessionRig.ts';

const shop = { properties: { 'transactional.id': 'shop-1', 'linger.ms': '0' } };

async function connected(): Promise<SessionRig> {
  const rig = new SessionRig(shop);
  await rig.connect();
  rig.cluster.answersProduce = true;
  return rig;
}

const run = (rig: SessionRig, operation: 'begin' | 'commit' | 'abort'): Promise<void> =>
  rig.runUntil(rig.methods.transaction({ operation }));

test('begin, records, commit: the frame tells state, partitions and coordinator', async () => {
  const rig = await connected();
  assert.partialDeepStrictEqual((await rig.frame()).session.transaction, {
    transactionalId: 'shop-1',
    state: 'UNINITIALIZED',
    coordinator: null,
    openForMs: null,
    timeoutMs: 60_000,
  });
  await run(rig, 'begin');
  const report = await rig.runUntil(rig.methods.send({ records: [record('a')] }));
  assert.deepEqual([report.acked, report.failed], [1, 0]);
  await rig.run(1000);
  const open = (await rig.frame()).session;
  assert.deepEqual(open.producerId, { id: '7000', epoch: 0 });
  assert.partialDeepStrictEqual(open.transaction, {
    state: 'IN_TRANSACTION',
    v2: false,
    coordinator: 1,
    partitions: { count: 1, first: ['orders-0'] },
    pending: { count: 0, first: [] },
    groups: [],
    request: null,
    lastError: null,
  });
  assert.ok((open.transaction?.openForMs ?? 0) >= 1000);
  assert.equal((await rig.methods.status(null)).transaction, 'IN_TRANSACTION');
  await run(rig, 'commit');
  assert.partialDeepStrictEqual((await rig.frame()).session.transaction, {
    state: 'READY',
    openForMs: null,
    partitions: { count: 0, first: [] },
  });
  await run(rig, 'begin');
  await run(rig, 'abort');
  await rig.close();
});

test('what is asked of the coordinator shows while it is not answered, and an error with its text', async () => {
  const rig = await connected();
  await run(rig, 'begin');
  await rig.runUntil(rig.methods.send({ records: [record('a')] }));
  rig.cluster.silentApis.add(26);
  const commit = rig.methods.transaction({ operation: 'commit' });
  commit.catch(() => undefined);
  await rig.run(50);
  assert.deepEqual((await rig.frame()).session.transaction?.request, { api: 'EndTxn', inFlight: true });
  rig.cluster.silentApis.clear();
  rig.cluster.coordinator.fail('EndTxn', 'PRODUCER_FENCED');
  rig.cluster.stop(1);
  rig.cluster.start(1);
  await assert.rejects(rig.runUntil(commit), { kind: 'ProducerFencedException' });
  const { transaction } = (await rig.frame()).session;
  assert.deepEqual([transaction?.state, transaction?.lastError?.kind], ['FATAL_ERROR', 'ProducerFencedException']);
  assert.match(transaction?.lastError?.message ?? '', /shop-1/);
});

test('paused and aborted: the preview names what is dropped unsent, then EndTxn, and the step does both', async () => {
  const rig = await connected();
  await run(rig, 'begin');
  await rig.runUntil(rig.methods.send({ records: [record('a')] }));
  await rig.methods.pause(null);
  await rig.run(0); // The pass under way comes to its end.
  const sent = rig.methods.send({ records: [record('b')] });
  await rig.run(0);
  const aborted = rig.methods.transaction({ operation: 'abort' });
  await rig.run(0);
  assert.deepEqual((await rig.preview()).actions, [
    { kind: 'drop', lane: 'orders-0', batchId: 1 },
    { kind: 'transaction', api: 'EndTxn', node: 1 },
  ]);
  await rig.step();
  assert.equal((await rig.runUntil(sent)).failed, 1);
  assert.deepEqual(rig.produced, ['a']);
  await rig.methods.resume(null);
  await rig.runUntil(aborted);
  assert.equal((await rig.frame()).session.transaction?.state, 'READY');
  await rig.close();
});

test('without a transactional.id there is no transaction in the frame, and the command says what to set', async () => {
  const rig = new SessionRig();
  await rig.connect();
  assert.equal((await rig.frame()).session.transaction, null);
  assert.equal((await rig.methods.status(null)).transaction, null);
  await assert.rejects(rig.methods.transaction({ operation: 'begin' }), /set transactional\.id/);
});

test('a step says which request of the transaction goes out', async () => {
  const rig = await connected();
  await run(rig, 'begin');
  await rig.runUntil(rig.methods.send({ records: [record('a')] }));
  await rig.methods.pause(null);
  const commit = rig.methods.transaction({ operation: 'commit' });
  assert.deepEqual((await rig.preview()).actions, [{ kind: 'transaction', api: 'EndTxn', node: 1 }]);
  await rig.step();
  assert.equal((await rig.frame()).session.transaction?.state, 'READY'); // The answer came within the step.
  await rig.methods.resume(null);
  await rig.runUntil(commit);
  await rig.close();
});

test('a step says that the partition of the first record is added before it is sent', async () => {
  const rig = await connected();
  await run(rig, 'begin');
  await rig.runUntil(rig.methods.send({ records: [record('a')] }));
  await run(rig, 'commit');
  await run(rig, 'begin');
  await rig.methods.pause(null);
  const sent = rig.methods.send({ records: [record('b')] });
  await rig.run(1);
  assert.deepEqual((await rig.preview()).actions, [{ kind: 'transaction', api: 'AddPartitionsToTxn', node: 1 }]);
  await rig.methods.resume(null);
  await rig.runUntil(sent);
  await rig.close();
});
