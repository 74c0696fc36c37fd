import assert from 'node:assert/strict';
import test from 'node:test';
import { ErrorCodes } from '../../../../engine/common/errors.ts';
import { ZERO_UUID } from '../../../../engine/common/uuid.ts';
import {
  CreatePartitions,
  CreateTopics,
  DeleteTopics,
  DescribeCluster,
  DescribeConfigs,
  DescribeLogDirs,
  DescribeProducers,
  DescribeTopicPartitions,
  FindCoordinator,
  IncrementalAlterConfigs,
  InitProducerId,
  Metadata,
} from '../../../../engine/protocol/messages/index.ts';
import { batchOf, only, produceTo, startTestCluster } from '../support/testCluster.ts';
import type { TestCluster } from '../support/testCluster.ts';

interface Wanted {
  readonly name: string;
  readonly numPartitions?: number;
  readonly replicationFactor?: number;
  readonly configs?: readonly { readonly name: string; readonly value: string | null }[];
  readonly assignments?: readonly { readonly partitionIndex: number; readonly brokerIds: readonly number[] }[];
}

async function create(cluster: TestCluster, wanted: Wanted, version = 7, validateOnly = false) {
  const { topics } = await cluster.client(2).ask(CreateTopics, version, {
    topics: [{ numPartitions: 2, replicationFactor: 2, assignments: [], configs: [], ...wanted }],
    validateOnly,
  });
  return only(topics);
}

function topicNames(cluster: TestCluster): readonly string[] {
  return cluster.cluster.describe().topics.map(({ name }) => name);
}

const noOperations = { includeTopicAuthorizedOperations: false };
const asked = (name: string) => ({ topics: [{ name, topicId: ZERO_UUID }], ...noOperations });

for (const version of [2, 4, 5, 7])
  test(`CreateTopics version ${version}`, async t => {
    const cluster = await startTestCluster(t);
    const topic = await create(
      cluster,
      { name: 'new.topic', configs: [{ name: 'min.insync.replicas', value: '2' }] },
      version,
    );
    assert.equal(topic.errorCode, 0);
    assert.equal(topic.topicId === ZERO_UUID, version < 7);
    if (version >= 5) {
      assert.deepEqual([topic.numPartitions, topic.replicationFactor], [2, 2]);
      assert.equal(topic.configs?.find(({ name }) => name === 'min.insync.replicas')?.value, '2');
    }
    assert.deepEqual(topicNames(cluster), ['orders', 'new.topic']);
  });

test('CreateTopics refuses with code, value and limit', async t => {
  const cluster = await startTestCluster(t);
  const cases: readonly [Wanted, number, RegExp][] = [
    [{ name: 'orders' }, ErrorCodes.TOPIC_ALREADY_EXISTS, /orders exists/],
    [{ name: 'a b' }, ErrorCodes.INVALID_TOPIC_EXCEPTION, /"a b"/],
    [{ name: '..' }, ErrorCodes.INVALID_TOPIC_EXCEPTION, /cannot be/],
    [{ name: 'x'.repeat(250) }, ErrorCodes.INVALID_TOPIC_EXCEPTION, /250 characters; at most 249/],
    [{ name: 'n', numPartitions: 0 }, ErrorCodes.INVALID_PARTITIONS, /at least 1 partition; 0/],
    [
      { name: 'n', numPartitions: 2_000_000 },
      ErrorCodes.POLICY_VIOLATION,
      /at most 100000 partitions; 3 exist, 2000000/,
    ],
    [{ name: 'n', replicationFactor: 4 }, ErrorCodes.INVALID_REPLICATION_FACTOR, /factor 4 .* 1 to 3/],
    [
      { name: 'n', configs: [{ name: 'retention.ms', value: '1' }] },
      ErrorCodes.INVALID_CONFIG,
      /no topic setting "retention.ms"/,
    ],
    [
      { name: 'n', configs: [{ name: 'min.insync.replicas', value: '0' }] },
      ErrorCodes.INVALID_CONFIG,
      /=0: must be 1 to/,
    ],
    [
      { name: 'n', configs: [{ name: 'min.insync.replicas', value: 'two' }] },
      ErrorCodes.INVALID_CONFIG,
      /whole number/,
    ],
    [
      { name: 'n', numPartitions: -1, replicationFactor: -1, assignments: [{ partitionIndex: 0, brokerIds: [1, 7] }] },
      ErrorCodes.INVALID_REPLICA_ASSIGNMENT,
      /broker 7/,
    ],
    [
      { name: 'n', numPartitions: -1, replicationFactor: -1, assignments: [{ partitionIndex: 1, brokerIds: [1] }] },
      ErrorCodes.INVALID_REPLICA_ASSIGNMENT,
      /0 is missing/,
    ],
  ];
  for (const [wanted, errorCode, text] of cases) {
    const topic = await create(cluster, wanted);
    assert.equal(topic.errorCode, errorCode, `${topic.errorMessage}`);
    assert.match(topic.errorMessage ?? '', text);
  }
  assert.equal((await create(cluster, { name: 'only-checked' }, 7, true)).errorCode, 0);
  assert.deepEqual(topicNames(cluster), ['orders']);
  await create(cluster, { name: 'a.b' });
  assert.equal((await create(cluster, { name: 'a_b' })).errorCode, ErrorCodes.INVALID_TOPIC_EXCEPTION);
});

test('defaults and assignments', async t => {
  const cluster = await startTestCluster(t);
  await create(cluster, { name: 'd', numPartitions: -1, replicationFactor: -1 });
  await create(cluster, {
    name: 'm',
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [{ partitionIndex: 0, brokerIds: [3, 1] }],
  });
  const [, defaults, manual] = cluster.cluster.describe().topics;
  assert.deepEqual([defaults?.partitions.length, defaults?.partitions[0]?.replicas.length], [3, 3]);
  assert.deepEqual(
    manual?.partitions.map(({ leader, replicas }) => [leader, ...replicas]),
    [[3, 3, 1]],
  );
});

test('topics come into being when asked for, if both sides allow it', async t => {
  const cluster = await startTestCluster(t);
  const ask = async (name: string, allowAutoTopicCreation: boolean) =>
    only((await cluster.client(3).ask(Metadata, 12, { ...asked(name), allowAutoTopicCreation })).topics);
  assert.equal((await ask('auto', false)).errorCode, ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  assert.equal((await ask('not legal', true)).errorCode, ErrorCodes.INVALID_TOPIC_EXCEPTION);
  assert.equal((await ask('auto', true)).partitions.length, 3);
  cluster.cluster.setAutoCreateTopics(false);
  assert.equal((await ask('other', true)).errorCode, ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  for (const illegal of ['', '..', 'not legal', 'x'.repeat(250)])
    assert.equal(
      (await ask(illegal, false)).errorCode,
      ErrorCodes.INVALID_TOPIC_EXCEPTION,
      'told as such all the same',
    );
  assert.deepEqual(topicNames(cluster), ['orders', 'auto']);
});

for (let version = 0; version <= 13; version++)
  test(`Metadata version ${version}`, async t => {
    const cluster = await startTestCluster(t);
    const all = await cluster
      .client(1)
      .ask(Metadata, version, { topics: version === 0 ? [] : null, ...(version >= 8 ? noOperations : noOperations) });
    assert.equal(all.brokers.length, 3);
    assert.equal(only(all.topics).name, 'orders');
    assert.equal(only(all.topics).partitions[1]?.leaderId, 2);
    if (version >= 1)
      assert.equal((await cluster.client(1).ask(Metadata, version, { topics: [], ...noOperations })).topics.length, 0);
    if (version >= 12) {
      const byId = await cluster
        .client(1)
        .ask(Metadata, version, { topics: [{ name: null, topicId: only(all.topics).topicId }], ...noOperations });
      assert.equal(only(byId.topics).name, 'orders');
      const unknown = await cluster
        .client(1)
        .ask(Metadata, version, { topics: [{ name: null, topicId: 'AAAAAAAAAAAAAAAAAAAAAQ' }], ...noOperations });
      assert.equal(only(unknown.topics).errorCode, ErrorCodes.UNKNOWN_TOPIC_ID);
    }
  });

test('a deleted topic is gone; made again it has another id', async t => {
  const cluster = await startTestCluster(t);
  const id = async () =>
    only((await cluster.client(1).ask(Metadata, 12, { ...asked('orders'), allowAutoTopicCreation: false })).topics);
  const before = (await id()).topicId;
  const byName = await cluster.client(3).ask(DeleteTopics, 5, { topicNames: ['orders', 'missing'], timeoutMs: 1000 });
  assert.deepEqual(
    byName.responses.map(({ errorCode }) => errorCode),
    [0, ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION],
  );
  assert.equal((await id()).errorCode, ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  assert.equal(
    (await produceTo(cluster.client(1), 'orders', 0, batchOf(['a']))).errorCode,
    ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION,
  );
  await create(cluster, { name: 'orders' });
  const after = (await id()).topicId;
  assert.notEqual(after, before);
  const byId = await cluster.client(3).ask(DeleteTopics, 6, {
    topics: [
      { name: null, topicId: after },
      { name: null, topicId: before },
    ],
    timeoutMs: 1000,
  });
  assert.deepEqual(
    byId.responses.map(({ errorCode }) => errorCode),
    [0, ErrorCodes.UNKNOWN_TOPIC_ID],
  );
});

test('partitions can be added, not taken away', async t => {
  const cluster = await startTestCluster(t);
  const set = async (name: string, count: number) =>
    only(
      (
        await cluster.client(1).ask(CreatePartitions, 3, {
          topics: [{ name, count, assignments: null }],
          timeoutMs: 1000,
          validateOnly: false,
        })
      ).results,
    ).errorCode;
  assert.equal(await set('orders', 3), ErrorCodes.INVALID_PARTITIONS);
  assert.equal(await set('missing', 3), ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  assert.equal(await set('orders', 5), 0);
  const partitions = cluster.cluster.describe().topics[0]?.partitions ?? [];
  assert.deepEqual(
    partitions.map(({ leader }) => leader),
    [1, 2, 3, 1, 2],
  );
  assert.equal((await produceTo(cluster.client(1), 'orders', 3, batchOf(['a']))).baseOffset, 0n);
});

test('settings: defaults, changed, back to the default; unknown ones are refused', async t => {
  const cluster = await startTestCluster(t);
  const alter = async (name: string, configOperation: number, value: string | null) =>
    only(
      (
        await cluster.client(1).ask(IncrementalAlterConfigs, 1, {
          resources: [{ resourceType: 2, resourceName: 'orders', configs: [{ name, configOperation, value }] }],
          validateOnly: false,
        })
      ).responses,
    );
  const read = async (name: string) => {
    const { results } = await cluster.client(1).ask(DescribeConfigs, 4, {
      resources: [{ resourceType: 2, resourceName: 'orders', configurationKeys: [name] }],
      includeSynonyms: true,
      includeDocumentation: true,
    });
    const { value, configSource, synonyms } = only(only(results).configs);
    return [value, configSource, synonyms.length];
  };
  assert.deepEqual(await read('min.insync.replicas'), ['1', 5, 1]);
  assert.equal((await alter('min.insync.replicas', 0, '2')).errorCode, 0);
  assert.deepEqual(await read('min.insync.replicas'), ['2', 1, 2]);
  assert.equal((await alter('min.insync.replicas', 1, null)).errorCode, 0);
  assert.deepEqual(await read('min.insync.replicas'), ['1', 5, 1]);
  assert.equal((await alter('segment.bytes', 0, '1')).errorCode, ErrorCodes.INVALID_CONFIG);
  assert.equal((await alter('cleanup.policy', 0, 'compact')).errorCode, ErrorCodes.INVALID_CONFIG);
  assert.equal((await alter('cleanup.policy', 2, 'delete')).errorCode, ErrorCodes.INVALID_CONFIG);
  const broker = await cluster.client(2).ask(DescribeConfigs, 1, {
    resources: [
      { resourceType: 4, resourceName: '2', configurationKeys: null },
      { resourceType: 4, resourceName: '1', configurationKeys: null },
    ],
    includeSynonyms: false,
  });
  assert.deepEqual(
    broker.results.map(({ errorCode }) => errorCode),
    [0, ErrorCodes.INVALID_REQUEST],
  );
});

test('DescribeCluster names live brokers; stopped ones are fenced', async t => {
  const cluster = await startTestCluster(t);
  await cluster.cluster.stopBroker(1);
  const live = await cluster.client(2).ask(DescribeCluster, 1, { includeClusterAuthorizedOperations: false });
  assert.deepEqual(
    live.brokers.map(({ brokerId }) => brokerId),
    [2, 3],
  );
  assert.equal(live.clusterId, cluster.cluster.clusterId);
  const all = await cluster
    .client(2)
    .ask(DescribeCluster, 2, { includeClusterAuthorizedOperations: false, includeFencedBrokers: true });
  assert.deepEqual(
    all.brokers.map(({ brokerId, isFenced }) => [brokerId, isFenced]),
    [
      [1, true],
      [2, false],
      [3, false],
    ],
  );
});

for (const version of [1, 2, 3, 4, 5])
  test(`DescribeLogDirs version ${version}: size and lag of the asked broker’s replicas`, async t => {
    const cluster = await startTestCluster(t);
    const batch = batchOf(['a']);
    await produceTo(cluster.client(1), 'orders', 0, Buffer.from(batch));
    const { results } = await cluster
      .client(3)
      .ask(DescribeLogDirs, version, { topics: [{ topic: 'orders', partitions: [0] }] });
    const { partitionSize, offsetLag } = only(only(only(results).topics).partitions);
    assert.deepEqual([partitionSize, offsetLag], [BigInt(batch.length), 0n]);
  });

test('DescribeTopicPartitions pages', async t => {
  const cluster = await startTestCluster(t, {
    topics: [
      { name: 'b', partitions: 3, replicationFactor: 1 },
      { name: 'a', partitions: 2, replicationFactor: 1 },
    ],
  });
  const pages: string[] = [];
  let cursor: { topicName: string; partitionIndex: number } | null = null;
  do {
    const page: {
      topics: readonly { name: string | null; partitions: readonly { partitionIndex: number }[] }[];
      nextCursor: { topicName: string; partitionIndex: number } | null;
    } = await cluster.client(1).ask(DescribeTopicPartitions, 0, { topics: [], responsePartitionLimit: 2, cursor });
    pages.push(
      page.topics
        .map(({ name, partitions }) => `${name}:${partitions.map(each => each.partitionIndex).join('')}`)
        .join(' '),
    );
    cursor = page.nextCursor;
  } while (cursor !== null);
  assert.deepEqual(pages, ['a:01', 'b:01', 'b:2']);
  const unknown = await cluster.client(1).ask(DescribeTopicPartitions, 0, { topics: [{ name: 'zz' }] });
  assert.equal(only(unknown.topics).errorCode, ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION);
});

for (const version of [0, 1, 2, 3, 4, 5])
  test(`InitProducerId version ${version}: each producer another id; a transactional one at its coordinator`, async t => {
    const cluster = await startTestCluster(t);
    const ask = (node: number, transactionalId: string | null) =>
      cluster.client(node).ask(InitProducerId, version, { transactionalId, transactionTimeoutMs: 1000 });
    assert.deepEqual([(await ask(1, null)).producerId, (await ask(1, null)).producerId], [0n, 1n]);
    const answers = await Promise.all([1, 2, 3].map(node => ask(node, 'tx')));
    const { NOT_COORDINATOR } = ErrorCodes;
    assert.deepEqual(answers.map(({ errorCode }) => errorCode).sort(), [0, NOT_COORDINATOR, NOT_COORDINATOR]);
  });

for (let version = 0; version <= 6; version++)
  test(`FindCoordinator version ${version}: the broker of a group or transaction, the same from everywhere`, async t => {
    const cluster = await startTestCluster(t);
    const find = async (node: number, keyType: number) => {
      const asked = version >= 4 ? { coordinatorKeys: ['g'] } : { key: 'g' };
      const body = version >= 1 ? { ...asked, keyType } : asked;
      const answer = await cluster.client(node).ask(FindCoordinator, version, body as { coordinatorKeys: string[] });
      return version >= 4 ? only(answer.coordinators) : answer;
    };
    const found = await find(1, 0);
    // "g".hashCode() is 103, so it is place 3 of 50, led by broker 1 of 3.
    assert.deepEqual([found.errorCode, found.nodeId, found.host], [0, 1, '127.0.0.1']);
    assert.equal(found.port, cluster.cluster.describe().brokers[0]?.port);
    assert.equal((await find(2, 0)).nodeId, 1);
    if (version === 0) return;
    assert.equal((await find(3, 1)).nodeId, 1);
    const share = await find(1, 2);
    assert.deepEqual([share.errorCode, share.nodeId], [ErrorCodes.INVALID_REQUEST, -1]);
  });

test('DescribeProducers shows what the partition remembers', async t => {
  const cluster = await startTestCluster(t);
  await produceTo(
    cluster.client(1),
    'orders',
    0,
    batchOf(['a', 'b'], { producerId: 4n, producerEpoch: 3, timestampMs: 1000 }),
  );
  const { topics } = await cluster
    .client(1)
    .ask(DescribeProducers, 0, { topics: [{ name: 'orders', partitionIndexes: [0] }] });
  const { producerId, producerEpoch, lastSequence, lastTimestamp } = only(
    only(only(topics).partitions).activeProducers,
  );
  assert.deepEqual([producerId, producerEpoch, lastSequence, lastTimestamp], [4n, 3, 1, 1001n]);
});
