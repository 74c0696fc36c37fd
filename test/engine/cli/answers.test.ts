import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import test from 'node:test';
import { Answers } from '../../../engine/cli/answers.ts';
import { KafkaError } from '../../../engine/common/kafkaError.ts';

const metadata = { topic: 't', partition: 2, offset: 7, timestamp: 5, serializedKeySize: -1, serializedValueSize: 1 };

test('one JSON line for each answer, in order; one error is enough for not all', () => {
  const out = new PassThrough();
  const answers = new Answers(out, () => assert.fail('it is read'));
  answers.add(1, metadata, null);
  assert.equal(answers.allAcknowledged, true);
  answers.add(3, metadata, new KafkaError('TimeoutException', 'too late', { mayBeWritten: true }));
  answers.add(2, null, new KafkaError('RecordTooLargeException', 'too large'));
  answers.add(4, metadata, null);
  assert.equal(answers.allAcknowledged, false);
  assert.deepEqual(String(out.read()).split('\n'), [
    '{"n":1,"topic":"t","partition":2,"offset":7,"timestamp":5}',
    '{"n":3,"error":"TimeoutException","message":"too late","mayBeWritten":true}',
    '{"n":2,"error":"RecordTooLargeException","message":"too large","mayBeWritten":false}',
    '{"n":4,"topic":"t","partition":2,"offset":7,"timestamp":5}',
    '',
  ]);
});

test('back-pressure while nobody reads; a drain that has passed is not waited for', async () => {
  const out = new PassThrough({ highWaterMark: 100 });
  const answers = new Answers(out, () => assert.fail('it is read'));
  assert.equal(answers.whenDrained(), null);
  while (!out.writableNeedDrain) answers.add(1, metadata, null);
  const drained = answers.whenDrained();
  assert.ok(drained);
  out.resume();
  await drained;
  assert.equal(answers.whenDrained(), null);
});

test('the reader leaves: told once, who waits for it goes on, and not all is well', async () => {
  const out = new PassThrough({ highWaterMark: 10 });
  const told: string[] = [];
  const answers = new Answers(out, error => told.push(error.message));
  answers.add(1, metadata, null);
  const drained = answers.whenDrained();
  out.emit('error', new Error('write EPIPE'));
  await drained;
  out.emit('error', new Error('write EPIPE'));
  assert.deepEqual([told, answers.allAcknowledged], [['write EPIPE'], false]);
});
