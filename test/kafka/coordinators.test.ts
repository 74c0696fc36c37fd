// The practice cluster's coordinators against those of Apache Kafka: the same requests, put together by hand, get the same answers.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { ErrorCodes } from '../../engine/common/errors.ts';
import {
  ApiVersions,
  CreateTopics,
  DeleteGroups,
  DescribeGroups,
  DescribeTransactions,
  Fetch,
  FindCoordinator,
  ListGroups,
  Metadata,
  OffsetFetch,
} from '../../engine/protocol/messages/index.ts';
import type { PracticeCluster } from '../../engine/practice/practiceCluster.ts';
import { iterateBatches } from '../../engine/record/recordBatchReader.ts';
import { runTool } from './support/java.ts';
import { startKafka } from './support/kafkaCluster.ts';
import type { KafkaCluster } from './support/kafkaCluster.ts';
import { startPractice } from './support/practice.ts';
import { until } from './support/programs.ts';
import { ScriptedMember } from './support/scriptedMember.ts';
import type { MemberOptions } from './support/scriptedMember.ts';
import { ScriptedProducer, errorName } from './support/transactionScript.ts';
import type { Generation } from './support/transactionScript.ts';
import { WireClient } from './support/wireClient.ts';

let kafka: KafkaCluster;
let practice: PracticeCluster;

before(async () => {
  [kafka, practice] = await Promise.all([
    startKafka({ config: { 'transaction.abort.timed.out.transaction.cleanup.interval.ms': 500 } }),
    startPractice(1),
  ]);
});

after(() => Promise.all([kafka.stop(), practice.stop()]));

/** What a broker may say for a moment, after which the same request is asked again. */
const passing: readonly number[] = [
  ErrorCodes.CONCURRENT_TRANSACTIONS,
  ErrorCodes.COORDINATOR_LOAD_IN_PROGRESS,
  ErrorCodes.COORDINATOR_NOT_AVAILABLE,
  ErrorCodes.NOT_COORDINATOR,
  ErrorCodes.NOT_ENOUGH_REPLICAS,
  ErrorCodes.NOT_LEADER_OR_FOLLOWER,
];

class Run {
  readonly notes: string[] = [];
  readonly client: WireClient;
  readonly topic: string;
  readonly id: string;
  readonly #firstProducerId = { value: null as bigint | null };
  readonly #address: string;
  readonly #members: ScriptedMember[] = [];

  constructor(address: string, id: string) {
    this.#address = address;
    this.client = new WireClient(address);
    this.id = id;
    this.topic = `topic-${id}`;
  }

  producer(name: string, generation: Generation): ScriptedProducer {
    return new ScriptedProducer(name, this.client, this.notes, generation, this.#firstProducerId);
  }

  member(name: string, options: Omit<MemberOptions, 'group'> = {}): ScriptedMember {
    const member = new ScriptedMember(name, this.#address, this.notes, { ...options, group: this.id });
    this.#members.push(member);
    return member;
  }

  /** What came at the same time. */
  sortLast(count: number): void {
    this.notes.push(...this.notes.splice(-count).sort());
  }

  close(): void {
    this.client.close();
    for (const member of this.#members) member.close();
  }

  async noteGroup(version = 6): Promise<void> {
    const asked = { groups: [this.id], includeAuthorizedOperations: false };
    const { groups } = await this.client.ask(DescribeGroups, version, asked);
    const found = groups[0];
    assert.ok(found);
    const members = found.members.map(
      each => `${each.clientId} ${each.clientHost} ${String(each.memberMetadata)} ${String(each.memberAssignment)}`,
    );
    this.notes.push(
      `group ${errorName(found.errorCode)} ${found.groupState} ${found.protocolType} ${found.protocolData} [${String(members.sort())}]`,
    );
    const listed = await this.client.ask(ListGroups, 5, { statesFilter: [], typesFilter: [] });
    const group = listed.groups.find(({ groupId }) => groupId === this.id);
    this.notes.push(`listed ${group?.protocolType} ${group?.groupState} ${group?.groupType}`);
  }

  async delete(): Promise<void> {
    const { results } = await this.client.ask(DeleteGroups, 2, { groupsNames: [this.id] });
    this.notes.push(`delete: ${errorName(results[0]?.errorCode ?? -1)}`);
  }

  /** Until the answer is a lasting one; only that is noted. */
  async settled(step: () => Promise<number>): Promise<void> {
    const noted = this.notes.length;
    for (const deadline = Date.now() + 20_000; passing.includes(await step()); this.notes.length = noted) {
      assert.ok(Date.now() < deadline, `${this.notes.at(-1)} for 20 s`);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  async prepare(): Promise<void> {
    const topics = [{ name: this.topic, numPartitions: 2, replicationFactor: 1, assignments: [], configs: [] }];
    await this.client.ask(CreateTopics, 5, { topics, timeoutMs: 10_000 });
    await until(`${this.topic} is known`, async () => {
      const asked = { topics: [{ name: this.topic }], allowAutoTopicCreation: false };
      const { topics: found } = await this.client.ask(Metadata, 9, {
        ...asked,
        includeClusterAuthorizedOperations: false,
        includeTopicAuthorizedOperations: false,
      });
      return (found[0]?.partitions ?? []).some(({ leaderId }) => leaderId >= 0);
    });
    for (const keyType of [0, 1])
      await this.settled(async () => {
        const found = await this.client.ask(FindCoordinator, 4, { keyType, coordinatorKeys: [this.id] });
        return found.coordinators[0]?.errorCode ?? 0;
      });
  }

  /** The batches of the first partition, as read_committed sees them. A broker may give them in any number of answers. */
  async noteLog(): Promise<void> {
    const aborted = new Set<bigint>();
    for (let from = 0n; ;) {
      const { records, abortedTransactions, lastStableOffset, highWatermark } = await this.#fetch(from);
      for (const { firstOffset } of abortedTransactions ?? []) aborted.add(firstOffset);
      for (const batch of iterateBatches(records ?? Buffer.alloc(0))) {
        const what = batch.isControl ? 'marker' : `${batch.recordCount} records`;
        this.notes.push(
          `${batch.baseOffset} ${what} epoch ${batch.producerEpoch} sequence ${batch.baseSequence} ${batch.isTransactional}`,
        );
        from = batch.baseOffset + BigInt(batch.lastOffsetDelta) + 1n;
      }
      if (from < lastStableOffset) continue;
      this.notes.push(`aborted from ${String([...aborted])}; stable to ${lastStableOffset} of ${highWatermark}`);
      return;
    }
  }

  async #fetch(fetchOffset: bigint) {
    const { responses } = await this.client.ask(Fetch, 12, {
      maxWaitMs: 0,
      minBytes: 1,
      isolationLevel: 1,
      topics: [{ topic: this.topic, partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: 1_000_000 }] }],
      forgottenTopicsData: [],
    });
    const partition = responses[0]?.partitions[0];
    assert.ok(partition);
    return partition;
  }

  async noteTransactionVersion(apiVersion: number): Promise<void> {
    const asked = { clientSoftwareName: 'wire', clientSoftwareVersion: '1' };
    const { supportedFeatures, finalizedFeatures } = await this.client.ask(ApiVersions, apiVersion, asked);
    const told = [...supportedFeatures, ...finalizedFeatures].filter(({ name }) => name === 'transaction.version');
    this.notes.push(`ApiVersions v${apiVersion}: ${JSON.stringify(told)}`);
  }

  /** Once its markers are written. */
  async noteTransaction(): Promise<void> {
    const found = await until('the markers are written', async () => {
      const { transactionStates } = await this.client.ask(DescribeTransactions, 0, { transactionalIds: [this.id] });
      const described = transactionStates[0];
      return described?.transactionState.startsWith('Prepare') === false && described;
    });
    const partitions = found.topics.map(({ topic, partitions: of }) => `${topic} ${String(of)}`);
    const { transactionState, producerEpoch, transactionTimeoutMs, transactionStartTimeMs: startMs } = found;
    const started = startMs > 0n ? 'started' : startMs;
    this.notes.push(
      `${errorName(found.errorCode)} ${transactionState} epoch ${producerEpoch} timeout ${transactionTimeoutMs} ${started} ${String(partitions)}`,
    );
  }

  async noteOffset(requireStable: boolean): Promise<void> {
    const groups = [{ groupId: this.id, topics: [{ name: this.topic, partitionIndexes: [0] }] }];
    const answer = await this.client.ask(OffsetFetch, 9, { groups, requireStable });
    const partition = answer.groups[0]?.topics[0]?.partitions[0];
    this.notes.push(`offset ${partition?.committedOffset} ${errorName(partition?.errorCode ?? -1)}`);
  }
}

type PlayedScript = (run: Run) => Promise<void>;

function check(name: string, script: PlayedScript): void {
  test(`as Apache Kafka answers: ${name}`, () => compare(practice, name.replace(/\W+/g, '-'), script));
}

async function compare({ bootstrapServers }: PracticeCluster, id: string, script: PlayedScript): Promise<void> {
  const [ours, theirs] = await Promise.all(
    [bootstrapServers, kafka.bootstrap].map(async address => {
      const run = new Run(address, id);
      try {
        await run.prepare();
        await script(run);
        return run.notes;
      } finally {
        run.close();
      }
    }),
  );
  assert.deepEqual(ours, theirs);
  assert.ok((theirs?.length ?? 0) > 3, 'something was compared');
}

for (const generation of ['v1', 'v2'] as const) {
  const begin = async (run: Run, producer: ScriptedProducer, ...partitions: number[]): Promise<void> => {
    if (generation === 'v1') await run.settled(() => producer.add(run.id, run.topic, ...partitions));
  };

  check(`${generation} commit, abort, commit`, async run => {
    const producer = run.producer('a', generation);
    await run.settled(() => producer.init(run.id));
    for (const committed of [true, false, true]) {
      await begin(run, producer, 0);
      await run.settled(() => producer.send(run.id, run.topic, 'x', 'y'));
      await run.noteTransaction();
      await run.settled(() => producer.end(run.id, committed));
      // The marker is written when the next transaction may begin.
      await run.settled(() => producer.init(run.id, producer));
    }
    await run.noteLog();
    await run.noteTransaction();
  });

  check(`${generation} ends that fit no transaction`, async run => {
    const producer = run.producer('a', generation);
    await run.settled(() => producer.init(run.id));
    await run.settled(() => producer.end(run.id, true));
    await run.settled(() => producer.end(run.id, false));
    await run.settled(() => producer.end(run.id, true));
    await begin(run, producer, 0);
    await run.settled(() => producer.send(run.id, run.topic, 'x'));
    await run.settled(() => producer.end(run.id, true));
    await run.settled(() => producer.end(run.id, true));
    await run.settled(() => producer.end(run.id, false));
    await run.settled(() => producer.end('unknown', true));
    await run.noteTransaction();
  });

  check(`${generation} twin fences an open transaction`, async run => {
    const [first, twin] = [run.producer('first', generation), run.producer('twin', generation)];
    await run.settled(() => first.init(run.id));
    await begin(run, first, 0);
    await run.settled(() => first.send(run.id, run.topic, 'x'));
    await twin.init(run.id);
    await run.settled(() => twin.init(run.id));
    await run.settled(() => first.send(run.id, run.topic, 'late'));
    await run.settled(() => first.end(run.id, true));
    await run.settled(() => first.init(run.id, first));
    await begin(run, twin, 0);
    await run.settled(() => twin.send(run.id, run.topic, 'z'));
    await run.settled(() => twin.end(run.id, true));
    await run.settled(() => twin.init(run.id, twin));
    await run.noteLog();
  });

  check(`${generation} twin fences an idle one`, async run => {
    const [first, twin] = [run.producer('first', generation), run.producer('twin', generation)];
    await run.settled(() => first.init(run.id));
    await run.settled(() => twin.init(run.id));
    if (generation === 'v1') await first.add(run.id, run.topic, 0);
    await run.settled(() => first.send(run.id, run.topic, 'x'));
    await run.settled(() => first.end(run.id, false));
    await run.settled(() => first.end(run.id, true));
  });

  check(`${generation} a transaction that takes too long`, async run => {
    const producer = run.producer('a', generation);
    await run.settled(() => producer.init(run.id, { timeoutMs: 300 }));
    await begin(run, producer, 0);
    await run.settled(() => producer.send(run.id, run.topic, 'x'));
    await new Promise(resolve => setTimeout(resolve, 11_000));
    await run.noteTransaction();
    await run.noteLog();
    await run.settled(() => producer.send(run.id, run.topic, 'late'));
    await run.settled(() => producer.end(run.id, true));
    await run.settled(() => producer.end(run.id, false));
    await run.settled(() => producer.init(run.id, producer));
  });

  check(`${generation} records outside of the transaction`, async run => {
    const producer = run.producer('a', generation);
    await run.settled(() => producer.init(run.id));
    await run.settled(() => producer.send(null, run.topic, 'x'));
    if (generation === 'v1') {
      await run.settled(() => producer.send(run.id, run.topic, 'not added'));
      await run.settled(() => producer.add(run.id, run.topic, 1));
      await run.settled(() => producer.add(run.id, 'missing', 0));
      await run.settled(() => producer.add(run.id, run.topic, 0, 7));
    }
    await run.settled(() => producer.send('unknown', run.topic, 'x'));
    await begin(run, producer, 0);
    await run.settled(() => producer.send(run.id, run.topic, 'x'));
    producer.sequence = 0;
    await run.settled(() => producer.send(run.id, run.topic, 'x'));
    producer.sequence = 3;
    await run.settled(() => producer.send(run.id, run.topic, 'a gap'));
  });

  check(`${generation} offsets in a transaction`, async run => {
    const producer = run.producer('a', generation);
    await run.settled(() => producer.init(run.id));
    for (const committed of [false, true]) {
      await run.settled(() => producer.commitOffset(run.id, run.id, run.topic, 5n));
      if (generation === 'v1') {
        await run.settled(() => producer.addOffsets(run.id, run.id));
        await run.settled(() => producer.commitOffset(run.id, run.id, run.topic, 5n));
      }
      await run.settled(() => producer.commitOffset(run.id, run.id, run.topic, 6n, 3));
      await run.noteOffset(true);
      await run.noteOffset(false);
      await run.settled(() => producer.end(run.id, committed));
      await run.settled(() => producer.init(run.id, producer));
      await run.noteOffset(true);
    }
  });
}

check('InitProducerId with wrong values', async run => {
  const producer = run.producer('a', 'v2');
  await run.settled(() => producer.init('', {}));
  for (const timeoutMs of [0, -1, 900_001, 900_000]) await run.settled(() => producer.init(run.id, { timeoutMs }));
  const { producerId } = producer;
  await run.settled(() => producer.init(run.id, { producerId: producerId + 1000n, producerEpoch: 0 }));
  await run.settled(() => producer.init(run.id, { producerId, producerEpoch: 0 }));
  await run.settled(() => producer.init(run.id, { producerId, producerEpoch: 0 }));
  await run.settled(() => producer.init(run.id, { producerId, producerEpoch: 7 }));
  await run.settled(() => producer.init(run.id));
  await run.settled(() => producer.init(run.id, { producerId, producerEpoch: 0 }));
});

check('a group of two', async run => {
  const [a, b] = [run.member('a'), run.member('b')];
  await run.settled(() => a.join());
  await a.join();
  await a.heartbeat();
  await run.noteGroup();
  await a.sync(new Map([[a, 'all']]));
  await run.noteGroup();
  await b.join();
  const joining = b.join();
  // Not before it waits, which nothing but a moment tells.
  await new Promise(resolve => setTimeout(resolve, 300));
  await a.heartbeat();
  await a.sync();
  await a.commit(run.topic, 3n);
  await Promise.all([a.join(), joining]);
  run.sortLast(2);
  await a.commit(run.topic, 4n);
  const syncing = b.sync();
  await new Promise(resolve => setTimeout(resolve, 300));
  await a.sync(new Map([[a, 'one'], [b, 'two']])); // prettier-ignore
  await syncing;
  run.sortLast(2);
  await run.noteGroup();
  await b.sync(undefined, 'other');
  await b.join();
  await b.sync();
  await b.commit(run.topic, 5n);
  await run.noteOffset(true);
  await run.delete();
  await a.leave();
  await a.leave();
  await b.heartbeat();
  await b.join();
  await b.sync(new Map([[b, 'all']]));
  await b.leave();
  await run.noteGroup();
  await run.noteOffset(true);
  await run.delete();
  await run.delete();
  await run.noteGroup(5);
  await run.noteGroup();
});

check('members that say what is not so', async run => {
  const member = run.member('a');
  await run.settled(() => member.heartbeat());
  await member.sync();
  await member.leave();
  await member.commit(run.topic, 1n);
  await member.commit('missing', 1n);
  await member.commit(run.topic, 1n, 0, 'm'.repeat(4096));
  await member.commit(run.topic, 1n, 0, 'm'.repeat(4097));
  await run.noteGroup();
  await run.noteOffset(true);
  member.memberId = 'made up';
  await member.join();
  await member.commit(run.topic, 1n);
  member.generationId = 3;
  await member.commit(run.topic, 1n);
  member.memberId = '';
  await member.commit(run.topic, 1n);
  for (const sessionTimeoutMs of [5_999, 1_800_001])
    await run.member(`session ${sessionTimeoutMs}`, { sessionTimeoutMs }).join();
  await run.member('no protocols', { protocols: [] }).join();
  await run.member('no type', { protocolType: '' }).join();
  const first = run.member('first', { protocols: ['x', 'y'] });
  await first.join();
  await first.join();
  await run.member('another protocol', { protocols: ['z'] }).join();
  await run.member('another type', { protocols: ['x'], protocolType: 'connect' }).join();
  first.generationId = 0;
  await first.heartbeat();
  await first.commit(run.topic, 1n);
});

for (const joinVersion of [6, 9])
  check(`static members, JoinGroup v${joinVersion}`, async run => {
    const options = { instance: 'i', joinVersion };
    const [before, after] = [run.member('before', options), run.member('after', options)];
    await run.settled(() => before.join());
    await before.sync(new Map([[before, 'all']]));
    await after.join();
    await after.sync();
    await before.heartbeat();
    await before.sync();
    await before.commit(run.topic, 1n);
    await before.join();
    await before.leave();
    await after.heartbeat();
    await after.commit(run.topic, 2n);
    await run.noteGroup();
    after.memberId = '';
    await after.leave();
    await run.noteGroup();
  });

check('a member that falls silent', async run => {
  const member = run.member('a', { sessionTimeoutMs: 6_000 });
  await run.settled(() => member.join());
  await member.join();
  await member.sync(new Map([[member, 'all']]));
  await new Promise(resolve => setTimeout(resolve, 7_000));
  await run.noteGroup();
  await member.heartbeat();
  await member.join();
});

check('old versions need no id first', async run => {
  const member = run.member('a', { joinVersion: 0 });
  await run.settled(() => member.join());
  await member.join();
  await member.heartbeat();
  await member.leave();
});

// Last, because the broker stays so.
for (const transactionVersion of [1, 0])
  test(`as Apache Kafka announces and answers at transaction.version ${transactionVersion}`, async t => {
    await runTool('org.apache.kafka.tools.FeatureCommand', [
      ...['--bootstrap-server', kafka.bootstrap, 'downgrade', '--feature', `transaction.version=${transactionVersion}`],
    ]);
    const older = await startPractice(1, [], { transactionVersion });
    t.after(() => older.stop());
    await compare(older, `level-${transactionVersion}`, async run => {
      for (const apiVersion of [3, 4, 5]) await run.noteTransactionVersion(apiVersion);
      const producer = run.producer('a', 'v1');
      await run.settled(() => producer.init(run.id));
      for (const committed of [true, false]) {
        await run.settled(() => producer.send(run.id, run.topic, 'not added'));
        await run.settled(() => producer.add(run.id, run.topic, 0));
        await run.settled(() => producer.send(run.id, run.topic, 'x'));
        await run.settled(() => producer.end(run.id, committed));
        await run.noteTransaction();
      }
      const ahead = run.producer('speaks V2 unasked', 'v2');
      await run.settled(() => ahead.init(run.id));
      await run.settled(() => ahead.send(run.id, run.topic, 'x'));
    });
  });
