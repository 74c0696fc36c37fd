import assert from 'node:assert/strict';
import test from 'node:test';
import { Errors } from '../../../engine/common/errors.ts';
import type { KafkaError } from '../../../engine/common/kafkaError.ts';
import type { RecordFuture } from '../../../engine/producer/recordFuture.ts';
import { neverToProduce, produceErrors } from '../../support/produceErrorTable.ts';
import type { ProduceAction, ProduceErrorRow } from '../../support/produceErrorTable.ts';
import { TestProducer } from '../../support/testProducer.ts';

type Action = ProduceAction;

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
  const action = (await nextIsRefused(fixture)) ? 'fatal' : 'fail';
  return { action, refresh, mayBeWritten: error.mayBeWritten, fixture, futures };
}

async function nextIsRefused(fixture: TestProducer): Promise<boolean> {
  try {
    const next = fixture.send({ topic: 'orders', value: 'next' });
    await fixture.stepUntil(() => next.isDone() || fixture.cluster.unanswered().length > 0);
    return next.isDone();
  } catch {
    return true;
  }
}

const modes = [
  ['idempotent', {}],
  ['without idempotence', { 'enable.idempotence': 'false' }],
  ['with acks=1', { 'enable.idempotence': 'false', acks: '1' }],
] as const;

async function check(row: ProduceErrorRow, code: number, [mode, properties]: (typeof modes)[number]): Promise<void> {
  const { refresh, written } = row;
  const action = mode === 'idempotent' ? row.idempotent : row.plain;
  const seen = await answered(code, properties);
  assert.deepEqual([seen.action, seen.refresh], [action, refresh], `${code}`);
  if (action !== 'success' && action !== 'split')
    assert.equal(
      seen.mayBeWritten,
      written === 'yes' || (written === 'acks=all' && mode !== 'with acks=1'),
      `${code} may be written`,
    );
  if (mode !== 'idempotent' || action === 'fatal') return;
  // Given up, or a number that the broker did not expect: only a new epoch goes on from there.
  const bumped = action === 'fail' || code === 45;
  assert.equal(seen.fixture.producer.transactionManager?.producer.epoch, bumped ? 1 : 0, `epoch after ${code}`);
}

for (const row of produceErrors)
  for (const code of row.codes)
    for (const mode of modes)
      test(`row 45 row 46: ${Errors.forCode(code).name} (${code}), ${mode[0]}: ${mode[0] === 'idempotent' ? row.idempotent : row.plain}`, () =>
        check(row, code, mode));

for (const mode of modes)
  test(`every other code of Kafka 4.4.0, ${mode[0]}: as its class says, and it may be written`, async () => {
    assert.equal(neverToProduce.length, 91);
    for (const row of neverToProduce) await check(row, row.codes[0] as number, mode);
  });

test('row 45: each code that is worth another try, three times, and then all is well, nothing twice', async () => {
  const codes = produceErrors.filter(({ idempotent }) => idempotent === 'retry').flatMap(row => row.codes);
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

test('after a fatal error a send throws, and nothing of it is left; what is wrong with its record comes first, as in Java', async () => {
  const { fixture } = await answered(49, {});
  const thrown = (value: string): KafkaError => {
    try {
      fixture.send({ topic: 'orders', value });
    } catch (error) {
      return error as KafkaError;
    }
    return assert.fail('the send was taken');
  };
  const { kind, cause, mayBeWritten, message } = thrown('next');
  assert.deepEqual(
    [kind, (cause as KafkaError).kind, mayBeWritten],
    ['KafkaException', 'InvalidPidMappingException', false],
  );
  assert.match(message, /The producer is in an error state\. Close this producer and start another/);
  assert.equal(fixture.producer.accumulator.hasIncomplete, false);
  const tooLarge = fixture.send({ topic: 'orders', value: 'x'.repeat(2_000_000) });
  assert.equal(tooLarge.error()?.kind, 'RecordTooLargeException');
});

test('after PRODUCER_FENCED the future of a send has the error, as it is one of the API', async () => {
  const { fixture } = await answered(90, {});
  const error = fixture.send({ topic: 'orders', value: 'next' }).error();
  assert.deepEqual([error?.kind, error?.code, error?.mayBeWritten], ['ProducerFencedException', 90, false]);
  assert.match(error?.message ?? '', /The producer with producer id \d+ and epoch 0 has been fenced/);
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
