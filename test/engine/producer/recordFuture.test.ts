import assert from 'node:assert/strict';
import test from 'node:test';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { ProduceRequestResult } from '../../../engine/producer/produceRequestResult.ts';
import { RecordFuture } from '../../../engine/producer/recordFuture.ts';
import { settled } from '../../support/testProducer.ts';

function bound(): { result: ProduceRequestResult; future: RecordFuture } {
  const result = new ProduceRequestResult('orders', 3);
  const future = new RecordFuture();
  for (let record = 0; record < 4; record++) result.addRecord(1_699_999_999_999, -1, 0);
  future.bind(result, result.addRecord(1_700_000_000_000, 2, -1));
  return { result, future };
}

test('a record lies at its index behind the base offset, with its own time', async () => {
  const { result, future } = bound();
  assert.equal(future.isDone(), false);
  result.baseOffset = 100;
  result.release();
  assert.equal(future.isDone(), true);
  assert.deepEqual(await future.get(), {
    topic: 'orders',
    partition: 3,
    offset: 104,
    timestamp: 1_700_000_000_000,
    serializedKeySize: 2,
    serializedValueSize: -1,
  });
});

test("the broker's append time counts where the topic uses it", () => {
  const { result, future } = bound();
  result.logAppendTimeMs = 1_800_000_000_000;
  result.release();
  assert.equal(future.metadata().timestamp, 1_800_000_000_000);
});

test('without a base offset (acks=0, a repeated batch) the offset is -1', () => {
  const { result, future } = bound();
  result.release();
  assert.equal(future.metadata().offset, -1);
  assert.equal(future.error(), null);
});

test('26 an error is asked for by the index of the record', async () => {
  const { result, future } = bound();
  result.errorOf = index => new KafkaError('InvalidRecordException', `record ${index}`);
  result.release();
  await assert.rejects(future.get(), { kind: 'InvalidRecordException', message: 'record 4' });
  assert.deepEqual([future.metadata().offset, future.metadata().timestamp], [-1, -1]);
});

test('everybody who asks gets the answer, before and after', async () => {
  const { result, future } = bound();
  const early = [future.get(), future.get()];
  result.baseOffset = 0;
  result.release();
  const offsets = (await Promise.all([...early, future.get()])).map(({ offset }) => offset);
  assert.deepEqual(offsets, [4, 4, 4]);
});

test('a future asked before its record got into a batch answers all the same', async () => {
  const future = new RecordFuture();
  const answer = future.get();
  const result = new ProduceRequestResult('orders', 0);
  result.addRecord(1_700_000_000_000, -1, -1);
  future.bind(result, result.addRecord(1_700_000_000_000, -1, -1));
  result.baseOffset = 7;
  result.release();
  assert.equal((await answer).offset, 8);
});

test('217 a record refused before it got into a batch still names its topic and the partition it asked for', async () => {
  const future = new RecordFuture();
  const answer = future.get();
  const refusal = ProduceRequestResult.refused('orders', 5, new KafkaError('TimeoutException', 'no memory'));
  future.bind(refusal, 0);
  assert.deepEqual([future.isDone(), future.error()?.message], [false, 'no memory']);
  refusal.release();
  await assert.rejects(answer, { message: 'no memory' });
  assert.deepEqual([future.metadata().topic, future.metadata().partition], ['orders', 5]);
  assert.throws(() => new RecordFuture().metadata(), { kind: 'IllegalStateException' });
});

test('22 a future whose batch was split answers with the child its record moved to, and with the child of that', async () => {
  const { result: parent, future } = bound();
  const answer = future.get();
  const [first, second] = [childOf(parent, 3), childOf(parent, 2)];
  parent.release();
  await settled();
  assert.equal(future.isDone(), false);
  first.baseOffset = 50;
  first.release();
  await settled();
  assert.equal(future.isDone(), false);
  const [, grandchild] = [childOf(second, 1), childOf(second, 1)];
  second.release();
  grandchild.baseOffset = 70;
  grandchild.release();
  assert.equal((await answer).offset, 70);
  assert.equal(future.isDone(), true);
});

function childOf(parent: ProduceRequestResult, records: number): ProduceRequestResult {
  const child = new ProduceRequestResult('orders', 3);
  for (let record = 0; record < records; record++) child.addRecord(1_700_000_000_000, -1, -1);
  parent.dependents.push(child);
  return child;
}

test('a result is completed when all that came out of splitting it is, and out of splitting that', async () => {
  const [parent, child, grandchild] = [0, 1, 2].map(() => new ProduceRequestResult('orders', 0)) as [
    ProduceRequestResult,
    ProduceRequestResult,
    ProduceRequestResult,
  ];
  let completed = false;
  void parent.completed().then(() => (completed = true));
  parent.dependents.push(child);
  parent.release();
  await settled();
  child.dependents.push(grandchild);
  child.release();
  await settled();
  assert.equal(completed, false);
  grandchild.release();
  await settled();
  assert.equal(completed, true);
});
