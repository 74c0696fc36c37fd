import assert from 'node:assert/strict';
import test from 'node:test';
import { ErrorCodes, Errors } from '../../../engine/common/errors.ts';
import type { KafkaError } from '../../../engine/common/kafkaError.ts';
import type { PartitionAnswer } from '../../support/scriptedCluster.ts';
import { TestProducer } from '../../support/testProducer.ts';

const valuesIn = (fixture: TestProducer): string[] =>
  fixture.cluster.lastProduce.batches.flatMap(({ records }) => records.map(({ value }) => String(value)));

test('79 a disconnect is retried, after its backoff', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  const future = fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntilSent();
  fixture.selector.deliverDisconnected('1');
  await fixture.step();
  assert.deepEqual(
    fixture.of('batchRetried').map(({ errorCode, attempts }) => [errorCode, attempts]),
    [[13, 1]],
  );
  await fixture.stepUntilSent();
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => future.isDone());
  assert.equal(future.error(), null);
  const [batch] = fixture.cluster.lastProduce.batches;
  assert.equal(batch?.header.baseSequence, 1, 'the same sequence again');
});

test('79 after retries attempts more the record fails with what went wrong last', async () => {
  const fixture = new TestProducer({ properties: { retries: '2', 'enable.idempotence': 'false' } });
  await fixture.warmUp();
  const future = fixture.send({ topic: 'orders', value: 'v' });
  for (let i = 0; i < 3; i++) {
    await fixture.stepUntilSent();
    fixture.cluster.respond(1, { 'orders-0': { errorCode: ErrorCodes.NOT_ENOUGH_REPLICAS } });
    await fixture.step();
  }
  assert.equal(future.error()?.code, ErrorCodes.NOT_ENOUGH_REPLICAS);
  assert.equal(fixture.cluster.produces.length, 3);
  assert.equal(fixture.of('batchEnded')[0]?.attempts, 3);
});

/** Code → whether after it the record may be in the log. What is retriable is left to retries=0. */
const fates: readonly [code: number, mayBeWritten: boolean, acks?: '1'][] = [
  [ErrorCodes.UNKNOWN_SERVER_ERROR, true],
  [ErrorCodes.CORRUPT_MESSAGE, false],
  [ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION, true],
  [ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION, false, '1'],
  [ErrorCodes.NOT_LEADER_OR_FOLLOWER, true],
  [ErrorCodes.NOT_LEADER_OR_FOLLOWER, false, '1'],
  [ErrorCodes.REQUEST_TIMED_OUT, true],
  [ErrorCodes.MESSAGE_TOO_LARGE, false],
  [ErrorCodes.NETWORK_EXCEPTION, true],
  [ErrorCodes.INVALID_TOPIC_EXCEPTION, false],
  [ErrorCodes.RECORD_LIST_TOO_LARGE, false],
  [ErrorCodes.NOT_ENOUGH_REPLICAS, false],
  [ErrorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND, true],
  [ErrorCodes.INVALID_REQUIRED_ACKS, false],
  [ErrorCodes.TOPIC_AUTHORIZATION_FAILED, false],
  [ErrorCodes.CLUSTER_AUTHORIZATION_FAILED, false],
  [ErrorCodes.INVALID_TIMESTAMP, false],
  [ErrorCodes.UNSUPPORTED_FOR_MESSAGE_FORMAT, false],
  [ErrorCodes.POLICY_VIOLATION, false],
  [ErrorCodes.KAFKA_STORAGE_ERROR, true],
  [ErrorCodes.KAFKA_STORAGE_ERROR, false, '1'],
  [ErrorCodes.UNSUPPORTED_COMPRESSION_TYPE, false],
  [ErrorCodes.INVALID_RECORD, false],
];
for (const [code, mayBeWritten, acks = 'all'] of fates)
  test(`a batch refused with ${Errors.forCode(code).name} and acks=${acks} ${mayBeWritten ? 'may be' : 'is not'} written`, async () => {
    const fixture = new TestProducer({ properties: { retries: '0', acks } });
    await fixture.warmUp();
    const future = fixture.send({ topic: 'orders', value: 'v' });
    await fixture.stepUntilSent();
    fixture.cluster.respond(1, { 'orders-0': { errorCode: code } });
    await fixture.step();
    const error = future.error();
    assert.equal(error?.code, code);
    assert.equal(error?.mayBeWritten, mayBeWritten);
    assert.match(error?.message ?? '', new RegExp(`^orders-0: ${Errors.forCode(code).name} \\(${code}\\)`));
    assert.equal(fixture.of('batchEnded')[0]?.mayBeWritten, mayBeWritten);
    assert.equal(fixture.producer.pool.availableBytes, fixture.producer.pool.totalMemory);
  });

test('80 with one request in flight a partition has one batch out at a time, even when its leader moves', async () => {
  const fixture = new TestProducer({
    nodes: [1, 2],
    properties: { 'max.in.flight.requests.per.connection': '1', 'retry.backoff.ms': '10' },
  });
  await fixture.warmUp();
  fixture.send({ topic: 'orders', value: 'first' });
  await fixture.stepUntilSent();
  fixture.send({ topic: 'orders', value: 'second' });
  fixture.cluster.moveLeader('orders', 0, 2);
  fixture.producer.metadata.requestUpdate(true);
  await fixture.step(3);
  assert.equal(fixture.cluster.unanswered().length, 1);
  fixture.cluster.respond(1, { 'orders-0': { errorCode: ErrorCodes.NOT_LEADER_OR_FOLLOWER } });
  await fixture.stepUntilSent();
  assert.deepEqual([fixture.cluster.lastProduce.nodeId, valuesIn(fixture)], [2, ['first']]);
  fixture.selector.wakeup(); // A pass that takes no time: the request must not time out meanwhile.
  await fixture.step();
  assert.equal(fixture.cluster.unanswered().length, 1, 'the second waits');
  fixture.cluster.respondToAll();
  await fixture.step();
  await fixture.stepUntilSent();
  assert.deepEqual(valuesIn(fixture), ['second']);
});

test('99 26 27 record errors reach the records they name; the others hear why they went down', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  for (const value of ['a', 'b', 'c']) fixture.send({ topic: 'orders', value });
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, {
    'orders-0': {
      errorCode: ErrorCodes.INVALID_RECORD,
      recordErrors: [{ batchIndex: 1, batchIndexErrorMessage: 'no key' }],
    },
  });
  await fixture.step();
  assert.deepEqual(
    fixture.completions.map(({ value, error }) => [value, error?.kind, error?.message.includes('no key')]),
    [
      ['a', 'KafkaException', false],
      ['b', 'InvalidRecordException', true],
      ['c', 'KafkaException', false],
    ],
  );
  assert.ok(fixture.completions.every(({ error }) => error?.mayBeWritten === false));
});

test('100 the broker’s own text comes before ours', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  const future = fixture.send({ topic: 'orders' });
  await fixture.stepUntilSent();
  const answer = { errorCode: ErrorCodes.POLICY_VIOLATION, errorMessage: 'not on my broker' };
  fixture.cluster.respond(1, { 'orders-0': answer });
  await fixture.step();
  assert.match(future.error()?.message ?? '', /POLICY_VIOLATION \(44\)\. not on my broker/);
});

test('102 103 a leader error without hint waits its backoff, with a newer hint it goes to the new leader at once', async () => {
  for (const hint of [false, true]) {
    const fixture = new TestProducer({ nodes: [1, 2], topics: { orders: [1], other: [2] } });
    await fixture.warmUp('orders', 'other');
    fixture.send({ topic: 'orders', value: 'v' });
    await fixture.stepUntilSent();
    fixture.cluster.moveLeader('orders', 0, 2);
    const startMs = fixture.time.milliseconds();
    fixture.cluster.respond(1, {
      'orders-0': {
        errorCode: ErrorCodes.NOT_LEADER_OR_FOLLOWER,
        ...(hint ? { currentLeader: { leaderId: 2, leaderEpoch: 1 } } : {}),
      },
    });
    await fixture.step();
    await fixture.stepUntilSent();
    const { atMs, nodeId } = fixture.cluster.lastProduce;
    const waitedMs = atMs - startMs;
    if (hint) {
      assert.deepEqual([waitedMs, nodeId], [0, 2]);
      continue;
    }
    assert.ok(waitedMs >= 80 && waitedMs <= 120, `${waitedMs} ms`);
    if (nodeId === 2) continue;
    // The batch's backoff was shorter than the metadata's: one try more at the old leader, and then the new one is known.
    fixture.cluster.respond(1, { 'orders-0': { errorCode: ErrorCodes.NOT_LEADER_OR_FOLLOWER } });
    await fixture.step();
    await fixture.stepUntilSent();
    assert.equal(fixture.cluster.lastProduce.nodeId, 2);
  }
});

test('104 with nothing to send a pass waits long', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  await fixture.step();
  assert.ok((fixture.selector.polls.at(-1)?.timeoutMs ?? 0) >= 30_000);
});

/** A record whose batch expires in flight at 1000 ms, 50 ms before its answer comes and 100 ms before its request times out. */
async function expireInFlight(fixture: TestProducer, answer: PartitionAnswer, onExpired: () => void = () => undefined) {
  const future = fixture.producer.send({ topic: 'orders', key: null, value: 'expires' }, onExpired);
  const [batch] = fixture.producer.accumulator.incomplete;
  assert.ok(batch);
  fixture.time.advance(200);
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-0': answer }, { afterMs: 850 });
  await fixture.stepUntil(() => future.isDone());
  return { future, batch };
}
const expiring = { 'delivery.timeout.ms': '1000', 'request.timeout.ms': '900', 'enable.idempotence': 'false' };

test('57 94 95 a batch that expires in flight is answered at once, its memory when the late response comes', async () => {
  const fixture = new TestProducer({ properties: expiring });
  await fixture.warmUp();
  const { pool, accumulator, sender } = fixture.producer;
  const seen: unknown[] = [];
  let written: Buffer | null = null;
  const request = (): Buffer =>
    Buffer.concat(fixture.selector.sends.findLast(each => each.request.key === 0)?.send.chunks ?? []);
  const { future, batch } = await expireInFlight(fixture, {}, () => {
    written = request();
    fixture.send({ topic: 'orders', value: 'another' });
    seen.push(sender.inFlightBatches().size, pool.totalMemory - pool.availableBytes, written.equals(request()));
  });
  assert.deepEqual(seen, [0, 2 * 16384, true], 'nobody writes into memory that a request still reads');
  const error = future.error();
  assert.equal(error?.kind, 'TimeoutException');
  assert.equal(error?.mayBeWritten, true);
  assert.match(
    error?.message ?? '',
    /Expiring 1 record\(s\) for orders-0: 1000 ms .*delivery\.timeout\.ms is 1000.*800 ms in flight.*may be written/,
  );
  assert.equal(batch.isBufferDeallocated, false);
  await fixture.stepUntil(() => batch.isBufferDeallocated);
  assert.equal(fixture.time.milliseconds() - batch.createdMs, 1050);
  assert.equal(accumulator.incomplete.size, 1);
  assert.deepEqual(
    fixture.of('batchEnded').map(({ end }) => end),
    ['expired'],
  );
  await fixture.stepUntilSent();
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => fixture.completions.length === 1);
  assert.equal(pool.availableBytes, pool.totalMemory);
});

test('94 a late error does not change how an expired batch ended', async () => {
  const fixture = new TestProducer({ properties: expiring });
  await fixture.warmUp();
  const { batch } = await expireInFlight(fixture, { errorCode: ErrorCodes.INVALID_TOPIC_EXCEPTION });
  assert.equal(batch.isInFlight, false);
  assert.equal(batch.end, 'expired');
  assert.equal(fixture.producer.totals.failedRecords, 1);
});

for (const [what, errorCode] of [
  ['a retriable error', ErrorCodes.NOT_ENOUGH_REPLICAS],
  ['MESSAGE_TOO_LARGE', ErrorCodes.MESSAGE_TOO_LARGE],
] as const)
  test(`92 a batch that expired in flight is neither sent again nor split when ${what} comes late`, async () => {
    const fixture = new TestProducer({ properties: { ...expiring, 'linger.ms': '50' } });
    await fixture.warmUp();
    fixture.send({ topic: 'orders', value: 'shares its batch' });
    const { batch } = await expireInFlight(fixture, { errorCode });
    assert.equal(batch.recordCount, 2);
    await fixture.stepUntil(() => !batch.isInFlight);
    await fixture.step(5);
    assert.deepEqual(
      [batch.end, fixture.of('batchRetried').length, fixture.of('batchSplit').length],
      ['expired', 0, 0],
    );
    assert.equal(fixture.cluster.produces.length, 1);
    assert.equal(fixture.producer.pool.availableBytes, fixture.producer.pool.totalMemory);
  });

test('65 92 a batch that was never sent expires with the time it spent waiting, and is safe to send again', async () => {
  const fixture = new TestProducer({ properties: { 'delivery.timeout.ms': '1000', 'request.timeout.ms': '900' } });
  await fixture.warmUp();
  fixture.cluster.moveLeader('orders', 0, -1);
  fixture.producer.metadata.requestUpdate(true);
  await fixture.step(2);
  const future = fixture.send({ topic: 'orders', value: 'v' });
  const startMs = fixture.time.milliseconds();
  await fixture.stepUntil(() => future.isDone());
  const error = future.error();
  assert.equal(error?.mayBeWritten, false);
  assert.match(error?.message ?? '', /1000 ms without a leader.*never sent/);
  assert.equal((fixture.completions[0]?.atMs ?? 0) - startMs, 1000);
  assert.equal(fixture.producer.pool.availableBytes, fixture.producer.pool.totalMemory);
});

test('96 97 several partitions expire in one pass, and the next deadline is that of what is left', async () => {
  const fixture = new TestProducer({
    topics: { orders: [1, 1, 1] },
    properties: { 'delivery.timeout.ms': '1000', 'request.timeout.ms': '900' },
  });
  await fixture.warmUp();
  fixture.cluster.createTopic('orders', [-1, -1, -1]);
  for (let partition = 0; partition < 3; partition++) fixture.cluster.moveLeader('orders', partition, -1);
  fixture.producer.metadata.requestUpdate(true);
  await fixture.step(2);
  fixture.send({ topic: 'orders', partition: 0 });
  fixture.send({ topic: 'orders', partition: 1 });
  const startMs = fixture.time.milliseconds();
  fixture.time.advance(300);
  fixture.send({ topic: 'orders', partition: 2 });
  await fixture.stepUntil(() => fixture.completions.length >= 2);
  assert.deepEqual(
    fixture.completions.map(({ atMs, metadata }) => [metadata.partition, atMs - startMs]),
    [
      [0, 1000],
      [1, 1000],
    ],
  );
  assert.equal(fixture.producer.accumulator.nextBatchExpiryMs, startMs + 1300);
});

test('a batch that expires in the pass that drained it is not sent, and its partition goes on', async () => {
  for (const maxInFlight of ['1', '5']) {
    const fixture = new TestProducer({
      properties: {
        'delivery.timeout.ms': '1000',
        'request.timeout.ms': '900',
        'max.in.flight.requests.per.connection': maxInFlight,
      },
    });
    await fixture.warmUp();
    const late = fixture.send({ topic: 'orders', value: 'late' });
    fixture.time.advance(1000);
    await fixture.step();
    assert.equal(late.error()?.kind, 'TimeoutException');
    assert.equal(late.error()?.mayBeWritten, false);
    assert.equal(fixture.cluster.produces.length, 0);
    const next = fixture.send({ topic: 'orders', value: 'next' });
    await fixture.stepUntilSent();
    const header = fixture.cluster.lastProduce.batches[0]?.header;
    assert.deepEqual([header?.producerEpoch, header?.baseSequence], [1, 0], 'the broker finds no gap');
    fixture.cluster.respondToAll();
    await fixture.stepUntil(() => next.isDone());
    assert.equal(next.error(), null);
  }
});

test('65 a retry that stands behind a younger batch in flight expires in time', async () => {
  const properties = { ...expiring, 'request.timeout.ms': '700', 'delivery.timeout.ms': '800' };
  const fixture = new TestProducer({ properties });
  await fixture.warmUp();
  const startMs = fixture.time.milliseconds();
  const old = fixture.send({ topic: 'orders', value: 'old' });
  await fixture.stepUntilSent();
  fixture.time.advance(300);
  fixture.send({ topic: 'orders', value: 'young' });
  await fixture.stepUntilSent(2);
  fixture.cluster.respond(1, { 'orders-0': { errorCode: ErrorCodes.NOT_ENOUGH_REPLICAS } });
  await fixture.step();
  await fixture.stepUntilSent(2);
  assert.deepEqual(valuesIn(fixture), ['old'], 'sent again, behind the young one');
  await fixture.stepUntil(() => old.isDone());
  assert.equal((fixture.completions[0]?.atMs ?? 0) - startMs, 800);
});

test('98 in ordered mode the second batch waits until the request of an expired first one has ended', async () => {
  const fixture = new TestProducer({ properties: { ...expiring, 'max.in.flight.requests.per.connection': '1' } });
  await fixture.warmUp();
  let muted: boolean | undefined;
  const { batch } = await expireInFlight(fixture, {}, () => {
    for (const queue of fixture.producer.accumulator.queues()) muted = queue.muted;
    fixture.send({ topic: 'orders', value: 'second' });
  });
  assert.equal(muted, true);
  await fixture.stepUntilSent();
  assert.deepEqual(valuesIn(fixture), ['second']);
  assert.equal(fixture.cluster.lastProduce.atMs - batch.createdMs, 1050);
});

test('88 a cluster authorization error is fatal: all that waits fails with it, and all that comes', async () => {
  const fixture = new TestProducer({ topics: { orders: [1, 1] } });
  await fixture.warmUp();
  fixture.send({ topic: 'orders', partition: 0, value: 'refused' });
  await fixture.stepUntilSent();
  fixture.send({ topic: 'orders', partition: 1, value: 'in flight' });
  await fixture.step();
  fixture.cluster.respond(1, { 'orders-0': { errorCode: ErrorCodes.CLUSTER_AUTHORIZATION_FAILED } });
  await fixture.step();
  assert.throws(
    () => fixture.send({ topic: 'orders', value: 'later' }),
    ({ kind, cause, mayBeWritten }: KafkaError) =>
      kind === 'KafkaException' && (cause as KafkaError).kind === 'ClusterAuthorizationException' && !mayBeWritten,
  );
  await fixture.step();
  assert.deepEqual(
    fixture.completions.map(({ value, error }) => [value, error?.kind, error?.mayBeWritten]),
    [
      ['refused', 'ClusterAuthorizationException', false],
      ['in flight', 'ClusterAuthorizationException', true],
    ],
  );
  fixture.cluster.respondToAll();
  await fixture.step();
  assert.equal(fixture.completions.length, 2, 'the late response is harmless');
  assert.equal(fixture.producer.pool.availableBytes, fixture.producer.pool.totalMemory);
});

test('86 a producer id is asked for before the first produce request, and again after a retriable error', async () => {
  const fixture = new TestProducer({ properties: { 'max.in.flight.requests.per.connection': '1' } });
  fixture.cluster.initProducerIdError = ErrorCodes.COORDINATOR_LOAD_IN_PROGRESS;
  const future = fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntil(() => fixture.cluster.initProducerIdRequests === 2);
  assert.equal(fixture.cluster.produces.length, 0);
  fixture.cluster.initProducerIdError = 0;
  await fixture.stepUntilSent();
  assert.equal(fixture.cluster.initProducerIdRequests, 3);
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => future.isDone());
  assert.equal(future.error(), null);
});

test('116 a duplicate is a success at offset -1', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  const future = fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-0': { errorCode: ErrorCodes.DUPLICATE_SEQUENCE_NUMBER } });
  await fixture.step();
  assert.equal((await future.get()).offset, -1);
  assert.equal(fixture.of('batchEnded')[0]?.end, 'duplicate');
});

test('a partition that the broker leaves out of its answer is retried', async () => {
  const fixture = new TestProducer({ topics: { orders: [1, 1] } });
  await fixture.warmUp();
  fixture.send({ topic: 'orders', partition: 0, value: 'answered' });
  fixture.send({ topic: 'orders', partition: 1, value: 'forgotten' });
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-1': { omit: true } });
  await fixture.step();
  assert.equal(fixture.completions.length, 1);
  await fixture.stepUntilSent();
  assert.deepEqual(valuesIn(fixture), ['forgotten']);
});

test('each moment of a batch’s life is in exactly one account: linger, leader, connection, backoff, flight', async () => {
  const fixture = new TestProducer({ latencyMs: 3, properties: { 'linger.ms': '20', 'reconnect.backoff.ms': '50' } });
  await fixture.warmUp();
  const startMs = fixture.time.milliseconds();
  const future = fixture.send({ topic: 'orders', value: 'v' });
  const [batch] = fixture.producer.accumulator.incomplete;
  assert.ok(batch);
  const check = (): Record<string, number> => {
    const nowMs = fixture.time.milliseconds();
    const view = batch.ledger.view(batch.lane.ledger, nowMs, batch.isInFlight ? batch.drainedMs : null);
    const sum = Object.values(view).reduce((total, ms) => total + ms, 0);
    assert.ok(Math.abs(sum - (nowMs - startMs)) < 1e-6, `${sum} ms are booked of ${nowMs - startMs}`);
    return Object.fromEntries(Object.entries(view).filter(([, ms]) => ms > 0));
  };
  await fixture.stepUntilSent();
  assert.deepEqual(check(), { linger: 20 });
  fixture.time.advance(7);
  fixture.cluster.stop(1);
  await fixture.step();
  assert.deepEqual(check(), { linger: 20, inFlight: 7 });
  fixture.cluster.start(1);
  await fixture.stepUntilSent();
  const spent = check();
  assert.ok((spent.backoff ?? 0) >= 80, JSON.stringify(spent));
  fixture.time.advance(11);
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => future.isDone());
  assert.equal(check().inFlight, 18);
});
