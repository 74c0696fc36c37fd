import assert from 'node:assert/strict';
import test from 'node:test';
import type { RuleId, Verdict } from '../../../engine/snapshot/verdict.ts';
import { verdictText } from '../../../webview/text/verdictText.ts';
import type { VerdictValues } from '../../../engine/snapshot/verdictValues.ts';
import { at } from '../frames/base.ts';
import { leaderDied } from '../frames/leaderDied.ts';
import { poolExhausted } from '../frames/poolExhausted.ts';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

function verdict<R extends RuleId>(rule: R, values: { [K in keyof VerdictValues[R]]?: VerdictValues[R][K] }): Verdict {
  return {
    rule,
    strength: 'proven',
    stage: 'batches',
    sinceWallMs: 0,
    values: values as Verdict['values'],
    subject: null,
  };
}

function check(v: Verdict, title: string, evidence: string, next: string) {
  const words = verdictText(v);
  assert.deepEqual([words.title, words.evidence, words.next].map(plain), [title, evidence, next]);
  assert.ok(words.title.length <= 60, words.title);
  assert.ok(words.evidence.length <= 105, words.evidence);
  assert.ok(words.next.length <= 45, words.next);
}

const first = (verdicts: readonly Verdict[]): Verdict => {
  const [v] = verdicts;
  assert.ok(v);
  return v;
};

test('pool exhausted names the broker that does not answer and who gets nothing', () =>
  check(
    first(poolExhausted.verdicts),
    'Sends wait for memory because broker 2 does not answer.',
    'Its four partitions hold all 32.0 MiB, so brokers 1 and 3 get nothing. 5 of 5 in flight, oldest 9.4 s.',
    'Is broker 2 up? Requests time out in 21 s',
  ));

test('leader gone says how often it was refused, what moved and until when it is retried', () =>
  check(
    first(leaderDied.verdicts),
    'Broker 2 is gone; orders-4 has no leader.',
    'Refused 4 times in 1.3 s. Its other 3 partitions moved (epoch 7 → 8). 11 batches retried, none failed.',
    'orders-4 is retried until 14:14:09',
  ));

test('unknown topic counts the answers and the time that is left', () =>
  check(
    verdict('unknownTopic', {
      topic: 'ordrs',
      node: 1,
      answers: 3,
      autoCreate: false,
      leftMs: 57_000,
      maxBlockMs: 60_000,
      waiting: 1,
    }),
    'Send waits for metadata of ordrs.',
    'Broker 1 answered 3 times: no such topic (auto-create is off). 57 s of max.block.ms left.',
    'Create Topic…',
  ));

test('record refused shows both sizes exactly', () =>
  check(
    verdict('recordRefused', {
      topic: 'orders',
      error: 'RecordTooLargeException',
      sizeBytes: 1_204_118,
      limitBytes: 1_048_576,
      limit: 'max.request.size',
      refused: 1,
    }),
    'Record not sent.',
    '1,204,118 B is more than max.request.size (1,048,576 B), counted before compression.',
    'Open the producer settings',
  ));

test('broker silent compares with what it used to take', () =>
  check(
    verdict('brokerSilent', {
      node: 2,
      oldestMs: 9400,
      medianMs: 2.9,
      inFlight: 5,
      maxInFlight: 5,
      queuedBatches: 12,
      requestTimeoutLeftMs: 20_600,
    }),
    'Broker 2 has not answered for 9.4 s.',
    '5 of 5 in flight. It used to answer in 2.9 ms. 12 batches wait behind.',
    'Is broker 2 up? Requests time out in 21 s',
  ));

test('retry storm sets the answer against the metadata', () =>
  check(
    verdict('retryStorm', {
      lane: 'orders-4',
      node: 3,
      errorCode: 6,
      count: 12,
      windowMs: 10_000,
      leader: 3,
      epoch: 7,
    }),
    'orders-4 is refused again and again.',
    'Broker 3 answered NOT_LEADER_OR_FOLLOWER 12 times in 10 s; metadata still names it, epoch 7.',
    'See what broker 3 and the metadata say',
  ));

test('batch given up says where the time went and whether it may be written', () =>
  check(
    verdict('batchGivenUp', {
      lane: 'orders-4',
      batchId: 7,
      records: 29,
      expired: true,
      deliveryTimeoutMs: 120_000,
      errorCode: null,
      attempts: 1,
      mayBeWritten: true,
      waitingForLeaderMs: 97_000,
      waitingForConnectionMs: 0,
      backoffMs: 0,
      throttledMs: 0,
      inFlightMs: 23_000,
      otherMs: 0,
    }),
    '29 records of orders-4 failed: delivery.timeout.ms passed.',
    '1 min 37 s no leader, 23 s in flight. Attempt 1 may be written.',
    'Show the batch',
  ));

test('a batch that was never sent is safe to send again', () => {
  const words = verdictText(
    verdict('batchGivenUp', {
      lane: 'orders-4',
      records: 1,
      expired: true,
      attempts: 0,
      mayBeWritten: false,
      waitingForLeaderMs: 120_000,
    }),
  );
  assert.match(words.evidence, /never sent, safe to send again/);
});

test('throttled names the quota and who waits', () =>
  check(
    verdict('throttled', { node: 2, throttleMs: 1800, lanes: 'orders-1,orders-4', othersRun: true }),
    'Broker 2 asks for a pause of 1.8 s (quota).',
    'orders-1 and orders-4 wait; others run.',
    'See the quota of broker 2',
  ));

test('could not connect and a wrong advertised address give both addresses', () => {
  check(
    verdict('couldNotConnect', {
      name: 'staging',
      address: 'localhost:9092',
      reason: 'ECONNREFUSED',
      attempts: 3,
      nextTryMs: 400,
    }),
    'Could not connect to staging.',
    'localhost:9092: ECONNREFUSED. 3 attempts. Next in 400 ms.',
    'Edit the connection',
  );
  check(
    verdict('advertisedAddress', {
      bootstrap: 'localhost:9092',
      node: 1,
      address: 'kafka:29092',
      disconnection: 'unresolved',
    }),
    'Bootstrap answers, broker 1 does not.',
    'localhost:9092 told us to use kafka:29092 (advertised.listeners), which fails: no such host.',
    'See the brokers and their addresses',
  );
});

test('a login that failed and TLS that did not come about say the cause, and lead to what mends it', () => {
  check(
    verdict('authenticationFailed', {
      name: 'staging',
      node: 2,
      address: 'kafka-2:9093',
      by: 'sasl',
      reason:
        'Authentication at kafka-2 with SASL SCRAM-SHA-512 failed: invalid credentials. Check sasl.jaas.config, and that the broker knows this user for this mechanism.',
      attempts: 3,
    }),
    'The login at broker 2 failed.',
    'SCRAM-SHA-512 failed: invalid credentials.',
    'Change the secrets',
  );
  check(
    verdict('authenticationFailed', {
      name: 'staging',
      node: null,
      address: 'kafka-1:9093',
      by: 'tls',
      reason:
        'TLS with kafka-1:9093 failed: its certificate is for DNS:kafka, and we dialled kafka-1; dial one of these names.',
      attempts: 1,
    }),
    'No TLS with kafka-1:9093.',
    'its certificate is for DNS:kafka, and we dialled kafka-1.',
    'Edit the connection',
  );
});

const failed = { reason: 'why', openForMs: 2600, timeoutMs: 60_000, transactionalId: 'orders-editor' };

test('a transaction that must be aborted names the first error, what is refused, and the command', () => {
  const values = { ...failed, error: 'TopicAuthorizationException', errorCode: 29, partitions: 3 };
  check(
    verdict('mustAbort', values),
    'The transaction must be aborted.',
    'TOPIC_AUTHORIZATION_FAILED (29). No record, offset or commit is taken until then.',
    'Abort Transaction',
  );
  check(
    verdict('mustAbort', { ...values, error: 'RecordTooLargeException', errorCode: null }),
    'The transaction must be aborted.',
    'RecordTooLargeException. No record, offset or commit is taken until then.',
    'Abort Transaction',
  );
  const old = verdict('mustAbort', { ...values, errorCode: 47, openForMs: 61_000 });
  assert.match(plain(verdictText(old).evidence), /Open for 1 min 01 s; transaction\.timeout\.ms is 60 s\./);
});

test('a fenced producer is told of the other one, or that its transaction was too old', () => {
  const values = { ...failed, error: 'ProducerFencedException', errorCode: 90, epoch: 7 };
  check(
    verdict('producerFenced', values),
    'Fenced: another producer began as orders-editor.',
    'PRODUCER_FENCED (90). Each producer that runs needs a transactional.id of its own.',
    'Connect Again',
  );
  check(
    verdict('producerFenced', { ...values, openForMs: 75_000 }),
    'Fenced: the transaction took too long.',
    'PRODUCER_FENCED (90). Open for 1 min 15 s; transaction.timeout.ms is 60 s.',
    'Connect Again',
  );
});

test('a producer that has failed for good says what to mend before another is started', () => {
  const evidence = (errorCode: number | null, openForMs = 2600) =>
    plain(
      verdictText(verdict('producerFailed', { ...failed, error: 'KafkaException', errorCode, openForMs })).evidence,
    );
  assert.equal(
    evidence(53),
    'TRANSACTIONAL_ID_AUTHORIZATION_FAILED (53). It needs Write and Describe on orders-editor.',
  );
  const id = 'an-application-with-a-long-name-of-its-own';
  const long = verdictText(verdict('producerFailed', { ...failed, transactionalId: id, errorCode: 53 })).evidence;
  assert.ok(long.length <= 105, long);
  assert.equal(evidence(35), 'UNSUPPORTED_VERSION (35). A broker does not speak a version that it needs.');
  assert.equal(evidence(48), 'INVALID_TXN_STATE (48). It refuses every call from now on.');
  assert.equal(evidence(48, 61_000), 'INVALID_TXN_STATE (48). Open for 1 min 01 s; transaction.timeout.ms is 60 s.');
  assert.equal(evidence(null), 'KafkaException. It refuses every call from now on.');
});

test('a coordinator that keeps a request waiting: which, since when, and what ends it', () => {
  const values = {
    cause: 'refused',
    request: 'InitProducerId',
    coordinator: 'transaction',
    coordinatorOf: 'orders-editor',
    node: 2,
    waitedMs: 9400,
    refusals: 14,
    errorCode: 51,
    requestTimeoutLeftMs: null,
    state: 'INITIALIZING',
  } as const;
  const next = 'See which brokers are up';
  check(
    verdict('coordinatorWait', values),
    'The transaction before is still being ended.',
    'InitProducerId: CONCURRENT_TRANSACTIONS (51) 14 times in 9.4 s. Its partitions need their markers first.',
    next,
  );
  check(
    verdict('coordinatorWait', { ...values, errorCode: 14, refusals: 1 }),
    'Coordinator broker 2 is still loading.',
    'InitProducerId: COORDINATOR_LOAD_IN_PROGRESS (14) once in 9.4 s. It reads __transaction_state first.',
    next,
  );
  check(
    verdict('coordinatorWait', { ...values, request: 'FindCoordinator', errorCode: 15 }),
    'No broker coordinates the transaction yet.',
    'COORDINATOR_NOT_AVAILABLE (15) 14 times in 9.4 s. Check transaction.state.log.replication.factor.',
    next,
  );
  check(
    verdict('coordinatorWait', {
      ...values,
      cause: 'silent',
      request: 'EndTxn',
      refusals: 0,
      errorCode: null,
      requestTimeoutLeftMs: 20_600,
      state: 'COMMITTING_TRANSACTION',
    }),
    'Coordinator broker 2 has not answered for 9.4 s.',
    'EndTxn is in flight; the commit waits for its answer.',
    'Is broker 2 up? Requests time out in 21 s',
  );
  check(
    verdict('coordinatorWait', {
      ...values,
      cause: 'unreachable',
      request: 'TxnOffsetCommit',
      coordinator: 'group',
      state: 'IN_TRANSACTION',
    }),
    'Group coordinator broker 2 cannot be reached.',
    'TxnOffsetCommit cannot be sent, for 9.4 s; the transaction waits for its answer.',
    'Is broker 2 up?',
  );
});

test('a transaction whose time runs out says until when, and who waits', () => {
  const values = {
    transactionalId: 'orders-editor',
    openForMs: 51_400,
    timeoutMs: 60_000,
    leftMs: 8600,
    partitions: 3,
  };
  check(
    verdict('transactionTimeout', values),
    'The transaction is aborted in 8.6 s unless it ends.',
    'Open for 51 s; transaction.timeout.ms is 60 s. Readers of 3 partitions wait for it.',
    'Commit or abort it',
  );
  assert.equal(
    verdictText(verdict('transactionTimeout', { ...values, leftMs: 0 })).title,
    'The transaction has outlived its time.',
  );
});

test('no rule needs a value: with none, or with the longest names, the limits of the line hold', () => {
  const rules: RuleId[] = [
    'unknownTopic',
    'recordRefused',
    'poolExhausted',
    'brokerSilent',
    'leaderGone',
    'retryStorm',
    'batchGivenUp',
    'throttled',
    'couldNotConnect',
    'authenticationFailed',
    'advertisedAddress',
    'producerFenced',
    'producerFailed',
    'mustAbort',
    'coordinatorWait',
    'transactionTimeout',
  ];
  const long = 'a-topic-with-a-very-long-name.of-two-hundred-letters'.repeat(4) + '-9999';
  const full = {
    topic: long,
    lane: long,
    name: long,
    address: long,
    reason: long,
    error: long,
    bootstrap: long,
    lanes: `${long},${long},${long}`,
    idleBrokers: '1,2,3,4',
    cause: 'brokerSilent',
    node: 101,
    holders: 24,
    holderBytes: 5e7,
    heldBytes: 6e7,
    totalBytes: 6e7,
    inFlight: 5,
    maxInFlight: 5,
    oldestMs: 119_400,
    requestTimeoutLeftMs: 100_000,
    leaderless: 1,
    refused: 140,
    sinceMs: 119_000,
    moved: 140,
    epochFrom: 107,
    epochTo: 108,
    retriedBatches: 110,
    failedBatches: 0,
    deadlineWallMs: at(1, 2, 3),
    errorCode: 22,
    count: 140,
    windowMs: 10_000,
    leader: 101,
    epoch: 107,
    records: 1299,
    expired: true,
    attempts: 12,
    mayBeWritten: true,
    waitingForLeaderMs: 97_000,
    inFlightMs: 97_000,
    backoffMs: 97_000,
    throttleMs: 99_000,
    answers: 140,
    autoCreate: false,
    leftMs: 59_000,
    attempt: 3,
    transactionalId: long,
    coordinatorOf: long,
    request: 'AddPartitionsToTxn',
    coordinator: 'group',
    state: 'COMMITTING_TRANSACTION',
    refusals: 1_400,
    waitedMs: 119_400,
    openForMs: 119_400,
    timeoutMs: 60_000,
    partitions: 1_400,
  };
  for (const rule of rules) {
    for (const values of [{}, full, { ...full, cause: 'refused', errorCode: 51 }]) {
      const words = verdictText({ rule, strength: 'suspected', stage: 'pool', sinceWallMs: 0, values, subject: null });
      assert.ok(words.title.length <= 60, `${rule}: ${words.title}`);
      assert.ok(words.evidence.length <= 105, `${rule}: ${words.evidence.length} ${words.evidence}`);
      assert.ok(words.next.length <= 45, `${rule}: ${words.next}`);
      assert.ok(words.falsifiedBy.length > 10);
    }
  }
});
