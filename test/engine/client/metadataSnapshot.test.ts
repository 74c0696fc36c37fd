import assert from 'node:assert/strict';
import test from 'node:test';
import { MetadataSnapshot } from '../../../engine/client/metadataSnapshot.ts';
import type { TopicMetadata } from '../../../engine/client/metadataSnapshot.ts';

function topic(name: string, leaders: readonly number[]): [string, TopicMetadata] {
  const partitions = leaders.map((leaderId, partition) => ({
    topic: name,
    partition,
    errorCode: 0,
    leaderId,
    leaderEpoch: 3,
    replicas: [],
    inSync: [],
    offline: [],
  }));
  return [name, { name, topicId: null, internal: false, partitions }];
}

function snapshot(nodes: readonly number[], ...topics: [string, TopicMetadata][]): MetadataSnapshot {
  return new MetadataSnapshot({
    clusterId: 'c',
    controllerId: null,
    bootstrap: false,
    nodes: nodes.map(id => ({ id, host: `broker-${id}`, port: 9092, rack: null })),
    topics: new Map(topics),
    invalidTopics: new Set(),
    unauthorizedTopics: new Set(),
  });
}

test('bootstrap addresses are nodes -1, -2, … of a cluster without id', () => {
  const { nodes, data } = MetadataSnapshot.bootstrap([
    { host: 'a', port: 1 },
    { host: 'b', port: 2 },
  ]);
  assert.deepEqual(
    nodes.map(({ id, host, port }) => [id, host, port]),
    [
      [-1, 'a', 1],
      [-2, 'b', 2],
    ],
  );
  assert.deepEqual([data.bootstrap, data.clusterId], [true, null]);
});

test('170 a leader that is not in the broker list is no leader', () => {
  const view = snapshot([1], topic('orders', [1, 2, -1]));
  assert.deepEqual(
    [0, 1, 2].map(partition => view.leader('orders', partition)?.id ?? null),
    [1, null, null],
  );
  assert.deepEqual(view.availablePartitions('orders'), [0]);
  assert.equal(view.partitionCount('orders'), 3);
});

test('170 what is not known is answered without a crash', () => {
  const view = snapshot([1], topic('orders', [1]), topic('empty', []));
  assert.deepEqual(
    [view.partitionCount('nope'), view.partitionCount('empty'), view.partition('orders', 9), view.leader('nope', 0)],
    [undefined, undefined, undefined, null],
  );
  assert.deepEqual(
    [view.leaderEpoch('orders', 0), view.leaderEpoch('orders', 9), view.availablePartitions('nope')],
    [3, -1, []],
  );
  assert.deepEqual([view.ledIndex('nope', 0), view.ledCount(99)], [-1, 0]);
});

test('54 each partition has its place among those of its leader, over all topics', () => {
  const view = snapshot([1, 2], topic('a', [1, 2, 1]), topic('b', [2, 1]));
  assert.deepEqual([view.ledCount(1), view.ledCount(2)], [3, 2]);
  assert.deepEqual(
    [0, 1, 2].map(partition => view.ledIndex('a', partition)),
    [0, 0, 1],
  );
  assert.deepEqual(
    [0, 1].map(partition => view.ledIndex('b', partition)),
    [1, 2],
  );
});

for (const name of ['__proto__', 'constructor', 'toString'])
  test(`a topic may be called ${name}`, () => {
    assert.equal(snapshot([1]).partitionCount(name), undefined);
    assert.equal(snapshot([1], topic(name, [1, 1])).partitionCount(name), 2);
  });

test('no leader is -1, and the bootstrap address of that id never stands in for one', () => {
  assert.equal(snapshot([-1], topic('orders', [-1])).leader('orders', 0), null);
  assert.equal(MetadataSnapshot.bootstrap([{ host: 'a', port: 1 }]).leader('orders', 0), null);
});
