// The group coordinator of the classic protocol: who is a member, who gets what, and what is refused.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { ErrorCodes } from '../../../../engine/common/errors.ts';
import {
  DeleteGroups,
  DeleteTopics,
  DescribeGroups,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  OffsetCommit,
  OffsetDelete,
  OffsetFetch,
  SyncGroup,
} from '../../../../engine/protocol/messages/index.ts';
import type { ResponseBody } from '../../../../engine/protocol/schema.ts';
import { isPending, only, settle, startTestCluster } from '../support/testCluster.ts';
import type { TestCluster } from '../support/testCluster.ts';
import { coordinatorOf } from '../support/transactionalClient.ts';

const group = 'readers';
const ok = 0;
const { FENCED_INSTANCE_ID, ILLEGAL_GENERATION, MEMBER_ID_REQUIRED, REBALANCE_IN_PROGRESS, UNKNOWN_MEMBER_ID } =
  ErrorCodes;
type Joined = ResponseBody<typeof JoinGroup>;

interface JoinOptions {
  readonly version?: number;
  readonly instance?: string | null;
  readonly protocols?: readonly string[];
  readonly protocolType?: string;
  readonly sessionTimeoutMs?: number;
  readonly topics?: readonly string[];
}

/** A consumer's connection to the coordinator; a request of it waits behind the one before, as on any connection. */
class Member {
  memberId = '';
  generationId = -1;
  readonly #cluster: TestCluster;
  readonly #options: JoinOptions;

  constructor(cluster: TestCluster, options: JoinOptions = {}) {
    this.#cluster = cluster;
    this.#options = options;
  }

  async join(): Promise<Joined> {
    const { version = 9, instance = null, protocols = ['range'], protocolType = 'consumer' } = this.#options;
    const client = await this.#connect();
    const joined = await client.ask(JoinGroup, version, {
      groupId: group,
      sessionTimeoutMs: this.#options.sessionTimeoutMs ?? 10_000,
      rebalanceTimeoutMs: 30_000,
      memberId: this.memberId,
      ...(version >= 5 ? { groupInstanceId: instance } : {}),
      protocolType,
      protocols: protocols.map(name => ({ name, metadata: subscription(this.#options.topics ?? ['orders']) })),
    });
    this.memberId = joined.memberId;
    if (joined.errorCode === ok) this.generationId = joined.generationId;
    return joined.errorCode === MEMBER_ID_REQUIRED ? this.join() : joined;
  }

  async sync(assignments: Readonly<Record<string, string>> = {}) {
    const client = await this.#connect();
    const { errorCode, assignment } = await client.ask(SyncGroup, 5, {
      ...this.#identity(),
      protocolType: 'consumer',
      protocolName: 'range',
      assignments: Object.entries(assignments).map(([memberId, text]) => ({ memberId, assignment: Buffer.from(text) })),
    });
    return errorCode === ok ? assignment.toString() : errorCode;
  }

  async heartbeat(): Promise<number> {
    return (await (await this.#connect()).ask(Heartbeat, 4, this.#identity())).errorCode;
  }

  async leave(): Promise<number> {
    const members = [{ memberId: this.memberId, groupInstanceId: this.#options.instance ?? null }];
    const answer = await (await this.#connect()).ask(LeaveGroup, 5, { groupId: group, members });
    return only(answer.members).errorCode;
  }

  async commit(offset: number): Promise<number> {
    const { generationId, ...identity } = this.#identity();
    const partition = { partitionIndex: 0, committedOffset: BigInt(offset), committedMetadata: 'mine' };
    const topics = [{ name: 'orders', partitions: [partition] }];
    const body = { ...identity, generationIdOrMemberEpoch: generationId, topics };
    const answer = await (await this.#connect()).ask(OffsetCommit, 9, body);
    return only(only(answer.topics).partitions).errorCode;
  }

  #identity() {
    const { memberId, generationId } = this;
    return { groupId: group, memberId, generationId, groupInstanceId: this.#options.instance ?? null };
  }

  async #connect() {
    const shared = await coordinatorOf(this.#cluster, group, 0);
    const node = [1, 2, 3].find(each => this.#isAt(each, shared)) ?? 0;
    return this.#cluster.connect(node);
  }

  #isAt(node: number, client: unknown): boolean {
    const broker = this.#cluster.cluster.describe().brokers[node - 1];
    return broker?.up === true && this.#cluster.client(node) === client;
  }
}

/** As a consumer writes what it wants: version 1, topics, no user data. */
function subscription(topics: readonly string[]): Buffer {
  const names = topics.map(name => Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name)]));
  return Buffer.concat([Buffer.from([0, 1, 0, 0, 0, topics.length]), ...names, Buffer.from([0xff, 0xff, 0xff, 0xff])]);
}

/** Two members, the first of which leads, both with their part. */
async function pair(t: TestContext): Promise<{ cluster: TestCluster; leader: Member; follower: Member }> {
  const cluster = await startTestCluster(t);
  const [leader, follower] = [new Member(cluster), new Member(cluster)];
  await leader.join();
  const follows = follower.join();
  assert.ok(await isPending(follows));
  assert.equal(await leader.heartbeat(), REBALANCE_IN_PROGRESS);
  const leads = await leader.join();
  const joined = await follows;
  assert.equal(leads.leader, leader.memberId);
  assert.equal(joined.leader, leader.memberId);
  assert.deepEqual([leads.members.length, joined.members.length], [2, 0]);
  const waits = follower.sync();
  assert.ok(await isPending(waits));
  assert.equal(await leader.sync({ [leader.memberId]: 'one', [follower.memberId]: 'two' }), 'one');
  assert.equal(await waits, 'two');
  return { cluster, leader, follower };
}

async function state(cluster: TestCluster): Promise<string> {
  const coordinator = await coordinatorOf(cluster, group, 0);
  const { groups } = await coordinator.ask(DescribeGroups, 5, { groups: [group], includeAuthorizedOperations: false });
  const { groupState, members, protocolData } = only(groups);
  const parts = members.map(({ memberAssignment }) => String(memberAssignment));
  return `${groupState} ${protocolData} ${String(parts)}`.trim();
}

test('the first member leads, everybody gets its part from it', async t => {
  const { cluster, leader, follower } = await pair(t);
  assert.equal(await state(cluster), 'Stable range one,two');
  assert.deepEqual([await leader.heartbeat(), await follower.heartbeat()], [ok, ok]);
  assert.equal(await follower.sync(), 'two', 'asked again');
});

test('a follower that joins again hears what it knows; a leader that does has everybody join', async t => {
  const { cluster, leader, follower } = await pair(t);
  assert.equal((await follower.join()).generationId, 2);
  assert.equal(await state(cluster), 'Stable range one,two');
  const leads = leader.join();
  assert.ok(await isPending(leads));
  assert.equal(await follower.heartbeat(), REBALANCE_IN_PROGRESS);
  assert.equal((await follower.join()).generationId, 3);
  assert.equal((await leads).generationId, 3);
});

test('a first request gets an id, and only with it one becomes a member; old versions need none', async t => {
  const cluster = await startTestCluster(t);
  const coordinator = await coordinatorOf(cluster, group, 0);
  const body = { groupId: group, sessionTimeoutMs: 10_000, memberId: '', protocolType: 'consumer' };
  const protocols = [{ name: 'range', metadata: Buffer.alloc(0) }];
  const first = await coordinator.ask(JoinGroup, 4, { ...body, protocols });
  assert.equal(first.errorCode, MEMBER_ID_REQUIRED);
  assert.match(first.memberId, /^test-.{22}$/);
  assert.equal(await state(cluster), 'Empty');
  const made = await coordinator.ask(JoinGroup, 4, { ...body, protocols, memberId: 'made-up' });
  assert.equal(made.errorCode, UNKNOWN_MEMBER_ID);
  cluster.clock.advance(10_000);
  const late = await coordinator.ask(JoinGroup, 4, { ...body, protocols, memberId: first.memberId });
  assert.equal(late.errorCode, UNKNOWN_MEMBER_ID, 'the id was kept for one session only');
  const old = await coordinator.ask(JoinGroup, 0, { ...body, protocols });
  assert.deepEqual([old.errorCode, old.leader], [ok, old.memberId]);
});

test('a member that is silent loses its place, and the others share anew', async t => {
  const { cluster, leader, follower } = await pair(t);
  for (let i = 0; i < 3; i++) {
    cluster.clock.advance(4_000);
    await leader.heartbeat();
  }
  assert.equal(await leader.heartbeat(), REBALANCE_IN_PROGRESS);
  assert.equal(await follower.heartbeat(), UNKNOWN_MEMBER_ID);
  const joined = await leader.join();
  assert.deepEqual([joined.generationId, joined.members.length], [3, 1]);
  assert.equal(await follower.commit(5), UNKNOWN_MEMBER_ID);
});

test('who does not join again within the rebalance timeout is out', async t => {
  const { cluster, leader, follower } = await pair(t);
  const third = new Member(cluster);
  const joining = third.join();
  await settle();
  const again = leader.join();
  for (let i = 0; i < 10; i++) {
    cluster.clock.advance(3_000);
    if (i < 9) assert.equal(await follower.heartbeat(), REBALANCE_IN_PROGRESS);
  }
  assert.equal((await again).members.length, 2);
  assert.equal((await joining).errorCode, ok);
  assert.equal(await follower.heartbeat(), UNKNOWN_MEMBER_ID);
});

test('who leaves is gone at once; the last one leaves an empty group that can be deleted', async t => {
  const { cluster, leader, follower } = await pair(t);
  assert.equal(await leader.leave(), ok);
  assert.equal(await leader.leave(), UNKNOWN_MEMBER_ID);
  const joined = await follower.join();
  assert.equal(joined.leader, follower.memberId, 'the leader has gone');
  assert.equal(await state(cluster), 'CompletingRebalance');
  const coordinator = await coordinatorOf(cluster, group, 0);
  const remove = async (): Promise<number> =>
    only((await coordinator.ask(DeleteGroups, 2, { groupsNames: [group] })).results).errorCode;
  assert.equal(await remove(), ErrorCodes.NON_EMPTY_GROUP);
  assert.equal(await follower.leave(), ok);
  assert.equal(await state(cluster), 'Empty');
  assert.equal(await remove(), ok);
  assert.equal(await remove(), ErrorCodes.GROUP_ID_NOT_FOUND);
  assert.equal(await state(cluster), 'Dead');
});

test('who joined but does not ask for its part in time is out', async t => {
  const cluster = await startTestCluster(t);
  const member = new Member(cluster);
  await member.join();
  for (let i = 0; i < 5; i++) {
    assert.equal(await member.heartbeat(), ok);
    cluster.clock.advance(6_000);
  }
  assert.equal(await state(cluster), 'Empty');
});

test('protocols: the one that most prefer, of those that all know', async t => {
  const cluster = await startTestCluster(t);
  const members = [
    ['a', 'b', 'c'],
    ['c', 'b'],
    ['c', 'b'],
    ['c', 'b'],
  ].map(protocols => new Member(cluster, { protocols, version: 3 }));
  const joins = members.map(member => member.join());
  await settle();
  const rejoined = await Promise.all([members[0]?.join(), ...joins.slice(1)]);
  assert.deepEqual(new Set(rejoined.map(joined => joined?.protocolName)), new Set(['c']));
  const stranger = await new Member(cluster, { protocols: ['x'] }).join();
  assert.equal(stranger.errorCode, ErrorCodes.INCONSISTENT_GROUP_PROTOCOL);
  const connect = await new Member(cluster, { protocols: ['b'], protocolType: 'connect' }).join();
  assert.equal(connect.errorCode, ErrorCodes.INCONSISTENT_GROUP_PROTOCOL);
});

test('a static member comes back without a rebalance, and fences its old self', async t => {
  const cluster = await startTestCluster(t);
  const before = new Member(cluster, { instance: 'i-1' });
  await before.join();
  await before.sync({ [before.memberId]: 'all' });
  const after = new Member(cluster, { instance: 'i-1' });
  const joined = await after.join();
  assert.deepEqual([joined.errorCode, joined.generationId, joined.skipAssignment], [ok, 1, true]);
  assert.equal(await after.sync(), 'all');
  assert.equal(await before.heartbeat(), FENCED_INSTANCE_ID);
  assert.equal(await before.commit(1), FENCED_INSTANCE_ID);
  assert.equal(await after.commit(1), ok);
  const old = new Member(cluster, { instance: 'i-1', version: 6 });
  const joinedOld = await old.join();
  assert.notEqual(joinedOld.leader, old.memberId, 'so that it does not assign anew');
});

test('wrong values are refused', async t => {
  const { cluster, leader } = await pair(t);
  for (const sessionTimeoutMs of [5_999, 1_800_001])
    assert.equal(
      (await new Member(cluster, { sessionTimeoutMs }).join()).errorCode,
      ErrorCodes.INVALID_SESSION_TIMEOUT,
    );
  leader.generationId = 1;
  assert.equal(await leader.heartbeat(), ILLEGAL_GENERATION);
  assert.equal(await leader.sync(), ILLEGAL_GENERATION);
  assert.equal(await leader.commit(1), ILLEGAL_GENERATION);
  leader.generationId = -1;
  leader.memberId = '';
  assert.equal(await leader.commit(1), UNKNOWN_MEMBER_ID, 'only members commit while there are any');
  const elsewhere = [1, 2, 3].map(node => cluster.client(node));
  const coordinator = await coordinatorOf(cluster, group, 0);
  for (const other of elsewhere.filter(client => client !== coordinator)) {
    const { errorCode } = await other.ask(Heartbeat, 4, { groupId: group, memberId: '', generationId: 1 });
    assert.equal(errorCode, ErrorCodes.NOT_COORDINATOR);
  }
});

test('the coordinator is stopped: another knows members, generation and offsets', async t => {
  const { cluster, leader, follower } = await pair(t);
  assert.equal(await leader.commit(7), ok);
  const shared = await coordinatorOf(cluster, group, 0);
  const node = [1, 2, 3].find(each => cluster.client(each) === shared) ?? 0;
  const third = new Member(cluster);
  const waiting = third.join().catch((error: unknown) => String(error));
  await settle();
  await cluster.cluster.stopBroker(node);
  assert.match(String(await waiting), /closed the connection/);
  assert.notEqual(await coordinatorOf(cluster, group, 0), shared);
  const again = [leader.join(), follower.join(), new Member(cluster).join()];
  await settle();
  cluster.clock.advance(30_000);
  const joined = await Promise.all(again);
  assert.deepEqual(
    joined.map(({ errorCode, generationId }) => [errorCode, generationId]),
    [3, 3, 3].map(generation => [ok, generation]),
  );
  await cluster.cluster.startBroker(node);
  cluster.clock.advance(300_000);
  assert.equal(await coordinatorOf(cluster, group, 0), cluster.client(node), 'as after a preferred leader election');
  assert.deepEqual(await offsets(cluster, null), ['orders-0 7 mine']);
});

async function offsets(
  cluster: TestCluster,
  partitions: readonly number[] | null,
  version = 9,
): Promise<readonly string[]> {
  const coordinator = await coordinatorOf(cluster, group, 0);
  const topics = partitions && [{ name: 'orders', partitionIndexes: partitions }];
  const asked = version < 8 ? { groupId: group, topics } : { groups: [{ groupId: group, topics }] };
  const answer = await coordinator.ask(OffsetFetch, version, asked as { topics: null; groups: [] });
  return (version < 8 ? answer.topics : only(answer.groups).topics).flatMap(topic =>
    topic.partitions.map(each => `${topic.name}-${each.partitionIndex} ${each.committedOffset} ${each.metadata}`),
  );
}

test('offsets: by anybody while the group is empty, for one or all partitions, deleted with the topic', async t => {
  const cluster = await startTestCluster(t);
  const outsider = new Member(cluster);
  assert.equal(await outsider.commit(3), ok);
  for (const version of [2, 5, 7, 8, 9]) {
    assert.deepEqual(await offsets(cluster, null, version), ['orders-0 3 mine'], `version ${version}`);
    assert.deepEqual(await offsets(cluster, [0, 1], version), ['orders-0 3 mine', 'orders-1 -1 ']);
  }
  const coordinator = await coordinatorOf(cluster, group, 0);
  const commit = async (name: string, partitionIndex: number, committedMetadata: string): Promise<number> => {
    const topics = [{ name, partitions: [{ partitionIndex, committedOffset: 1n, committedMetadata }] }];
    const answer = await coordinator.ask(OffsetCommit, 2, { groupId: group, topics });
    return only(only(answer.topics).partitions).errorCode;
  };
  assert.equal(await commit('nowhere', 0, ''), ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  assert.equal(await commit('orders', 0, 'm'.repeat(4097)), ErrorCodes.OFFSET_METADATA_TOO_LARGE);
  assert.equal(await commit('orders', 2, 'm'.repeat(4096)), ok);
  const topics = [{ name: 'orders', partitions: [{ partitionIndex: 2 }] }];
  assert.equal((await coordinator.ask(OffsetDelete, 0, { groupId: group, topics })).errorCode, ok);
  assert.deepEqual(await offsets(cluster, null), ['orders-0 3 mine']);
  await cluster.client(1).ask(DeleteTopics, 5, { topicNames: ['orders'], timeoutMs: 1000 });
  assert.deepEqual(await offsets(cluster, [0]), ['orders-0 -1 ']);
});

test('offsets of a topic that members read cannot be deleted', async t => {
  const { cluster } = await pair(t);
  const coordinator = await coordinatorOf(cluster, group, 0);
  const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0 }] }];
  const answer = await coordinator.ask(OffsetDelete, 0, { groupId: group, topics });
  assert.equal(only(only(answer.topics).partitions).errorCode, ErrorCodes.GROUP_SUBSCRIBED_TO_TOPIC);
});

test('ListGroups: by state and type, each at its coordinator', async t => {
  const { cluster } = await pair(t);
  const list = async (statesFilter: string[], typesFilter: string[]): Promise<readonly string[]> => {
    const found = [1, 2, 3].map(node => cluster.client(node).ask(ListGroups, 5, { statesFilter, typesFilter }));
    const groups = (await Promise.all(found)).flatMap(answer => answer.groups);
    return groups.map(each => `${each.groupId} ${each.protocolType} ${each.groupState} ${each.groupType}`);
  };
  assert.deepEqual(await list([], []), ['readers consumer Stable classic']);
  assert.deepEqual(await list(['stable'], ['Classic']), ['readers consumer Stable classic']);
  assert.deepEqual(await list(['Empty'], []), []);
  assert.deepEqual(await list([], ['consumer']), []);
});

test('nothing is left ticking when the cluster stops', async t => {
  const { cluster } = await pair(t);
  await cluster.cluster.stop();
  assert.equal(cluster.clock.waiting, 0);
});
