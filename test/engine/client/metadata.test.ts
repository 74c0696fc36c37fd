import assert from 'node:assert/strict';
import test from 'node:test';
import { Metadata } from '../../../engine/client/metadata.ts';
import type { MetadataResponse } from '../../../engine/client/metadata.ts';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { ZERO_UUID } from '../../../engine/common/uuid.ts';
import { kafkaErrors } from '../../support/kafkaErrors.ts';
import type { Transition } from '../../../engine/snapshot/transition.ts';

interface PartitionAnswer {
  readonly leader?: number;
  readonly epoch?: number;
  readonly error?: number;
}

interface TopicAnswer {
  readonly error?: number;
  readonly id?: string;
  readonly partitions?: readonly PartitionAnswer[];
}

function answer(topics: Readonly<Record<string, TopicAnswer>>, nodes: readonly number[] = [1, 2, 3]): MetadataResponse {
  return {
    throttleTimeMs: 0,
    brokers: nodes.map(id => ({ nodeId: id, host: `broker-${id}`, port: 9092, rack: null })),
    clusterId: 'cluster',
    controllerId: 1,
    topics: Object.entries(topics).map(([name, { error = 0, id = ZERO_UUID, partitions = [{}] }]) => ({
      errorCode: error,
      name,
      topicId: id,
      isInternal: false,
      partitions: (error === 0 ? partitions : []).map((partition, index) => ({
        errorCode: partition.error ?? 0,
        partitionIndex: index,
        leaderId: partition.leader ?? 1,
        leaderEpoch: partition.epoch ?? 0,
        replicaNodes: [1, 2],
        isrNodes: [1],
        offlineReplicas: [],
      })),
      topicAuthorizedOperations: 0,
    })),
    clusterAuthorizedOperations: 0,
    errorCode: 0,
  };
}

/** Jitter in the middle, so that backoffs are exactly 100, 200, 400, 800 and then 999 ms. */
class Bench {
  readonly transitions: Transition[] = [];
  changes = 0;
  nowMs = 1000;
  readonly metadata = new Metadata({
    refreshBackoffMs: 100,
    refreshBackoffMaxMs: 1000,
    maxAgeMs: 300_000,
    maxIdleMs: 60_000,
    random: { nextInt: () => 0, nextDouble: () => 0.5 },
    observer: {
      on: transition => this.transitions.push(transition),
      requestBytes: undefined,
      responseBytes: undefined,
    },
  });

  constructor() {
    this.metadata.bootstrap([{ host: 'boot', port: 9092 }]);
    this.metadata.onChange = () => this.changes++;
  }

  /** As the updater does it: plan, and answer at once. */
  update(response: MetadataResponse, epochsReliable = true): void {
    this.metadata.update(this.metadata.planRequest(this.nowMs), response, epochsReliable, 1, this.nowMs);
  }

  due(afterMs = 0): number {
    return this.metadata.timeToNextUpdate(this.nowMs + afterMs);
  }

  leader(partition = 0): number | undefined {
    return this.metadata.snapshot.partition('orders', partition)?.leaderId;
  }
}

/** The topic orders is known, in an answer that is a second old. */
function settled(topics: Readonly<Record<string, TopicAnswer>> = { orders: {} }): Bench {
  const bench = new Bench();
  for (const topic of Object.keys(topics)) bench.metadata.add(topic, bench.nowMs);
  bench.update(answer(topics));
  bench.nowMs += 1000;
  return bench;
}

const ID_A = 'AAAAAAAAAAAAAAAAAAAAAQ';
const ID_B = 'AAAAAAAAAAAAAAAAAAAAAg';

// ── when to ask ──────────────────────────────────────────────────────────────────────────────────────────────────────

test('171 an update is due right after bootstrap, and counts as a version', () => {
  const { metadata, nowMs } = new Bench();
  assert.deepEqual([metadata.timeToNextUpdate(nowMs), metadata.updateVersion], [0, 1]);
});

test('154 nothing is due until metadata.max.age.ms has passed', () => {
  const bench = settled();
  assert.equal(bench.due(), 299_000);
  assert.equal(bench.due(299_000), 0);
});

test('154 a requested update waits for the backoff since the last answer', () => {
  const bench = new Bench();
  bench.update(answer({}));
  bench.metadata.requestUpdate(false);
  assert.deepEqual([bench.due(), bench.due(99), bench.due(100)], [100, 1, 0]);
});

test('154 failed updates back off exponentially, and a success resets that', () => {
  const bench = settled();
  bench.metadata.requestUpdate(false);
  const waits: number[] = [];
  for (let i = 0; i < 6; i++) {
    bench.metadata.failedUpdate(bench.nowMs, 'no answer');
    waits.push(bench.due());
  }
  assert.deepEqual(waits, [100, 200, 400, 800, 999, 999]);
  assert.equal(bench.transitions.filter(({ type }) => type === 'metadataFailed').length, 6);
  bench.update(answer({ orders: {} }));
  bench.metadata.requestUpdate(false);
  assert.equal(bench.due(), 100);
});

test('155 answers that bring nothing new back off exponentially', () => {
  const bench = settled();
  const waits: number[] = [];
  for (let i = 0; i < 6; i++) {
    bench.metadata.requestUpdate(false);
    bench.update(answer({ orders: {} }));
    bench.metadata.requestUpdate(false);
    waits.push(bench.due());
  }
  assert.deepEqual(waits, [100, 200, 400, 800, 999, 999]);
  bench.update(answer({ orders: { partitions: [{ leader: 2, epoch: 1 }] } }));
  bench.metadata.requestUpdate(false);
  assert.equal(bench.due(), 100, 'a newer epoch is news');
});

test('155 a request may ask to forget that backoff, and the age does', () => {
  const bench = settled();
  for (let i = 0; i < 4; i++) bench.update(answer({ orders: {} }));
  bench.metadata.requestUpdate(false);
  assert.equal(bench.due(), 800);
  bench.metadata.requestUpdate(true);
  assert.equal(bench.due(), 100);
  const old = settled();
  for (let i = 0; i < 4; i++) old.update(answer({ orders: {} }));
  assert.deepEqual([old.due(300_000), old.metadata.equivalentResponseCount], [0, 0]);
});

test('156 a new topic asks at once, for itself alone; a known one asks for nothing', () => {
  const bench = settled();
  bench.update(answer({ orders: {} })); // Just now, so that any other request would have to wait.
  bench.metadata.add('orders', bench.nowMs);
  assert.equal(bench.due(), 299_000);
  bench.metadata.add('payments', bench.nowMs);
  assert.equal(bench.due(), 0);
  assert.deepEqual(bench.metadata.planRequest(bench.nowMs), {
    topics: ['payments'],
    partial: true,
    requestVersion: bench.metadata.requestVersion,
  });
});

test('156 metadata past its age is asked for in full, new topic or not', () => {
  const bench = settled();
  bench.metadata.add('payments', bench.nowMs);
  bench.nowMs += 300_000;
  const { topics, partial } = bench.metadata.planRequest(bench.nowMs);
  assert.deepEqual([topics, partial], [['orders', 'payments'], false]);
});

test('157 a requested update is a full one, of all topics', () => {
  const bench = settled({ orders: {}, payments: {} });
  bench.metadata.requestUpdate(false);
  const { topics, partial } = bench.metadata.planRequest(bench.nowMs);
  assert.deepEqual([topics, partial], [['orders', 'payments'], false]);
});

test('158 a partial answer that was asked for before the newest topic leaves that one wanted', () => {
  const bench = settled();
  bench.metadata.add('payments', bench.nowMs);
  const stale = bench.metadata.planRequest(bench.nowMs);
  bench.metadata.add('refunds', bench.nowMs);
  bench.metadata.update(stale, answer({ payments: {} }), true, 1, bench.nowMs);
  assert.equal(bench.metadata.needPartialUpdate, true);
  assert.deepEqual(bench.metadata.planRequest(bench.nowMs).topics, ['refunds']);
  bench.update(answer({ refunds: {} }));
  assert.equal(bench.metadata.needPartialUpdate, false);
});

test('158 a partial answer does not make the whole younger, nor does it satisfy a full request', () => {
  const bench = settled();
  bench.metadata.add('payments', bench.nowMs);
  const partial = bench.metadata.planRequest(bench.nowMs);
  bench.metadata.requestUpdate(false);
  bench.metadata.update(partial, answer({ payments: {} }), true, 1, bench.nowMs);
  assert.deepEqual([bench.metadata.needFullUpdate, bench.metadata.lastSuccessfulRefreshMs], [true, 1000]);
  bench.update(answer({ orders: {}, payments: {} }));
  assert.deepEqual([bench.metadata.needFullUpdate, bench.metadata.lastSuccessfulRefreshMs], [false, 2000]);
});

test('168 a wait for a topic takes the version it has to go beyond', () => {
  const bench = settled();
  const version = bench.metadata.requestUpdateForTopic('orders');
  assert.equal(version, bench.metadata.updateVersion);
  bench.update(answer({ orders: {} }));
  assert.ok(bench.metadata.updateVersion > version);
});

// ── epochs and ids ───────────────────────────────────────────────────────────────────────────────────────────────────

for (const [name, epoch, taken] of [
  ['an older', 4, false],
  ['the same', 5, true],
  ['a newer', 6, true],
] as const)
  test(`159 ${name} leader epoch is ${taken ? 'taken' : 'ignored'}`, () => {
    const bench = settled({ orders: { partitions: [{ leader: 1, epoch: 5 }] } });
    bench.update(answer({ orders: { partitions: [{ leader: 2, epoch }] } }));
    assert.equal(bench.leader(), taken ? 2 : 1);
  });

test('159 row 31: a lagging broker cannot make the leader flip back, in full or partial answers', () => {
  const bench = settled({ orders: { partitions: [{ leader: 1, epoch: 5 }] } });
  bench.update(answer({ orders: { partitions: [{ leader: 2, epoch: 6 }] } }));
  for (let i = 0; i < 3; i++) {
    bench.update(answer({ orders: { partitions: [{ leader: 1, epoch: 5 }] } }));
    assert.deepEqual([bench.leader(), bench.metadata.snapshot.leaderEpoch('orders', 0)], [2, 6]);
  }
});

test('160 epochs of versions before 9 are not believed, and forget what was known', () => {
  const bench = settled({ orders: { partitions: [{ leader: 1, epoch: 5 }] } });
  bench.update(answer({ orders: { partitions: [{ leader: 2, epoch: 3 }] } }), false);
  assert.deepEqual([bench.leader(), bench.metadata.snapshot.leaderEpoch('orders', 0)], [2, -1]);
  bench.update(answer({ orders: { partitions: [{ leader: 3, epoch: 1 }] } }));
  assert.equal(bench.leader(), 3);
});

test('161 a topic made anew, with another id, starts again at epoch 0', () => {
  const bench = settled({ orders: { id: ID_A, partitions: [{ leader: 1, epoch: 5 }] } });
  bench.update(answer({ orders: { id: ID_A, partitions: [{ leader: 2, epoch: 0 }] } }));
  assert.equal(bench.leader(), 1, 'same id: an old answer');
  bench.update(answer({ orders: { id: ID_B, partitions: [{ leader: 2, epoch: 0 }] } }));
  assert.deepEqual([bench.leader(), bench.metadata.snapshot.topic('orders')?.topicId], [2, ID_B]);
});

test('162 a topic that is gone takes its id along', () => {
  const bench = settled({ orders: { id: ID_A } });
  bench.update(answer({ orders: { error: 3 } }));
  assert.equal(bench.metadata.snapshot.topic('orders'), undefined);
});

test('164 a broker too old for ids does not leave an old one behind', () => {
  const bench = settled({ orders: { id: ID_A } });
  bench.update(answer({ orders: { partitions: [{ epoch: 1 }] } }));
  assert.equal(bench.metadata.snapshot.topic('orders')?.topicId, null);
});

test('164 a partial answer keeps the topics it does not name; a full one replaces everything', () => {
  const bench = settled();
  bench.metadata.add('payments', bench.nowMs);
  bench.update(answer({ payments: {} }, [1]));
  assert.deepEqual([...bench.metadata.snapshot.data.topics.keys()], ['orders', 'payments']);
  assert.equal(bench.metadata.snapshot.nodes.length, 1, 'brokers come from the answer');
  bench.metadata.requestUpdate(false);
  bench.update(answer({ payments: {} }));
  assert.deepEqual([...bench.metadata.snapshot.data.topics.keys()], ['payments']);
});

// ── leader hints ─────────────────────────────────────────────────────────────────────────────────────────────────────

const broker = (id: number) => ({ id, host: `broker-${id}`, port: 9092, rack: null });
const hint = (leaderId: number, leaderEpoch: number, topic = 'orders', partition = 0) => ({
  topic,
  partition,
  leaderId,
  leaderEpoch,
});

test('163 a newer leader hint is taken at once, without counting as an update', () => {
  const bench = settled({
    orders: {
      partitions: [
        { leader: 1, epoch: 5 },
        { leader: 1, epoch: 5 },
      ],
    },
  });
  const { updateVersion, lastRefreshMs, snapshot } = bench.metadata;
  assert.equal(bench.metadata.updatePartitionLeadership([hint(2, 6)], [broker(2)], bench.nowMs).length, 1);
  assert.deepEqual([bench.leader(0), bench.leader(1)], [2, 1]);
  assert.deepEqual([bench.metadata.updateVersion, bench.metadata.lastRefreshMs], [updateVersion, lastRefreshMs]);
  assert.equal(snapshot.partition('orders', 0)?.leaderId, 1, '172 who holds the old snapshot keeps a consistent one');
  bench.update(
    answer({
      orders: {
        partitions: [
          { leader: 1, epoch: 5 },
          { leader: 1, epoch: 5 },
        ],
      },
    }),
  );
  assert.equal(bench.leader(0), 2, 'the hinted epoch counts from then on');
});

for (const [why, given] of [
  ['the epoch is the known one', hint(2, 5)],
  ['the epoch is older', hint(2, 4)],
  ['nobody knows the node', hint(9, 6)],
  ['the partition is not known', hint(2, 6, 'orders', 7)],
  ['the topic is not known', hint(2, 6, 'payments')],
] as const)
  test(`163 a leader hint is ignored when ${why}`, () => {
    const bench = settled({ orders: { partitions: [{ leader: 1, epoch: 5 }] } });
    const { snapshot } = bench.metadata;
    assert.deepEqual(bench.metadata.updatePartitionLeadership([given], [], bench.nowMs), []);
    assert.equal(bench.metadata.snapshot, snapshot);
  });

test('163 a hint may bring its node along', () => {
  const bench = settled({ orders: { partitions: [{ leader: 1, epoch: 5 }] } });
  bench.metadata.updatePartitionLeadership([hint(9, 6)], [broker(9)], bench.nowMs);
  assert.equal(bench.metadata.snapshot.leader('orders', 0)?.host, 'broker-9');
});

// ── errors ───────────────────────────────────────────────────────────────────────────────────────────────────────────

test('165 an invalid topic fails its own sends only, for as long as the answers say so', () => {
  const bench = settled();
  bench.metadata.add('bad topic', bench.nowMs);
  bench.update(answer({ 'bad topic': { error: 17 } }));
  assert.deepEqual(
    [bench.metadata.takeErrorFor('bad topic')?.kind, bench.metadata.takeErrorFor('orders')],
    ['InvalidTopicException', null],
  );
  bench.metadata.requestUpdate(false);
  bench.update(answer({ orders: {}, 'bad topic': {} }));
  assert.equal(bench.metadata.takeErrorFor('bad topic'), null);
});

test('165 a topic without right fails its own sends only, by name, and others keep their data', () => {
  const bench = settled();
  bench.metadata.add('secret', bench.nowMs);
  bench.update(answer({ secret: { error: 29 } }));
  const error = bench.metadata.takeErrorFor('secret');
  assert.deepEqual(
    [error?.kind, error?.code, bench.metadata.takeErrorFor('orders')],
    ['TopicAuthorizationException', 29, null],
  );
  assert.match(error?.message ?? '', /secret/);
  assert.equal(bench.leader(), 1);
  bench.metadata.add('payments', bench.nowMs);
  bench.update(answer({ payments: {} }));
  assert.equal(bench.metadata.takeErrorFor('secret')?.code, 29, 'a partial answer about others does not lift it');
});

for (const code of [3, 5, 72])
  test(`165 topic error ${code} asks again and the send keeps waiting`, () => {
    const bench = settled();
    bench.update(answer({ orders: { error: code } }));
    assert.deepEqual([bench.metadata.needFullUpdate, bench.metadata.takeErrorFor('orders')], [true, null]);
    assert.equal(bench.metadata.topicError('orders')?.code, code);
    assert.equal(bench.metadata.equivalentResponseCount, 1, 'asking in vain backs off');
  });

test('165 any other topic error is kept for the text of a time-out', () => {
  const bench = settled();
  bench.update(answer({ orders: { error: -1 } }));
  assert.deepEqual(
    [bench.metadata.needFullUpdate, bench.metadata.takeErrorFor('orders'), bench.metadata.topicError('orders')?.code],
    [false, null, -1],
  );
  bench.update(answer({ orders: {} }));
  assert.equal(bench.metadata.topicError('orders'), undefined);
});

test('165 every code of Kafka 4.4.0 in answer to a topic: its sends fail, or wait and metadata is asked for, or only wait', () => {
  for (const { code, name, exception, invalidMetadata } of kafkaErrors) {
    const bench = settled();
    bench.update(answer({ orders: { error: code } }));
    const fails = name === 'INVALID_TOPIC_EXCEPTION' || name === 'TOPIC_AUTHORIZATION_FAILED';
    assert.deepEqual(
      [bench.metadata.takeErrorFor('orders')?.kind, bench.metadata.needFullUpdate],
      [fails ? exception : undefined, invalidMetadata],
      name,
    );
    assert.equal(bench.metadata.topicError('orders')?.code, code, name);
    assert.equal(bench.metadata.snapshot.partitionCount('orders'), undefined, name);
  }
});

test('170 every code of Kafka 4.4.0 in answer to a partition: it is kept, and asked for again if what we know may be old', () => {
  for (const { code, name, invalidMetadata } of kafkaErrors) {
    const bench = settled();
    bench.update(answer({ orders: { partitions: [{ leader: 2, epoch: 1, error: code }] } }));
    assert.deepEqual([bench.leader(), bench.metadata.needFullUpdate], [2, invalidMetadata], name);
  }
});

test('a topic that was answered with an error leaves the new ones: later tries are full', () => {
  const bench = settled();
  bench.metadata.add('payments', bench.nowMs);
  bench.update(answer({ payments: { error: 5 } }));
  const { topics, partial } = bench.metadata.planRequest(bench.nowMs);
  assert.deepEqual([topics, partial], [['orders', 'payments'], false]);
});

test('170 a partition without leader is kept and asked for again', () => {
  const bench = settled();
  bench.update(answer({ orders: { partitions: [{ leader: -1, epoch: 1, error: 5 }, { leader: 2 }] } }));
  const { snapshot } = bench.metadata;
  assert.deepEqual(
    [snapshot.partitionCount('orders'), snapshot.leader('orders', 0), snapshot.availablePartitions('orders')],
    [2, null, [1]],
  );
  assert.equal(bench.metadata.needFullUpdate, true);
});

test('170 a partition the answer skips has a place but no leader', () => {
  const bench = settled();
  const response = answer({ orders: { partitions: [{}, {}, {}] } });
  const [orders] = response.topics;
  assert.ok(orders);
  bench.update({
    ...response,
    topics: [{ ...orders, partitions: orders.partitions.filter(({ partitionIndex }) => partitionIndex !== 1) }],
  });
  assert.deepEqual(
    [bench.metadata.snapshot.partitionCount('orders'), bench.metadata.snapshot.leader('orders', 1)],
    [3, null],
  );
});

test('row 55: a partition number out of any reason takes no memory', () => {
  const bench = settled();
  for (const partitionIndex of [2_147_483_647, -1]) {
    const response = answer({ orders: {} });
    const [orders] = response.topics;
    assert.ok(orders?.partitions[0]);
    bench.update({
      ...response,
      topics: [{ ...orders, partitions: [orders.partitions[0], { ...orders.partitions[0], partitionIndex }] }],
    });
    assert.equal(bench.metadata.snapshot.partitionCount('orders'), 1);
  }
});

test('166 a fatal error reaches every send that waits now, and none that comes later', () => {
  const { metadata } = settled();
  const told: (string | undefined)[] = [];
  metadata.onChange = () => told.push(metadata.takeErrorFor('orders')?.kind, metadata.takeErrorFor('payments')?.kind);
  metadata.fatalError(new KafkaError('UnsupportedVersionException', 'too old'));
  assert.deepEqual(told, ['UnsupportedVersionException', 'UnsupportedVersionException']);
  assert.equal(metadata.takeErrorFor('orders'), null);
});

test('167 waiting sends look again after each applied answer', () => {
  const bench = settled();
  const before = bench.changes;
  bench.metadata.failedUpdate(bench.nowMs, 'no answer');
  assert.equal(bench.changes, before, 'a failure changes nothing for them');
  bench.update(answer({ orders: {} }));
  assert.equal(bench.changes, before + 1);
});

// ── interest ─────────────────────────────────────────────────────────────────────────────────────────────────────────

test('169 a topic idle for metadata.max.idle.ms is dropped at the next answer, not before', () => {
  const bench = settled();
  bench.nowMs += 60_000;
  assert.equal(bench.leader(), 1);
  bench.metadata.requestUpdate(false);
  bench.update(answer({ orders: {} }));
  assert.deepEqual([bench.metadata.topicCount, bench.metadata.snapshot.topic('orders')], [0, undefined]);
});

test('169 each send keeps the topic alive', () => {
  const bench = settled();
  bench.nowMs += 58_000;
  bench.metadata.add('orders', bench.nowMs);
  bench.nowMs += 58_000;
  bench.update(answer({ orders: {} }));
  assert.equal(bench.metadata.topicCount, 1);
});

test('169 a dropped topic is asked for again by its next send, and kept by those after it, whichever was sent to last', () => {
  const bench = settled();
  const count = (): number | undefined => bench.metadata.partitionCountFor('orders', bench.nowMs);
  assert.equal(count(), 1);
  bench.nowMs += 61_000;
  bench.update(answer({ orders: {} }));
  assert.deepEqual([count(), bench.metadata.topicCount], [undefined, 1]);
  bench.update(answer({ orders: {} }));
  assert.equal(count(), 1);
  for (let i = 0; i < 3; i++) {
    bench.nowMs += 58_000;
    assert.equal(count(), 1);
  }
  bench.nowMs += 58_000;
  bench.update(answer({ orders: {} }));
  assert.deepEqual([count(), bench.metadata.topicCount], [1, 1]);
});

test('169 a topic that was never answered does not expire: a send waits for it', () => {
  const bench = settled();
  bench.metadata.add('payments', bench.nowMs);
  bench.nowMs += 120_000;
  bench.update(answer({ payments: {} }));
  assert.equal(bench.metadata.snapshot.partitionCount('payments'), 1);
});

test('169 in a partial answer the idle others go too', () => {
  const bench = settled();
  bench.nowMs += 60_000;
  bench.metadata.add('payments', bench.nowMs);
  bench.update(answer({ payments: {} }));
  assert.deepEqual([...bench.metadata.snapshot.data.topics.keys()], ['payments']);
});

test('an answer about topics nobody asked for is not kept', () => {
  const bench = settled();
  bench.update(answer({ orders: {}, strangers: {} }));
  assert.deepEqual([...bench.metadata.snapshot.data.topics.keys()], ['orders']);
});

// ── snapshot, rebootstrap, what is shown ─────────────────────────────────────────────────────────────────────────────

test('172 an answer replaces the snapshot and leaves the old one as it was', () => {
  const bench = settled({ orders: { partitions: [{ leader: 1 }] } });
  const before = bench.metadata.snapshot;
  bench.update(answer({ orders: { partitions: [{ leader: 2, epoch: 1 }, { leader: 3 }] } }));
  assert.deepEqual([before.partitionCount('orders'), before.leader('orders', 0)?.id], [1, 1]);
  assert.deepEqual([bench.metadata.snapshot.partitionCount('orders'), bench.leader()], [2, 2]);
});

test('rebootstrap goes back to the first addresses and keeps what it knows of epochs', () => {
  const bench = settled({ orders: { partitions: [{ leader: 1, epoch: 5 }] } });
  const { updateVersion } = bench.metadata;
  bench.metadata.rebootstrap(bench.nowMs, 'a test');
  assert.deepEqual(
    bench.metadata.snapshot.nodes.map(({ id, host }) => [id, host]),
    [[-1, 'boot']],
  );
  assert.deepEqual(
    [bench.metadata.snapshot.data.clusterId, bench.metadata.needFullUpdate, bench.metadata.updateVersion],
    [null, true, updateVersion + 1],
  );
  assert.deepEqual(bench.transitions.at(-1), { type: 'rebootstrapped', atMs: bench.nowMs, reason: 'a test' });
  bench.update(answer({ orders: { partitions: [{ leader: 2, epoch: 4 }] } }));
  assert.equal(bench.leader(), undefined, 'an older epoch without a topic id is an old answer still');
});

test('what changed is told: the update, and each leader that moved', () => {
  const bench = settled({ orders: { partitions: [{ leader: 1 }, { leader: 1 }] } });
  bench.transitions.length = 0;
  bench.update(answer({ orders: { partitions: [{ leader: 2, epoch: 1 }, { leader: 1 }] } }));
  assert.deepEqual(
    bench.transitions.map(({ type }) => type),
    ['metadataUpdated', 'leaderChanged'],
  );
  assert.deepEqual(bench.transitions[1], {
    type: 'leaderChanged',
    atMs: bench.nowMs,
    lane: 'orders-0',
    from: 1,
    to: 2,
    epoch: 1,
  });
});
