import assert from 'node:assert/strict';
import test from 'node:test';
import { Errors } from '../../../engine/common/errors.ts';
import type { ErrorName } from '../../../engine/common/errors.ts';
import { abortedError, batchError, expiredError, isIndefinite } from '../../../engine/producer/produceErrors.ts';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { TestBatch } from '../../support/testBatch.ts';

function batch(...names: readonly string[]) {
  const made = new TestBatch();
  for (const name of names) made.append(name);
  return made.batch;
}

const definite: readonly ErrorName[] = [
  'CORRUPT_MESSAGE',
  'MESSAGE_TOO_LARGE',
  'INVALID_TOPIC_EXCEPTION',
  'RECORD_LIST_TOO_LARGE',
  'NOT_ENOUGH_REPLICAS',
  'INVALID_REQUIRED_ACKS',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_TIMESTAMP',
  'UNSUPPORTED_VERSION',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'POLICY_VIOLATION',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNSUPPORTED_COMPRESSION_TYPE',
  'INVALID_RECORD',
  'INVALID_TXN_STATE',
  'INVALID_PRODUCER_ID_MAPPING',
  'CONCURRENT_TRANSACTIONS',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'PRODUCER_FENCED',
  'TRANSACTION_ABORTABLE',
];
const indefinite: readonly ErrorName[] = [
  'REQUEST_TIMED_OUT',
  'NETWORK_EXCEPTION',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'UNKNOWN_SERVER_ERROR',
  'DUPLICATE_SEQUENCE_NUMBER',
];
const definiteUnlessReplicated: readonly ErrorName[] = [
  'UNKNOWN_TOPIC_OR_PARTITION',
  'NOT_LEADER_OR_FOLLOWER',
  'KAFKA_STORAGE_ERROR',
];

for (const [names, withOne, withAll] of [
  [definite, false, false],
  [indefinite, true, true],
  [definiteUnlessReplicated, false, true],
] as const)
  for (const name of names)
    test(`after ${name} the batch ${withOne ? 'may' : withAll ? 'may, with acks=all only,' : 'cannot'} be in the log`, () => {
      const { code } = Errors.forName(name);
      assert.deepEqual(
        [isIndefinite(code, 1), isIndefinite(code, 0), isIndefinite(code, -1)],
        [withOne, withOne, withAll],
      );
    });

test('row 47: after a code nobody knows yet the batch may be in the log', () => {
  assert.equal(isIndefinite(4711, 1), true);
});

test("100 the text is ours where the broker gave none, and the broker's where it did", () => {
  assert.match(batchError(20, null, batch('a')).message, /^orders-0: NOT_ENOUGH_REPLICAS_AFTER_APPEND \(20\)\. \w.*/);
  assert.match(
    batchError(20, 'ISR is [1]', batch('a')).message,
    /^orders-0: NOT_ENOUGH_REPLICAS_AFTER_APPEND \(20\)\. ISR is \[1\]$/,
  );
});

test('an error says by kind, code and flag what Java says by class', () => {
  const some = batch('a');
  some.mayBeWritten = true;
  const { kind, code, retriable, refreshMetadata, mayBeWritten } = batchError(6, null, some);
  assert.deepEqual(
    [kind, code, retriable, refreshMetadata, mayBeWritten],
    ['NotLeaderOrFollowerException', 6, true, true, true],
  );
});

test('row 47: an unknown code keeps its number and is an unknown server error', () => {
  const { kind, code, retriable, message } = batchError(4711, null, batch('a'));
  assert.deepEqual([kind, code, retriable], ['UnknownServerException', 4711, false]);
  assert.match(message, /4711/);
});

test('errors a person can mend name the remedy', () => {
  assert.match(batchError(10, null, batch('a')).message, /max\.message\.bytes of topic orders/);
  assert.match(batchError(29, null, batch('a')).message, /right Write on topic orders/);
  assert.match(batchError(31, null, batch('a')).message, /IdempotentWrite.*enable\.idempotence=false/);
});

test('the remedy for a batch that is too large is meant for one that has one record', () => {
  assert.match(batchError(10, null, batch('a')).message, /with one record/);
  assert.doesNotMatch(batchError(10, null, batch('a', 'b')).message, /with one record/);
});

test('an expired batch tells how many, where, how long and whether it may be written', () => {
  const never = expiredError(batch('a', 'b'), 120_000, 120_001);
  assert.match(
    never.message,
    /Expiring 2 record\(s\) for orders-0: 120001 ms .* delivery\.timeout\.ms is 120000 ms .*never sent/,
  );
  assert.deepEqual([never.kind, never.code, never.retriable, never.mayBeWritten], ['TimeoutException', 7, true, false]);
  const sent = batch('a');
  sent.mayBeWritten = true;
  const after = expiredError(sent, 120_000, 120_001);
  assert.match(after.message, /sent at least once and may be written/);
  assert.equal(after.mayBeWritten, true);
});

test('what the batch spent its time on is in the text', () => {
  assert.match(expiredError(batch('a'), 1000, 1500).message, /\(1500 ms lingering\)/);
});

test('106 an aborted batch carries the reason, and a fate of its own', () => {
  const some = batch('a');
  some.mayBeWritten = true;
  const error = abortedError(new KafkaError('KafkaException', 'closed forcefully', { mayBeWritten: false }), some);
  assert.deepEqual([error.kind, error.mayBeWritten], ['KafkaException', true]);
  assert.match(error.message, /closed forcefully/);
});
