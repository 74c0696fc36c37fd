// Transactional producers and consumer groups of other people's clients against the practice cluster, unchanged.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { PracticeCluster } from '../../engine/practice/practiceCluster.ts';
import { startKafka } from './support/kafkaCluster.ts';
import { GroupReader, describeGroup, javaGroup, javaTransactions, javascriptTransact, kcatGroup } from './support/groupClients.ts'; // prettier-ignore
import { createTopic, kcatConsume, kcatProduce } from './support/judges.ts';
import { startPractice } from './support/practice.ts';
import { until } from './support/programs.ts';

let cluster: PracticeCluster;
let bootstrap: string;
const complaints: string[] = [];

before(async () => {
  cluster = await startPractice(3, complaints);
  bootstrap = cluster.bootstrapServers;
});

after(() => cluster.stop());

async function committed(topic: string, from = bootstrap): Promise<readonly string[]> {
  const properties = { 'isolation.level': 'read_committed' };
  const records = await kcatConsume({ bootstrap: from, topic, properties });
  return records.map(({ partition, offset, value }) => `${partition}@${offset} ${String(value)}`);
}

test('Java’s transactional producer: commit, abort, offsets, a fenced twin; as with Apache Kafka', async () => {
  const kafka = await startKafka();
  try {
    const outcomes = [bootstrap, kafka.bootstrap].map(async server => {
      await createTopic(server, { topic: 'java', partitions: 2 });
      return {
        steps: await javaTransactions(server, 'java', 'java-group', 'java-id'),
        read: await committed('java', server),
      };
    });
    const [ours, theirs] = await Promise.all(outcomes);
    assert.deepEqual(ours, theirs);
    assert.deepEqual(ours?.steps, [
      'first init: done',
      'commit: done',
      'abort: done',
      'offsets aborted: done',
      'offset: none',
      'offsets committed: done',
      'offset: 2',
      'twin init: done',
      'fenced commit: ProducerFencedException',
      'twin commit: done',
      'end',
    ]);
  } finally {
    await kafka.stop();
  }
});

for (const client of ['kafkajs', 'platformatic'] as const)
  test(`${client} writes in transactions; every client’s group reads what was committed, and goes on behind it`, async () => {
    const topic = `transactions-${client}`;
    const expected = ['0@0 committed 1', '0@1 committed 2', '0@7 committed 3'];
    await createTopic(bootstrap, { topic, partitions: 2 });
    await javascriptTransact(client, bootstrap, topic);
    assert.deepEqual(await committed(topic), expected);
    assert.deepEqual(await kcatGroup(bootstrap, topic, `${client}-kcat`, 3), expected);
    assert.deepEqual(await javaGroup(bootstrap, topic, `${client}-java`, 3), expected);
    await kcatProduce({ bootstrap, topic, partition: 1, records: [{ value: 'next' }] });
    assert.deepEqual(await kcatGroup(bootstrap, topic, `${client}-kcat`, 1), ['1@0 next']);
    assert.deepEqual(await javaGroup(bootstrap, topic, `${client}-java`, 1), ['1@0 next']);
    const rows = await describeGroup(bootstrap, `${client}-java`);
    assert.ok(rows.some(({ partition, offset, lag }) => partition === 1 && offset === 1 && lag === 0));
  });

for (const client of ['kafkajs', 'platformatic'] as const)
  test(`${client} readers share a topic; one leaves, and the coordinator’s broker is restarted`, async () => {
    const topic = `shared-${client}`;
    const group = `group-${client}`;
    await createTopic(bootstrap, { topic, partitions: 4, replication: 3 });
    let produced = 0;
    const readers = [new GroupReader(client, bootstrap, topic, group)];
    const [first] = readers;
    assert.ok(first);
    const allRead = async (): Promise<void> => {
      const records = Array.from({ length: 40 }, () => ({ key: `k${produced++}`, value: 'v' }));
      await kcatProduce({ bootstrap, topic, records });
      await until(`${produced} records are read`, () =>
        Promise.resolve(new Set(readers.flatMap(reader => reader.records)).size === produced),
      );
    };
    try {
      await until('the first reader has everything', () => Promise.resolve(first.assigned.at(-1) === 4));
      await allRead();
      const second = new GroupReader(client, bootstrap, topic, group);
      readers.push(second);
      await until('both have half', () => Promise.resolve(first.assigned.at(-1) === 2 && second.assigned.at(-1) === 2));
      await allRead();
      // What the first had asked for before it gave partitions up may still bring it all of these; the next ones are shared.
      await allRead();
      await until('the second reads, too', () => Promise.resolve(second.records.length > 0));
      const { coordinator = -1 } = cluster.describe().groups.find(({ groupId }) => groupId === group) ?? {};
      await cluster.stopBroker(coordinator);
      await allRead();
      await cluster.startBroker(coordinator);
      await second.stop();
      await until('the first reader has everything again', () => Promise.resolve(first.assigned.at(-1) === 4));
      await allRead();
    } finally {
      await Promise.all(readers.map(reader => reader.kill()));
    }
  });

test('kcat’s transactional producer', async () => {
  await kcatProduce({ bootstrap, topic: 'kcat', partition: 0, records: [{ value: 'a' }, { value: 'b' }], properties: { 'transactional.id': 'kcat' } }); // prettier-ignore
  assert.deepEqual(await committed('kcat'), ['0@0 a', '0@1 b']);
});

test('nobody was disconnected for what they sent', () => {
  assert.deepEqual(complaints, []);
});
