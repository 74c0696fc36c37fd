import assert from 'node:assert/strict';
import test from 'node:test';
import { RecordJourney } from '../../../engine/producer/recordJourney.ts';
import { RecordFuture } from '../../../engine/producer/recordFuture.ts';
import { TestProducer, settled } from '../../support/testProducer.ts';

test('78 a record is acknowledged with its partition, offset and time', async () => {
  const fixture = new TestProducer();
  const future = fixture.send({ topic: 'orders', key: 'k', value: 'hello', timestampMs: 1_600_000_000_000 });
  await fixture.stepUntilSent();
  const [batch] = fixture.cluster.lastProduce.batches;
  assert.deepEqual(
    batch?.records.map(({ key, value, timestampMs }) => [String(key), String(value), timestampMs]),
    [['k', 'hello', 1_600_000_000_000]],
  );
  fixture.cluster.respond(1, { 'orders-0': { baseOffset: 41 } });
  await fixture.step();
  assert.deepEqual(await future.get(), {
    topic: 'orders',
    partition: 0,
    offset: 41,
    timestamp: 1_600_000_000_000,
    serializedKeySize: 1,
    serializedValueSize: 5,
  });
  assert.deepEqual(
    fixture.completions.map(({ error, metadata }) => [error, metadata.offset]),
    [[null, 41]],
  );
  assert.equal(fixture.producer.pool.availableBytes, fixture.producer.pool.totalMemory);
});

test('null keys and values, headers with null, and no timestamp: the wall clock’s time', async () => {
  const fixture = new TestProducer();
  fixture.send({ topic: 'orders', key: null, value: null, headers: [{ key: 'h', value: null }] });
  await fixture.stepUntilSent();
  const record = fixture.cluster.lastProduce.batches[0]?.records[0];
  assert.deepEqual([record?.key, record?.value, record?.headers[0]?.value], [null, null, null]);
  assert.equal(record?.timestampMs, 1_700_000_000_000);
});

test("the broker's log append time is given instead of the record's", async () => {
  const fixture = new TestProducer();
  const future = fixture.send({ topic: 'orders' });
  await fixture.stepUntilSent();
  fixture.cluster.respond(1, { 'orders-0': { logAppendTimeMs: 1_800_000_000_000 } });
  await fixture.step();
  assert.equal((await future.get()).timestamp, 1_800_000_000_000);
});

test('with acks=0 a record is done when its bytes are written, at offset -1', async () => {
  const fixture = new TestProducer({ properties: { acks: '0' } });
  const future = fixture.send({ topic: 'orders' });
  await fixture.stepUntil(() => fixture.cluster.produces.length === 1);
  await fixture.stepUntil(() => future.isDone());
  assert.equal((await future.get()).offset, -1);
  assert.equal(fixture.cluster.lastProduce.acks, 0);
});

test('records of one topic keep their order while the first waits for metadata', async () => {
  const fixture = new TestProducer({ topics: {} });
  for (const value of ['1', '2', '3']) fixture.send({ topic: 'orders', value });
  await fixture.step(6);
  fixture.send({ topic: 'orders', value: '4' });
  fixture.cluster.createTopic('orders', [1]);
  await fixture.stepUntilSent();
  fixture.send({ topic: 'orders', value: '5' });
  const values = (): string[] =>
    fixture.cluster.produces.flatMap(({ batches }) =>
      batches.flatMap(({ records }) => records.map(r => String(r.value))),
    );
  assert.deepEqual(values(), ['1', '2', '3', '4']);
  fixture.cluster.respondToAll();
  await fixture.stepUntilSent();
  assert.deepEqual(values(), ['1', '2', '3', '4', '5']);
});

test('records of one topic keep their order while the first waits for memory, and a smaller one does not overtake', async () => {
  const fixture = new TestProducer({
    properties: { 'buffer.memory': '1000', 'batch.size': '500' },
    topics: { orders: [1], payments: [1] },
  });
  await fixture.warmUp('orders', 'payments');
  fixture.send({ topic: 'orders', value: 'a'.repeat(300) });
  fixture.send({ topic: 'payments', value: 'b'.repeat(300) });
  fixture.send({ topic: 'orders', value: 'c'.repeat(300) });
  fixture.send({ topic: 'orders', value: 'd' });
  assert.equal(fixture.producer.blockedSends.count, 2, 'd would fit into the batch of a');
  const sent: string[] = [];
  for (let i = 0; i < 6 && sent.length < 4; i++) {
    await fixture.stepUntilSent();
    for (const { batches } of fixture.cluster.unanswered())
      for (const { records } of batches) sent.push(...records.map(({ value }) => String(value).slice(0, 1)));
    fixture.cluster.respondToAll();
    await fixture.step();
  }
  assert.deepEqual(
    sent.filter(value => value !== 'b'),
    ['a', 'c', 'd'],
  );
});

test('39 40 42 who chooses the partition: the record, its key, or nobody', async () => {
  const six = { topics: { orders: [1, 1, 1, 1, 1, 1] } };
  const fixture = new TestProducer(six);
  await fixture.warmUp();
  const futures = [
    fixture.send({ topic: 'orders', key: 'kafka', partition: 2 }),
    fixture.send({ topic: 'orders', key: 'kafka' }),
    fixture.send({ topic: 'orders', key: 'abc' }),
    fixture.send({ topic: 'orders', key: '' }),
    fixture.send({ topic: 'orders' }),
  ];
  assert.deepEqual(
    futures.slice(0, 4).map(future => future.metadata().partition),
    [2, 4, 3, 3],
  );
  const { totals } = fixture.producer;
  assert.deepEqual([totals.partitionedExplicit, totals.partitionedByKey, totals.partitionedSticky], [1, 3, 2]);

  const ignoring = new TestProducer({ ...six, properties: { 'partitioner.ignore.keys': 'true' } });
  await ignoring.warmUp();
  const partitions = ['kafka', 'abc', 'a'].map(key => ignoring.send({ topic: 'orders', key }).metadata().partition);
  assert.deepEqual(new Set(partitions).size, 1, 'keys do not count: all go to the sticky one');
});

test('39 a key keeps its partition when that has no leader', async () => {
  const fixture = new TestProducer({ topics: { orders: [1, 1, 1, 1, -1, 1] } });
  await fixture.warmUp();
  assert.equal(fixture.send({ topic: 'orders', key: 'kafka' }).metadata().partition, 4);
});

test('82 a topic is asked for at its first send, and is not asked for again', async () => {
  const fixture = new TestProducer({ topics: { orders: [1], payments: [1] } });
  await fixture.step(6);
  assert.deepEqual(
    fixture.cluster.metadataRequests.flatMap(({ topics }) => topics),
    [],
  );
  await fixture.warmUp('orders', 'payments', 'orders');
  assert.deepEqual(
    fixture.cluster.metadataRequests.map(({ topics }) => topics),
    [[], ['orders'], ['payments']],
  );
});

test('82 a topic that nobody sends to any more leaves the metadata after metadata.max.idle.ms; the next send asks again', async () => {
  const fixture = new TestProducer({
    topics: { orders: [1], payments: [1] },
    properties: { 'metadata.max.idle.ms': '5000', 'metadata.max.age.ms': '4000' },
  });
  await fixture.warmUp('orders', 'payments');
  const asked = async (): Promise<readonly string[]> => {
    fixture.time.advance(4000);
    await fixture.warmUp('payments');
    await fixture.step(2);
    return fixture.cluster.metadataRequests.at(-1)?.topics ?? [];
  };
  assert.deepEqual(await asked(), ['orders', 'payments']);
  await asked();
  assert.deepEqual(await asked(), ['payments']);
  await fixture.warmUp('orders');
  assert.deepEqual(fixture.cluster.metadataRequests.at(-1)?.topics, ['orders']);
});

test('217 callbacks run before their future is done, in the order of the records', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  const seen: string[] = [];
  const futures = ['a', 'b'].map(value => {
    const future: RecordFuture = fixture.producer.send({ topic: 'orders', key: null, value }, () =>
      seen.push(`callback ${value}, done: ${future.isDone()}`),
    );
    void future.get().then(() => seen.push(`future ${value}`));
    return future;
  });
  await fixture.stepUntilSent();
  fixture.cluster.respondToAll();
  await fixture.step();
  assert.deepEqual(seen, ['callback a, done: false', 'callback b, done: false', 'future a', 'future b']);
  assert.ok(futures.every(future => future.isDone()));
});

test('217 a callback that throws is reported, and the others get their answers', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  const bad = fixture.producer.send({ topic: 'orders', key: null, value: 'bad' }, () => {
    throw new Error('my mistake');
  });
  const good = fixture.send({ topic: 'orders', value: 'good' });
  await fixture.stepUntilSent();
  fixture.cluster.respondToAll();
  await fixture.step();
  assert.deepEqual(
    fixture.of('callbackThrew').map(({ error }) => error),
    ['my mistake'],
  );
  assert.ok(bad.isDone() && good.isDone());
  assert.equal(fixture.completions.length, 1);
});

test('81 a callback may send again', async () => {
  const fixture = new TestProducer();
  await fixture.warmUp();
  let second: RecordFuture | null = null;
  fixture.producer.send({ topic: 'orders', key: null, value: 'first' }, () => {
    second = fixture.send({ topic: 'orders', value: 'second' });
  });
  await fixture.stepUntilSent();
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => second !== null);
  await fixture.stepUntilSent();
  fixture.cluster.respondToAll();
  await fixture.step();
  assert.deepEqual(
    fixture.completions.map(({ value }) => value),
    ['second'],
  );
});

test('217 a record and its headers may be changed after the send, even while it waits', async () => {
  const fixture = new TestProducer();
  const headers = [{ key: 'trace', value: Buffer.from('1') }];
  const record = { topic: 'orders', key: 'k', value: 'before', headers };
  fixture.producer.send(record);
  record.value = 'after';
  headers.push({ key: 'late', value: Buffer.from('2') });
  await fixture.stepUntilSent();
  const sent = fixture.cluster.lastProduce.batches[0]?.records[0];
  assert.equal(String(sent?.value), 'before');
  assert.deepEqual(
    sent?.headers.map(({ key }) => key),
    ['trace'],
  );
});

test('a send learns that it waits, and can wait until it does no more', async () => {
  const fixture = new TestProducer();
  assert.equal(fixture.producer.whenUnblocked(), null);
  fixture.send({ topic: 'orders' });
  const unblocked = fixture.producer.whenUnblocked();
  assert.ok(unblocked);
  let resolved = false;
  void unblocked.then(() => (resolved = true));
  await fixture.step();
  assert.equal(resolved, false);
  await fixture.stepUntilSent();
  assert.equal(resolved, true);
  assert.deepEqual(fixture.of('metadataWaitStarted').length, 1);
  assert.deepEqual(
    fixture.of('metadataWaitEnded').map(({ ok }) => ok),
    [true],
  );
});

test('a new batch and a full one wake the sender, a record into an open one does not', async () => {
  const fixture = new TestProducer({ properties: { 'linger.ms': '1000', 'batch.size': '200' } });
  await fixture.warmUp();
  const wakeups = (value: string): number => {
    const before = fixture.selector.wakeups;
    fixture.send({ topic: 'orders', value });
    return fixture.selector.wakeups - before;
  };
  assert.deepEqual(['opens', 'joins', 'x'.repeat(150)].map(wakeups), [1, 0, 1]);
});

test('a journey tells where a record’s time went', async () => {
  const fixture = new TestProducer({ topics: { orders: [1, 1, 1] }, latencyMs: 2, properties: { 'linger.ms': '5' } });
  const startMs = fixture.time.milliseconds();
  const journey = new RecordJourney(startMs);
  fixture.producer.send({ topic: 'orders', key: 'abc', value: 'v' }, undefined, journey);
  await fixture.stepUntilSent();
  const waitedMs = fixture.of('metadataWaitEnded')[0]?.waitedMs;
  assert.ok(waitedMs !== undefined && waitedMs > 0);
  assert.equal(journey.metadataWaitMs, waitedMs);
  assert.equal(journey.serializedMs, startMs + waitedMs);
  assert.equal(journey.partitionedMs, startMs + waitedMs);
  assert.equal(journey.appendedMs, startMs + waitedMs);
  assert.equal(journey.partitionedBy, 'keyHash');
  assert.equal(journey.keyHash, 479470107);
  assert.equal(journey.partitions, 3);
  assert.equal(journey.memoryWaitMs, 0);
  assert.equal(journey.memoryWasPooled, false);
  assert.equal(journey.openedBatch, true);
  assert.equal(journey.batch?.lane.name, 'orders-0');
  fixture.cluster.respondToAll();
  await fixture.step();

  const next = new RecordJourney(fixture.time.milliseconds());
  fixture.producer.send({ topic: 'orders', partition: 0, key: 'abc', value: 'v' }, undefined, next);
  assert.deepEqual([next.partitionedBy, next.keyHash, next.metadataWaitMs], ['explicit', null, null]);
  assert.equal(next.memoryWasPooled, true);
  const last = new RecordJourney(fixture.time.milliseconds());
  fixture.producer.send({ topic: 'orders', partition: 0, key: null, value: 'v' }, undefined, last);
  assert.equal(last.openedBatch, false);
  await settled();
});

test('32 a rack-aware producer sends records without a key to leaders in its rack, and those with one by their hash', async () => {
  const fixture = new TestProducer({
    properties: { 'partitioner.rack.aware': 'true', 'client.rack': 'near', 'batch.size': '1' },
    nodes: [1, 2],
    racks: { 1: 'far', 2: 'near' },
    topics: { orders: [1, 2, 1, 2] },
  });
  const sticky = Array.from({ length: 20 }, () => fixture.send({ topic: 'orders' }));
  const keyed = Array.from({ length: 20 }, (_, n) => fixture.send({ topic: 'orders', key: String(n) }));
  await fixture.stepUntil(() => fixture.producer.blockedSends.count === 0);
  const partitions = (futures: readonly RecordFuture[]): number[] =>
    [...new Set(futures.map(future => future.metadata().partition))].sort();
  assert.deepEqual(partitions(sticky), [1, 3]);
  assert.deepEqual(partitions(keyed), [0, 1, 2, 3]);
});
