import assert from 'node:assert/strict';
import test from 'node:test';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { TestProducer } from '../../support/testProducer.ts';

const failure = new KafkaError(
  'SslAuthenticationException',
  'TLS with broker-1:9092 failed: its certificate has expired.',
);

/** Every connection ends as one whose certificate is not trusted. */
function unauthenticated(fixture: TestProducer): void {
  fixture.selector.onConnect = ({ id }) =>
    fixture.selector.deliverDisconnected(id, { kind: 'authenticationFailed', reason: failure.message, error: failure });
}

test('218 184 an authentication failure reaches every send that waits for metadata, long before max.block.ms', async () => {
  const fixture = new TestProducer();
  unauthenticated(fixture);
  for (const value of ['a', 'b', 'c']) fixture.send({ topic: 'orders', value });
  fixture.send({ topic: 'other', value: 'd' });
  await fixture.stepUntil(() => fixture.completions.length === 4);
  assert.deepEqual(
    fixture.completions.map(({ error }) => error),
    [failure, failure, failure, failure],
  );
  assert.ok(fixture.time.elapsedMs < 1000);
  assert.equal(fixture.producer.blockedSends.count, 0);
  await fixture.close();
});

test('184 the next send is another try, no sooner than the backoff allows', async () => {
  const fixture = new TestProducer();
  unauthenticated(fixture);
  for (let i = 0; i < 5; i++) {
    fixture.send({ topic: 'orders', value: 'x' });
    await fixture.stepUntil(() => fixture.completions.length === i + 1);
  }
  const tries = fixture.selector.connects.map(({ atMs }) => atMs);
  const gaps = tries.slice(1).map((atMs, index) => atMs - (tries[index] ?? 0));
  assert.ok(gaps.length >= 4);
  assert.ok(Math.min(...gaps) >= 80, `twice what another end costs, and growing: ${gaps.join(', ')}`);
  assert.ok((gaps.at(-1) ?? 0) > 500);
  await fixture.close();
});

test('218 flush and close end with it, within their own time', async () => {
  const fixture = new TestProducer();
  unauthenticated(fixture);
  fixture.send({ topic: 'orders', value: 'a' });
  const flushed = fixture.producer.flush();
  await fixture.stepUntil(() => fixture.completions.length === 1);
  await fixture.step(2);
  await flushed;
  fixture.send({ topic: 'orders', value: 'b' });
  await fixture.close(100);
  assert.equal(fixture.completions.length, 2);
});

test('218 while a producer id is missing, records that wait for it fail with the reason; later ones try again', async () => {
  const fixture = new TestProducer({ nodes: [1] });
  fixture.cluster.silentApis.add(22);
  fixture.send({ topic: 'orders', value: 'a' });
  await fixture.stepUntil(() => fixture.producer.accumulator.hasUndrained);
  const accept = fixture.selector.onConnect;
  unauthenticated(fixture);
  for (const id of [...fixture.selector.openConnections]) fixture.selector.deliverDisconnected(id);
  await fixture.stepUntil(() => fixture.completions.length === 1);
  const [refused] = fixture.completions;
  assert.deepEqual(
    [refused?.error?.kind, refused?.error?.message, refused?.error?.mayBeWritten],
    [failure.kind, failure.message, false],
  );
  fixture.selector.onConnect = accept;
  fixture.cluster.silentApis.clear();
  fixture.cluster.answersProduce = true;
  fixture.time.advance(2000);
  fixture.send({ topic: 'orders', value: 'b' });
  await fixture.stepUntil(() => fixture.completions.length === 2);
  assert.equal(fixture.completions[1]?.error, null);
  await fixture.close();
});

test('218 initTransactions fails with it, as in Java for good', async () => {
  const fixture = new TestProducer({ properties: { 'transactional.id': 'tx' } });
  unauthenticated(fixture);
  const ended: unknown[] = [];
  fixture.producer.initTransactions().catch((error: unknown) => ended.push(error));
  await fixture.stepUntil(() => ended.length === 1);
  assert.equal((ended[0] as KafkaError).kind, failure.kind);
  assert.match((ended[0] as KafkaError).message, /certificate has expired/);
  assert.equal(fixture.producer.transactionManager?.fatalError?.kind, failure.kind);
  await fixture.close();
});
