import assert from 'node:assert/strict';
import test from 'node:test';
import { ErrorCodes } from '../../../engine/common/errors.ts';
import type { KafkaError } from '../../../engine/common/kafkaError.ts';
import { Metadata } from '../../../engine/protocol/messages/metadata.ts';
import { TestProducer, settled } from '../../support/testProducer.ts';

/** Whether the promise has settled, once everything due has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  promise.then(
    () => (done = true),
    () => (done = true),
  );
  await settled();
  return done;
}

test('61 217 flush sends without linger and waits for what is queued and in flight', async () => {
  const fixture = new TestProducer({ properties: { 'linger.ms': '1000' } });
  await fixture.warmUp();
  fixture.send({ topic: 'orders', value: 'queued' });
  const beforeMs = fixture.time.milliseconds();
  const flushed = fixture.producer.flush();
  await fixture.stepUntilSent();
  assert.equal(fixture.time.milliseconds(), beforeMs);
  assert.equal(await isSettled(flushed), false);
  fixture.cluster.respondToAll();
  await fixture.step();
  await flushed;
  assert.equal(fixture.completions.length, 1);
  assert.equal(fixture.producer.accumulator.flushesInProgress, 0);
  assert.deepEqual(
    fixture.of('flushStarted').map(({ batches }) => batches),
    [1],
  );
});

test('61 flush waits only for records that were there: not for one sent right after it', async () => {
  const fixture = new TestProducer({ topics: { orders: [1, 1] } });
  await fixture.warmUp();
  fixture.send({ topic: 'orders', partition: 0, value: 'before' });
  const flushed = fixture.producer.flush();
  fixture.send({ topic: 'orders', partition: 1, value: 'after' });
  await fixture.stepUntilSent();
  assert.equal(fixture.cluster.lastProduce.batches.length, 2);
  fixture.cluster.respond(1, { 'orders-1': { errorCode: ErrorCodes.NOT_ENOUGH_REPLICAS } });
  await fixture.step();
  await flushed;
  assert.deepEqual(
    fixture.completions.map(({ value }) => value),
    ['before'],
  );
});

test('61 flush waits for sends that still wait for metadata', async () => {
  const fixture = new TestProducer();
  fixture.send({ topic: 'orders', value: 'v' });
  const flushed = fixture.producer.flush();
  await fixture.stepUntilSent();
  assert.equal(await isSettled(flushed), false);
  fixture.cluster.respondToAll();
  await fixture.step();
  await flushed;
  assert.equal(fixture.completions.length, 1);
});

test('61 flush ends although new records keep waiting for memory', async () => {
  const fixture = new TestProducer({ properties: { 'buffer.memory': '500', 'batch.size': '500' } });
  await fixture.warmUp();
  const send = () => fixture.send({ topic: 'orders', value: 'x'.repeat(400) });
  for (let i = 0; i < 3; i++) send();
  const flushed = fixture.producer.flush();
  let passes = 0;
  while (!(await isSettled(flushed))) {
    send();
    await fixture.stepUntilSent();
    fixture.cluster.respondToAll();
    await fixture.step();
    assert.ok(++passes < 10, 'it waits for those that came later');
  }
  assert.ok(fixture.producer.blockedSends.count > 0);
});

test('flush with nothing to wait for resolves', async () => {
  const fixture = new TestProducer();
  await fixture.producer.flush();
  assert.equal(fixture.producer.accumulator.flushesInProgress, 0);
});

test('62 a flush that a close interrupts ends, and its counter is restored', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  fixture.send({ topic: 'orders', value: 'v' });
  const flushed = fixture.producer.flush();
  await fixture.stepUntilSent();
  await fixture.close(0);
  await flushed;
  assert.equal(fixture.producer.accumulator.flushesInProgress, 0);
  assert.equal(fixture.completions[0]?.error?.kind, 'KafkaException');
});

test('217 flush inside a callback is refused: it would wait for itself', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  let flushed: Promise<void> | null = null;
  fixture.producer.send({ topic: 'orders', key: null, value: 'v' }, () => {
    flushed = fixture.producer.flush();
    flushed.catch(() => undefined);
  });
  await fixture.stepUntilSent();
  fixture.cluster.respondToAll();
  await fixture.step();
  assert.ok(flushed);
  await assert.rejects(flushed, { kind: 'KafkaException', message: /inside a callback/ });
});

test('91 flush follows the children of a batch that is split meanwhile', async () => {
  const fixture = new TestProducer({ properties: { 'batch.size': '1000', 'compression.type': 'gzip' } });
  await fixture.warmUp();
  const { ratioEstimator } = fixture.producer.accumulator;
  ratioEstimator.setEstimation('orders', 'gzip', 0.1);
  for (let i = 0; i < 5; i++) fixture.send({ topic: 'orders', value: String(i).repeat(400) });
  const flushed = fixture.producer.flush();
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-0': { errorCode: ErrorCodes.MESSAGE_TOO_LARGE } });
  await fixture.step();
  assert.equal(await isSettled(flushed), false);
  for (let i = 0; i < 10 && fixture.completions.length < 5; i++) {
    await fixture.stepUntilSent();
    fixture.cluster.respondToAll();
    await fixture.step();
  }
  await flushed;
  assert.deepEqual(
    fixture.completions.map(({ metadata }) => metadata.offset),
    [1, 2, 3, 4, 5],
  );
  assert.equal(fixture.producer.totals.splitBatches, 1);
  assert.equal(fixture.producer.pool.availableBytes, fixture.producer.pool.totalMemory);
});

test('217 close sends what it has and waits for the answers', async () => {
  const fixture = new TestProducer({ properties: { 'linger.ms': '60000', 'delivery.timeout.ms': '120000' } });
  await fixture.warmUp();
  fixture.send({ topic: 'orders', value: 'v' });
  fixture.cluster.answersProduce = true;
  fixture.cluster.latencyMs = 7;
  const startMs = fixture.time.milliseconds();
  await fixture.close();
  assert.deepEqual(
    fixture.completions.map(({ error, atMs }) => [error, atMs - startMs]),
    [[null, 7]],
  );
  assert.deepEqual(
    fixture.of('closed').map(({ unfinishedRecords }) => unfinishedRecords),
    [0],
  );
  assert.equal(fixture.of('batchClosed')[0]?.closedBy, 'close');
  assert.equal(fixture.selector.openConnections.size, 0);
});

test('217 close is idempotent: the second call waits for the same end', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  await Promise.all([fixture.close(), fixture.producer.close(), fixture.producer.close(0)]);
  await fixture.producer.close();
  assert.equal(fixture.of('closed').length, 1);
});

test('106 217 close with a timeout gives up what is not answered by then, and says whether it may be written', async () => {
  const fixture = new TestProducer({ topics: { orders: [1], later: [-1] }, properties: { 'max.block.ms': '100000' } });
  await fixture.warmUp();
  fixture.send({ topic: 'orders', value: 'in flight' });
  fixture.send({ topic: 'later', value: 'queued' });
  await fixture.stepUntilSent();
  await fixture.stepUntil(() => fixture.producer.accumulator.incomplete.size === 2);
  const startMs = fixture.time.milliseconds();
  await fixture.close(3000);
  assert.equal(fixture.time.milliseconds() - startMs, 3000);
  const errors = new Map(fixture.completions.map(({ value, error }) => [value, error]));
  assert.equal(errors.get('in flight')?.kind, 'KafkaException');
  assert.equal(errors.get('in flight')?.mayBeWritten, true);
  assert.equal(errors.get('queued')?.mayBeWritten, false);
  assert.deepEqual(
    fixture.of('closed').map(({ unfinishedRecords }) => unfinishedRecords),
    [2],
  );
  assert.deepEqual(
    fixture.of('batchEnded').map(({ end, records }) => [end, records]),
    [
      ['aborted', 1],
      ['aborted', 1],
    ],
  );
  assert.equal(fixture.producer.totals.failedRecords, 2);
  assert.equal(fixture.producer.pool.availableBytes, fixture.producer.pool.totalMemory);
  assert.equal(fixture.selector.openConnections.size, 0);
});

test('106 close(0) gives up at once', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  fixture.send({ topic: 'orders', value: 'v' });
  const startMs = fixture.time.milliseconds();
  await fixture.close(0);
  assert.equal(fixture.time.milliseconds(), startMs);
  assert.equal(fixture.completions.length, 1);
});

test('16 217 close fails sends that wait for metadata or memory', async () => {
  const fixture = new TestProducer({ properties: { 'buffer.memory': '500', 'batch.size': '500' } });
  await fixture.warmUp();
  fixture.send({ topic: 'orders', value: 'x'.repeat(400) });
  await fixture.stepUntilSent();
  fixture.send({ topic: 'orders', value: 'waits for memory'.padEnd(400, '.') });
  fixture.send({ topic: 'payments', value: 'waits for metadata' });
  const closed = fixture.close(10);
  const waiting = fixture.completions.map(({ value, error }): [string, KafkaError | null] => [value ?? '', error]);
  assert.deepEqual(
    waiting.map(([value, error]) => `${value.slice(0, 9)} ${error?.kind} ${error?.mayBeWritten}`),
    ['waits for KafkaException false', 'waits for KafkaException false'],
  );
  await closed;
  assert.equal(fixture.completions.length, 3);
  assert.equal(fixture.producer.pool.availableBytes, 500);
  assert.equal(fixture.producer.blockedSends.count, 0);
});

test('167 close wakes a send that waits for metadata, and an answer that comes after it changes nothing', async () => {
  const fixture = new TestProducer();
  fixture.cluster.silentApis.add(Metadata.key);
  fixture.send({ topic: 'orders', value: 'waits' });
  await fixture.stepUntil(() => fixture.selector.sends.at(-1)?.request.key === Metadata.key);
  const { metadata } = fixture.producer;
  const version = metadata.updateVersion;
  const closed = fixture.close(1000);
  assert.deepEqual(
    fixture.completions.map(({ error }) => error?.kind),
    ['KafkaException'],
  );
  await closed;
  assert.deepEqual([metadata.updateVersion, metadata.snapshot.topic('orders')], [version, undefined]);
  assert.equal(fixture.selector.openConnections.size, 0, 'nobody is there to hear an answer');
});

test('217 close from inside a callback does not wait', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  let closed: Promise<void> | null = null;
  fixture.producer.send({ topic: 'orders', key: null, value: 'first' }, () => {
    closed = fixture.close();
  });
  await fixture.stepUntilSent();
  fixture.send({ topic: 'orders', value: 'second' });
  await fixture.step();
  const startMs = fixture.time.milliseconds();
  fixture.cluster.respond(1);
  await fixture.step();
  assert.ok(closed);
  await closed;
  assert.equal(fixture.time.milliseconds(), startMs);
  assert.equal(fixture.completions[0]?.error?.kind, 'KafkaException');
});

test('a callback that sends while the producer closes is told so', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  let thrown: unknown = null;
  fixture.producer.send({ topic: 'orders', key: null, value: 'v' }, () => {
    try {
      fixture.send({ topic: 'orders', value: 'too late' });
    } catch (error) {
      thrown = error;
    }
  });
  await fixture.close(0);
  assert.match(String(thrown), /closed/);
});
