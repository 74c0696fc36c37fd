import assert from 'node:assert/strict';
import test from 'node:test';
import { ErrorCodes, Errors } from '../../../engine/common/errors.ts';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { kafkaErrors } from '../../support/kafkaErrors.ts';

test('the table has every code from -1 to 136 once, each with a name, an exception and words', () => {
  const all = Errors.all();
  assert.deepEqual(
    all.map(({ code }) => code),
    Array.from({ length: 138 }, (_, i) => i - 1),
  );
  assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
  assert.equal(new Set(all.map(({ message }) => message)).size, all.length);
  for (const { code, exception, message } of all) {
    assert.equal(exception === '', code === 0);
    assert.match(message, /\.$/);
  }
});

test('names, exceptions and flags are those of Kafka 4.4.0', () => {
  const ours = Errors.all()
    .filter(({ code }) => code !== 0)
    .map(({ code, name, exception, retriable, refreshMetadata }) => ({
      code,
      name,
      exception,
      retriable,
      invalidMetadata: refreshMetadata,
    }));
  assert.deepEqual(ours, kafkaErrors);
});

test('flags say which codes are retried and which ask for metadata', () => {
  const codes = (wanted: (code: ReturnType<typeof Errors.forCode>) => boolean): number[] =>
    Errors.all()
      .filter(wanted)
      .map(({ code }) => code);
  assert.deepEqual(
    codes(code => code.refreshMetadata),
    [3, 5, 6, 9, 13, 56, 72, 74, 80, 83, 84, 100, 103],
  );
  assert.deepEqual(
    codes(code => code.retriable && !code.refreshMetadata),
    [2, 7, 14, 15, 16, 19, 20, 41, 51, 70, 71, 75, 78, 88, 89, 106, 122, 123, 133],
  );
  assert.equal(ErrorCodes.NOT_LEADER_OR_FOLLOWER, 6);
});

test('a code that no release knows yet is an unknown server error and keeps its number', () => {
  const future = Errors.forCode(9999);
  assert.equal(future.exception, 'UnknownServerException');
  assert.equal(future.code, 9999);
  assert.equal(future.retriable, false);
  assert.match(future.message, /9999/);
});

test('an error gets its flags from its kind, unless they are given', () => {
  const timeout = new KafkaError('TimeoutException', 'late');
  assert.deepEqual([timeout.api, timeout.retriable, timeout.refreshMetadata], [true, true, false]);
  const leader = new KafkaError('NotLeaderOrFollowerException', 'moved', { code: 6 });
  assert.deepEqual([leader.retriable, leader.refreshMetadata, leader.code], [true, true, 6]);
  for (const kind of [
    'ConfigException',
    'SerializationException',
    'IllegalStateException',
    'KafkaException',
    'SchemaException',
  ])
    assert.equal(new KafkaError(kind, '').api, false, kind);
  assert.equal(new KafkaError('TimeoutException', 'late', { retriable: false }).retriable, false);
});

test('an error is an Error: name, message and cause are where a debugger looks', () => {
  const cause = new Error('below');
  const error = new KafkaError('TimeoutException', 'late', { cause, mayBeWritten: true });
  assert.ok(error instanceof Error);
  assert.equal(String(error), 'TimeoutException: late');
  assert.equal(error.cause, cause);
  assert.equal(error.mayBeWritten, true);
  assert.equal('code' in error, false);
});

test('an error for a code has the exception and the words of the table, or better words', () => {
  const plain = KafkaError.forCode(10);
  assert.deepEqual([plain.kind, plain.code, plain.retriable], ['RecordTooLargeException', 10, false]);
  assert.match(plain.message, /max\.message\.bytes/);
  assert.equal(KafkaError.forCode(10, 'orders-1: 2 MB').message, 'orders-1: 2 MB');
});
