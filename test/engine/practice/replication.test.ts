import assert from 'node:assert/strict';
import test from 'node:test';
import { ErrorCodes } from '../../../engine/common/errors.ts';
import { Metadata } from '../../../engine/protocol/messages/index.ts';
import { batchOf, batchesIn, fetchFrom, partitionView, produceTo, startTestCluster } from './support/testCluster.ts';
import type { TestCluster } from './support/testCluster.ts';

function shape(cluster: TestCluster, index: number) {
  const { leader, epoch, replicas, inSync } = partitionView(cluster, 'orders', index);
  return { leader, epoch, replicas: replicas.join(), inSync: inSync.join() };
}

test('leaders and replicas are spread over the brokers', async t => {
  const cluster = await startTestCluster(t);
  assert.deepEqual(
    [0, 1, 2].map(index => shape(cluster, index)),
    [
      { leader: 1, epoch: 0, replicas: '1,2,3', inSync: '1,2,3' },
      { leader: 2, epoch: 0, replicas: '2,3,1', inSync: '2,3,1' },
      { leader: 3, epoch: 0, replicas: '3,1,2', inSync: '3,1,2' },
    ],
  );
});

test('a stopped broker’s leaderships move, their epochs rise, ISRs shrink; back again, it catches up and rejoins', async t => {
  const cluster = await startTestCluster(t);
  const client = cluster.client(1);
  await produceTo(client, 'orders', 0, batchOf(['a']));
  await cluster.cluster.stopBroker(1);
  assert.ok(client.closed);
  assert.deepEqual(shape(cluster, 0), { leader: 2, epoch: 1, replicas: '1,2,3', inSync: '2,3' });
  assert.deepEqual(shape(cluster, 1), { leader: 2, epoch: 0, replicas: '2,3,1', inSync: '2,3' });

  const { brokers, topics } = await cluster
    .client(2)
    .ask(Metadata, 9, { topics: null, includeTopicAuthorizedOperations: false });
  assert.deepEqual(
    brokers.map(broker => broker.nodeId),
    [2, 3],
  );
  assert.deepEqual(topics[0]?.partitions[0]?.offlineReplicas, [1]);

  await produceTo(cluster.client(2), 'orders', 0, batchOf(['b']));
  await cluster.cluster.startBroker(1);
  assert.deepEqual(shape(cluster, 0).inSync, '2,3', 'it has not caught up yet');
  cluster.clock.advance(500);
  assert.deepEqual(shape(cluster, 0), { leader: 2, epoch: 1, replicas: '1,2,3', inSync: '1,2,3' });
  cluster.clock.advance(300_000);
  assert.deepEqual(shape(cluster, 0), { leader: 1, epoch: 2, replicas: '1,2,3', inSync: '1,2,3' });
  assert.deepEqual(batchesIn((await fetchFrom(cluster.client(1), 'orders', 0)).records), [
    [0, 1],
    [1, 1],
  ]);
});

test('the last in sync takes the partition with it and brings it back', async t => {
  const cluster = await startTestCluster(t);
  await produceTo(cluster.client(1), 'orders', 0, batchOf(['a']));
  await cluster.cluster.stopBroker(2);
  await cluster.cluster.stopBroker(3);
  await cluster.cluster.stopBroker(1);
  assert.deepEqual(shape(cluster, 0), { leader: -1, epoch: 1, replicas: '1,2,3', inSync: '1' });
  await cluster.cluster.startBroker(2);
  cluster.clock.advance(60_000);
  assert.equal(shape(cluster, 0).leader, -1, 'broker 2 was not in sync');
  const { topics } = await cluster
    .client(2)
    .ask(Metadata, 9, { topics: null, includeTopicAuthorizedOperations: false });
  assert.equal(topics[0]?.partitions[0]?.errorCode, ErrorCodes.LEADER_NOT_AVAILABLE);
  await cluster.cluster.startBroker(1);
  assert.deepEqual(shape(cluster, 0), { leader: 1, epoch: 2, replicas: '1,2,3', inSync: '1,2' });
  assert.deepEqual(batchesIn((await fetchFrom(cluster.client(1), 'orders', 0)).records), [[0, 1]]);
});

test('a follower that lags for 30 s leaves the ISR, so that the high watermark moves on; caught up, it is back', async t => {
  const cluster = await startTestCluster(t);
  cluster.clock.advance(100_000);
  cluster.cluster.delayReplication(2, Infinity);
  const answer = produceTo(cluster.client(1), 'orders', 0, batchOf(['a']), { timeoutMs: 120_000 });
  cluster.clock.advance(30_000);
  assert.equal(shape(cluster, 0).inSync, '1,2,3');
  cluster.clock.advance(15_000);
  assert.equal(shape(cluster, 0).inSync, '1,3');
  assert.equal((await answer).errorCode, 0);
  assert.equal(shape(cluster, 1).inSync, '2,3,1', 'nothing was written there');
  cluster.cluster.delayReplication(2, 0);
  assert.equal(shape(cluster, 0).inSync, '1,2,3');
});

test('what only the dead leader had is gone: the log is cut, its sequences are forgotten', async t => {
  const cluster = await startTestCluster(t);
  const batch = (sequence: number) => batchOf(['x'], { producerId: 9n, baseSequence: sequence });
  await produceTo(cluster.client(1), 'orders', 0, batch(0));
  for (const node of [2, 3]) cluster.cluster.delayReplication(node, Infinity);
  await produceTo(cluster.client(1), 'orders', 0, batch(1), { acks: 1 });
  assert.equal(partitionView(cluster, 'orders', 0).logEndOffset, 2);
  await cluster.cluster.stopBroker(1);
  const view = partitionView(cluster, 'orders', 0);
  assert.deepEqual([view.logEndOffset, view.highWatermark], [1, 1]);
  const again = await produceTo(cluster.client(2), 'orders', 0, batch(1), { acks: 1 });
  assert.deepEqual([again.errorCode, again.baseOffset], [0, 1n]);
});

test('an acks=all request that waits when its leader is stopped gets no answer, and the batch is elsewhere or nowhere', async t => {
  const cluster = await startTestCluster(t);
  cluster.cluster.delayReplication(2, 50);
  const answer = produceTo(cluster.client(1), 'orders', 0, batchOf(['a']));
  await cluster.cluster.stopBroker(1);
  await assert.rejects(answer, /closed the connection/);
  assert.equal(partitionView(cluster, 'orders', 0).logEndOffset, 0);
});

test('there is no broker 4', async t => {
  const cluster = await startTestCluster(t);
  await assert.rejects(cluster.cluster.stopBroker(4), /no broker 4; the practice cluster has brokers 1 to 3/);
});
