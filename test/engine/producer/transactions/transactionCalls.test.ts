import assert from 'node:assert/strict';
import test from 'node:test';
import { EndTxn } from '../../../../engine/protocol/messages/endTxn.ts';
import { InitProducerId } from '../../../../engine/protocol/messages/initProducerId.ts';
import { TestProducer } from '../../../support/testProducer.ts';
import { TransactionalProducer } from '../../../support/transactionalProducer.ts';

const { thrown } = TransactionalProducer;
const record = { topic: 'orders', partition: 0, value: 'v' };
const group = { groupId: 'billing' };
const offsets = [{ topic: 'orders', partition: 0, offset: 12n }];

const shortBlock = { properties: { 'max.block.ms': '1000' } };

test('132 initTransactions a second time is refused, and the producer goes on', async () => {
  const fixture = await TransactionalProducer.initialized();
  const error = await fixture.refused(fixture.producer.initTransactions());
  assert.deepEqual([error.kind, fixture.state], ['IllegalStateException', 'READY']);
  assert.match(error.message, /from READY to INITIALIZING/);
});

for (const [when, make] of [
  ['before initTransactions', async () => new TransactionalProducer()],
  ['before beginTransaction', async () => TransactionalProducer.initialized()],
] as const)
  test(`133 a record ${when} is refused: nothing is left in the accumulator`, async () => {
    const fixture = await make();
    const error = thrown(() => fixture.send(record));
    assert.deepEqual([error.kind, error.mayBeWritten], ['IllegalStateException', false]);
    assert.match(error.message, /Call (initTransactions|beginTransaction) first/);
    assert.deepEqual(
      [fixture.producer.accumulator.hasIncomplete, fixture.producer.totals.sentRecords, fixture.completions],
      [false, 0, []],
    );
  });

test('133 beginTransaction before initTransactions, twice, and offsets outside of a transaction are refused', async () => {
  const fixture = new TransactionalProducer();
  assert.match(thrown(() => fixture.producer.beginTransaction()).message, /Call initTransactions first/);
  await fixture.run(fixture.producer.initTransactions());
  const early = await fixture.refused(fixture.producer.sendOffsetsToTransaction(offsets, group));
  assert.match(early.message, /Cannot send offsets while in state READY/);
  fixture.producer.beginTransaction();
  assert.match(thrown(() => fixture.producer.beginTransaction()).message, /Commit or abort the transaction first/);
  assert.equal(fixture.state, 'IN_TRANSACTION');
});

test('133 a commit or an abort without a transaction is refused', async () => {
  const fixture = await TransactionalProducer.initialized();
  for (const call of [fixture.producer.commitTransaction(), fixture.producer.abortTransaction()])
    assert.match((await fixture.refused(call)).message, /Call beginTransaction first/);
  assert.equal(fixture.state, 'READY');
});

test('transactional calls without a transactional.id say what to set', async () => {
  for (const properties of [{}, { 'enable.idempotence': 'false' }]) {
    const { producer } = new TestProducer({ properties });
    await assert.rejects(producer.initTransactions(), {
      kind: 'IllegalStateException',
      message: /set transactional\.id/,
    });
    assert.throws(() => producer.beginTransaction(), /set transactional\.id/);
    for (const call of [producer.commitTransaction(), producer.abortTransaction()])
      await assert.rejects(call, /set transactional\.id/);
  }
});

test('wrong group metadata is refused before anything is sent', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  for (const [metadata, text] of [
    [{ groupId: '' }, /group id is empty/],
    [{ groupId: 'billing', generationId: 3 }, /generation 3 but no member id/],
  ] as const)
    await assert.rejects(fixture.producer.sendOffsetsToTransaction(offsets, metadata), {
      kind: 'IllegalArgumentException',
      message: text,
    });
  assert.equal(fixture.state, 'IN_TRANSACTION');
});

test('139 after an abortable error a commit, offsets and records are refused, and an abort helps', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  fixture.coordinator.fail('AddOffsetsToTxn', 'GROUP_AUTHORIZATION_FAILED');
  await fixture.refused(fixture.producer.sendOffsetsToTransaction(offsets, group));
  assert.equal(fixture.state, 'ABORTABLE_ERROR');
  for (const call of [
    fixture.producer.commitTransaction(),
    fixture.producer.sendOffsetsToTransaction(offsets, group),
    fixture.producer.initTransactions(),
  ]) {
    const error = await fixture.refused(call);
    assert.deepEqual(
      [error.kind, (error.cause as { kind: string }).kind],
      ['KafkaException', 'GroupAuthorizationException'],
    );
    assert.match(error.message, /Call abortTransaction first.*The reason: .*billing/);
  }
  assert.equal(thrown(() => fixture.send(record)).kind, 'KafkaException');
  await fixture.run(fixture.producer.abortTransaction());
  fixture.producer.beginTransaction();
  await fixture.acked(fixture.send(record));
  await fixture.run(fixture.producer.commitTransaction());
  assert.equal(fixture.state, 'READY');
});

test('143 after fencing every call says so, also send in its future', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  fixture.coordinator.fail('EndTxn', 'PRODUCER_FENCED');
  const first = await fixture.refused(fixture.producer.commitTransaction());
  assert.deepEqual([first.kind, first.code], ['ProducerFencedException', 90]);
  const refused = fixture.send(record);
  assert.deepEqual([refused.isDone(), refused.error()?.kind], [true, 'ProducerFencedException']);
  for (const call of [fixture.producer.abortTransaction(), fixture.producer.commitTransaction()])
    assert.match((await fixture.refused(call)).message, /shop-1.*fenced by another producer.*Close this producer/);
  assert.equal(thrown(() => fixture.producer.beginTransaction()).kind, 'ProducerFencedException');
});

test('146 initTransactions times out after max.block.ms, and the same call goes on waiting', async () => {
  const fixture = new TransactionalProducer(shortBlock);
  fixture.cluster.silentApis.add(InitProducerId.key);
  const startMs = fixture.time.milliseconds();
  const first = fixture.producer.initTransactions();
  first.catch(() => undefined);
  await fixture.stepUntil(() => fixture.time.milliseconds() - startMs >= 1000);
  assert.equal(fixture.time.milliseconds() - startMs, 1000); // The poll ends at the deadline.
  const error = await fixture.refused(first);
  assert.equal(error.kind, 'TimeoutException');
  assert.match(error.message, /initTransactions was not finished within 1000 ms.*Call initTransactions again/);
  assert.match(thrown(() => fixture.producer.beginTransaction()).message, /initTransactions is not finished/);
  assert.match(thrown(() => fixture.send(record)).message, /initTransactions is not finished/);
  fixture.cluster.silentApis.clear();
  const again = fixture.producer.initTransactions();
  for (const id of [...fixture.selector.openConnections]) fixture.selector.deliverDisconnected(id);
  await fixture.run(again);
  assert.equal(fixture.state, 'READY');
});

for (const [operation, other] of [
  ['commitTransaction', 'abortTransaction'],
  ['abortTransaction', 'commitTransaction'],
] as const)
  test(`146 ${operation} timed out can be repeated, and ${other} not called instead`, async () => {
    const fixture = await TransactionalProducer.inTransaction(shortBlock);
    fixture.cluster.silentApis.add(EndTxn.key);
    const error = await fixture.refused(fixture.producer[operation]());
    assert.match(error.message, new RegExp(`${operation} was not finished within 1000 ms`));
    const instead = await fixture.refused(fixture.producer[other]());
    assert.match(instead.message, new RegExp(`Cannot attempt ${other} because the previous call to ${operation}`));
    assert.match(thrown(() => fixture.producer.beginTransaction()).message, /is not finished/);
    fixture.cluster.silentApis.clear();
    for (const id of [...fixture.selector.openConnections]) fixture.selector.deliverDisconnected(id);
    await fixture.run(fixture.producer[operation]());
    assert.equal(fixture.state, 'READY');
    fixture.producer.beginTransaction();
  });

test('146 an end that comes while nobody waits is given to the repeated call at once', async () => {
  const fixture = await TransactionalProducer.inTransaction(shortBlock);
  fixture.cluster.latencyMs = 1500;
  await fixture.refused(fixture.producer.commitTransaction());
  await fixture.stepUntil(() => fixture.state === 'READY');
  assert.match(thrown(() => fixture.producer.beginTransaction()).message, /commitTransaction is not finished/);
  const before = fixture.coordinator.of('EndTxn').length;
  await fixture.producer.commitTransaction();
  assert.equal(fixture.coordinator.of('EndTxn').length, before);
  fixture.producer.beginTransaction();
});

test('sendOffsetsToTransaction that timed out does not keep an abort from ending', async () => {
  const fixture = await TransactionalProducer.inTransaction(shortBlock);
  fixture.coordinator.fail('TxnOffsetCommit', 'UNKNOWN_TOPIC_OR_PARTITION', 1000);
  const error = await fixture.refused(fixture.producer.sendOffsetsToTransaction(offsets, group));
  assert.equal(error.kind, 'TimeoutException');
  await fixture.run(fixture.producer.abortTransaction());
  assert.equal(fixture.state, 'READY');
});

test('after close every call is refused', async () => {
  const fixture = await TransactionalProducer.initialized();
  await fixture.close();
  assert.match(thrown(() => fixture.producer.beginTransaction()).message, /closed/);
  for (const call of [
    fixture.producer.initTransactions(),
    fixture.producer.commitTransaction(),
    fixture.producer.abortTransaction(),
    fixture.producer.sendOffsetsToTransaction(offsets, group),
  ])
    await assert.rejects(call, { kind: 'IllegalStateException', message: /closed/ });
});
