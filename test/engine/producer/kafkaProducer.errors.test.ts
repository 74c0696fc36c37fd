import assert from 'node:assert/strict';
import test from 'node:test';
import { ErrorCodes } from '../../../engine/common/errors.ts';
import { KafkaProducer } from '../../../engine/producer/kafkaProducer.ts';
import { RecordJourney } from '../../../engine/producer/recordJourney.ts';
import type { Serializer } from '../../../engine/producer/serializer.ts';
import { stringSerializer } from '../../../engine/producer/serializer.ts';
import { MockTime } from '../../support/mockTime.ts';
import { ScriptedSelector } from '../../support/scriptedSelector.ts';
import { TestProducer, settled } from '../../support/testProducer.ts';

/** The error of the only send, and that callback and future agree about it. */
async function onlyError(fixture: TestProducer, future: { get(): Promise<unknown> }) {
  assert.equal(fixture.completions.length, 1);
  const { error, metadata } = fixture.completions[0] ?? {};
  assert.ok(error);
  await assert.rejects(future.get(), error);
  assert.deepEqual([metadata?.offset, metadata?.timestamp], [-1, -1]);
  return error;
}

test('217 a bad configuration fails the constructor before anything is opened', () => {
  const selector = new ScriptedSelector(new MockTime());
  for (const properties of [{}, { 'bootstrap.servers': 'nowhere' }, { 'bootstrap.servers': 'a:1', acks: 'some' }])
    assert.throws(
      () =>
        new KafkaProducer({
          properties: properties as Record<string, string>,
          keySerializer: stringSerializer,
          valueSerializer: stringSerializer,
          selector,
        }),
      { kind: 'ConfigException' },
    );
  assert.equal(selector.connects.length, 0);
});

test('6 217 a topic that does not turn up within max.block.ms fails its record, not before and soon after', async () => {
  const fixture = new TestProducer({ topics: {}, properties: { 'max.block.ms': '1000' } });
  const startMs = fixture.time.milliseconds();
  const future = fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntil(() => future.isDone());
  const error = await onlyError(fixture, future);
  assert.equal(error.kind, 'TimeoutException');
  assert.match(error.message, /Topic orders not present in metadata after 1000 ms\..*UNKNOWN_TOPIC_OR_PARTITION/);
  assert.equal(error.mayBeWritten, false);
  assert.equal(error.retriable, true);
  const tookMs = (fixture.completions[0]?.atMs ?? 0) - startMs;
  assert.equal(tookMs, 1000);
  assert.deepEqual(
    fixture.of('metadataWaitEnded').map(({ ok, waitedMs }) => [ok, waitedMs]),
    [[false, tookMs]],
  );
  assert.equal(fixture.of('sendRefused').length, 1);
  assert.deepEqual([fixture.producer.totals.sentRecords, fixture.producer.totals.failedRecords], [1, 1]);
});

test('217 when no broker answers at all the text says so', async () => {
  const fixture = new TestProducer({ properties: { 'max.block.ms': '500' } });
  fixture.cluster.stop(1);
  const future = fixture.send({ topic: 'orders' });
  await fixture.stepUntil(() => future.isDone());
  assert.match((await onlyError(fixture, future)).message, /No broker answered; check bootstrap\.servers/);
});

test('168 max.block.ms=0 fails at once what is not known', async () => {
  const fixture = new TestProducer({ properties: { 'max.block.ms': '0' } });
  const future = fixture.send({ topic: 'orders' });
  await fixture.step();
  assert.equal((await onlyError(fixture, future)).kind, 'TimeoutException');
  assert.equal(fixture.time.elapsedMs, 0);
});

test('217 a partition that the topic does not have is waited for, then named with those it has', async () => {
  const fixture = new TestProducer({ topics: { orders: [1, 1] }, properties: { 'max.block.ms': '700' } });
  await fixture.warmUp();
  const future = fixture.send({ topic: 'orders', partition: 2 });
  await fixture.stepUntil(() => future.isDone());
  const error = await onlyError(fixture, future);
  assert.equal(error.kind, 'TimeoutException');
  assert.match(error.message, /Partition 2 of topic orders with partition count 2.*after 700 ms.*from 0 to 1/);
  assert.equal(fixture.completions[0]?.metadata.partition, 2, 'the callback learns which partition it was');
});

test('a partition that is added while its record waits is used', async () => {
  const fixture = new TestProducer({ topics: { orders: [1, 1] } });
  await fixture.warmUp();
  const future = fixture.send({ topic: 'orders', partition: 2 });
  await fixture.step(2);
  fixture.cluster.createTopic('orders', [1, 1, 1]);
  await fixture.stepUntilSent();
  assert.equal(fixture.cluster.lastProduce.batches[0]?.lane, 'orders-2');
  assert.equal(future.isDone(), false);
});

test('6 7 8 a record that gets no memory within max.block.ms fails with the sizes, and is counted once', async () => {
  const fixture = new TestProducer({
    properties: { 'buffer.memory': '500', 'batch.size': '500', 'max.block.ms': '1000', 'linger.ms': '0' },
  });
  await fixture.warmUp();
  const held = fixture.send({ topic: 'orders', value: 'x'.repeat(400) });
  await fixture.stepUntilSent();
  fixture.completions.length = 0;
  const startMs = fixture.time.milliseconds();
  const future = fixture.send({ topic: 'orders', value: 'y'.repeat(400) });
  const behind = fixture.producer.send({ topic: 'orders', key: null, value: 'z' });
  assert.deepEqual(
    fixture.of('poolWaitStarted').map(({ bytes, waiting }) => [bytes, waiting]),
    [[500, 1]],
  );
  await fixture.stepUntil(() => future.isDone());
  const error = await onlyError(fixture, future);
  assert.equal(error.kind, 'BufferExhaustedException');
  assert.match(error.message, /500 bytes.*1000 ms.*buffer\.memory is 500 bytes, 0 of them free/);
  assert.equal((fixture.completions[0]?.atMs ?? 0) - startMs, 1000);
  await assert.rejects(behind.get(), { kind: 'BufferExhaustedException' });
  assert.equal(fixture.producer.metrics().find(({ name }) => name === 'buffer-exhausted-total')?.value, 2);
  assert.deepEqual(
    fixture.of('poolWaitEnded').map(({ ok, waitedMs }) => [ok, waitedMs]),
    [[false, 1000]],
  );
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => held.isDone());
  assert.equal(fixture.producer.pool.availableBytes, 500);
});

test('11 memory that comes when the topic is gone from metadata goes back', async () => {
  const fixture = new TestProducer({
    nodes: [1, 2],
    topics: { orders: [1, 1], payments: [2] },
    properties: { 'buffer.memory': '500', 'batch.size': '500', 'metadata.max.age.ms': '100' },
  });
  await fixture.warmUp('orders', 'payments');
  const held = fixture.send({ topic: 'payments', value: 'x'.repeat(400) });
  await fixture.stepUntilSent();
  const waiting = fixture.send({ topic: 'orders', partition: 1, value: 'y'.repeat(400) });
  fixture.cluster.createTopic('orders', [1]);
  const { metadata } = fixture.producer;
  await fixture.stepUntil(() => metadata.snapshot.partitionCount('orders') === 1);
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => held.isDone());
  await settled();
  assert.equal(fixture.producer.pool.availableBytes, 500);
  assert.equal(waiting.isDone(), false);
  assert.deepEqual(
    fixture.of('poolWaitEnded').map(({ ok }) => ok),
    [true],
  );
  assert.equal(fixture.of('metadataWaitStarted').length, 1, 'now it waits for its partition');
});

test('217 a record over max.request.size fails at once, with size, limit and what to do', async () => {
  const fixture = new TestProducer({ properties: { 'max.request.size': '1000' } });
  await fixture.warmUp();
  const future = fixture.send({ topic: 'orders', partition: 0, value: 'x'.repeat(1000) });
  const error = await onlyError(fixture, future);
  assert.equal(error.kind, 'RecordTooLargeException');
  assert.match(error.message, /1086 bytes when serialized.*larger than 1000.*max\.request\.size/);
  assert.equal(error.mayBeWritten, false);
  assert.equal(fixture.completions[0]?.metadata.partition, 0);
});

test('217 a record over buffer.memory likewise', async () => {
  const fixture = new TestProducer({ properties: { 'buffer.memory': '500', 'batch.size': '100' } });
  await fixture.warmUp();
  const error = await onlyError(fixture, fixture.send({ topic: 'orders', value: 'x'.repeat(600) }));
  assert.match(error.message, /686 bytes.*larger than 500.*buffer\.memory/);
});

test('4 a batch.size over buffer.memory is thrown out of the first send that needs a buffer', async () => {
  const fixture = new TestProducer({
    topics: { orders: [1], payments: [1] },
    properties: { 'buffer.memory': '1000', 'batch.size': '2000' },
  });
  fixture.send({ topic: 'orders' });
  await fixture.stepUntil(() => fixture.completions.length === 1);
  assert.equal(fixture.completions[0]?.error?.kind, 'IllegalArgumentException', 'its caller has long returned');
  assert.throws(() => fixture.send({ topic: 'orders' }), {
    kind: 'IllegalArgumentException',
    message: /2000 bytes is larger than buffer\.memory \(1000 bytes\)/,
  });
  assert.equal(fixture.completions.length, 1, 'what is thrown runs no callback');
});

test('217 misuse is thrown at once and runs no callback: closed, no topic, negative partition, negative timestamp', async () => {
  const fixture = new TestProducer();
  const noTopic = null as unknown as string;
  assert.throws(() => fixture.send({ topic: noTopic }), { kind: 'IllegalArgumentException', message: /Topic/ });
  assert.throws(() => fixture.send({ topic: 'orders', partition: -1 }), {
    kind: 'IllegalArgumentException',
    message: /Invalid partition: -1/,
  });
  assert.throws(() => fixture.send({ topic: 'orders', timestampMs: -5 }), {
    kind: 'IllegalArgumentException',
    message: /Invalid timestamp: -5/,
  });
  await fixture.close();
  assert.throws(() => fixture.send({ topic: 'orders' }), { kind: 'IllegalStateException', message: /closed/ });
  assert.equal(fixture.completions.length, 0);
  assert.equal(fixture.producer.totals.sentRecords, 0);
});

test('217 what no serializer takes is thrown, naming topic and cause; while the topic is not known it comes by the future', async () => {
  const time = new MockTime();
  const failing: Serializer<string> = {
    serialize: () => {
      throw new TypeError('not my type');
    },
  };
  const producer = new KafkaProducer({
    properties: { 'bootstrap.servers': 'broker-1:9092' },
    keySerializer: stringSerializer,
    valueSerializer: failing,
    time,
    selector: new ScriptedSelector(time),
    beforePass: () => new Promise<void>(() => undefined),
  });
  const fixture = new TestProducer();
  await fixture.warmUp();
  producer.metadata.snapshot = fixture.producer.metadata.snapshot;
  assert.throws(() => producer.send({ topic: 'orders', key: null, value: 'v' }), {
    kind: 'SerializationException',
    message: /orders could not be serialized: not my type/,
  });
  const waiting = producer.send({ topic: 'payments', key: null, value: 'v' });
  assert.equal(waiting.isDone(), false);
});

test('217 an illegal topic name fails its record when the broker says so, and later ones at once', async () => {
  const fixture = new TestProducer();
  fixture.cluster.topicErrors.set('bad/name', ErrorCodes.INVALID_TOPIC_EXCEPTION);
  const first = fixture.send({ topic: 'bad/name' });
  await fixture.stepUntil(() => first.isDone());
  const error = await onlyError(fixture, first);
  assert.equal(error.kind, 'InvalidTopicException');
  assert.match(error.message, /'bad\/name' is not a legal topic name: 1 to 249 characters/);
  assert.equal(fixture.send({ topic: 'bad/name' }).isDone(), true);
});

test('217 a topic that may not be read about fails its record with the right that is missing', async () => {
  const fixture = new TestProducer();
  fixture.cluster.topicErrors.set('secret', ErrorCodes.TOPIC_AUTHORIZATION_FAILED);
  const future = fixture.send({ topic: 'secret' });
  await fixture.stepUntil(() => future.isDone());
  const error = await onlyError(fixture, future);
  assert.equal(error.kind, 'TopicAuthorizationException');
  assert.match(error.message, /secret.*Describe/);
});

test('a record that waits behind one that is refused is sent', async () => {
  const fixture = new TestProducer({ properties: { 'max.request.size': '1000' } });
  const large = fixture.send({ topic: 'orders', value: 'x'.repeat(2000) });
  const small = fixture.send({ topic: 'orders', value: 'small' });
  await fixture.stepUntilSent();
  assert.equal(large.isDone(), true);
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => small.isDone());
  assert.deepEqual(
    fixture.completions.map(({ value, error }) => [value?.length, error?.kind]),
    [
      [2000, 'RecordTooLargeException'],
      [5, undefined],
    ],
  );
});

test('a journey of a record that waited in vain says for what and how long', async () => {
  const fixture = new TestProducer({ topics: {}, properties: { 'max.block.ms': '300' } });
  const journey = new RecordJourney(fixture.time.milliseconds());
  const future = fixture.producer.send({ topic: 'orders', key: null, value: 'v' }, undefined, journey);
  await fixture.stepUntil(() => future.isDone());
  assert.equal(journey.metadataWaitMs, 300);
  assert.equal(journey.batch, null);
  await assert.rejects(future.get());
});

test('60 the wall clock set back or forward by an hour expires nothing and delays nothing', async () => {
  for (const jumpMs of [3_600_000, -3_600_000]) {
    const fixture = new TestProducer({ properties: { 'linger.ms': '5' } });
    await fixture.warmUp();
    const future = fixture.send({ topic: 'orders', value: 'v' });
    fixture.time.jumpWallClock(jumpMs);
    await fixture.stepUntilSent();
    fixture.cluster.respondToAll();
    await fixture.stepUntil(() => future.isDone());
    assert.equal((await future.get()).offset, 1);
    assert.ok(fixture.time.elapsedMs < 100);
  }
});

test('a record that is too large is reported with the size that was compared', async () => {
  const fixture = new TestProducer({ properties: { 'max.request.size': '1000' } });
  await fixture.warmUp();
  fixture.send({ topic: 'orders', value: 'x'.repeat(990) });
  const [refused] = fixture.of('sendRefused');
  assert.deepEqual([refused?.sizeBytes, refused?.limitBytes], [990 + 61 + 21 + 4, 1000]);
});
