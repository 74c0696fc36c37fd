import assert from 'node:assert/strict';
import test from 'node:test';
import { ErrorCodes } from '../../../../engine/common/errors.ts';
import { TransactionalProducer } from '../../../support/transactionalProducer.ts';

const topics = { orders: [1, 1] };

test('of the errors of a transaction the first is kept, with how old the transaction was, until it is aborted', async () => {
  const fixture = await TransactionalProducer.inTransaction({ topics });
  const { manager, time, cluster } = fixture;
  const begunMs = manager.contents.startedMs ?? NaN;
  await fixture.acked(fixture.send({ topic: 'orders', partition: 1, value: 'so that both go in one request' }));
  assert.equal(fixture.manager.failure, null);
  const futures = [0, 1].map(partition => fixture.send({ topic: 'orders', partition, value: 'refused' }));
  await fixture.stepUntilSent();
  time.advance(2_000);
  cluster.respond(1, {
    'orders-0': { errorCode: ErrorCodes.TOPIC_AUTHORIZATION_FAILED },
    'orders-1': { errorCode: ErrorCodes.MESSAGE_TOO_LARGE },
  });
  await fixture.stepUntil(() => futures.every(future => future.isDone()));
  assert.equal(manager.lastError?.code, ErrorCodes.MESSAGE_TOO_LARGE);
  const { failure } = manager;
  assert.ok(failure?.openForMs);
  assert.deepEqual(
    [failure.error.code, failure.openForMs],
    [ErrorCodes.TOPIC_AUTHORIZATION_FAILED, failure.atMs - begunMs],
  );
  assert.ok(failure.openForMs >= 2_000);
  await fixture.run(fixture.producer.abortTransaction());
  assert.deepEqual([manager.failure, manager.contents.startedMs], [null, null]);
});

test('a fatal error after an abortable one is the one to be told', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  const { manager, coordinator } = fixture;
  const future = fixture.send({ topic: 'orders', partition: 0, value: 'refused' });
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-0': { errorCode: ErrorCodes.INVALID_PRODUCER_EPOCH } });
  await fixture.stepUntil(() => future.isDone());
  coordinator.fail('EndTxn', 'PRODUCER_FENCED');
  await fixture.refused(fixture.producer.abortTransaction());
  assert.equal(manager.failure?.error.kind, 'ProducerFencedException');
  assert.notEqual(manager.failure.openForMs, null);
});

test('an error before any transaction was begun has no age', async () => {
  const fixture = new TransactionalProducer();
  fixture.coordinator.fail('InitProducerId', 'TRANSACTION_ABORTABLE');
  await fixture.refused(fixture.producer.initTransactions());
  assert.deepEqual([fixture.state, fixture.manager.failure?.openForMs], ['ABORTABLE_ERROR', null]);
});

test('a request tells since when it would go, who refused it last and how often', async () => {
  const fixture = new TransactionalProducer();
  const { manager, coordinator, producer } = fixture;
  coordinator.fail('InitProducerId', 'COORDINATOR_LOAD_IN_PROGRESS', 2);
  coordinator.fail('InitProducerId', 'CONCURRENT_TRANSACTIONS');
  const initialized = producer.initTransactions();
  await fixture.step();
  const [waiting] = manager.requests.pending;
  assert.ok(waiting);
  await fixture.stepUntil(() => waiting.progress.refusals === 3);
  const { sinceMs, ...refused } = waiting.progress;
  assert.deepEqual(refused, { nodeId: 1, refusals: 3, errorCode: ErrorCodes.CONCURRENT_TRANSACTIONS });
  const [first] = coordinator.of('FindCoordinator');
  assert.ok(sinceMs !== null && first && sinceMs <= first.atMs, 'it would have gone before its coordinator was known');
  await fixture.run(initialized);
});

test('an EndTxn that waits for records does not wait for its coordinator yet', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  const future = fixture.send({ topic: 'orders', partition: 0, value: 'on its way' });
  await fixture.stepUntilSent();
  const committed = fixture.producer.commitTransaction();
  await fixture.step(3);
  const [endTxn] = fixture.manager.requests.pending;
  assert.deepEqual([endTxn?.api.name, endTxn?.progress.sinceMs], ['EndTxn', null]);
  await fixture.acked(future);
  await fixture.run(committed);
  assert.notEqual(endTxn?.progress.sinceMs, null);
});
