import assert from 'node:assert/strict';
import test from 'node:test';
import type { RecordFuture } from '../../../engine/producer/recordFuture.ts';
import type { ProduceSeen } from '../../support/scriptedCluster.ts';
import { TestProducer } from '../../support/testProducer.ts';
import type { TestProducerOptions } from '../../support/testProducer.ts';

const NOT_LEADER = 6;
const OUT_OF_ORDER = 45;
const UNKNOWN_PRODUCER_ID = 59;

/** Warm, so that record 0 of orders-0 is written as sequence 0. */
async function warm(options: TestProducerOptions = {}): Promise<TestProducer> {
  const fixture = new TestProducer(options);
  await fixture.warmUp();
  return fixture;
}

/** One batch each, every one in flight before the next is made. */
async function inFlight(fixture: TestProducer, ...values: readonly string[]): Promise<RecordFuture[]> {
  const futures: RecordFuture[] = [];
  const before = fixture.cluster.unanswered().length;
  for (const value of values) {
    futures.push(fixture.send({ topic: 'orders', partition: 0, value }));
    await fixture.stepUntil(() => fixture.cluster.unanswered().length === before + futures.length);
  }
  return futures;
}

async function done(fixture: TestProducer, ...futures: readonly RecordFuture[]): Promise<void> {
  await fixture.stepUntil(() => futures.every(future => future.isDone()));
}

/** Passes that take no time. */
async function idle(fixture: TestProducer): Promise<void> {
  for (let i = 0; i < 5; i++) {
    fixture.selector.wakeup();
    await fixture.step();
  }
}

/** Answers everything with success until the futures are done. */
async function succeed(fixture: TestProducer, ...futures: readonly RecordFuture[]): Promise<void> {
  for (let i = 0; futures.some(future => !future.isDone()); i++) {
    assert.ok(i < 200, 'it comes to an end');
    fixture.cluster.respondToAll();
    await fixture.step();
  }
}

const numbers = ({ batches }: ProduceSeen): readonly [value: string | undefined, epoch: number, sequence: number] => {
  const [batch] = batches;
  return [batch?.records[0]?.value?.toString(), batch?.header.producerEpoch ?? -1, batch?.header.baseSequence ?? -1];
};

const sent = (fixture: TestProducer) => fixture.cluster.produces.map(numbers);
const quiet = (fixture: TestProducer) =>
  assert.deepEqual(
    [
      fixture.producer.pool.availableBytes,
      fixture.producer.accumulator.incomplete.size,
      fixture.producer.sender.inFlightBatches().size,
    ],
    [fixture.producer.config.bufferMemory, 0, 0],
    'all memory back, nothing left behind',
  );

test('108 five in flight with consecutive sequences, and no sixth', async () => {
  const fixture = await warm();
  const futures = await inFlight(fixture, 'a', 'b', 'c', 'd', 'e');
  assert.deepEqual(sent(fixture), [
    ['a', 0, 1],
    ['b', 0, 2],
    ['c', 0, 3],
    ['d', 0, 4],
    ['e', 0, 5],
  ]);
  const sixth = fixture.send({ topic: 'orders', value: 'f' });
  await idle(fixture);
  assert.equal(fixture.cluster.produces.length, 5);
  fixture.cluster.respond(1);
  await fixture.stepUntil(() => fixture.cluster.produces.length === 6);
  await succeed(fixture, ...futures, sixth);
  quiet(fixture);
});

test('127 the sequence grows by the records of each batch', async () => {
  const fixture = await warm();
  const futures = ['a', 'b', 'c'].map(value => fixture.send({ topic: 'orders', value }));
  await fixture.stepUntilSent();
  futures.push(...(await inFlight(fixture, 'd')));
  assert.deepEqual(sent(fixture), [
    ['a', 0, 1],
    ['d', 0, 4],
  ]);
  await succeed(fixture, ...futures);
});

test('109 row 36: retried one at a time, in order, and what is new waits behind them', async () => {
  const fixture = await warm();
  const futures = await inFlight(fixture, 'a', 'b');
  fixture.cluster.respond(1, { 'orders-0': { errorCode: NOT_LEADER } });
  fixture.cluster.respond(1, { 'orders-0': { errorCode: OUT_OF_ORDER } });
  await fixture.step(2);
  futures.push(fixture.send({ topic: 'orders', partition: 0, value: 'new' }));
  fixture.cluster.produces.length = 0;
  await fixture.stepUntilSent();
  await idle(fixture);
  assert.deepEqual(sent(fixture), [['a', 0, 1]]);
  fixture.cluster.respond(1);
  await fixture.stepUntil(() => fixture.cluster.unanswered().length === 1);
  await idle(fixture);
  assert.deepEqual(sent(fixture).slice(0, 2), [
    ['a', 0, 1],
    ['b', 0, 2],
  ]);
  await succeed(fixture, ...futures);
  assert.deepEqual(sent(fixture), [
    ['a', 0, 1],
    ['b', 0, 2],
    ['new', 0, 3],
  ]);
  assert.deepEqual(
    fixture.completions.map(({ value }) => value),
    ['a', 'b', 'new'],
  );
  quiet(fixture);
});

test('114 answers that come in another order than the requests: back into the queue by sequence', async () => {
  const fixture = await warm({ nodes: [1, 2], topics: { orders: [1] } });
  const futures = await inFlight(fixture, 'a', 'b', 'c');
  for (let i = 0; i < 3; i++)
    fixture.cluster.respond(1, { 'orders-0': { errorCode: i === 1 ? NOT_LEADER : OUT_OF_ORDER } });
  await fixture.step(2);
  fixture.cluster.produces.length = 0;
  await fixture.stepUntilSent();
  assert.equal(sent(fixture)[0]?.[0], 'a');
  await succeed(fixture, ...futures);
  assert.deepEqual(
    fixture.completions.map(({ value, error }) => [value, error]),
    [
      ['a', null],
      ['b', null],
      ['c', null],
    ],
  );
});

test('115 the second is written before the first: each gets its own offset', async () => {
  const fixture = await warm();
  const [first, second] = await inFlight(fixture, 'a', 'b');
  assert.ok(first && second);
  fixture.cluster.respond(1, { 'orders-0': { errorCode: 7 } });
  fixture.cluster.respond(1, { 'orders-0': { baseOffset: 2 } });
  await done(fixture, second);
  assert.equal(first.isDone(), false);
  fixture.cluster.produces.length = 0;
  await fixture.stepUntilSent();
  assert.deepEqual(sent(fixture), [['a', 0, 1]]);
  fixture.cluster.respond(1, { 'orders-0': { baseOffset: 1 } });
  await done(fixture, first);
  assert.deepEqual([first.metadata().offset, second.metadata().offset], [1, 2]);
  quiet(fixture);
});

test('116 row 3: a duplicate is a success without offset and does not move the numbers', async () => {
  const fixture = await warm();
  const [first, second] = await inFlight(fixture, 'a', 'b');
  assert.ok(first && second);
  fixture.cluster.respond(1, { 'orders-0': { errorCode: 7 } });
  fixture.cluster.respond(1);
  await done(fixture, second);
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-0': { errorCode: 46 } });
  await done(fixture, first);
  assert.deepEqual([first.error(), first.metadata().offset], [null, -1]);
  const [third] = await inFlight(fixture, 'c');
  assert.ok(third);
  assert.deepEqual(numbers(fixture.cluster.lastProduce), ['c', 0, 3]);
  await succeed(fixture, third);
});

test('110 the first fails for good: those behind it are sent again under a new epoch, from 0', async () => {
  const fixture = await warm();
  const [first, ...others] = await inFlight(fixture, 'a', 'b', 'c');
  assert.ok(first);
  fixture.cluster.respond(1, { 'orders-0': { errorCode: 44 } });
  for (let i = 0; i < 2; i++) fixture.cluster.respond(1, { 'orders-0': { errorCode: OUT_OF_ORDER } });
  await done(fixture, first);
  fixture.cluster.produces.length = 0;
  await succeed(fixture, ...others);
  assert.deepEqual(sent(fixture), [
    ['b', 1, 0],
    ['c', 1, 1],
  ]);
  assert.deepEqual([first.error()?.code, ...others.map(future => future.error())], [44, null, null]);
  quiet(fixture);
});

test('111 row 35: the broker lacks what was acknowledged: new epoch, sequence 0, nothing lost or doubled', async () => {
  const fixture = await warm();
  const futures = await inFlight(fixture, 'a');
  fixture.cluster.respond(1, { 'orders-0': { errorCode: OUT_OF_ORDER } });
  await fixture.step(2);
  fixture.cluster.produces.length = 0;
  await succeed(fixture, ...futures);
  assert.deepEqual(sent(fixture), [['a', 1, 0]]);
  assert.equal(fixture.of('epochBumped').length, 1);
  quiet(fixture);
});

test('112 113 a bump in one partition: another finishes under the old epoch first, then follows', async () => {
  const fixture = await warm({ topics: { orders: [1, 1] } });
  const other = fixture.send({ topic: 'orders', partition: 1, value: 'other' });
  await fixture.stepUntilSent();
  const [bad] = await inFlight(fixture, 'bad');
  assert.ok(bad);
  const lanes = (seen: ProduceSeen) => [seen.batches[0]?.lane, ...numbers(seen).slice(1)];
  // Requests of one connection are answered in order: the other partition's first, with an error of its own.
  fixture.cluster.respond(1, { 'orders-1': { errorCode: 7 } });
  fixture.cluster.respond(1, { 'orders-0': { errorCode: 44 } });
  await done(fixture, bad);
  const next = fixture.send({ topic: 'orders', partition: 1, value: 'next' });
  fixture.cluster.produces.length = 0;
  await succeed(fixture, other, next);
  const [retried, followed] = fixture.cluster.produces.map(lanes);
  assert.equal(retried?.[1], 0, 'the retry keeps its epoch');
  assert.deepEqual(followed?.slice(1), [1, 0], 'what is new starts under the next one');
});

test('117 65 a record that was never sent expires without a doubt: the epoch stays', async () => {
  const fixture = await warm({
    properties: { 'delivery.timeout.ms': '2000', 'request.timeout.ms': '1000', 'linger.ms': '0' },
  });
  fixture.cluster.stop(1);
  await fixture.step();
  const lost = fixture.send({ topic: 'orders', value: 'lost' });
  await done(fixture, lost);
  assert.equal(lost.error()?.mayBeWritten, false);
  fixture.cluster.start(1);
  fixture.cluster.produces.length = 0;
  const next = fixture.send({ topic: 'orders', value: 'next' });
  await succeed(fixture, next);
  assert.deepEqual(sent(fixture), [['next', 0, 1]]);
  quiet(fixture);
});

test('118 121 row 9: sent, sent again and expired: it may be written, and the partition goes on under a new epoch', async () => {
  const fixture = await warm({ properties: { 'delivery.timeout.ms': '3000', 'request.timeout.ms': '1000' } });
  const [lost] = await inFlight(fixture, 'lost');
  assert.ok(lost);
  await done(fixture, lost);
  assert.deepEqual([lost.error()?.kind, lost.error()?.mayBeWritten], ['TimeoutException', true]);
  assert.equal(fixture.of('sequenceUnresolved').length, 1);
  fixture.cluster.produces.length = 0;
  const next = fixture.send({ topic: 'orders', value: 'next' });
  await succeed(fixture, next);
  assert.deepEqual(sent(fixture).at(-1), ['next', 1, 0]);
  quiet(fixture);
});

test('119 the batch behind an expired one is written: no new epoch', async () => {
  const fixture = await warm({
    properties: {
      'delivery.timeout.ms': '3000',
      'request.timeout.ms': '2000',
      'retry.backoff.ms': '10',
      'retry.backoff.max.ms': '10',
    },
  });
  const [first] = await inFlight(fixture, 'first');
  assert.ok(first);
  fixture.time.advance(1500);
  const [second] = await inFlight(fixture, 'second');
  assert.ok(second);
  fixture.cluster.respond(1, { 'orders-0': { errorCode: 7 } });
  await fixture.stepUntil(() => fixture.cluster.produces.length === 3); // The first went out again, behind the second.
  fixture.cluster.respond(1, {}, { afterMs: 1600 });
  await done(fixture, first);
  assert.equal(
    (fixture.of('batchEnded')[0]?.atMs ?? 0) - fixture.time.startMs,
    3000,
    'at its deadline, though the second has time left',
  );
  await done(fixture, second);
  assert.deepEqual(
    [first.error()?.mayBeWritten, second.error(), fixture.of('sequenceUnresolved').length],
    [true, null, 1],
  );
  const [third] = await inFlight(fixture, 'third');
  assert.ok(third);
  assert.deepEqual(numbers(fixture.cluster.lastProduce), ['third', 0, 3]);
  await succeed(fixture, third);
  assert.deepEqual(fixture.of('epochBumped'), []);
});

test('122 124 row 37: the log was cut beyond our last record: from 0 under a new epoch', async () => {
  const fixture = await warm();
  const futures = await inFlight(fixture, 'a', 'b');
  for (let i = 0; i < 2; i++)
    fixture.cluster.respond(1, { 'orders-0': { errorCode: UNKNOWN_PRODUCER_ID, logStartOffset: 10 } });
  await fixture.step(2);
  fixture.cluster.produces.length = 0;
  await succeed(fixture, ...futures);
  assert.deepEqual(sent(fixture), [
    ['a', 1, 0],
    ['b', 1, 1],
  ]);
  quiet(fixture);
});

test('123 the broker does not know where its log starts: the same numbers again', async () => {
  const fixture = await warm();
  const futures = await inFlight(fixture, 'a');
  fixture.cluster.respond(1, { 'orders-0': { errorCode: UNKNOWN_PRODUCER_ID, logStartOffset: -1 } });
  await fixture.step(2);
  fixture.cluster.produces.length = 0;
  await succeed(fixture, ...futures);
  assert.deepEqual(sent(fixture), [['a', 0, 1]]);
});

test('126 row 39: sequences go round from 2147483647 to 0, retried and in order', async () => {
  const fixture = await warm();
  const [queue] = [...fixture.producer.accumulator.queues()];
  assert.ok(queue);
  fixture.producer.transactionManager?.setNextSequence(queue, 2_147_483_646);
  const across = ['a', 'b', 'c', 'd'].map(value => fixture.send({ topic: 'orders', value }));
  await fixture.stepUntilSent();
  const [after] = await inFlight(fixture, 'after');
  assert.ok(after);
  assert.deepEqual(sent(fixture), [
    ['a', 0, 2_147_483_646],
    ['after', 0, 2],
  ]);
  fixture.cluster.respond(1, { 'orders-0': { errorCode: 7 } });
  fixture.cluster.respond(1, { 'orders-0': { errorCode: OUT_OF_ORDER } });
  await fixture.step(2);
  fixture.cluster.produces.length = 0;
  await succeed(fixture, ...across, after);
  assert.deepEqual(sent(fixture), [
    ['a', 0, 2_147_483_646],
    ['after', 0, 2],
  ]);
  assert.deepEqual(
    fixture.completions.map(({ value }) => value),
    ['a', 'b', 'c', 'd', 'after'],
  );
  quiet(fixture);
});

test('128 row 39: the last epoch: a new producer id, and what waits goes out under it', async () => {
  const fixture = await warm();
  const manager = fixture.producer.transactionManager;
  assert.ok(manager);
  manager.setProducerId({ producerId: 4000n, epoch: 32_767 }, 0);
  const futures = await inFlight(fixture, 'a');
  fixture.cluster.respond(1, { 'orders-0': { errorCode: 44 } });
  await done(fixture, ...futures);
  fixture.cluster.produces.length = 0;
  const next = fixture.send({ topic: 'orders', value: 'next' });
  await succeed(fixture, next);
  const header = fixture.cluster.lastProduce.batches[0]?.header;
  assert.deepEqual([header?.producerId, header?.producerEpoch, header?.baseSequence], [4001n, 0, 0]);
  quiet(fixture);
});

for (const timeoutMs of [undefined, 0])
  test(`129 close ${timeoutMs === undefined ? 'in peace' : 'at once'} while the producer id is being replaced ends`, async () => {
    const fixture = await warm();
    fixture.cluster.answersProduce = timeoutMs === undefined;
    const manager = fixture.producer.transactionManager;
    assert.ok(manager);
    manager.setProducerId({ producerId: 4000n, epoch: 32_767 }, 0);
    const future = fixture.send({ topic: 'orders', value: 'a' });
    if (timeoutMs === 0) {
      await fixture.stepUntilSent();
      fixture.cluster.respond(1, { 'orders-0': { errorCode: OUT_OF_ORDER } });
      await fixture.step();
      await fixture.stepUntil(() => fixture.cluster.unanswered().length === 0);
    }
    await fixture.close(timeoutMs);
    assert.equal(future.isDone(), true);
    quiet(fixture);
  });

test('row 57: 81 94 an expired batch keeps its memory until its request has ended', async () => {
  const fixture = await warm({
    properties: {
      'delivery.timeout.ms': '1000',
      'request.timeout.ms': '1000',
      'buffer.memory': '32768',
      'batch.size': '16384',
    },
  });
  const pool = fixture.producer.pool;
  const seen: (number | boolean)[] = [];
  let next: RecordFuture | undefined;
  const lost = fixture.producer.send({ topic: 'orders', key: null, value: 'canary'.repeat(20) }, () => {
    const { chunks = [] } = fixture.selector.sends.at(-1)?.send ?? {};
    const before = Buffer.concat(chunks);
    seen.push(pool.availableBytes);
    next = fixture.send({ topic: 'orders', value: 'x'.repeat(200) });
    seen.push(pool.availableBytes, Buffer.concat(chunks).equals(before));
  });
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, {}, { afterMs: 1005 });
  await done(fixture, lost);
  assert.deepEqual(seen, [16_384, 0, true], '81 the callback may send, and not into memory that a socket still reads');
  assert.ok(next);
  await succeed(fixture, next);
  quiet(fixture);
  assert.deepEqual([lost.error()?.kind, lost.error()?.mayBeWritten, next.error()], ['TimeoutException', true, null]);
});
