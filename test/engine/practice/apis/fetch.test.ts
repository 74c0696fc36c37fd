import assert from 'node:assert/strict';
import test from 'node:test';
import { ErrorCodes } from '../../../../engine/common/errors.ts';
import {
  DeleteRecords,
  Fetch,
  IncrementalAlterConfigs,
  Metadata,
  OffsetForLeaderEpoch,
} from '../../../../engine/protocol/messages/index.ts';
import {
  batchOf,
  batchesIn,
  fetchFrom,
  isPending,
  offsetAt,
  only,
  partitionView,
  produceTo,
  startTestCluster,
} from '../support/testCluster.ts';

for (const version of [4, 5, 7, 8, 9, 10, 11, 12])
  test(`fetch version ${version} reads from the batch that holds the offset`, async t => {
    const cluster = await startTestCluster(t);
    const leader = cluster.client(1);
    for (const values of [['a', 'b'], ['c', 'd'], ['e']]) await produceTo(leader, 'orders', 0, batchOf(values));
    const answer = await fetchFrom(leader, 'orders', 0, { offset: 3, version });
    assert.deepEqual(batchesIn(answer.records), [
      [2, 2],
      [4, 1],
    ]);
    assert.equal(answer.highWatermark, 5n);
    assert.equal(answer.lastStableOffset, 5n);
  });

for (const version of [13, 15, 16, 17, 18])
  test(`fetch version ${version} names topics by id`, async t => {
    const cluster = await startTestCluster(t);
    const leader = cluster.client(1);
    await produceTo(leader, 'orders', 0, batchOf(['a']));
    const metadata = await leader.ask(Metadata, 12, { topics: null, includeTopicAuthorizedOperations: false });
    const fetch = async (topicId: string) => {
      const { responses } = await leader.ask(Fetch, version, {
        maxWaitMs: 0,
        minBytes: 1,
        isolationLevel: 0,
        topics: [{ topicId, partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1000 }] }],
        forgottenTopicsData: [],
      });
      return only(only(responses).partitions);
    };
    assert.deepEqual(batchesIn((await fetch(only(metadata.topics).topicId)).records), [[0, 1]]);
    assert.equal((await fetch('AAAAAAAAAAAAAAAAAAAAAQ')).errorCode, ErrorCodes.UNKNOWN_TOPIC_ID);
  });

test('at least one batch comes, then whole ones up to the limits of partition and request', async t => {
  const cluster = await startTestCluster(t);
  const leader = cluster.client(1);
  const batch = batchOf(['x'.repeat(1000)]);
  for (let i = 0; i < 4; i++) await produceTo(leader, 'orders', 0, Buffer.from(batch));
  const counts = async (partitionMaxBytes: number): Promise<number> =>
    batchesIn((await fetchFrom(leader, 'orders', 0, { partitionMaxBytes })).records).length;
  assert.equal(await counts(1), 1);
  assert.equal(await counts(batch.length * 2), 2);
  assert.equal(await counts(batch.length * 3 - 1), 2);
  assert.equal(await counts(1_000_000), 4);
});

test('a fetch beyond the log is out of range; at its end it is empty', async t => {
  const cluster = await startTestCluster(t);
  const leader = cluster.client(1);
  await produceTo(leader, 'orders', 0, batchOf(['a']));
  assert.equal((await fetchFrom(leader, 'orders', 0, { offset: 2 })).errorCode, ErrorCodes.OFFSET_OUT_OF_RANGE);
  const atEnd = await fetchFrom(leader, 'orders', 0, { offset: 1 });
  assert.deepEqual([atEnd.errorCode, atEnd.records?.length], [0, 0]);
  const other = await fetchFrom(cluster.client(2), 'orders', 0);
  assert.equal(other.errorCode, ErrorCodes.NOT_LEADER_OR_FOLLOWER);
  assert.equal(other.currentLeader.leaderId, 1);
});

test('a long poll is answered by the append that brings enough bytes, or when its time is over', async t => {
  const cluster = await startTestCluster(t);
  const batch = batchOf(['a']);
  const consumer = cluster.connect(1);
  const waiting = fetchFrom(consumer, 'orders', 0, { maxWaitMs: 500, minBytes: batch.length + 1 });
  await produceTo(cluster.client(1), 'orders', 0, Buffer.from(batch));
  assert.ok(await isPending(waiting), 'one byte is missing');
  await produceTo(cluster.client(1), 'orders', 0, Buffer.from(batch));
  assert.deepEqual(batchesIn((await waiting).records).length, 2);

  const expiring = fetchFrom(consumer, 'orders', 0, { offset: 2, maxWaitMs: 500 });
  cluster.clock.advance(499);
  assert.ok(await isPending(expiring));
  cluster.clock.advance(1);
  assert.equal((await expiring).records?.length, 0);
});

test('a long poll ends with an error when the leader moves', async t => {
  const cluster = await startTestCluster(t, { topics: [{ name: 'orders', partitions: 1, replicationFactor: 2 }] });
  await cluster.cluster.stopBroker(1);
  const waiting = fetchFrom(cluster.connect(2), 'orders', 0, { maxWaitMs: 400_000 });
  await cluster.cluster.startBroker(1);
  cluster.clock.advance(299_999);
  assert.ok(await isPending(waiting), 'the preferred leader takes over after five minutes');
  cluster.clock.advance(1);
  assert.equal((await waiting).errorCode, ErrorCodes.NOT_LEADER_OR_FOLLOWER);
});

test('what is not committed cannot be read, except by the debugging consumer', async t => {
  const cluster = await startTestCluster(t);
  cluster.cluster.delayReplication(3, Infinity);
  await produceTo(cluster.client(1), 'orders', 0, batchOf(['a']), { acks: 1 });
  assert.equal((await fetchFrom(cluster.client(1), 'orders', 0)).records?.length, 0);
  assert.equal((await offsetAt(cluster.client(1), 'orders', 0, -1n)).offset, 0n);
  assert.equal((await offsetAt(cluster.client(1), 'orders', 0, -1n, -2)).offset, 1n);
  assert.equal((await offsetAt(cluster.client(2), 'orders', 0, -1n, -2)).offset, 1n);
  assert.equal((await offsetAt(cluster.client(3), 'orders', 0, -1n, -2)).offset, 0n);
});

test('leader epochs: older is fenced, newer unknown', async t => {
  const cluster = await startTestCluster(t);
  await cluster.cluster.stopBroker(1);
  const fetch = (currentLeaderEpoch: number) => fetchFrom(cluster.client(2), 'orders', 0, { currentLeaderEpoch });
  assert.equal((await fetch(0)).errorCode, ErrorCodes.FENCED_LEADER_EPOCH);
  assert.equal((await fetch(1)).errorCode, 0);
  assert.equal((await fetch(2)).errorCode, ErrorCodes.UNKNOWN_LEADER_EPOCH);
});

test('sessions are refused, and clients fall back to full requests', async t => {
  const cluster = await startTestCluster(t);
  const ask = (sessionId: number) =>
    cluster.client(1).ask(Fetch, 12, {
      maxWaitMs: 0,
      minBytes: 1,
      isolationLevel: 0,
      sessionId,
      sessionEpoch: sessionId === 0 ? 0 : 1,
      topics: [],
      forgottenTopicsData: [],
    });
  assert.deepEqual([(await ask(0)).errorCode, (await ask(0)).sessionId], [0, 0]);
  assert.equal((await ask(5)).errorCode, ErrorCodes.FETCH_SESSION_ID_NOT_FOUND);
});

test('retention.bytes drops the oldest batches, the rest stays readable', async t => {
  const cluster = await startTestCluster(t);
  const batch = batchOf(['x'.repeat(1000)]);
  const { responses } = await cluster.client(1).ask(IncrementalAlterConfigs, 1, {
    resources: [
      {
        resourceType: 2,
        resourceName: 'orders',
        configs: [{ name: 'retention.bytes', configOperation: 0, value: String(batch.length * 2) }],
      },
    ],
    validateOnly: false,
  });
  assert.equal(only(responses).errorCode, 0);
  for (let i = 0; i < 5; i++) await produceTo(cluster.client(1), 'orders', 0, Buffer.from(batch));
  const view = partitionView(cluster, 'orders', 0);
  assert.deepEqual([view.logStartOffset, view.logEndOffset, view.bytes], [3, 5, batch.length * 2]);
  const dropped = await fetchFrom(cluster.client(1), 'orders', 0, { offset: 2 });
  assert.equal(dropped.errorCode, ErrorCodes.OFFSET_OUT_OF_RANGE);
  assert.equal((await fetchFrom(cluster.client(1), 'orders', 0, { offset: 3 })).logStartOffset, 3n);
});

test('the memory of the cluster is bounded: the oldest batches of all partitions go', async t => {
  const limit = 4 * 1024 * 1024;
  const cluster = await startTestCluster(t, { retentionBytes: limit });
  const batch = batchOf(['x'.repeat(10_000)]);
  for (let i = 0; i < 900; i++) await produceTo(cluster.client((i % 3) + 1), 'orders', i % 3, Buffer.from(batch));
  const views = [0, 1, 2].map(index => partitionView(cluster, 'orders', index));
  const bytes = views.reduce((sum, view) => sum + view.bytes, 0);
  assert.ok(bytes <= limit && bytes > limit * 0.7, `${bytes} bytes are kept`);
  for (const view of views) assert.equal(view.logEndOffset, 300);
});

test('offsets by time: latest, earliest, the first record of that time, the largest time', async t => {
  const cluster = await startTestCluster(t);
  const leader = cluster.client(1);
  await produceTo(leader, 'orders', 0, batchOf(['a', 'b', 'c'], { timestampMs: 1000 }));
  await produceTo(leader, 'orders', 0, batchOf(['d', 'e'], { timestampMs: 5000 }));
  await produceTo(leader, 'orders', 0, batchOf(['f'], { timestampMs: 3000 }));
  const at = async (timestamp: bigint) => {
    const answer = await offsetAt(leader, 'orders', 0, timestamp);
    return [answer.errorCode, answer.offset, answer.timestamp];
  };
  assert.deepEqual(await at(-1n), [0, 6n, -1n]);
  assert.deepEqual(await at(-2n), [0, 0n, -1n]);
  assert.deepEqual(await at(0n), [0, 0n, 1000n]);
  assert.deepEqual(await at(1001n), [0, 1n, 1001n]);
  assert.deepEqual(await at(2000n), [0, 3n, 5000n]);
  assert.deepEqual(await at(5001n), [0, 4n, 5001n]);
  assert.deepEqual(await at(5002n), [0, -1n, -1n]);
  assert.deepEqual(await at(-3n), [0, 4n, 5001n]);
});

test('records can be deleted up to the high watermark', async t => {
  const cluster = await startTestCluster(t);
  const leader = cluster.client(1);
  for (const values of [
    ['a', 'b'],
    ['c', 'd'],
  ])
    await produceTo(leader, 'orders', 0, batchOf(values));
  const remove = async (offset: bigint) => {
    const { topics } = await leader.ask(DeleteRecords, 2, {
      topics: [{ name: 'orders', partitions: [{ partitionIndex: 0, offset }] }],
      timeoutMs: 1000,
    });
    const { errorCode, lowWatermark } = only(only(topics).partitions);
    return [errorCode, lowWatermark];
  };
  assert.deepEqual(await remove(5n), [ErrorCodes.OFFSET_OUT_OF_RANGE, -1n]);
  assert.deepEqual(await remove(3n), [0, 3n]);
  assert.equal((await fetchFrom(leader, 'orders', 0, { offset: 2 })).errorCode, ErrorCodes.OFFSET_OUT_OF_RANGE);
  assert.deepEqual(batchesIn((await fetchFrom(leader, 'orders', 0, { offset: 3 })).records), [[2, 2]]);
  assert.deepEqual(await remove(-1n), [0, 4n]);
});

test('the end of a leader epoch can be asked for', async t => {
  const cluster = await startTestCluster(t);
  await produceTo(cluster.client(1), 'orders', 0, batchOf(['a', 'b']));
  await cluster.cluster.stopBroker(1);
  await produceTo(cluster.client(2), 'orders', 0, batchOf(['c']));
  const endOf = async (leaderEpoch: number) => {
    const { topics } = await cluster.client(2).ask(OffsetForLeaderEpoch, 4, {
      topics: [{ topic: 'orders', partitions: [{ partition: 0, currentLeaderEpoch: -1, leaderEpoch }] }],
    });
    const answer = only(only(topics).partitions);
    return [answer.errorCode, answer.leaderEpoch, answer.endOffset];
  };
  assert.deepEqual(await endOf(0), [0, 0, 2n]);
  assert.deepEqual(await endOf(1), [0, 1, 3n]);
  assert.deepEqual(await endOf(2), [0, -1, -1n]);
});
