import assert from 'node:assert/strict';
import test from 'node:test';
import type { ErrorName } from '../../../../engine/common/errors.ts';
import { kafkaErrors } from '../../../support/kafkaErrors.ts';
import type { KafkaErrorRow } from '../../../support/kafkaErrors.ts';
import type { CoordinatedApi } from '../../../support/scriptedCoordinator.ts';
import { TransactionalProducer } from '../../../support/transactionalProducer.ts';
import type { TransactionalProducerOptions } from '../../../support/transactionalProducer.ts';

type Fate = 'retried' | 'abortable' | 'fatal';

const group = { groupId: 'billing' };
const offsets = [{ topic: 'orders', partition: 0, offset: 12n }];

/** Brings the producer to where the API is asked next, and gives the call that waits for it. */
const situations: Readonly<Record<string, (options: TransactionalProducerOptions) => Promise<Situation>>> = {
  InitProducerId: async options => {
    const fixture = new TransactionalProducer(options);
    return { fixture, call: () => fixture.producer.initTransactions() };
  },
  AddPartitionsToTxn: async options => {
    const fixture = await TransactionalProducer.initialized(options);
    fixture.producer.beginTransaction();
    fixture.cluster.answersProduce = true;
    const call = async (): Promise<void> => {
      fixture.send({ topic: 'orders', partition: 0, value: 'v' });
      await fixture.producer.commitTransaction();
    };
    return { fixture, call };
  },
  AddOffsetsToTxn: async options => {
    const fixture = await TransactionalProducer.inTransaction(options);
    return { fixture, call: () => fixture.producer.sendOffsetsToTransaction(offsets, group) };
  },
  TxnOffsetCommit: async options => {
    const fixture = await TransactionalProducer.inTransaction(options);
    return { fixture, call: () => fixture.producer.sendOffsetsToTransaction(offsets, group) };
  },
  EndTxn: async options => {
    const fixture = await TransactionalProducer.inTransaction(options);
    return { fixture, call: () => fixture.producer.commitTransaction() };
  },
  FindCoordinator: async options => {
    const fixture = new TransactionalProducer(options);
    return { fixture, call: () => fixture.producer.initTransactions() };
  },
};

interface Situation {
  readonly fixture: TransactionalProducer;
  readonly call: () => Promise<void>;
}

async function fateOf(api: CoordinatedApi, error: ErrorName, options: TransactionalProducerOptions = {}) {
  const { fixture, call } = await (situations[api] as (typeof situations)[string])(options);
  fixture.coordinator.seen.length = 0;
  fixture.coordinator.fail(api, error);
  const outcome = await fixture.run(call()).then(
    () => null,
    (error: unknown) => error as Error & { kind: string },
  );
  if (outcome) await fixture.step();
  const fate: Fate = !outcome ? 'retried' : fixture.manager.fatalError ? 'fatal' : 'abortable';
  return { fate, fixture, error: outcome };
}

const common: readonly (readonly [ErrorName, Fate])[] = [
  ['COORDINATOR_NOT_AVAILABLE', 'retried'],
  ['NOT_COORDINATOR', 'retried'],
  ['COORDINATOR_LOAD_IN_PROGRESS', 'retried'],
  ['CONCURRENT_TRANSACTIONS', 'retried'],
  ['REQUEST_TIMED_OUT', 'retried'],
  ['INVALID_PRODUCER_EPOCH', 'fatal'],
  ['PRODUCER_FENCED', 'fatal'],
  ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'fatal'],
  ['INVALID_PRODUCER_ID_MAPPING', 'fatal'],
  ['INVALID_TXN_STATE', 'fatal'],
  ['UNKNOWN_SERVER_ERROR', 'fatal'],
  ['TRANSACTION_ABORTABLE', 'abortable'],
];

/** Where a request goes another way than the others, and what only it is answered with. */
const special: Readonly<Record<CoordinatedApi, readonly (readonly [ErrorName, Fate])[]>> = {
  InitProducerId: [
    ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'abortable'],
    ['CLUSTER_AUTHORIZATION_FAILED', 'abortable'],
    ['INVALID_TRANSACTION_TIMEOUT', 'fatal'],
    ['UNSUPPORTED_VERSION', 'fatal'],
  ],
  AddPartitionsToTxn: [
    ['UNKNOWN_TOPIC_OR_PARTITION', 'retried'],
    ['UNKNOWN_PRODUCER_ID', 'abortable'],
    ['TOPIC_AUTHORIZATION_FAILED', 'abortable'],
    ['OPERATION_NOT_ATTEMPTED', 'abortable'],
    ['UNKNOWN_SERVER_ERROR', 'abortable'],
  ],
  AddOffsetsToTxn: [
    ['UNKNOWN_PRODUCER_ID', 'abortable'],
    ['GROUP_AUTHORIZATION_FAILED', 'abortable'],
  ],
  TxnOffsetCommit: [
    ['UNKNOWN_TOPIC_OR_PARTITION', 'retried'],
    ['GROUP_AUTHORIZATION_FAILED', 'abortable'],
    ['FENCED_INSTANCE_ID', 'abortable'],
    ['UNKNOWN_MEMBER_ID', 'abortable'],
    ['ILLEGAL_GENERATION', 'abortable'],
    ['GROUP_ID_NOT_FOUND', 'abortable'],
    ['STALE_MEMBER_EPOCH', 'abortable'],
    ['UNSUPPORTED_FOR_MESSAGE_FORMAT', 'fatal'],
    ['UNKNOWN_PRODUCER_ID', 'fatal'],
  ],
  EndTxn: [['UNKNOWN_PRODUCER_ID', 'abortable']],
  FindCoordinator: [
    ['GROUP_AUTHORIZATION_FAILED', 'abortable'],
    ['INVALID_PRODUCER_EPOCH', 'fatal'],
    ['INVALID_REQUEST', 'fatal'],
  ],
};

const numberOf: Readonly<Partial<Record<ErrorName, string>>> = {
  INVALID_PRODUCER_EPOCH: '143 144',
  PRODUCER_FENCED: '143',
  TOPIC_AUTHORIZATION_FAILED: '145',
  GROUP_AUTHORIZATION_FAILED: '145',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: '145',
  NOT_COORDINATOR: '137',
  TRANSACTION_ABORTABLE: '151',
  UNSUPPORTED_VERSION: '152',
};

for (const api of Object.keys(special) as CoordinatedApi[]) {
  const own = new Map(special[api]);
  for (const [error, fate] of [...common.filter(([name]) => !own.has(name)), ...own]) {
    const number = numberOf[error] ?? (api === 'TxnOffsetCommit' ? '150' : '');
    test(`${number} ${api} answered ${error}: ${fate}`.trim(), async () => {
      const { fate: seen, fixture, error: outcome } = await fateOf(api, error);
      assert.equal(seen, fate, `${outcome?.message} in ${fixture.state}`);
      if (fate === 'retried') assert.ok(fixture.coordinator.of(api).length >= 2);
      if (
        fate === 'fatal' &&
        (error === 'PRODUCER_FENCED' || error === 'INVALID_PRODUCER_EPOCH') &&
        api !== 'FindCoordinator'
      )
        assert.equal(
          outcome?.kind === 'KafkaException' ? (outcome.cause as { kind: string }).kind : outcome?.kind,
          'ProducerFencedException',
        );
    });
  }
}

for (const api of ['AddPartitionsToTxn', 'AddOffsetsToTxn', 'EndTxn', 'InitProducerId', 'TxnOffsetCommit'] as const)
  for (const error of ['NOT_COORDINATOR', 'COORDINATOR_NOT_AVAILABLE'] as const)
    test(`137 ${api} answered ${error}: the coordinator is looked up again, and asked where it is now`, async () => {
      const { fixture, call } = await (situations[api] as (typeof situations)[string])({ nodes: [1, 2] });
      fixture.coordinator.seen.length = 0;
      fixture.coordinator.fail(api, error);
      const done = call();
      await fixture.stepUntil(() => fixture.coordinator.of(api).length === 1);
      fixture.coordinator.nodeId = 2;
      await fixture.run(done);
      assert.deepEqual(
        fixture.coordinator.of(api).map(({ nodeId }) => nodeId),
        [1, 2],
      );
      const lookups = fixture.coordinator.of('FindCoordinator');
      // The first time of an id or a group, and again.
      assert.equal(lookups.length, api === 'EndTxn' || api === 'AddPartitionsToTxn' ? 1 : 2);
    });

test('135 the first partitions of a transaction back off 20 ms while the one before is being completed', async () => {
  const fixture = await TransactionalProducer.initialized({ topics: { orders: [1, 1] } });
  fixture.producer.beginTransaction();
  fixture.coordinator.fail('AddPartitionsToTxn', 'CONCURRENT_TRANSACTIONS', 2);
  fixture.cluster.answersProduce = true;
  await fixture.acked(fixture.send({ topic: 'orders', partition: 0, value: 'v' }));
  fixture.coordinator.fail('AddPartitionsToTxn', 'CONCURRENT_TRANSACTIONS', 1);
  await fixture.acked(fixture.send({ topic: 'orders', partition: 1, value: 'v' }));
  const atMs = fixture.coordinator.of('AddPartitionsToTxn').map(each => each.atMs);
  const waitedMs = atMs.slice(1).map((ms, i) => ms - (atMs[i] ?? 0));
  assert.deepEqual([waitedMs[0], waitedMs[1], waitedMs[3]], [20, 20, 100]);
});

test('135 the short backoff is no longer than retry.backoff.ms', async () => {
  const fixture = await TransactionalProducer.initialized({ properties: { 'retry.backoff.ms': '5' } });
  fixture.producer.beginTransaction();
  fixture.coordinator.fail('AddPartitionsToTxn', 'CONCURRENT_TRANSACTIONS');
  fixture.cluster.answersProduce = true;
  await fixture.acked(fixture.send({ topic: 'orders', partition: 0, value: 'v' }));
  const [first, second] = fixture.coordinator.of('AddPartitionsToTxn');
  assert.equal((second?.atMs ?? 0) - (first?.atMs ?? 0), 5);
});

test('145 topics that may not be written to are named', async () => {
  const { error, fixture } = await fateOf('AddPartitionsToTxn', 'TOPIC_AUTHORIZATION_FAILED');
  const cause = error?.cause as Error & { kind: string };
  assert.match(cause?.message ?? error?.message ?? '', /orders.*right Write/);
  await fixture.run(fixture.producer.abortTransaction());
  assert.equal(fixture.state, 'READY');
});

test('145 initTransactions without the right to the id: told, and possible again when it is granted', async () => {
  const { error, fixture } = await fateOf('InitProducerId', 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED');
  assert.equal(error?.kind, 'TransactionalIdAuthorizationException');
  assert.match(error?.message ?? '', /shop-1.*rights Write and Describe/);
  assert.equal(fixture.state, 'UNINITIALIZED');
  await fixture.run(fixture.producer.initTransactions());
  assert.equal(fixture.state, 'READY');
});

for (const transactionVersion of [0, 2])
  for (const [api, error] of [
    ['FindCoordinator', 'GROUP_AUTHORIZATION_FAILED'],
    ['FindCoordinator', 'TRANSACTION_ABORTABLE'],
    ['InitProducerId', 'TRANSACTION_ABORTABLE'],
  ] as const)
    test(`145 initTransactions aborted after ${api} ${error}, transaction.version ${transactionVersion}: possible again, and nothing else before`, async () => {
      const { fate, fixture } = await fateOf(api, error, { transactionVersion });
      assert.equal(fate, 'abortable');
      fixture.coordinator.seen.length = 0;
      await fixture.run(fixture.producer.abortTransaction());
      assert.deepEqual([fixture.state, fixture.manager.lastError], ['UNINITIALIZED', null]);
      assert.throws(() => fixture.producer.beginTransaction(), /Call initTransactions first/);
      await fixture.step();
      assert.deepEqual(fixture.coordinator.seen, [], 'an abort without a producer id asks for nothing');
      await fixture.run(fixture.producer.initTransactions());
      fixture.producer.beginTransaction();
      assert.equal(fixture.state, 'IN_TRANSACTION');
    });

test('150 a group that has moved on: CommitFailedException, and the transaction can be aborted', async () => {
  const { error, fixture } = await fateOf('TxnOffsetCommit', 'ILLEGAL_GENERATION');
  assert.equal(error?.kind, 'CommitFailedException');
  await fixture.run(fixture.producer.abortTransaction());
  assert.equal(fixture.state, 'READY');
});

test('151 TRANSACTION_ABORTABLE in answer to an abort is fatal: there is nothing left to try', async () => {
  const fixture = await TransactionalProducer.inTransaction({ transactionVersion: 2 });
  fixture.coordinator.fail('EndTxn', 'TRANSACTION_ABORTABLE');
  const error = await fixture.refused(fixture.producer.abortTransaction());
  assert.match(error.message, /Failed to abort the transaction/);
  assert.equal(fixture.state, 'FATAL_ERROR');
});

test('144 UNKNOWN_PRODUCER_ID is fatal where no new epoch can be had', async () => {
  const fixture = new TransactionalProducer();
  fixture.coordinator.speaksUpTo('InitProducerId', 2);
  await fixture.run(fixture.producer.initTransactions());
  fixture.producer.beginTransaction();
  fixture.coordinator.fail('AddPartitionsToTxn', 'UNKNOWN_PRODUCER_ID');
  fixture.send({ topic: 'orders', partition: 0, value: 'v' });
  await fixture.refused(fixture.producer.commitTransaction());
  assert.equal(fixture.state, 'FATAL_ERROR');
});

for (const api of ['AddPartitionsToTxn', 'AddOffsetsToTxn', 'EndTxn', 'TxnOffsetCommit'] as const)
  test(`137 ${api} whose connection breaks before the answer: looked up again and sent again`, async () => {
    const { fixture, call } = await (situations[api] as (typeof situations)[string])({});
    const { key } = {
      AddPartitionsToTxn: { key: 24 },
      AddOffsetsToTxn: { key: 25 },
      EndTxn: { key: 26 },
      TxnOffsetCommit: { key: 28 },
    }[api];
    fixture.cluster.silentApis.add(key);
    const done = call();
    await fixture.stepUntil(() => fixture.selector.sends.some(({ request }) => request.key === key));
    fixture.coordinator.seen.length = 0;
    fixture.cluster.silentApis.clear();
    for (const id of [...fixture.selector.openConnections]) fixture.selector.deliverDisconnected(id);
    await fixture.run(done);
    assert.deepEqual(fixture.coordinator.apisSeen.slice(0, 2), ['FindCoordinator', api]);
  });

test('137 a coordinator that cannot be reached is looked up again', async () => {
  const fixture = new TransactionalProducer({ nodes: [1, 2] });
  fixture.coordinator.nodeId = 2;
  fixture.cluster.stop(2);
  const done = fixture.producer.initTransactions();
  await fixture.stepUntil(() => fixture.coordinator.of('FindCoordinator').length >= 2, 500);
  const between = fixture.coordinator.of('FindCoordinator').map(({ atMs }) => atMs);
  assert.ok((between[1] ?? 0) - (between[0] ?? 0) <= 200, 'not by its timeout');
  fixture.coordinator.nodeId = 1;
  await fixture.run(done);
  assert.equal(fixture.state, 'READY');
});

test('137 the search for a lost coordinator does not run wild', async () => {
  const fixture = new TransactionalProducer({ nodes: [1, 2], properties: { 'max.block.ms': '5000' } });
  fixture.coordinator.nodeId = 2;
  fixture.cluster.stop(2);
  await fixture.refused(fixture.producer.initTransactions());
  const { length } = fixture.coordinator.of('FindCoordinator');
  assert.ok(length > 3 && length <= 55, `${length} look-ups in 5 s with a backoff of 100 ms`);
});

test('152 a cluster without transactions ends the producer, and says so', async () => {
  const fixture = new TransactionalProducer();
  fixture.coordinator.apiVersions = () => [];
  const error = await fixture.refused(fixture.producer.initTransactions());
  assert.match(error.message, /does not support FindCoordinator/);
  assert.equal(fixture.state, 'FATAL_ERROR');
});

/** What no request of a transaction expects: sent again if Kafka's class says so, else the end, but for partitions of their own fate. */
function otherwise(api: CoordinatedApi, { retriable }: KafkaErrorRow): Fate {
  if (api === 'AddPartitionsToTxn') return retriable ? 'retried' : 'abortable';
  return retriable ? 'retried' : 'fatal';
}

for (const api of Object.keys(special) as CoordinatedApi[])
  test(`every code of Kafka 4.4.0 in answer to ${api} has its fate, and none leaves a call hanging`, async () => {
    const fates = new Map([...common, ...special[api]]);
    for (const row of kafkaErrors) {
      const name = row.name as ErrorName;
      const { fate, error, fixture } = await fateOf(api, name);
      assert.equal(fate, fates.get(name) ?? otherwise(api, row), `${name}: ${error?.message}`);
      if (fate === 'retried') assert.ok(fixture.coordinator.of(api).length >= 2, name);
    }
  });
