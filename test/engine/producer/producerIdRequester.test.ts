import assert from 'node:assert/strict';
import test from 'node:test';
import { Errors } from '../../../engine/common/errors.ts';
import type { ErrorName } from '../../../engine/common/errors.ts';
import { InitProducerId } from '../../../engine/protocol/messages/initProducerId.ts';
import { TestProducer } from '../../support/testProducer.ts';
import type { TestProducerOptions } from '../../support/testProducer.ts';

/** Asked by the first record's way, until `condition` holds. */
async function started(error: ErrorName | null, options: TestProducerOptions = {}): Promise<TestProducer> {
  const fixture = new TestProducer(options);
  if (error) fixture.cluster.initProducerIdError = Errors.forName(error).code;
  return fixture;
}

const asked = (fixture: TestProducer): number => fixture.cluster.initProducerIdRequests;

test('86 one request, before the first batch, with nothing to resume', async () => {
  const fixture = await started(null);
  fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntilSent();
  const requests = fixture.selector.sends.map(({ request }) => request).filter(({ key }) => key === InitProducerId.key);
  assert.equal(requests.length, 1);
  assert.deepEqual(requests[0]?.body, {
    transactionalId: null,
    transactionTimeoutMs: 2_147_483_647,
    producerId: -1n,
    producerEpoch: -1,
    enable2Pc: false,
    keepPreparedTxn: false,
  });
  assert.deepEqual(
    [
      fixture.cluster.lastProduce.batches[0]?.header.producerId,
      fixture.cluster.lastProduce.batches[0]?.header.baseSequence,
    ],
    [4000n, 0],
  );
});

test('86 a producer without idempotence asks for none', async () => {
  const fixture = await started(null, { properties: { 'enable.idempotence': 'false' } });
  fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntilSent();
  assert.deepEqual([asked(fixture), fixture.cluster.lastProduce.batches[0]?.header.producerId], [0, -1n]);
});

test('86 a node that goes away under the request: asked again', async () => {
  const fixture = await started(null, { nodes: [1, 2] });
  fixture.cluster.silentApis.add(InitProducerId.key);
  fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntil(() => fixture.selector.sends.some(({ request }) => request.key === InitProducerId.key));
  fixture.cluster.silentApis.clear();
  for (const id of [...fixture.selector.openConnections]) fixture.selector.deliverDisconnected(id);
  await fixture.stepUntilSent();
  assert.equal(fixture.cluster.lastProduce.batches[0]?.header.producerId, 4000n);
});

test('86 a broker that never answers is left after request.timeout.ms and another asked', async () => {
  const fixture = await started(null, { properties: { 'request.timeout.ms': '2000' } });
  fixture.cluster.silentApis.add(InitProducerId.key);
  fixture.send({ topic: 'orders', value: 'v' });
  const startMs = fixture.time.milliseconds();
  await fixture.stepUntil(() => fixture.time.milliseconds() > startMs + 2000);
  fixture.cluster.silentApis.clear();
  await fixture.stepUntilSent();
  assert.equal(fixture.cluster.lastProduce.batches[0]?.header.producerId, 4000n);
});

for (const name of [
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
  'CONCURRENT_TRANSACTIONS',
] as const)
  test(`86 after ${name} it asks again, no sooner than retry.backoff.ms`, async () => {
    const fixture = await started(name, { properties: { 'retry.backoff.ms': '250', 'retry.backoff.max.ms': '250' } });
    const future = fixture.send({ topic: 'orders', value: 'v' });
    await fixture.stepUntil(() => asked(fixture) === 1);
    const askedMs = fixture.time.milliseconds();
    await fixture.stepUntil(() => asked(fixture) === 3);
    assert.ok(fixture.time.milliseconds() - askedMs >= 500, `${fixture.time.milliseconds() - askedMs} ms`);
    assert.equal(future.isDone(), false);
    fixture.cluster.initProducerIdError = 0;
    await fixture.stepUntilSent();
  });

test('87 a broker that does not take our InitProducerId ends the producer: what waits and what comes fails', async () => {
  const fixture = await started('UNSUPPORTED_VERSION');
  const waiting = fixture.send({ topic: 'orders', value: 'waiting' });
  await fixture.stepUntil(() => waiting.isDone());
  // As in Java, where any answer that nobody expects is one.
  assert.deepEqual([waiting.error()?.kind, waiting.error()?.mayBeWritten], ['KafkaException', false]);
  assert.throws(() => fixture.send({ topic: 'orders', value: 'later' }), /in an error state.*InitProducerId/);
  assert.equal(asked(fixture), 1);
});

test('row 27: without the right to a producer id every waiting record fails, with the remedy; none is sent', async () => {
  const fixture = await started('CLUSTER_AUTHORIZATION_FAILED');
  const futures = ['a', 'b'].map(value => fixture.send({ topic: 'orders', value }));
  await fixture.stepUntil(() => futures.every(future => future.isDone()));
  for (const future of futures) {
    const error = future.error();
    assert.deepEqual([error?.kind, error?.code, error?.mayBeWritten], ['ClusterAuthorizationException', 31, false]);
    assert.match(error?.message ?? '', /IdempotentWrite.*enable\.idempotence=false/);
  }
  assert.equal(fixture.cluster.produces.length, 0);
  assert.equal(fixture.producer.pool.availableBytes, fixture.producer.config.bufferMemory);
});

test('row 27: a right given later helps the next record, without a restart', async () => {
  const fixture = await started('CLUSTER_AUTHORIZATION_FAILED');
  const refused = fixture.send({ topic: 'orders', value: 'refused' });
  await fixture.stepUntil(() => refused.isDone());
  fixture.cluster.initProducerIdError = 0;
  const granted = fixture.send({ topic: 'orders', value: 'granted' });
  await fixture.stepUntilSent();
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => granted.isDone());
  assert.equal(granted.error(), null);
});

test('row 27: refused and with nothing to send it does not go on asking', async () => {
  const fixture = await started('CLUSTER_AUTHORIZATION_FAILED');
  const refused = fixture.send({ topic: 'orders', value: 'refused' });
  await fixture.stepUntil(() => refused.isDone());
  const before = asked(fixture);
  for (let i = 0; i < 20; i++) await fixture.step();
  assert.equal(asked(fixture), before);
});
