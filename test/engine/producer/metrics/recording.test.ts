// What is recorded when, and with which figures: mock time, a scripted cluster, the sender stepped by hand.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ErrorCodes } from '../../../../engine/common/errors.ts';
import { TestProducer } from '../../../support/testProducer.ts';
import { TransactionalProducer } from '../../../support/transactionalProducer.ts';

type Group = 'producer-metrics' | 'producer-node-metrics' | 'producer-topic-metrics';

function metric(fixture: TestProducer, name: string, group: Group = 'producer-metrics', tag = ''): number | string {
  const found = fixture.producer
    .metrics()
    .find(each => each.name === name && each.group === group && each.mbean.endsWith(tag));
  if (!found) throw new Error(`There is no metric ${name} in ${group} ${tag}.`);
  return found.value;
}

function metrics(fixture: TestProducer, ...names: string[]): Record<string, number | string> {
  return Object.fromEntries(names.map(name => [name, metric(fixture, name)]));
}

/** Nothing recorded before the test's own. */
function quiet(fixture: TestProducer): void {
  fixture.time.advance(120_000);
}

/** Sends and has all of it acknowledged. */
async function sendAll(fixture: TestProducer, ...values: string[]): Promise<void> {
  const futures = values.map(value => fixture.send({ topic: 'orders', value }));
  await fixture.stepUntilSent();
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => futures.every(future => future.isDone()));
}

test('a batch is recorded when it is drained: records, bytes, the largest record, the time it waited', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  quiet(fixture);
  fixture.send({ topic: 'orders', value: 'a' });
  fixture.send({ topic: 'orders', value: 'b'.repeat(100) });
  fixture.time.advance(40);
  await fixture.stepUntilSent();
  const bytes = fixture.cluster.lastProduce.batches[0]?.header.sizeInBytes;
  assert.deepEqual(
    metrics(fixture, 'records-per-request-avg', 'record-send-total', 'batch-size-avg', 'batch-size-max'),
    { 'records-per-request-avg': 2, 'record-send-total': 3, 'batch-size-avg': bytes, 'batch-size-max': bytes },
  );
  assert.equal(
    metric(fixture, 'record-size-max'),
    61 + 21 + 104,
    'its upper bound: overhead of a batch and a record, then 100 bytes and three sizes',
  );
  assert.equal(metric(fixture, 'record-queue-time-avg'), 40);
  assert.equal(metric(fixture, 'compression-rate-avg'), 1);
  assert.equal(metric(fixture, 'record-send-total', 'producer-topic-metrics', 'topic=orders'), 3);
  assert.equal(metric(fixture, 'requests-in-flight'), 1, 'sent, and not answered yet');
  assert.equal(metric(fixture, 'request-latency-avg'), NaN);
});

test('latency runs from the making of the request to its response, for its node and for all', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  quiet(fixture);
  fixture.send({ topic: 'orders', value: 'a' });
  await fixture.stepUntilSent();
  fixture.time.advance(30);
  fixture.cluster.respondToAll();
  await fixture.step();
  assert.equal(metric(fixture, 'request-latency-max'), 30);
  assert.equal(metric(fixture, 'request-latency-avg', 'producer-node-metrics', 'node-id=node-1'), 30);
  assert.equal(metric(fixture, 'request-latency-avg', 'producer-node-metrics', 'node-id=node--1'), NaN);
});

test('requests and bytes are counted for each node; they sum to the whole', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  await sendAll(fixture, 'a', 'b');
  const ofNodes = (name: string): number =>
    fixture.producer
      .metrics()
      .filter(each => each.name === name && each.group === 'producer-node-metrics')
      .reduce((sum, { value }) => sum + Number(value), 0);
  for (const name of ['request-total', 'response-total', 'outgoing-byte-total', 'incoming-byte-total'])
    assert.equal(metric(fixture, name), ofNodes(name), name);
  assert.equal(metric(fixture, 'request-total'), fixture.selector.sends.length);
  assert.equal(metric(fixture, 'outgoing-byte-total'), fixture.selector.bytesOut);
  assert.equal(metric(fixture, 'incoming-byte-total'), fixture.selector.bytesIn);
  assert.equal(metric(fixture, 'network-io-total'), 2 * fixture.selector.sends.length);
});

test('connections are counted as they come and go; a node is listed even if it never answered', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  assert.deepEqual(metrics(fixture, 'connection-count', 'connection-creation-total', 'connection-close-total'), {
    'connection-count': 2,
    'connection-creation-total': 2,
    'connection-close-total': 0,
  });
  fixture.selector.deliverDisconnected('1');
  await fixture.step();
  assert.equal(metric(fixture, 'connection-close-total'), 1);
  await fixture.close();
  assert.equal(metric(fixture, 'connection-count'), 0);
});

test('a retry counts its records as sent again; a failure counts them as errors, for all and for the topic', async () => {
  const fixture = new TestProducer({ properties: { retries: '1', 'enable.idempotence': 'false' } });
  await fixture.warmUp();
  for (const value of ['a', 'b', 'c']) fixture.send({ topic: 'orders', value });
  for (let attempt = 0; attempt < 2; attempt++) {
    await fixture.stepUntilSent();
    fixture.cluster.respond(1, { 'orders-0': { errorCode: ErrorCodes.NOT_ENOUGH_REPLICAS } });
    await fixture.step();
  }
  assert.deepEqual(metrics(fixture, 'record-retry-total', 'record-error-total', 'record-send-total'), {
    'record-retry-total': 3,
    'record-error-total': 3,
    'record-send-total': 1 + 3 + 3,
  });
  assert.equal(metric(fixture, 'record-error-total', 'producer-topic-metrics'), 3);
  assert.equal(metric(fixture, 'record-retry-total', 'producer-topic-metrics'), 3);
});

test('a batch that is split counts once', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  fixture.send({ topic: 'orders', value: 'a' });
  fixture.send({ topic: 'orders', value: 'b' });
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-0': { errorCode: ErrorCodes.MESSAGE_TOO_LARGE } });
  await fixture.step();
  assert.equal(metric(fixture, 'batch-split-total'), 1);
});

test('a record that got into no batch is an error, but not of its topic', async () => {
  const fixture = new TestProducer({ properties: { 'max.request.size': '200' } });
  await fixture.warmUp();
  fixture.send({ topic: 'orders', value: 'x'.repeat(300) });
  assert.equal(metric(fixture, 'record-error-total'), 1);
  assert.equal(metric(fixture, 'record-error-total', 'producer-topic-metrics'), 0);
});

test('misuse is no failed record', async () => {
  const fixture = new TestProducer();
  await fixture.close();
  assert.throws(() => fixture.send({ topic: 'orders', value: 'x' }), { kind: 'IllegalStateException' });
  assert.equal(metric(fixture, 'record-error-total'), 0);
});

test('8 waiting for memory: the time, the callers in line, and each that waited in vain', async () => {
  const fixture = new TestProducer({
    properties: { 'buffer.memory': '16384', 'batch.size': '16384', 'max.block.ms': '500', 'linger.ms': '100000' },
  });
  fixture.send({ topic: 'orders', partition: 0, value: 'w'.repeat(1000) });
  await fixture.stepUntil(() => fixture.producer.accumulator.hasIncomplete);
  assert.equal(metric(fixture, 'buffer-available-bytes'), 0);
  const second = fixture.send({ topic: 'orders', partition: 0, value: 'x'.repeat(16_000) });
  assert.equal(metric(fixture, 'waiting-threads'), 1);
  fixture.time.advance(500);
  await fixture.step();
  assert.ok(second.isDone());
  assert.deepEqual(
    metrics(
      fixture,
      'waiting-threads',
      'bufferpool-wait-time-ns-total',
      'buffer-exhausted-total',
      'record-error-total',
    ),
    {
      'waiting-threads': 0,
      'bufferpool-wait-time-ns-total': 500e6,
      'buffer-exhausted-total': 1,
      'record-error-total': 1,
    },
  );
  assert.equal(metric(fixture, 'buffer-total-bytes'), 16384);
});

test('waiting for metadata counts once it is known; flush counts always', async () => {
  const fixture = new TestProducer({ latencyMs: 25 });
  fixture.send({ topic: 'orders', value: 'a' });
  await fixture.stepUntil(() => fixture.producer.accumulator.hasIncomplete);
  assert.ok(Number(metric(fixture, 'metadata-wait-time-ns-total')) >= 25e6);
  assert.equal(metric(fixture, 'flush-time-ns-total'), 0);
  const flushed = fixture.producer.flush();
  await fixture.stepUntilSent();
  fixture.time.advance(70);
  fixture.cluster.respondToAll();
  await fixture.step(2);
  await flushed;
  assert.ok(Number(metric(fixture, 'flush-time-ns-total')) >= 70e6);
});

test('the age of metadata is in seconds, and unknown before the first answer', async () => {
  const fixture = new TestProducer();
  assert.equal(metric(fixture, 'metadata-age'), NaN);
  await fixture.warmUp();
  const before = Number(metric(fixture, 'metadata-age'));
  fixture.time.advance(4_000);
  assert.equal(metric(fixture, 'metadata-age'), before + 4);
});

test('each poll is a select: its time is waiting, the time between two is work', async () => {
  const fixture = new TestProducer({ properties: { 'linger.ms': '50' } });
  await fixture.warmUp();
  quiet(fixture);
  const selects = Number(metric(fixture, 'select-total'));
  const waitedNs = Number(metric(fixture, 'io-wait-time-ns-total'));
  const workedNs = Number(metric(fixture, 'io-time-ns-total'));
  fixture.send({ topic: 'orders', value: 'a' });
  await fixture.step();
  assert.equal(metric(fixture, 'select-total'), selects + 1);
  fixture.time.advance(7);
  await fixture.step();
  assert.equal(
    Number(metric(fixture, 'io-wait-time-ns-total')) - waitedNs,
    43e6,
    'woken at first, then until linger.ms is over',
  );
  assert.equal(Number(metric(fixture, 'io-time-ns-total')) - workedNs, 120_007e6);
});

test('84 the pause a broker asks for is recorded for every response, 0 included: average and maximum', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  assert.equal(metric(fixture, 'produce-throttle-time-max'), 0);
  quiet(fixture);
  for (const throttleTimeMs of [400, 0, 200]) {
    const future = fixture.send({ topic: 'orders', value: 'v' });
    await fixture.stepUntilSent();
    fixture.cluster.respond(1, {}, { throttleTimeMs });
    await fixture.stepUntil(() => future.isDone());
  }
  assert.deepEqual(metrics(fixture, 'produce-throttle-time-avg', 'produce-throttle-time-max'), {
    'produce-throttle-time-avg': 200,
    'produce-throttle-time-max': 400,
  });
});

test('windows follow metrics.sample.window.ms and metrics.num.samples', async () => {
  const fixture = new TestProducer({
    properties: { 'metrics.sample.window.ms': '1000', 'metrics.num.samples': '3' },
  });
  await fixture.warmUp();
  await sendAll(fixture, 'a');
  assert.equal(typeof metric(fixture, 'batch-size-avg'), 'number');
  assert.notEqual(metric(fixture, 'batch-size-avg'), NaN);
  fixture.time.advance(3_000);
  assert.equal(metric(fixture, 'batch-size-avg'), NaN);
});

test('transactional calls count the time they took, and only those that did not fail', async () => {
  const fixture = await TransactionalProducer.initialized({ latencyMs: 20 });
  assert.ok(Number(metric(fixture, 'txn-init-time-ns-total')) >= 20e6);
  const { init, ...none } = callTimes(fixture);
  assert.deepEqual(none, { begin: 0, 'send-offsets': 0, commit: 0, abort: 0, prepare: 0 });
  await assert.rejects(fixture.producer.commitTransaction());
  assert.deepEqual(callTimes(fixture), { init, ...none }, 'there was no transaction to commit');
  fixture.producer.beginTransaction();
  const offset = { topic: 'orders', partition: 0, offset: 12n };
  await fixture.run(fixture.producer.sendOffsetsToTransaction([offset], { groupId: 'group' }));
  const startMs = fixture.time.milliseconds();
  await fixture.run(fixture.producer.commitTransaction());
  assert.equal(callTimes(fixture)['commit'], (fixture.time.milliseconds() - startMs) * 1e6);
  assert.ok((callTimes(fixture)['send-offsets'] ?? 0) > 0);
  fixture.producer.beginTransaction();
  await fixture.run(fixture.producer.sendOffsetsToTransaction([offset], { groupId: 'group' }));
  await fixture.run(fixture.producer.abortTransaction());
  assert.ok((callTimes(fixture)['abort'] ?? 0) > 0);
  assert.equal(callTimes(fixture)['prepare'], 0);
});

function callTimes(fixture: TestProducer): Record<string, number> {
  const calls = ['init', 'begin', 'send-offsets', 'commit', 'abort', 'prepare'];
  return Object.fromEntries(calls.map(call => [call, Number(metric(fixture, `txn-${call}-time-ns-total`))]));
}
