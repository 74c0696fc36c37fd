import assert from 'node:assert/strict';
import test from 'node:test';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import type { ProducerBatch } from '../../../engine/producer/producerBatch.ts';
import { readBatchHeader, readRecords } from '../../../engine/record/recordBatchReader.ts';
import { TestBatch } from '../../support/testBatch.ts';

const aborted = new KafkaError('KafkaException', 'aborted');
const failed = new KafkaError('TimeoutException', 'failed');

/** A batch of records that each take about 100 bytes. */
function bigBatch(count: number, options: { type?: 'none' | 'gzip'; bytes?: number } = {}): TestBatch {
  const fixture = new TestBatch({ bytes: options.bytes ?? 8192, type: options.type ?? 'none' });
  for (let i = 0; i < count; i++) fixture.append(`r${i}`, { value: `r${i}`.padEnd(90, '.') });
  return fixture;
}

function split({ batch, lane }: TestBatch, targetBytes: number): ProducerBatch[] {
  return batch.split(targetBytes, lane.nextBatchId, batch.builder.compression, 1, 0);
}

function valuesOf(batch: ProducerBatch): string[] {
  return readRecords(readBatchHeader(batch.close())).map(({ value }) => String(value).replace(/\.+$/, ''));
}

test('a batch that is acknowledged runs its callbacks in the order of its records, then releases its futures', () => {
  const fixture = new TestBatch();
  for (const name of ['a', 'b', 'c']) fixture.append(name);
  const doneInside: boolean[] = [];
  fixture.batch.result.onDone(() => doneInside.push(fixture.told.length === 3));
  assert.equal(fixture.batch.complete(10, -1), true);
  assert.deepEqual(
    fixture.told.map(({ name, metadata, error }) => [name, metadata.offset, error]),
    [
      ['a', 10, null],
      ['b', 11, null],
      ['c', 12, null],
    ],
  );
  assert.deepEqual(doneInside, [true]);
});

test('18 abort answers each record once, and what the broker says later is ignored', () => {
  const fixture = new TestBatch();
  fixture.append('a');
  fixture.batch.abort(aborted);
  assert.equal(fixture.batch.complete(5, -1), false);
  assert.equal(
    fixture.batch.completeExceptionally(() => failed),
    false,
  );
  assert.deepEqual(
    fixture.told.map(({ error }) => error),
    [aborted],
  );
  assert.equal(fixture.future('a').error(), aborted);
  assert.equal(fixture.batch.finalState, 'aborted');
});

test('18 a success after the batch was given up is ignored: the user has been told', () => {
  const fixture = new TestBatch();
  fixture.append('a');
  fixture.batch.completeExceptionally(() => failed);
  assert.equal(fixture.batch.complete(5, -1), false);
  assert.equal(fixture.told.length, 1);
  assert.equal(fixture.future('a').metadata().offset, -1);
});

test('19 a second abort, and any end after a success, is an error', () => {
  const aborting = new TestBatch();
  aborting.append('a');
  aborting.batch.abort(aborted);
  assert.throws(() => aborting.batch.abort(aborted), /orders-0 #0 was aborted/);
  const succeeded = new TestBatch();
  succeeded.append('a');
  succeeded.batch.complete(0, -1);
  assert.throws(() => succeeded.batch.complete(0, -1), /orders-0 #0 has succeeded/);
  assert.throws(() => succeeded.batch.completeExceptionally(() => failed), /has succeeded/);
  assert.throws(() => succeeded.batch.abort(aborted), /has succeeded and cannot be aborted/);
  assert.equal(succeeded.told.length, 1);
});

test('20 a split keeps keys, values, headers and times of every record, in order', () => {
  const fixture = new TestBatch({ bytes: 4096 });
  const headers = [
    { key: 'trace', value: Buffer.from('1') },
    { key: 'empty', value: null },
  ];
  for (let i = 0; i < 6; i++) fixture.append(`r${i}`, { key: i % 2 ? `k${i}` : null, headers });
  const before = readRecords(readBatchHeader(fixture.batch.close()));
  const children = split(fixture, 150);
  assert.ok(children.length > 1);
  const after = children.flatMap(child => readRecords(readBatchHeader(child.close())));
  const plain = (records: typeof after) =>
    records.map(({ key, value, headers: kept, timestampMs }) => ({
      key: key?.toString(),
      value: value?.toString(),
      timestampMs,
      headers: kept.map(header => [header.key, header.value && Buffer.from(header.value).toString()]),
    }));
  assert.deepEqual(plain(after), plain(before));
});

for (const type of ['none', 'gzip'] as const)
  test(`21 children of a ${type} batch have its codec and format`, () => {
    const fixture = bigBatch(8, { type });
    for (const child of split(fixture, 400)) {
      const header = readBatchHeader(child.close());
      assert.equal(header.compressionType, type);
      assert.equal(header.magic, 2);
    }
  });

test("22 children complete their parent's futures; the parent's own end runs no callback", async () => {
  const fixture = bigBatch(4);
  const children = split(fixture, 250);
  assert.deepEqual(children.flatMap(valuesOf), ['r0', 'r1', 'r2', 'r3']);
  assert.equal(fixture.told.length, 0);
  assert.equal(fixture.batch.isDone, true);
  assert.equal(fixture.future('r0').isDone(), false);
  let offset = 70;
  for (const child of children) {
    child.complete(offset, -1);
    offset += child.recordCount;
  }
  assert.deepEqual(
    fixture.told.map(({ name, metadata }) => [name, metadata.offset]),
    [0, 1, 2, 3].map(i => [`r${i}`, 70 + i]),
  );
  assert.equal((await fixture.future('r3').get()).offset, 73);
});

test('22 a child is as old as its parent, is marked as split, and is numbered after it', () => {
  const fixture = bigBatch(4);
  const children = split(fixture, 250);
  assert.ok(children.every(child => child.isSplitBatch && child.createdMs === fixture.batch.createdMs));
  assert.deepEqual(
    children.map(({ id }) => id),
    children.map((_, index) => index + 1),
  );
});

test('25 nothing can be appended to a child, the last one included', () => {
  const children = split(bigBatch(3), 250);
  assert.ok(children.length > 1);
  assert.ok(children.every(child => child.isFull));
});

test('70 children take over the sequences of their parent, without a gap', () => {
  const fixture = bigBatch(5);
  fixture.batch.setProducerState(7n, 2, 100, false);
  const children = split(fixture, 250);
  let next = 100;
  for (const child of children) {
    const header = readBatchHeader(child.close());
    assert.deepEqual([header.producerId, header.producerEpoch, header.baseSequence], [7n, 2, next]);
    next += child.recordCount;
  }
  assert.equal(next, 105);
});

test('70 126 sequences of children wrap past 2147483647 to 0', () => {
  const fixture = bigBatch(4);
  fixture.batch.setProducerState(7n, 0, 2147483646, false);
  const children = split(fixture, 110);
  assert.deepEqual(
    children.map(child => readBatchHeader(child.close()).baseSequence),
    [2147483646, 2147483647, 0, 1],
  );
});

test('91 a record larger than the target gets a child of its own', () => {
  const fixture = new TestBatch({ bytes: 4096 });
  for (const [name, size] of [
    ['small', 10],
    ['large', 500],
    ['last', 10],
  ] as const)
    fixture.append(name, { value: name.padEnd(size, '.') });
  assert.deepEqual(split(fixture, 200).map(valuesOf), [['small'], ['large'], ['last']]);
});

test('23 24 a clock that stands before the creation neither expires nor ages a batch', () => {
  const { batch } = new TestBatch({ createdMs: 1000 });
  assert.equal(batch.hasReachedDeliveryTimeout(120, 900), false);
  assert.equal(batch.waitedTimeMs(900), 0);
  assert.equal(batch.createdTimeMs(900), 0);
  batch.reenqueued(1010);
  assert.equal(batch.hasReachedDeliveryTimeout(120, 900), false);
  assert.equal(batch.waitedTimeMs(900), 0);
});

test('65 the delivery deadline counts from creation, however often the batch was tried', () => {
  const { batch } = new TestBatch({ createdMs: 1000 });
  batch.reenqueued(1100);
  assert.equal(batch.hasReachedDeliveryTimeout(120, 1119), false);
  assert.equal(batch.hasReachedDeliveryTimeout(120, 1120), true);
  assert.equal(batch.waitedTimeMs(1120), 20);
});

test('25 nothing can be appended once a batch is closed for appends, closed or aborted', () => {
  const full = new TestBatch();
  full.append('a');
  full.batch.builder.closeForRecordAppends();
  assert.equal(full.append('b'), false);
  assert.equal(full.batch.isFull, true);
  const closed = new TestBatch();
  closed.append('a');
  closed.batch.close();
  assert.equal(closed.append('b'), false);
  assert.equal(closed.batch.recordCount, 1);
});

test('25 a record that does not fit is refused, and the first always fits', () => {
  const fixture = new TestBatch({ bytes: 100 });
  assert.equal(fixture.append('first', { value: Buffer.alloc(300) }), true);
  assert.equal(fixture.append('second'), false);
  assert.equal(fixture.batch.isFull, true);
});

test('26 27 each record hears its own error, and all others that they went down with them', () => {
  const fixture = new TestBatch();
  for (const name of ['a', 'b', 'c']) fixture.append(name);
  fixture.batch.completeExceptionally(index =>
    index === 1 ? new KafkaError('InvalidRecordException', 'no key') : failed,
  );
  assert.deepEqual(
    fixture.told.map(({ name, error }) => `${name}: ${error?.message}`),
    ['a: failed', 'b: no key', 'c: failed'],
  );
});

test('28 the leader epoch only moves forward, and a change counts for the running retry only', () => {
  const { batch } = new TestBatch();
  batch.maybeUpdateLeaderEpoch(5);
  assert.equal(batch.hasLeaderChangedForTheOngoingRetry, false, 'no retry is running');
  batch.reenqueued(10);
  batch.maybeUpdateLeaderEpoch(5);
  assert.equal(batch.hasLeaderChangedForTheOngoingRetry, false, 'the same epoch');
  batch.maybeUpdateLeaderEpoch(4);
  assert.equal(batch.hasLeaderChangedForTheOngoingRetry, false, 'an older one');
  batch.maybeUpdateLeaderEpoch(6);
  assert.equal(batch.hasLeaderChangedForTheOngoingRetry, true);
  batch.reenqueued(20);
  assert.equal(batch.hasLeaderChangedForTheOngoingRetry, false, 'the next retry needs a newer one again');
});

test('the largest record is known by the most it can take', () => {
  const fixture = new TestBatch();
  fixture.append('a', { key: 'kk', value: 'value' });
  assert.equal(fixture.batch.maxRecordSize, 92);
  fixture.append('b', { value: 'v' });
  assert.equal(fixture.batch.maxRecordSize, 92);
});

test('a reset of the producer state shows until the next close, and keeps the records', () => {
  const fixture = new TestBatch();
  fixture.append('a');
  fixture.batch.setProducerState(7n, 0, 3, false);
  fixture.batch.close();
  fixture.batch.resetProducerState(7n, 1, 0);
  assert.equal(fixture.batch.sequenceHasBeenReset, true);
  const header = readBatchHeader(fixture.batch.close());
  assert.equal(fixture.batch.sequenceHasBeenReset, false);
  assert.deepEqual([header.producerEpoch, header.baseSequence, header.recordCount], [1, 0, 1]);
});
