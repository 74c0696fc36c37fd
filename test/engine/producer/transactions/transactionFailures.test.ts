import assert from 'node:assert/strict';
import test from 'node:test';
import { Errors } from '../../../../engine/common/errors.ts';
import type { ErrorName } from '../../../../engine/common/errors.ts';
import { KafkaError } from '../../../../engine/common/kafkaError.ts';
import { TransactionalProducer } from '../../../support/transactionalProducer.ts';
import type { TransactionalProducerOptions } from '../../../support/transactionalProducer.ts';

const orders = (value: string, partition = 0) => ({ topic: 'orders', partition, value });

/** In a transaction, with a record whose batch is refused with this error. */
async function withFailedBatch(error: ErrorName, options: TransactionalProducerOptions = {}) {
  const fixture = await TransactionalProducer.inTransaction(options);
  const future = fixture.send(orders('fails'));
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-0': { errorCode: Errors.forName(error).code } });
  await fixture.stepUntil(() => future.isDone());
  fixture.coordinator.seen.length = 0;
  return { fixture, future };
}

for (const error of [
  'INVALID_PRODUCER_EPOCH',
  'TOPIC_AUTHORIZATION_FAILED',
  'TRANSACTION_ABORTABLE',
  'INVALID_TXN_STATE',
  'MESSAGE_TOO_LARGE',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
] as const)
  test(`${error === 'TOPIC_AUTHORIZATION_FAILED' ? '145' : error === 'INVALID_PRODUCER_EPOCH' ? '144' : '151'} a batch refused with ${error}: the transaction must be aborted, and the next one works`, async () => {
    const { fixture, future } = await withFailedBatchKeepingLog(error);
    assert.equal(future.error()?.code, Errors.forName(error).code);
    assert.equal(fixture.state, 'ABORTABLE_ERROR');
    await fixture.refused(fixture.producer.commitTransaction());
    await fixture.run(fixture.producer.abortTransaction());
    fixture.producer.beginTransaction();
    await fixture.acked(fixture.send(orders('next')));
    await fixture.run(fixture.producer.commitTransaction());
  });

/** The log begins where it began: nothing was truncated, so the broker's word is final. */
async function withFailedBatchKeepingLog(error: ErrorName) {
  const fixture = await TransactionalProducer.inTransaction();
  const future = fixture.send(orders('fails'));
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-0': { errorCode: Errors.forName(error).code, logStartOffset: 0 } });
  await fixture.stepUntil(() => future.isDone());
  return { fixture, future };
}

for (const error of [
  'PRODUCER_FENCED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'INVALID_PRODUCER_ID_MAPPING',
  'UNSUPPORTED_VERSION',
] as const)
  test(`${error === 'PRODUCER_FENCED' ? '143' : error === 'CLUSTER_AUTHORIZATION_FAILED' ? '88' : '145'} a batch refused with ${error} ends the producer`, async () => {
    const { fixture } = await withFailedBatch(error);
    assert.equal(fixture.state, 'FATAL_ERROR');
    await fixture.refused(fixture.producer.abortTransaction());
    assert.deepEqual(fixture.coordinator.apisSeen, []);
  });

test('what was tried until its time was over asks for an abort, whatever the error: TransactionAbortable, caused by it', async () => {
  const fixture = await TransactionalProducer.inTransaction({ properties: { retries: '1' } });
  const future = fixture.send(orders('fails'));
  for (let attempt = 1; attempt <= 2; attempt++) {
    await fixture.stepUntilSent();
    fixture.cluster.respond(1, { 'orders-0': { errorCode: 19 } });
  }
  await fixture.stepUntil(() => future.isDone());
  assert.equal(future.error()?.kind, 'NotEnoughReplicasException');
  const error = await fixture.refused(fixture.producer.commitTransaction());
  const cause = error.cause as KafkaError;
  assert.deepEqual(
    [cause.kind, (cause.cause as KafkaError).kind],
    ['TransactionAbortableException', 'NotEnoughReplicasException'],
  );
});

test('147 an abort after a failed batch raises the epoch where the coordinator can, and sequences start at 0', async () => {
  const { fixture } = await withFailedBatch('TOPIC_AUTHORIZATION_FAILED');
  await fixture.run(fixture.producer.abortTransaction());
  assert.deepEqual(fixture.coordinator.apisSeen, ['EndTxn', 'InitProducerId']);
  assert.partialDeepStrictEqual(fixture.coordinator.seen[1]?.body, { producerId: 7000n, producerEpoch: 0 });
  fixture.producer.beginTransaction();
  await fixture.acked(fixture.send(orders('next')));
  const { producerEpoch, baseSequence } = fixture.cluster.lastProduce.batches[0]?.header ?? {};
  assert.deepEqual([producerEpoch, baseSequence], [1, 0]);
});

test('147 a coordinator that cannot: the epoch stays, and the numbers close up behind the failed batch', async () => {
  const fixture = new TransactionalProducer();
  fixture.coordinator.speaksUpTo('InitProducerId', 2);
  await fixture.run(fixture.producer.initTransactions());
  fixture.producer.beginTransaction();
  await fixture.acked(fixture.send(orders('first')));
  const future = fixture.send(orders('fails'));
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-0': { errorCode: 29 } });
  await fixture.stepUntil(() => future.isDone());
  await fixture.run(fixture.producer.abortTransaction());
  fixture.producer.beginTransaction();
  await fixture.acked(fixture.send(orders('next')));
  const { producerEpoch, baseSequence } = fixture.cluster.lastProduce.batches[0]?.header ?? {};
  assert.deepEqual([producerEpoch, baseSequence], [0, 1]);
});

test('147 with V2 the abort itself raises the epoch: no InitProducerId', async () => {
  const { fixture } = await withFailedBatch('TOPIC_AUTHORIZATION_FAILED', { transactionVersion: 2 });
  await fixture.run(fixture.producer.abortTransaction());
  assert.deepEqual([fixture.coordinator.apisSeen, fixture.manager.producer.epoch], [['EndTxn'], 1]);
});

test('148 batches of other partitions are retried and finished before the abort ends the transaction', async () => {
  const fixture = await TransactionalProducer.inTransaction({ topics: { orders: [1, 1] } });
  await fixture.acked(fixture.send(orders('joins', 1)));
  fixture.coordinator.seen.length = 0;
  const failing = fixture.send(orders('fails', 0));
  const healthy = fixture.send(orders('healthy', 1));
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-0': { errorCode: 29 }, 'orders-1': { errorCode: 19 } });
  await fixture.stepUntil(() => failing.isDone());
  const abort = fixture.producer.abortTransaction();
  await fixture.stepUntilSent();
  assert.deepEqual([healthy.isDone(), fixture.coordinator.apisSeen], [false, []]);
  fixture.cluster.respondToAll();
  await fixture.run(abort);
  assert.equal(healthy.error(), null);
  assert.deepEqual(fixture.coordinator.apisSeen, ['EndTxn', 'InitProducerId']);
});

test('149 the coordinator goes away while the epoch is being raised: looked up, asked again', async () => {
  const { fixture } = await withFailedBatch('TOPIC_AUTHORIZATION_FAILED', { nodes: [1, 2] });
  fixture.cluster.silentApis.add(22);
  const abort = fixture.producer.abortTransaction();
  await fixture.stepUntil(() => fixture.selector.sends.at(-1)?.request.key === 22);
  fixture.cluster.silentApis.clear();
  fixture.coordinator.nodeId = 2;
  for (const id of [...fixture.selector.openConnections]) fixture.selector.deliverDisconnected(id);
  await fixture.run(abort);
  assert.deepEqual([fixture.state, fixture.coordinator.of('InitProducerId').at(-1)?.nodeId], ['READY', 2]);
});

test('142 a batch that expires unsent: abortable', async () => {
  const fixture = await TransactionalProducer.inTransaction({
    properties: { 'delivery.timeout.ms': '3000', 'request.timeout.ms': '2000' },
  });
  fixture.cluster.moveLeader('orders', 0, -1);
  fixture.cluster.stop(1);
  const future = fixture.send(orders('expires'));
  await fixture.stepUntil(() => future.isDone(), 1000);
  assert.equal(future.error()?.kind, 'TimeoutException');
  assert.equal(fixture.state, 'ABORTABLE_ERROR');
});

for (const [maxVersion, state] of [
  [5, 'ABORTABLE_ERROR'],
  [2, 'FATAL_ERROR'],
] as const)
  test(`142 a batch that expires after it was sent, coordinator speaks InitProducerId v${maxVersion}: ${state}`, async () => {
    const fixture = new TransactionalProducer({
      properties: { 'delivery.timeout.ms': '3000', 'request.timeout.ms': '3000' },
    });
    fixture.coordinator.speaksUpTo('InitProducerId', maxVersion);
    await fixture.run(fixture.producer.initTransactions());
    fixture.producer.beginTransaction();
    await fixture.acked(fixture.send(orders('joins')));
    const future = fixture.send(orders('expires'));
    await fixture.stepUntil(() => future.isDone());
    await fixture.step(2);
    assert.deepEqual([future.error()?.kind, future.error()?.mayBeWritten], ['TimeoutException', true]);
    assert.equal(fixture.state, state);
  });

test('122 UNKNOWN_PRODUCER_ID after the log was truncated: the numbers start again, within the transaction', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  const future = fixture.send(orders('again'));
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-0': { errorCode: 59, logStartOffset: 100 } });
  await fixture.acked(future);
  const { producerEpoch, baseSequence } = fixture.cluster.lastProduce.batches[0]?.header ?? {};
  assert.deepEqual([producerEpoch, baseSequence, fixture.state], [0, 0, 'IN_TRANSACTION']);
});

test('125 UNKNOWN_PRODUCER_ID although nothing was truncated is told to the user, and the transaction must be aborted', async () => {
  const { fixture, future } = await withFailedBatchKeepingLog('UNKNOWN_PRODUCER_ID');
  assert.equal(future.error()?.kind, 'UnknownProducerIdException');
  assert.equal(fixture.state, 'ABORTABLE_ERROR');
  await fixture.refused(fixture.producer.commitTransaction());
  await fixture.run(fixture.producer.abortTransaction());
  fixture.producer.beginTransaction();
  await fixture.acked(fixture.send(orders('next')));
  await fixture.run(fixture.producer.commitTransaction());
});

test('a record that cannot be sent ends the transaction: nobody may commit without it', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  const future = fixture.send(orders('x'.repeat(2_000_000)));
  assert.equal(future.error()?.kind, 'RecordTooLargeException');
  assert.equal(fixture.state, 'ABORTABLE_ERROR');
  await fixture.refused(fixture.producer.commitTransaction());
  await fixture.run(fixture.producer.abortTransaction());
});

test('a record that waits for metadata in vain ends the transaction, also in a commit', async () => {
  const fixture = await TransactionalProducer.inTransaction({ properties: { 'max.block.ms': '500' } });
  const future = fixture.send({ topic: 'nowhere', value: 'v' });
  const error = await fixture.refused(fixture.producer.commitTransaction());
  assert.equal(future.error()?.kind, 'TimeoutException');
  assert.ok(['TimeoutException', 'TransactionAbortableException'].includes(error.kind), error.kind);
  await fixture.stepUntil(() => fixture.state === 'ABORTABLE_ERROR');
});

test('a topic that was made anew under another id: offsets are sent again with the new one (not so in Java 4.4.0)', async () => {
  const fixture = await TransactionalProducer.inTransaction({ transactionVersion: 2 });
  fixture.coordinator.fail('TxnOffsetCommit', 'UNKNOWN_TOPIC_ID', 2);
  fixture.cluster.metadataRequests.length = 0;
  await fixture.run(
    fixture.producer.sendOffsetsToTransaction([{ topic: 'orders', partition: 0, offset: 1n }], { groupId: 'billing' }),
  );
  assert.ok(fixture.cluster.metadataRequests.length >= 1, 'metadata is asked for');
  const atMs = fixture.coordinator.of('TxnOffsetCommit').map(each => each.atMs);
  assert.equal(atMs.length, 3);
  assert.ok(
    atMs.every((ms, i) => i === 0 || ms - (atMs[i - 1] ?? 0) >= 100),
    'it backs off',
  );
});
