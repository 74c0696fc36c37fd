// The transaction coordinator and what consumers see of it. v1: the client adds partitions; v2: Transactions V2, the leader does.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { ErrorCodes } from '../../../../engine/common/errors.ts';
import {
  DescribeTransactions,
  InitProducerId,
  ListOffsets,
  ListTransactions,
} from '../../../../engine/protocol/messages/index.ts';
import {
  batchOf,
  fetchFrom,
  only,
  partitionView,
  produceTo,
  settle,
  startTestCluster,
} from '../support/testCluster.ts';
import type { TestCluster } from '../support/testCluster.ts';
import { TransactionalClient, readCommitted } from '../support/transactionalClient.ts';

const ok = 0;
const { CONCURRENT_TRANSACTIONS, INVALID_PRODUCER_EPOCH, INVALID_TXN_STATE, NOT_ENOUGH_REPLICAS, PRODUCER_FENCED } =
  ErrorCodes;

async function start(t: TestContext, v2: boolean): Promise<{ cluster: TestCluster; producer: TransactionalClient }> {
  const cluster = await startTestCluster(t);
  const producer = new TransactionalClient(cluster, 'payments', v2);
  assert.equal(await producer.init(), ok);
  return { cluster, producer };
}

async function begin(producer: TransactionalClient, ...partitions: number[]): Promise<void> {
  if (!producer.v2)
    assert.deepEqual(
      await producer.addPartitions('orders', ...partitions),
      partitions.map(() => ok),
    );
}

function read(cluster: TestCluster, partition = 0): ReturnType<typeof readCommitted> {
  const { leader } = partitionView(cluster, 'orders', partition);
  return readCommitted(cluster.client(leader), 'orders', partition);
}

for (const v2 of [false, true]) {
  const name = v2 ? 'v2' : 'v1';

  test(`${name}: records are read when they are committed, and never when they are aborted`, async t => {
    const { cluster, producer } = await start(t, v2);
    await begin(producer, 0, 1);
    assert.equal(await producer.send('orders', 0, 'a', 'b'), ok);
    assert.equal(await producer.send('orders', 1, 'c'), ok);
    assert.deepEqual(await read(cluster), { values: [], lastStableOffset: 0 });
    assert.equal(await producer.end(true), ok);
    assert.deepEqual(await read(cluster), { values: ['a', 'b'], lastStableOffset: 3 });
    await begin(producer, 0);
    assert.equal(await producer.send('orders', 0, 'never'), ok);
    assert.equal(await producer.end(false), ok);
    await begin(producer, 0);
    assert.equal(await producer.send('orders', 0, 'd'), ok);
    assert.equal(await producer.end(true), ok);
    assert.deepEqual(await read(cluster), { values: ['a', 'b', 'd'], lastStableOffset: 7 });
    assert.deepEqual((await read(cluster, 1)).values, ['c']);
  });

  test(`${name}: a twin fences the first and aborts what it has open`, async t => {
    const { cluster, producer } = await start(t, v2);
    await begin(producer, 0);
    assert.equal(await producer.send('orders', 0, 'of the first'), ok);
    const twin = new TransactionalClient(cluster, 'payments', v2);
    assert.equal(await twin.init(), CONCURRENT_TRANSACTIONS, 'the open transaction is aborted first');
    assert.equal(await twin.init(), ok);
    assert.equal(twin.producerId, producer.producerId);
    assert.equal(twin.producerEpoch, producer.producerEpoch + 2);
    assert.equal(await producer.send('orders', 0, 'too late'), INVALID_PRODUCER_EPOCH);
    assert.equal(await producer.end(true), PRODUCER_FENCED);
    await begin(twin, 0);
    assert.equal(await twin.send('orders', 0, 'of the twin'), ok);
    assert.equal(await twin.end(true), ok);
    assert.deepEqual((await read(cluster)).values, ['of the twin']);
  });

  test(`${name}: a transaction that takes too long is aborted, and its producer fenced`, async t => {
    const { cluster, producer } = await start(t, v2);
    assert.equal(await producer.init(20_000, true), ok);
    await begin(producer, 0);
    assert.equal(await producer.send('orders', 0, 'slow'), ok);
    cluster.clock.advance(19_000);
    assert.equal(partitionView(cluster, 'orders', 0).lastStableOffset, 0);
    cluster.clock.advance(12_000);
    assert.deepEqual(await read(cluster), { values: [], lastStableOffset: 2 });
    // With Transactions V2 it looks like a commit that is asked for again; so it does to Apache Kafka.
    assert.equal(await producer.end(true), v2 ? INVALID_TXN_STATE : PRODUCER_FENCED);
    const timers = cluster.clock.waiting;
    cluster.clock.advance(60_000);
    assert.ok(cluster.clock.waiting <= timers, 'nothing is open, so nobody looks any more');
  });

  test(`${name}: while markers cannot be written the next transaction waits`, async t => {
    const { cluster, producer } = await start(t, v2);
    await begin(producer, 0);
    assert.equal(await producer.send('orders', 0, 'a'), ok);
    const { leader } = partitionView(cluster, 'orders', 0);
    for (const node of [1, 2, 3]) if (node !== leader) cluster.cluster.delayReplication(node, 500);
    assert.equal(await producer.end(true), ok, 'the decision is made');
    assert.equal(await producer.init(60_000, true), CONCURRENT_TRANSACTIONS);
    if (v2) assert.equal(await producer.send('orders', 0, 'b'), NOT_ENOUGH_REPLICAS, 'the client tries again');
    else assert.deepEqual(await producer.addPartitions('orders', 0), [CONCURRENT_TRANSACTIONS]);
    assert.deepEqual(await read(cluster), { values: [], lastStableOffset: 0 });
    cluster.clock.advance(500);
    assert.deepEqual((await read(cluster)).values, ['a']);
    assert.equal(await producer.init(60_000, true), ok);
  });

  test(`${name}: the leader goes before the marker is in sync: the next one gets it again`, async t => {
    const { cluster, producer } = await start(t, v2);
    await begin(producer, 0);
    assert.equal(await producer.send('orders', 0, 'a'), ok);
    const { leader } = partitionView(cluster, 'orders', 0);
    for (const node of [1, 2, 3]) if (node !== leader) cluster.cluster.delayReplication(node, 500);
    assert.equal(await producer.end(false), ok);
    await cluster.cluster.stopBroker(leader);
    for (const node of [1, 2, 3]) cluster.cluster.delayReplication(node, 0);
    cluster.clock.advance(1000);
    const after = partitionView(cluster, 'orders', 0);
    assert.notEqual(after.leader, leader);
    assert.equal(after.lastStableOffset, after.logEndOffset);
    assert.deepEqual((await read(cluster)).values, []);
  });

  test(`${name}: the coordinator is stopped in the middle: another goes on with the same transaction`, async t => {
    const { cluster, producer } = await start(t, v2);
    await begin(producer, 0);
    assert.equal(await producer.send('orders', 0, 'a'), ok);
    const before = await producer.coordinator();
    const node = [1, 2, 3].find(each => cluster.client(each) === before) ?? 0;
    await cluster.cluster.stopBroker(node);
    assert.notEqual(await producer.coordinator(), before);
    assert.equal(await producer.end(true), ok);
    assert.deepEqual((await read(cluster)).values, ['a']);
  });
}

test('records that no follower had are gone with their leader, and the transaction with them', async t => {
  const { cluster, producer } = await start(t, true);
  const { leader } = partitionView(cluster, 'orders', 0);
  for (const node of [1, 2, 3]) if (node !== leader) cluster.cluster.delayReplication(node, 500);
  const lost = producer.send('orders', 0, 'lost').catch(() => 'no answer');
  await settle();
  await cluster.cluster.stopBroker(leader);
  assert.equal(await lost, 'no answer');
  for (const node of [1, 2, 3]) cluster.cluster.delayReplication(node, 0);
  const next = partitionView(cluster, 'orders', 0).leader;
  const plain = produceTo(cluster.client(next), 'orders', 0, batchOf(['plain']));
  cluster.clock.advance(500);
  assert.equal((await plain).baseOffset, 0n);
  assert.deepEqual(await read(cluster), { values: ['plain'], lastStableOffset: 1 });
});

test('v1: a partition that was not added is refused; a second end, too, unless it is the same', async t => {
  const { producer } = await start(t, false);
  assert.equal(await producer.end(true), INVALID_TXN_STATE);
  assert.equal(await producer.send('orders', 0, 'a'), ErrorCodes.TRANSACTION_ABORTABLE);
  await begin(producer, 0);
  assert.equal(await producer.send('orders', 1, 'a'), ErrorCodes.TRANSACTION_ABORTABLE);
  assert.equal(await producer.end(true), ok);
  assert.equal(await producer.end(true), ok);
  assert.equal(await producer.end(false), INVALID_TXN_STATE);
  assert.deepEqual(await producer.addPartitions('nowhere', 0), [ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION]);
});

test('v2: every end bumps the epoch, a lost answer is given again, and nothing may be aborted', async t => {
  const { producer } = await start(t, true);
  assert.equal(producer.producerEpoch, 0);
  assert.equal(await producer.end(true), INVALID_TXN_STATE, 'there is nothing to commit');
  assert.equal(await producer.end(false), ok);
  assert.equal(producer.producerEpoch, 1);
  await producer.send('orders', 0, 'a');
  assert.equal(await producer.end(true), ok);
  producer.producerEpoch = 1;
  assert.equal(await producer.end(true), ok, 'the answer was lost');
  assert.equal(producer.producerEpoch, 2);
  producer.producerEpoch = 0;
  assert.equal(await producer.end(true), PRODUCER_FENCED);
});

test('when the epochs of a producer id are used up it gets another id', async t => {
  const { cluster, producer } = await start(t, true);
  const first = producer.producerId;
  let ends = 0;
  while (producer.producerId === first && ends <= 32_767) {
    assert.equal(await producer.end(false), ok);
    ends++;
  }
  assert.equal(ends, 32_767, 'epoch 32767 is for fencing only');
  assert.equal(producer.producerEpoch, 0);
  assert.equal(await producer.send('orders', 0, 'a'), ok);
  assert.equal(await producer.end(true), ok);
  assert.deepEqual((await read(cluster)).values, ['a']);
});

test('InitProducerId: what is asked for wrongly, and a repeated request', async t => {
  const { cluster, producer } = await start(t, false);
  const coordinator = await producer.coordinator();
  const ask = async (body: object, version = 5): Promise<readonly number[]> => {
    const asked = { transactionalId: 'payments', transactionTimeoutMs: 1000, ...body };
    const { errorCode, producerEpoch } = await coordinator.ask(InitProducerId, version, asked);
    return [errorCode, producerEpoch];
  };
  const { producerId } = producer;
  assert.deepEqual(await ask({ transactionTimeoutMs: 900_001 }), [ErrorCodes.INVALID_TRANSACTION_TIMEOUT, -1]);
  assert.deepEqual(await ask({ transactionTimeoutMs: 0 }), [ErrorCodes.INVALID_TRANSACTION_TIMEOUT, -1]);
  assert.deepEqual(await ask({ producerId: 99n, producerEpoch: 0 }), [PRODUCER_FENCED, -1]);
  assert.deepEqual(await ask({ producerId: 99n, producerEpoch: 0 }, 3), [INVALID_PRODUCER_EPOCH, -1]);
  assert.deepEqual(await ask({ producerId, producerEpoch: 0 }), [ok, 1]);
  assert.deepEqual(await ask({ producerId, producerEpoch: 0 }), [ok, 1], 'the answer was lost');
  const others = [1, 2, 3].map(node => cluster.client(node)).filter(client => client !== coordinator);
  for (const other of others) {
    const { errorCode } = await other.ask(InitProducerId, 5, {
      transactionalId: 'payments',
      transactionTimeoutMs: 1000,
    });
    assert.equal(errorCode, ErrorCodes.NOT_COORDINATOR);
  }
});

test('offsets committed in a transaction count when it is committed', async t => {
  for (const v2 of [false, true])
    for (const committed of [false, true]) {
      const { cluster, producer } = await start(t, v2);
      if (!v2) {
        assert.equal(await producer.commitOffset('readers', 'orders', 0, 5), ErrorCodes.TRANSACTION_ABORTABLE);
        assert.equal(await producer.addOffsets('readers'), ok);
      }
      assert.equal(await producer.commitOffset('readers', 'orders', 0, 5), ok);
      const described = await (
        await producer.coordinator()
      ).ask(DescribeTransactions, 0, { transactionalIds: ['payments'] });
      const { topics, transactionState } = only(described.transactionStates);
      assert.deepEqual([transactionState, only(topics).topic], ['Ongoing', '__consumer_offsets']);
      const offset = async (): Promise<readonly (bigint | number)[]> => {
        const { committedOffset, errorCode } = await producer.fetchOffset('readers', 'orders', 0);
        return [committedOffset, errorCode];
      };
      assert.deepEqual(await offset(), [-1n, ErrorCodes.UNSTABLE_OFFSET_COMMIT]);
      assert.equal(await producer.end(committed), ok);
      assert.deepEqual(await offset(), [committed ? 5n : -1n, ok]);
      await cluster.cluster.stop();
    }
});

test('ListOffsets and Fetch: read_committed ends at the last stable offset, read_uncommitted at the high watermark', async t => {
  const { cluster, producer } = await start(t, true);
  await producer.send('orders', 0, 'a', 'b');
  const { leader } = partitionView(cluster, 'orders', 0);
  const latest = async (isolationLevel: number): Promise<bigint> => {
    const topics = [{ name: 'orders', partitions: [{ partitionIndex: 0, timestamp: -1n }] }];
    const answer = await cluster.client(leader).ask(ListOffsets, 7, { replicaId: -1, isolationLevel, topics });
    return only(only(answer.topics).partitions).offset;
  };
  assert.deepEqual([await latest(0), await latest(1)], [2n, 0n]);
  const plain = await fetchFrom(cluster.client(leader), 'orders', 0);
  assert.deepEqual([plain.highWatermark, plain.lastStableOffset, plain.abortedTransactions], [2n, 0n, null]);
  await producer.end(true);
  assert.deepEqual([await latest(0), await latest(1)], [3n, 3n]);
});

test('below transaction.version 1 who speaks Transactions V2 all the same is refused, and the transaction is as it was', async t => {
  const cluster = await startTestCluster(t, { transactionVersion: 0 });
  const { UNSUPPORTED_VERSION } = ErrorCodes;
  const v2 = new TransactionalClient(cluster, 'payments', true);
  assert.equal(await v2.init(), ok);
  assert.equal(await v2.send('orders', 0, 'a'), UNSUPPORTED_VERSION);
  assert.equal(await v2.end(false), UNSUPPORTED_VERSION);
  const v1 = new TransactionalClient(cluster, 'payments', false);
  assert.equal(await v1.init(), ok);
  assert.deepEqual(await v1.addPartitions('orders', 0), [ok]);
  assert.deepEqual([await v1.send('orders', 0, 'b'), await v1.end(true)], [ok, ok]);
});

test('ListTransactions: each at its coordinator, filtered by state and duration', async t => {
  const { cluster, producer } = await start(t, true);
  await producer.send('orders', 0, 'a');
  cluster.clock.advance(3000);
  const other = new TransactionalClient(cluster, 'invoices', true);
  await other.init();
  const list = async (filters: { stateFilters?: string[]; durationFilter?: bigint }): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const node of [1, 2, 3]) {
      const body = { stateFilters: [], producerIdFilters: [], ...filters };
      const { transactionStates, unknownStateFilters } = await cluster.client(node).ask(ListTransactions, 1, body);
      found.push(...transactionStates.map(each => `${each.transactionalId} ${each.transactionState}`));
      if (unknownStateFilters.length > 0 && node === 1) found.push(`unknown ${String(unknownStateFilters)}`);
    }
    return found.sort();
  };
  assert.deepEqual(await list({}), ['invoices Empty', 'payments Ongoing']);
  assert.deepEqual(await list({ stateFilters: ['Ongoing', 'Odd'] }), ['payments Ongoing', 'unknown Odd']);
  assert.deepEqual(await list({ durationFilter: 2999n }), ['payments Ongoing']);
  assert.deepEqual(await list({ durationFilter: 3000n }), []);
});
