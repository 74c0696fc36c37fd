import assert from 'node:assert/strict';
import test from 'node:test';
import { EndTxn } from '../../../../engine/protocol/messages/endTxn.ts';
import { TransactionalProducer } from '../../../support/transactionalProducer.ts';

const record = { topic: 'orders', partition: 0, value: 'v' };

test('105 close with a transaction open aborts it', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  fixture.cluster.answersProduce = true;
  const future = fixture.send(record);
  await fixture.close();
  assert.equal(future.error(), null);
  assert.partialDeepStrictEqual(fixture.coordinator.of('EndTxn')[0]?.body, { committed: false });
});

test('105 close waits for a commit that is under way', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  const committed = fixture.producer.commitTransaction();
  await fixture.close();
  await committed;
  assert.partialDeepStrictEqual(fixture.coordinator.of('EndTxn')[0]?.body, { committed: true });
});

test('105 close after an abortable error aborts too', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  fixture.send({ ...record, value: 'x'.repeat(2_000_000) });
  assert.equal(fixture.state, 'ABORTABLE_ERROR');
  await fixture.close();
  assert.partialDeepStrictEqual(fixture.coordinator.of('EndTxn')[0]?.body, { committed: false });
});

test('105 close without a transaction asks for nothing', async () => {
  const fixture = await TransactionalProducer.initialized();
  await fixture.close();
  assert.deepEqual(fixture.coordinator.apisSeen, []);
});

test('106 close(0) fails what waits for the transaction to end', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  fixture.cluster.silentApis.add(EndTxn.key);
  const committed = fixture.producer.commitTransaction();
  const refused = assert.rejects(committed, {
    kind: 'KafkaException',
    message: /closed before the transaction was finished/,
  });
  await fixture.close(0);
  await refused;
});

test('106 close in a transaction with a coordinator that is silent ends by its timeout', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  fixture.cluster.silentApis.add(EndTxn.key);
  const startMs = fixture.time.milliseconds();
  await fixture.close(700);
  assert.equal(fixture.time.milliseconds() - startMs, 700);
  assert.equal(fixture.producer.pool.availableBytes, fixture.producer.config.bufferMemory);
});

test('107 after a fatal error close ends at once', async () => {
  const fixture = await TransactionalProducer.inTransaction();
  fixture.coordinator.fail('EndTxn', 'PRODUCER_FENCED');
  await fixture.refused(fixture.producer.commitTransaction());
  await fixture.close();
  assert.equal(fixture.coordinator.of('EndTxn').length, 1);
});
