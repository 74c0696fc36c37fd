import assert from 'node:assert/strict';
import test from 'node:test';
import { RecordFuture } from '../../../engine/producer/recordFuture.ts';
import { RoundRobinPartitioner } from '../../../engine/producer/roundRobinPartitioner.ts';
import { snapshotOf } from '../../support/snapshots.ts';
import { TestProducer } from '../../support/testProducer.ts';

const roundRobin = { 'partitioner.class': 'org.apache.kafka.clients.producer.RoundRobinPartitioner' };

function drawn(partitioner: RoundRobinPartitioner, snapshot: Parameters<RoundRobinPartitioner['peek']>[1], count = 6) {
  return Array.from({ length: count }, () => partitioner.partition('orders', snapshot, new RecordFuture()));
}

test('43 records go to the available partitions in turn, each topic with a count of its own', () => {
  const partitioner = new RoundRobinPartitioner();
  const snapshot = snapshotOf({ orders: [1, -1, 2, 1], other: [1, 1] });
  assert.deepEqual(drawn(partitioner, snapshot), [0, 2, 3, 0, 2, 3]);
  assert.equal(partitioner.partition('other', snapshot, new RecordFuture()), 0);
  assert.deepEqual(drawn(partitioner, snapshot, 2), [0, 2]);
});

test('33 43 while no partition is available, all are taken in turn, and the count goes on', () => {
  const partitioner = new RoundRobinPartitioner();
  assert.deepEqual(drawn(partitioner, snapshotOf({ orders: [-1, -1, -1] }, { nodes: [1] }), 4), [0, 1, 2, 0]);
  assert.deepEqual(drawn(partitioner, snapshotOf({ orders: [1, 1, 1] }), 2), [1, 2]);
});

test('43 to look where the next goes is no step, and a send that comes back keeps its partition', () => {
  const partitioner = new RoundRobinPartitioner();
  const snapshot = snapshotOf({ orders: [1, 1, 1] });
  const waiting = new RecordFuture();
  assert.equal(partitioner.peek('orders', snapshot), 0);
  assert.equal(partitioner.partition('orders', snapshot, waiting), 0);
  partitioner.keep(waiting, 0);
  assert.equal(partitioner.partition('orders', snapshot, waiting), 0);
  assert.equal(partitioner.peek('orders', snapshot), 1);
});

test('42 43 a producer with the class steps once a record, with a key or without; an explicit partition is no step', async () => {
  const fixture = new TestProducer({ properties: roundRobin, topics: { orders: [1, 1, 1] } });
  const futures = [
    fixture.send({ topic: 'orders', value: 'a' }),
    fixture.send({ topic: 'orders', key: 'k', value: 'b' }),
    fixture.send({ topic: 'orders', partition: 0, value: 'c' }),
    fixture.send({ topic: 'orders', key: 'k', value: 'd' }),
    fixture.send({ topic: 'orders', value: 'e' }),
  ];
  await fixture.stepUntilSent();
  assert.deepEqual(
    futures.map(future => future.metadata().partition),
    [0, 1, 0, 2, 0],
  );
  const { partitionedRoundRobin, partitionedExplicit, partitionedByKey, partitionedSticky } = fixture.producer.totals;
  assert.deepEqual([partitionedRoundRobin, partitionedExplicit, partitionedByKey, partitionedSticky], [4, 1, 0, 0]);
});

test('43 a send that waits for memory has drawn its partition, and does not draw again when it has it', async () => {
  const fixture = new TestProducer({
    properties: { ...roundRobin, 'buffer.memory': '1000', 'batch.size': '500' },
    topics: { orders: [1, 1, 1] },
  });
  const futures = ['a', 'b', 'c', 'd'].map(value => fixture.send({ topic: 'orders', value }));
  await fixture.stepUntilSent();
  assert.equal(fixture.producer.blockedSends.count, 2);
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => fixture.producer.blockedSends.count === 0);
  assert.deepEqual(
    futures.map(future => future.metadata().partition),
    [0, 1, 2, 0],
  );
});
