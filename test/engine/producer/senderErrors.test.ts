import assert from 'node:assert/strict';
import test from 'node:test';
import { Errors } from '../../../engine/common/errors.ts';
import type { RecordFuture } from '../../../engine/producer/recordFuture.ts';
import { TestProducer } from '../../support/testProducer.ts';

/**
 * What a producer does about each code that a partition may be answered with, written down from the protocol's description, not from
 * our table of errors. `yes`, `no`, `acks=all`: may the batch be in the log? Without idempotence 45, 46, 47 and 59 are plain failures.
 */
type Action = 'retry' | 'split' | 'success' | 'fail' | 'fatal';
type Written = 'yes' | 'no' | 'acks=all';
const table: readonly (readonly [
  codes: readonly number[],
  idempotent: Action,
  plain: Action,
  refresh: boolean,
  Written,
])[] = [
  [[3, 6, 56], 'retry', 'retry', true, 'acks=all'],
  [[5, 9, 13, 72], 'retry', 'retry', true, 'yes'],
  [[74, 100, 103], 'retry', 'retry', true, 'no'],
  [[2, 19], 'retry', 'retry', false, 'no'],
  [[7, 14, 15, 20, 75, 89], 'retry', 'retry', false, 'yes'],
  [[51], 'retry', 'retry', false, 'no'],
  [[10], 'split', 'split', false, 'no'],
  [[45, 59], 'retry', 'fail', false, 'no'],
  [[46], 'success', 'success', false, 'yes'],
  [[17, 18, 21, 29, 32, 43, 44, 47, 48, 76, 87, 120], 'fail', 'fail', false, 'no'],
  [[-1, 8, 50, 52, 58, 4711], 'fail', 'fail', false, 'yes'],
  [[31, 35, 49, 53, 90], 'fatal', 'fail', false, 'no'],
];

interface Seen {
  readonly action: Action;
  readonly refresh: boolean;
  readonly mayBeWritten: boolean | undefined;
  readonly fixture: TestProducer;
  readonly futures: readonly RecordFuture[];
}

/** Two records in one batch, answered with the code; then what came of it. */
async function answered(code: number, properties: Readonly<Record<string, string>>): Promise<Seen> {
  const fixture = new TestProducer({ properties: { 'linger.ms': '0', ...properties } });
  await fixture.warmUp();
  fixture.time.advance(5000);
  const futures = ['a', 'b'].map(value => fixture.send({ topic: 'orders', value }));
  await fixture.stepUntilSent();
  assert.equal(
    fixture.cluster.lastProduce.batches[0]?.records.length,
    2,
    'one batch, or the table means something else',
  );
  fixture.cluster.respond(1, { 'orders-0': { errorCode: code, logStartOffset: code === 59 ? -1 : 0 } });
  await fixture.step(); // Sent; the answer comes with the next poll.
  await fixture.stepUntil(
    () =>
      fixture.cluster.unanswered().length === 0 &&
      !fixture.producer.client.inFlight.of(1).some(({ apiKey }) => apiKey === 0),
  );
  const refresh = fixture.producer.metadata.needFullUpdate || fixture.of('metadataUpdated').length > 0;
  const batch = [...fixture.producer.accumulator.incomplete][0];
  const [first] = futures;
  if (!first?.isDone()) {
    const mayBeWritten = batch?.mayBeWritten;
    await fixture.stepUntilSent();
    return {
      action: fixture.producer.totals.splitBatches > 0 ? 'split' : 'retry',
      refresh,
      mayBeWritten,
      fixture,
      futures,
    };
  }
  const error = first.error();
  if (!error) return { action: 'success', refresh, mayBeWritten: true, fixture, futures };
  const next = fixture.send({ topic: 'orders', value: 'next' });
  await fixture.stepUntil(() => next.isDone() || fixture.cluster.unanswered().length > 0);
  return { action: next.isDone() ? 'fatal' : 'fail', refresh, mayBeWritten: error.mayBeWritten, fixture, futures };
}

for (const [codes, idempotent, plain, refresh, written] of table)
  for (const code of codes)
    for (const [mode, properties, action] of [
      ['idempotent', {}, idempotent],
      ['without idempotence', { 'enable.idempotence': 'false' }, plain],
      ['with acks=1', { 'enable.idempotence': 'false', acks: '1' }, plain],
    ] as const)
      test(`row 45 row 46: ${Errors.forCode(code).name} (${code}), ${mode}: ${action}`, async () => {
        const seen = await answered(code, properties);
        assert.deepEqual([seen.action, seen.refresh], [action, refresh]);
        if (action !== 'success' && action !== 'split')
          assert.equal(
            seen.mayBeWritten,
            written === 'yes' || (written === 'acks=all' && mode !== 'with acks=1'),
            'may be written',
          );
      });

test('row 45: each code that is worth another try, three times, and then all is well, nothing twice', async () => {
  const codes = table.filter(([, action]) => action === 'retry').flatMap(([all]) => all);
  for (const code of codes) {
    const fixture = new TestProducer();
    await fixture.warmUp();
    const futures = ['a', 'b'].map(value => fixture.send({ topic: 'orders', value }));
    for (let attempt = 0; attempt < 3; attempt++) {
      await fixture.stepUntilSent();
      fixture.cluster.respond(1, { 'orders-0': { errorCode: code } });
      await fixture.step();
    }
    await fixture.stepUntilSent();
    fixture.cluster.respondToAll();
    await fixture.stepUntil(() => futures.every(future => future.isDone()));
    assert.deepEqual(
      futures.map(future => future.error()),
      [null, null],
      `${code}`,
    );
    assert.deepEqual(
      fixture.completions.map(({ value }) => value),
      ['a', 'b'],
      `${code}`,
    );
    assert.equal(fixture.producer.pool.availableBytes, fixture.producer.config.bufferMemory, `${code}`);
    await fixture.close(0);
  }
});

test('row 46: a code that ends the batch is not tried again, and the next batch goes on', async () => {
  const { fixture, futures } = await answered(44, {});
  assert.deepEqual(
    futures.map(future => [future.error()?.kind, future.error()?.code]),
    [
      ['PolicyViolationException', 44],
      ['PolicyViolationException', 44],
    ],
  );
  assert.equal(fixture.cluster.produces.length, 2);
  const header = fixture.cluster.lastProduce.batches[0]?.header;
  assert.deepEqual(
    [header?.producerEpoch, header?.baseSequence],
    [1, 0],
    'a confirmed failure leaves a gap, so the epoch moves on',
  );
});

test('row 47: an unknown future code keeps its number', async () => {
  const { futures } = await answered(4711, {});
  assert.deepEqual([futures[0]?.error()?.kind, futures[0]?.error()?.code], ['UnknownServerException', 4711]);
});

test('88 after a fatal error requests in flight end without harm, whatever their answer', async () => {
  const fixture = new TestProducer({ topics: { orders: [1, 1] } });
  await fixture.warmUp();
  const first = fixture.send({ topic: 'orders', partition: 0, value: 'first' });
  await fixture.stepUntilSent(1);
  const second = fixture.send({ topic: 'orders', partition: 1, value: 'second' });
  await fixture.stepUntilSent(2);
  fixture.cluster.respond(1, { 'orders-0': { errorCode: 31 } });
  await fixture.stepUntil(() => second.isDone());
  assert.deepEqual(
    [first.error()?.mayBeWritten, second.error()?.mayBeWritten],
    [false, true],
    'each knows its own fate',
  );
  fixture.cluster.respondToAll();
  for (let i = 0; i < 3; i++) await fixture.step();
  assert.equal(fixture.completions.length, 2);
  assert.equal(fixture.producer.pool.availableBytes, fixture.producer.config.bufferMemory);
});

test('90 without idempotence a lost connection is retried all the same', async () => {
  const fixture = new TestProducer({ properties: { 'enable.idempotence': 'false' } });
  await fixture.warmUp();
  const future = fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntilSent();
  fixture.selector.deliverDisconnected('1');
  await fixture.step();
  fixture.cluster.produces.length = 0;
  await fixture.stepUntilSent();
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => future.isDone());
  assert.equal(future.error(), null);
});

test('row 42: many records too large together are split until all are written, in order', async () => {
  const fixture = new TestProducer({ properties: { 'batch.size': '16384', 'linger.ms': '10' } });
  await fixture.warmUp();
  const values = Array.from({ length: 8 }, (_, i) => `${i}`.repeat(1500));
  const futures = values.map(value => fixture.send({ topic: 'orders', value }));
  for (let rounds = 0; futures.some(future => !future.isDone()); rounds++) {
    assert.ok(rounds < 40, 'it comes to an end');
    await fixture.stepUntilSent();
    const [seen] = fixture.cluster.unanswered();
    const tooLarge = (seen?.batches[0]?.bytes.length ?? 0) > 4000;
    fixture.cluster.respond(1, tooLarge ? { 'orders-0': { errorCode: 10 } } : {});
    await fixture.step();
    await fixture.stepUntil(() => fixture.cluster.unanswered().length > 0 || futures.every(future => future.isDone()));
  }
  assert.deepEqual(
    fixture.completions.map(({ value, error }) => [value, error]),
    values.map(value => [value, null]),
  );
  assert.deepEqual(
    futures.map(future => future.metadata().offset),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
  assert.ok(fixture.producer.totals.splitBatches >= 2);
  assert.equal(fixture.producer.pool.availableBytes, fixture.producer.config.bufferMemory);
});

test('93 row 42: one record that is too large alone fails alone, and its successor is written', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  const big = fixture.send({ topic: 'orders', value: 'x'.repeat(5000) });
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-0': { errorCode: 10 } });
  await fixture.stepUntil(() => big.isDone());
  assert.deepEqual([big.error()?.kind, big.error()?.mayBeWritten], ['RecordTooLargeException', false]);
  const next = fixture.send({ topic: 'orders', value: 'small' });
  await fixture.stepUntilSent();
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => next.isDone());
  assert.equal(next.error(), null);
});

test('89 a message format the topic does not take fails that batch only', async () => {
  const fixture = new TestProducer({ topics: { orders: [1], modern: [1] } });
  await fixture.warmUp('orders', 'modern');
  const old = fixture.send({ topic: 'orders', value: 'v' });
  const modern = fixture.send({ topic: 'modern', value: 'v' });
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-0': { errorCode: 43 } });
  await fixture.stepUntil(() => old.isDone() && modern.isDone());
  assert.deepEqual([old.error()?.code, modern.error()], [43, null]);
});

test('row 54: a wrong correlation id costs the connection, not the record', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  const future = fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntilSent();
  fixture.selector.deliverResponse('1', Buffer.from('7fffff000000', 'hex'));
  await fixture.step();
  fixture.cluster.produces.length = 0;
  await fixture.stepUntilSent();
  assert.equal(fixture.cluster.lastProduce.batches[0]?.header.baseSequence, 1, 'the same batch under its own number');
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => future.isDone());
  assert.equal(future.error(), null);
});

test('row 55: an answer that cannot be read costs the connection, not the record', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  const future = fixture.send({ topic: 'orders', value: 'v' });
  await fixture.stepUntilSent();
  const garbage = Buffer.alloc(40, 0xee);
  garbage.writeInt32BE(fixture.cluster.lastProduce.correlationId);
  fixture.selector.deliverResponse('1', garbage);
  await fixture.step();
  fixture.cluster.produces.length = 0;
  await fixture.stepUntilSent();
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => future.isDone());
  assert.equal(future.error(), null);
  assert.equal(fixture.producer.pool.availableBytes, fixture.producer.config.bufferMemory);
});

test('101 each retry waits its backoff, which doubles up to its cap', async () => {
  const fixture = new TestProducer({ properties: { 'retry.backoff.ms': '100', 'retry.backoff.max.ms': '300' } });
  await fixture.warmUp();
  fixture.send({ topic: 'orders', value: 'v' });
  const waits: number[] = [];
  for (let attempt = 0; attempt < 5; attempt++) {
    await fixture.stepUntilSent();
    const answeredMs = fixture.time.milliseconds();
    fixture.cluster.respond(1, { 'orders-0': { errorCode: 7 } });
    await fixture.step();
    await fixture.stepUntilSent();
    waits.push(fixture.cluster.lastProduce.atMs - answeredMs);
  }
  for (const [i, [least, most]] of [
    [80, 120],
    [160, 240],
    [240, 300],
    [240, 300],
    [240, 300],
  ].entries())
    assert.ok((waits[i] ?? 0) >= (least ?? 0) && (waits[i] ?? 0) <= (most ?? 0) + 1, `${waits.join(', ')} ms`);
});

test('83 each pass notes of each node with something to take whether it could be taken', async () => {
  const fixture = new TestProducer({ nodes: [1, 2], topics: { orders: [1, 2] } });
  await fixture.warmUp();
  fixture.cluster.stop(2);
  fixture.selector.wakeup();
  await fixture.step();
  const noted = new Map<number, boolean>();
  const { accumulator } = fixture.producer;
  const note = accumulator.updateNodeLatencyStats.bind(accumulator);
  accumulator.updateNodeLatencyStats = (nodeId, nowMs, canDrain) => {
    noted.set(nodeId, canDrain);
    note(nodeId, nowMs, canDrain);
  };
  for (const partition of [0, 1]) fixture.send({ topic: 'orders', partition, value: 'v' });
  await fixture.stepUntil(() => noted.size === 2);
  assert.deepEqual([...noted].sort(), [
    [1, true],
    [2, false],
  ]);
});

for (const idempotent of [true, false])
  test(`74 a broker that takes only the old message formats gets no batch, idempotence ${idempotent ? 'on' : 'off'}: both ranges are named`, async () => {
    const fixture = new TestProducer({ produceVersion: 2, properties: { 'enable.idempotence': String(idempotent) } });
    const future = fixture.send({ topic: 'orders', value: 'v' });
    await fixture.stepUntil(() => future.isDone());
    const error = future.error();
    assert.deepEqual([error?.kind, error?.mayBeWritten], ['UnsupportedVersionException', false]);
    assert.match(error?.message ?? '', /Produce.*0 to 2.*3 to 13/);
    assert.equal(fixture.cluster.produces.length, 0);
    assert.equal(fixture.producer.pool.availableBytes, fixture.producer.pool.totalMemory);
    assert.equal(fixture.producer.transactionManager?.fatalError?.kind, idempotent ? error?.kind : undefined);
  });
