// Transactions of our producer on real Apache Kafka, with Transactions V2 and without, judged by who reads committed records only.
import assert from 'node:assert/strict';
import test, { after, afterEach, before } from 'node:test';
import type { KafkaError } from '../../engine/common/kafkaError.ts';
import { KafkaProducer } from '../../engine/producer/kafkaProducer.ts';
import { stringSerializer } from '../../engine/producer/serializer.ts';
import { DescribeTransactions } from '../../engine/protocol/messages/index.ts';
import type { Transition } from '../../engine/snapshot/transition.ts';
import { createTopic, dumpLogSegments, javaConsume, kcatConsume } from './support/judges.ts';
import { runTool } from './support/java.ts';
import { startKafka, type KafkaCluster } from './support/kafkaCluster.ts';
import { until } from './support/programs.ts';
import { WireClient } from './support/wireClient.ts';

type TextProducer = KafkaProducer<string | null, string | null>;

let kafka: KafkaCluster;
const producers: TextProducer[] = [];

before(async () => {
  // How often the coordinator looks for transactions that take too long.
  kafka = await startKafka({ config: { 'transaction.abort.timed.out.transaction.cleanup.interval.ms': 500 } });
});

after(async () => {
  await kafka.stop();
});

/** Also those of a test that failed, which would keep the process. */
afterEach(() => Promise.all(producers.splice(0).map(producer => producer.close(0))));

interface Watched {
  readonly producer: TextProducer;
  readonly requests: () => readonly (readonly [api: number, version: number])[];
  readonly transitions: readonly Transition[];
}

function transactional(id: string, properties: Readonly<Record<string, string>> = {}): Watched {
  const transitions: Transition[] = [];
  const producer: TextProducer = new KafkaProducer({
    properties: { 'bootstrap.servers': kafka.bootstrap, 'transactional.id': id, ...properties },
    keySerializer: stringSerializer,
    valueSerializer: stringSerializer,
    observer: { on: transition => transitions.push(transition), requestBytes: undefined, responseBytes: undefined },
  });
  producers.push(producer);
  const requests = () =>
    transitions.flatMap(each =>
      each.type === 'requestSent' && each.api !== 3 && each.api !== 18 ? [[each.api, each.version] as const] : [],
    );
  return { producer, requests, transitions };
}

const send = (producer: TextProducer, topic: string, value: string, partition = 0) =>
  producer.send({ topic, key: null, value, partition });

const committed = async (topic: string, level = 'read_committed'): Promise<string[]> =>
  (await kcatConsume({ bootstrap: kafka.bootstrap, topic, properties: { 'isolation.level': level } })).map(
    ({ value }) => String(value),
  );

/** Switches Transactions V2 off or on for the cluster. */
async function setTransactionVersion(level: number): Promise<void> {
  const direction = level >= 2 ? 'upgrade' : 'downgrade';
  await runTool('org.apache.kafka.tools.FeatureCommand', [
    ...['--bootstrap-server', kafka.bootstrap, direction, '--feature', `transaction.version=${level}`],
  ]);
}

for (const level of [2, 1, 0] as const)
  test(`transaction.version ${level}: committed records are read, aborted ones are not, by kcat and by Java`, async () => {
    await setTransactionVersion(level);
    const topic = `commit-abort-${level}`;
    await createTopic(kafka.bootstrap, { topic, partitions: 3 });
    const { producer, requests } = transactional(`shop-${level}`);
    await producer.initTransactions();
    assert.equal(producer.transactionManager?.isTransactionV2Enabled, level >= 2);
    const epochs: number[] = [];
    for (let round = 0; round < 4; round++) {
      producer.beginTransaction();
      epochs.push(producer.transactionManager?.producer.epoch ?? -1);
      const word = round % 2 === 0 ? 'committed' : 'aborted';
      const sent = [0, 1, 2].map(partition => send(producer, topic, `${word} ${round} in ${partition}`, partition));
      await producer.flush();
      assert.deepEqual(
        sent.map(future => future.error()),
        [null, null, null],
      );
      if (round % 2 === 0) await producer.commitTransaction();
      else await producer.abortTransaction();
    }
    await producer.close();
    const expected = [0, 1, 2].flatMap(partition => [0, 2].map(round => `committed ${round} in ${partition}`));
    assert.deepEqual(await committed(topic), expected);
    assert.equal((await committed(topic, 'read_uncommitted')).length, 12);
    assert.deepEqual(epochs, level >= 2 ? [0, 1, 2, 3] : [0, 0, 0, 0]);
    const seen = [...new Set(requests().map(([api, version]) => `${api} v${version}`))];
    assert.deepEqual(
      seen.sort(),
      (level >= 2 ? ['0 v13', '10 v6', '22 v5', '26 v5'] : ['0 v11', '10 v6', '22 v5', '24 v3', '26 v4']).sort(),
    );
    for (const partition of [0, 1, 2]) {
      const batches = await dumpLogSegments(kafka.partitionFolder(1, topic, partition));
      assert.ok(batches.every(({ isValid }) => isValid));
    }
  });

test('offsets become the group’s with the commit, and do not with an abort', async () => {
  await setTransactionVersion(2);
  for (const level of [2, 0]) {
    await setTransactionVersion(level);
    const topic = `offsets-${level}`;
    await createTopic(kafka.bootstrap, { topic });
    const { producer, requests } = transactional(`copy-${level}`);
    await producer.initTransactions();
    for (const [offset, commit] of [
      [5n, true],
      [9n, false],
    ] as const) {
      producer.beginTransaction();
      await producer.sendOffsetsToTransaction([{ topic, partition: 0, offset, metadata: 'by test' }], {
        groupId: `group-${level}`,
      });
      await (commit ? producer.commitTransaction() : producer.abortTransaction());
    }
    await producer.close();
    const { stdout } = await runTool('org.apache.kafka.tools.consumer.group.ConsumerGroupCommand', [
      ...['--bootstrap-server', kafka.bootstrap, '--describe', '--group', `group-${level}`],
    ]);
    const [, , , at] = (
      stdout
        .toString()
        .split('\n')
        .find(line => line.includes(topic)) ?? ''
    ).split(/\s+/);
    assert.equal(at, '5');
    assert.ok(requests().some(([api, version]) => api === 28 && version === (level >= 2 ? 6 : 4)));
  }
});

for (const level of [2, 0] as const)
  test(`row 65: a twin with the same transactional.id fences the first, transaction.version ${level}`, async () => {
    await setTransactionVersion(level);
    const topic = `twins-${level}`;
    await createTopic(kafka.bootstrap, { topic });
    const first = transactional(`twin-${level}`);
    await first.producer.initTransactions();
    first.producer.beginTransaction();
    await send(first.producer, topic, 'of the first').get();
    const second = transactional(`twin-${level}`);
    await second.producer.initTransactions();
    second.producer.beginTransaction();
    await send(second.producer, topic, 'of the second').get();
    // The first learns of it: as a record that is refused, or at the latest at its commit.
    send(first.producer, topic, 'too late');
    const error = await first.producer.commitTransaction().then(
      () => null,
      (error: unknown) => error as KafkaError,
    );
    assert.ok(error, 'the first must not commit');
    const kinds = [error.kind, (error.cause as KafkaError | undefined)?.kind];
    assert.ok(
      kinds.some(kind => kind === 'ProducerFencedException' || kind === 'InvalidProducerEpochException'),
      String(kinds),
    );
    await second.producer.commitTransaction();
    await first.producer.close();
    await second.producer.close();
    assert.deepEqual(await committed(topic), ['of the second']);
  });

test('close within a transaction aborts it; the next instance goes on at once', async () => {
  await setTransactionVersion(2);
  await createTopic(kafka.bootstrap, { topic: 'closed' });
  const first = transactional('closing');
  await first.producer.initTransactions();
  first.producer.beginTransaction();
  await send(first.producer, 'closed', 'left behind').get();
  await first.producer.close();
  const second = transactional('closing');
  await second.producer.initTransactions();
  second.producer.beginTransaction();
  send(second.producer, 'closed', 'kept');
  await second.producer.commitTransaction();
  await second.producer.close();
  const [read] = await javaConsume(kafka.bootstrap, 'closed', 1, 0);
  assert.equal(read?.value, 'left behind', 'uncommitted readers see it');
  assert.deepEqual(await committed('closed'), ['kept']);
});

test('a transaction that takes longer than its timeout is aborted by the broker, and the producer hears of it', async () => {
  await createTopic(kafka.bootstrap, { topic: 'slow' });
  const { producer } = transactional('slow', { 'transaction.timeout.ms': '1000' });
  await producer.initTransactions();
  producer.beginTransaction();
  await send(producer, 'slow', 'too slow').get();
  const wire = new WireClient(kafka.bootstrap);
  await until('the coordinator has aborted it', async () => {
    const { transactionStates } = await wire.ask(DescribeTransactions, 0, { transactionalIds: ['slow'] });
    return transactionStates[0]?.transactionState === 'CompleteAbort';
  });
  wire.close();
  const late = send(producer, 'slow', 'too late');
  await producer.flush();
  assert.ok(late.error());
  assert.ok(producer.transactionManager?.lastError);
  await producer.close();
  assert.deepEqual(await committed('slow'), []);
});

test('a cluster upgraded to V2 while a producer lives: the next transaction uses it', async () => {
  await setTransactionVersion(1);
  await createTopic(kafka.bootstrap, { topic: 'upgraded' });
  const { producer, requests } = transactional('upgraded');
  await producer.initTransactions();
  const round = async (value: string): Promise<void> => {
    producer.beginTransaction();
    send(producer, 'upgraded', value);
    await producer.commitTransaction();
  };
  await round('v1');
  await setTransactionVersion(2);
  // New connections tell of the new feature, a moment after the command has ended.
  const values = ['v1'];
  while (!producer.transactionManager?.isTransactionV2Enabled) {
    assert.ok(values.length < 50, 'the producer learns of it');
    producer.client.disconnect(1, producer.time.milliseconds(), 'A new connection tells more.');
    values.push(`still v1, ${values.length}`);
    await round(values.at(-1) ?? '');
  }
  values.push('v2');
  await round('v2');
  await producer.close();
  assert.deepEqual(await committed('upgraded'), values);
  // The last of the old kind, a new epoch, the first of the new kind; what was tried again counts once.
  const ends = requests().filter(([api]) => api === 26 || api === 22);
  const steps = ends.filter(([api, version], i) => api !== ends[i - 1]?.[0] || version !== ends[i - 1]?.[1]);
  assert.deepEqual(steps.slice(-3), [
    [26, 4],
    [22, 5],
    [26, 5],
  ]);
});
