import assert from 'node:assert/strict';
import test from 'node:test';
import { TransactionalProducer } from '../../../support/transactionalProducer.ts';

const offsets = [{ topic: 'orders', partition: 0, offset: 12n }];
const orders = (partition: number, value: string) => ({ topic: 'orders', partition, value });

test('initTransactions finds the coordinator, then takes an id under the transactional id', async () => {
  const fixture = new TransactionalProducer({ properties: { 'transaction.timeout.ms': '5000' } });
  await fixture.run(fixture.producer.initTransactions());
  assert.deepEqual(fixture.coordinator.apisSeen, ['FindCoordinator', 'InitProducerId']);
  const [find, init] = fixture.coordinator.seen;
  assert.deepEqual([find?.version, init?.version], [6, 5]);
  assert.partialDeepStrictEqual(find?.body, { keyType: 1, coordinatorKeys: ['shop-1'] });
  assert.partialDeepStrictEqual(init?.body, {
    transactionalId: 'shop-1',
    transactionTimeoutMs: 5000,
    producerId: -1n,
    producerEpoch: -1,
  });
  assert.deepEqual([fixture.state, fixture.manager.producer], ['READY', { producerId: 7000n, epoch: 0 }]);
});

test('134 partitions are added before the first batch goes to them, many in one request', async () => {
  const fixture = await TransactionalProducer.initialized({ topics: { orders: [1, 1, 1] } });
  fixture.producer.beginTransaction();
  for (const partition of [0, 1, 2]) fixture.send(orders(partition, 'v'));
  await fixture.stepUntilSent();
  assert.deepEqual(fixture.coordinator.apisSeen, ['AddPartitionsToTxn']);
  const [add] = fixture.coordinator.seen;
  assert.equal(add?.version, 3);
  assert.partialDeepStrictEqual(add?.body, {
    v3AndBelowTransactionalId: 'shop-1',
    v3AndBelowProducerId: 7000n,
    v3AndBelowTopics: [{ name: 'orders', partitions: [0, 1, 2] }],
  });
  assert.ok((add?.atMs ?? Infinity) <= fixture.cluster.lastProduce.atMs);
  // Added once: a second batch needs no other request.
  fixture.cluster.respondToAll();
  await fixture.acked(fixture.send(orders(0, 'again')));
  assert.equal(fixture.coordinator.of('AddPartitionsToTxn').length, 1);
});

test('batches say that they belong to a transaction, and so does their request', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  const { transactionalId, version, batches } = fixture.cluster.lastProduce;
  assert.deepEqual([transactionalId, version], ['shop-1', 11]);
  assert.deepEqual(
    batches.map(({ header }) => [header.isTransactional, header.producerId, header.producerEpoch, header.baseSequence]),
    [[true, 7000n, 0, 0]],
  );
});

test('136 nothing is drained to a partition that is not in yet', async () => {
  const fixture = await TransactionalProducer.inTransaction({ topics: { orders: [1, 1] } });
  fixture.cluster.silentApis.add(24);
  fixture.send(orders(1, 'waits'));
  await fixture.step(5);
  assert.equal(fixture.cluster.unanswered().length, 0);
  assert.deepEqual(
    [...fixture.manager.contents.pendingPartitions].map(({ name }) => name),
    ['orders-1'],
  );
});

test('73 138 a commit sends what lingers first, and ends the transaction when all is answered', async () => {
  const fixture = await TransactionalProducer.inTransaction({ properties: { 'linger.ms': '60000' } });
  fixture.coordinator.seen.length = 0;
  const future = fixture.send(orders(0, 'lingers'));
  const committed = fixture.producer.commitTransaction();
  await fixture.stepUntilSent();
  assert.deepEqual([fixture.state, fixture.coordinator.apisSeen], ['COMMITTING_TRANSACTION', []]);
  assert.equal(fixture.of('batchClosed').at(-1)?.closedBy, 'transaction');
  fixture.cluster.respondToAll();
  await fixture.run(committed);
  assert.deepEqual([future.error(), fixture.state, fixture.coordinator.apisSeen], [null, 'READY', ['EndTxn']]);
  const [end] = fixture.coordinator.seen;
  assert.equal(end?.version, 4);
  assert.partialDeepStrictEqual(end?.body, { transactionalId: 'shop-1', producerId: 7000n, committed: true });
});

test('138 a record that waits for metadata at the commit belongs to it', async () => {
  const fixture = await TransactionalProducer.inTransaction({ topics: { orders: [1], payments: [1] } });
  const future = fixture.send({ topic: 'payments', value: 'late' });
  const committed = fixture.producer.commitTransaction();
  await fixture.acked(future);
  await fixture.run(committed);
  assert.deepEqual(fixture.coordinator.apisSeen, ['AddPartitionsToTxn', 'AddPartitionsToTxn', 'EndTxn']);
});

test('140 an abort drops what was not sent, and waits for what was', async () => {
  const fixture = await TransactionalProducer.inTransaction({
    topics: { orders: [1, 1] },
    properties: { 'linger.ms': '60000' },
  });
  fixture.coordinator.seen.length = 0;
  const sent = fixture.send(orders(0, 'sent'));
  void fixture.producer.flush();
  await fixture.stepUntilSent();
  const lingers = fixture.send(orders(0, 'lingers'));
  const neverAdded = fixture.send(orders(1, 'never added'));
  const abort = fixture.producer.abortTransaction();
  await fixture.step();
  for (const future of [lingers, neverAdded])
    assert.deepEqual([future.error()?.kind, future.error()?.mayBeWritten], ['TransactionAbortedException', false]);
  assert.deepEqual([sent.isDone(), fixture.coordinator.apisSeen], [false, []]);
  fixture.cluster.respondToAll();
  await fixture.run(abort);
  assert.deepEqual([sent.error(), fixture.state, fixture.coordinator.apisSeen], [null, 'READY', ['EndTxn']]);
  assert.partialDeepStrictEqual(fixture.coordinator.seen[0]?.body, { committed: false });
});

test('140 a record that waits for metadata at the abort is not sent', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  const future = fixture.send({ topic: 'nowhere', value: 'v' });
  await fixture.run(fixture.producer.abortTransaction());
  assert.equal(future.error()?.kind, 'TransactionAbortedException');
});

test('141 a transaction with nothing in it ends without a request', async () => {
  for (const transactionVersion of [0, 2]) {
    const fixture = await TransactionalProducer.initialized({ transactionVersion });
    fixture.producer.beginTransaction();
    await fixture.run(fixture.producer.commitTransaction());
    fixture.producer.beginTransaction();
    await fixture.run(fixture.producer.abortTransaction());
    assert.deepEqual([fixture.state, fixture.coordinator.apisSeen], ['READY', []]);
  }
});

test('without V2 sequences go on over transactions, and the epoch stays', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  await fixture.run(fixture.producer.commitTransaction());
  fixture.producer.beginTransaction();
  await fixture.acked(fixture.send(orders(0, 'second')));
  const { producerEpoch, baseSequence } = fixture.cluster.lastProduce.batches[0]?.header ?? {};
  assert.deepEqual([producerEpoch, baseSequence], [0, 1]);
});

test('153 V2: no partition and no group is added by the client; Produce 13, EndTxn 5 and the epoch it gives', async () => {
  const fixture = await TransactionalProducer.inTransaction({ transactionVersion: 2 });
  await fixture.run(fixture.producer.sendOffsetsToTransaction(offsets, { groupId: 'billing' }));
  await fixture.run(fixture.producer.commitTransaction());
  assert.deepEqual(
    fixture.coordinator.seen.map(({ api, version }) => [api, version]),
    [
      ['FindCoordinator', 6],
      ['TxnOffsetCommit', 6],
      ['EndTxn', 5],
    ],
  );
  assert.equal(fixture.cluster.lastProduce.version, 13);
  assert.deepEqual(fixture.manager.producer, { producerId: 7000n, epoch: 1 });
  fixture.producer.beginTransaction();
  await fixture.acked(fixture.send(orders(0, 'second')));
  const { producerEpoch, baseSequence } = fixture.cluster.lastProduce.batches[0]?.header ?? {};
  assert.deepEqual([producerEpoch, baseSequence], [1, 0]);
});

test('153 V2 counts from the level 2 of transaction.version on', async () => {
  for (const [level, enabled] of [
    [0, false],
    [1, false],
    [2, true],
    [3, true],
  ] as const) {
    const fixture = await TransactionalProducer.initialized({ transactionVersion: level });
    assert.equal(fixture.manager.isTransactionV2Enabled, enabled, `level ${level}`);
  }
});

test('153 a cluster that gets V2 while a transaction runs: it ends as it began, then the epoch is raised, then V2', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  fixture.coordinator.seen.length = 0;
  fixture.coordinator.transactionVersion = 2;
  fixture.coordinator.featuresEpoch = 9n;
  for (const id of [...fixture.selector.openConnections]) fixture.selector.deliverDisconnected(id);
  await fixture.acked(fixture.send(orders(0, 'on a new connection')));
  assert.equal(fixture.manager.isTransactionV2Enabled, false);
  await fixture.run(fixture.producer.commitTransaction());
  assert.deepEqual(
    fixture.coordinator.seen.map(({ api, version }) => [api, version]),
    [
      ['EndTxn', 4],
      ['InitProducerId', 5],
    ],
  );
  assert.partialDeepStrictEqual(fixture.coordinator.seen[1]?.body, { producerId: 7000n, producerEpoch: 0 });
  assert.deepEqual(
    [fixture.state, fixture.manager.isTransactionV2Enabled, fixture.manager.producer.epoch],
    ['READY', true, 1],
  );
});

test('offsets: the group is added, its coordinator found, then they are sent; the call ends with the last', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  fixture.coordinator.seen.length = 0;
  await fixture.run(
    fixture.producer.sendOffsetsToTransaction([{ ...offsets[0]!, leaderEpoch: 3, metadata: 'm' }], {
      groupId: 'billing',
      generationId: 5,
      memberId: 'member-1',
      groupInstanceId: 'static-1',
    }),
  );
  assert.deepEqual(
    fixture.coordinator.seen.map(({ api, version }) => [api, version]),
    [
      ['AddOffsetsToTxn', 4],
      ['FindCoordinator', 6],
      ['TxnOffsetCommit', 4],
    ],
  );
  const [add, find, commit] = fixture.coordinator.seen;
  assert.partialDeepStrictEqual(add?.body, { transactionalId: 'shop-1', groupId: 'billing' });
  assert.partialDeepStrictEqual(find?.body, { keyType: 0, coordinatorKeys: ['billing'] });
  assert.partialDeepStrictEqual(commit?.body, {
    groupId: 'billing',
    generationIdOrMemberEpoch: 5,
    memberId: 'member-1',
    groupInstanceId: 'static-1',
    topics: [
      {
        name: 'orders',
        partitions: [{ partitionIndex: 0, committedOffset: 12n, committedLeaderEpoch: 3, committedMetadata: 'm' }],
      },
    ],
  });
  assert.deepEqual([...fixture.manager.contents.groups], [['billing', true]]);
});

test('offsets alone make a transaction that has to be ended', async () => {
  const fixture = await TransactionalProducer.initialized();
  fixture.producer.beginTransaction();
  await fixture.run(fixture.producer.sendOffsetsToTransaction(offsets, { groupId: 'billing' }));
  await fixture.run(fixture.producer.commitTransaction());
  assert.equal(fixture.coordinator.of('EndTxn').length, 1);
});

test('offsets of a topic not used before wait for its metadata, so that it can be named by id', async () => {
  const fixture = await TransactionalProducer.inTransaction({
    transactionVersion: 2,
    topics: { orders: [1], source: [1] },
  });
  fixture.cluster.metadataRequests.length = 0;
  await fixture.run(
    fixture.producer.sendOffsetsToTransaction([{ topic: 'source', partition: 0, offset: 1n }], { groupId: 'billing' }),
  );
  assert.deepEqual(
    fixture.cluster.metadataRequests.flatMap(({ topics }) => topics),
    ['source'],
  );
  assert.equal(fixture.coordinator.of('TxnOffsetCommit')[0]?.version, 6);
});

test('offsets with a topic that has no id are sent by name', async () => {
  const fixture = await TransactionalProducer.inTransaction({ transactionVersion: 2 });
  await fixture.run(
    fixture.producer.sendOffsetsToTransaction([...offsets, { topic: 'gone', partition: 0, offset: 1n }], {
      groupId: 'billing',
    }),
  );
  assert.equal(fixture.coordinator.of('TxnOffsetCommit')[0]?.version, 5);
});

test('no offsets, no request', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  fixture.coordinator.seen.length = 0;
  await fixture.run(fixture.producer.sendOffsetsToTransaction([], { groupId: 'billing' }));
  assert.deepEqual(fixture.coordinator.apisSeen, []);
});
