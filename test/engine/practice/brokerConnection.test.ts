import assert from 'node:assert/strict';
import test from 'node:test';
import { ErrorCodes } from '../../../engine/common/errors.ts';
import { ApiKeys } from '../../../engine/protocol/apiKeys.ts';
import { decodeResponse } from '../../../engine/protocol/codec.ts';
import { ApiVersions, Metadata, Produce } from '../../../engine/protocol/messages/index.ts';
import {
  batchOf,
  fetchFrom,
  isPending,
  only,
  partitionView,
  produceTo,
  settle,
  startTestCluster,
} from './support/testCluster.ts';

const noOperations = { includeTopicAuthorizedOperations: false };

for (let version = 0; version <= 5; version++)
  test(`ApiVersions version ${version}: what is listed is served, features from version 3 on`, async t => {
    const cluster = await startTestCluster(t);
    const answer = await cluster.client(1).ask(ApiVersions, version, {});
    assert.equal(answer.errorCode, 0);
    const range = (key: number) => {
      const listed = answer.apiKeys.find(({ apiKey }) => apiKey === key);
      return listed && [listed.minVersion, listed.maxVersion];
    };
    assert.deepEqual(range(ApiKeys.PRODUCE), [0, 13]);
    assert.deepEqual(range(ApiKeys.FETCH), [4, 18]);
    assert.deepEqual(range(ApiKeys.API_VERSIONS), [0, 5]);
    assert.deepEqual(range(ApiKeys.INIT_PRODUCER_ID), [0, 5]);
    assert.deepEqual(range(ApiKeys.END_TXN), [0, 5]);
    assert.deepEqual(range(ApiKeys.JOIN_GROUP), [0, 9]);
    for (const absent of [ApiKeys.CONSUMER_GROUP_HEARTBEAT, ApiKeys.WRITE_TXN_MARKERS, ApiKeys.PUSH_TELEMETRY])
      assert.equal(range(absent), undefined);
    assert.deepEqual(
      answer.finalizedFeatures.map(({ name, maxVersionLevel }) => `${name} ${maxVersionLevel}`),
      version >= 3 ? ['metadata.version 33', 'transaction.version 2'] : [],
    );
    // A client of version 3 cannot read a feature that begins at 0.
    const supported = ['metadata.version 7-33', 'transaction.version 0-2'].slice(0, Math.max(version - 2, 0));
    assert.deepEqual(
      answer.supportedFeatures.map(({ name, minVersion, maxVersion }) => `${name} ${minVersion}-${maxVersion}`),
      supported,
    );
  });

for (const [level, finalized] of [
  [0, ['metadata.version 33']],
  [1, ['metadata.version 33', 'transaction.version 1']],
] as const)
  test(`transaction.version ${level}: announced as such, and still supported up to 2`, async t => {
    const cluster = await startTestCluster(t, { transactionVersion: level });
    const answer = await cluster
      .client(1)
      .ask(ApiVersions, 4, { clientSoftwareName: 'test', clientSoftwareVersion: '1' });
    const levels = answer.finalizedFeatures.map(each => `${each.name} ${each.maxVersionLevel}`);
    assert.deepEqual(levels, finalized);
    assert.equal(answer.supportedFeatures.find(({ name }) => name === 'transaction.version')?.maxVersion, 2);
  });

test('an unknown ApiVersions version is answered in the layout of version 0, with the list', async t => {
  const cluster = await startTestCluster(t);
  const client = cluster.client(1);
  const answer = client.rawAnswer(77);
  client.sendRaw(Buffer.from([0, 18, 0, 6, 0, 0, 0, 77, 0xff, 0xff, 0, 1, 2, 3]));
  const { correlationId, body } = decodeResponse(ApiVersions, 0, await answer);
  assert.equal(correlationId, 77);
  assert.equal(body.errorCode, ErrorCodes.UNSUPPORTED_VERSION);
  assert.deepEqual(
    body.apiKeys.find(({ apiKey }) => apiKey === 18),
    { apiKey: 18, minVersion: 0, maxVersion: 5 },
  );
  assert.ok(!client.closed);
});

test('KIP-1242: ApiVersions v5 for another cluster or node', async t => {
  const cluster = await startTestCluster(t);
  const { clusterId } = cluster.cluster;
  const ask = async (body: { clusterId?: string; nodeId?: number }) => {
    const { errorCode, apiKeys } = await cluster.client(1).ask(ApiVersions, 5, body);
    return [errorCode, apiKeys.length > 0];
  };
  assert.deepEqual(await ask({ clusterId, nodeId: 1 }), [0, true]);
  assert.deepEqual(await ask({ clusterId, nodeId: 2 }), [ErrorCodes.REBOOTSTRAP_REQUIRED, false]);
  assert.deepEqual(await ask({ clusterId: 'other', nodeId: 1 }), [ErrorCodes.REBOOTSTRAP_REQUIRED, false]);
  assert.deepEqual(await ask({ clusterId }), [ErrorCodes.INVALID_REQUEST, false]);
});

test('garbage ends its own connection with a log line, and no other', async t => {
  const cluster = await startTestCluster(t);
  const healthy = cluster.connect(1);
  const cases: readonly [string, readonly number[], RegExp][] = [
    ['nothing', [], /RequestHeader/],
    ['an API nobody knows', [0x7f, 0xff, 0, 0, 0, 0, 0, 1, 0xff, 0xff], /Api32767 requests are not served/],
    ['an API that is not served', [0, 29, 0, 1, 0, 0, 0, 1, 0xff, 0xff], /DescribeAcls requests are not served/],
    ['a count beyond the frame', [0, 3, 0, 1, 0, 0, 0, 1, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff], /Metadata/],
    ['a body cut short', [0, 0, 0, 9, 0, 0, 0, 1, 0xff, 0xff, 0], /Produce/],
  ];
  for (const [what, bytes, logged] of cases) {
    const client = cluster.connect(1);
    client.sendRaw(Buffer.from(bytes));
    assert.ok(client.closed, what);
    assert.match(cluster.logged.at(-1) ?? '', logged, what);
  }
  assert.equal((await healthy.ask(ApiVersions, 0, {})).errorCode, 0);
});

test('requests of one connection are answered in order; another connection does not wait', async t => {
  const cluster = await startTestCluster(t);
  const slow = cluster.connect(1);
  const poll = fetchFrom(slow, 'orders', 0, { maxWaitMs: 1000 });
  const behind = slow.ask(Metadata, 1, { topics: [], ...noOperations });
  assert.ok(await isPending(behind));
  assert.equal((await cluster.connect(1).ask(Metadata, 1, { topics: [], ...noOperations })).brokers.length, 3);
  cluster.clock.advance(1000);
  await poll;
  await behind;
  assert.deepEqual(slow.answered, [1, 2]);
});

test('197 a client that goes on sending while its request waits is not read any further, until it has been answered', async t => {
  const cluster = await startTestCluster(t);
  const client = cluster.connect(1);
  const poll = fetchFrom(client, 'orders', 0, { maxWaitMs: 1000 });
  const records = batchOf(['x'.repeat(500)]);
  const behind: Promise<unknown>[] = [];
  while (!client.muted && behind.length < 5000) behind.push(produceTo(client, 'payments', 0, records));
  const bytes = behind.length * records.length;
  assert.ok(bytes > 900 * 1024 && bytes <= 1024 * 1024, `muted after ${bytes} bytes`);
  assert.equal(cluster.connect(1).muted, false, 'the other connections are read');
  cluster.clock.advance(1000);
  await poll;
  await Promise.all(behind);
  assert.equal(client.muted, false);
  assert.equal(client.answered.length, 1 + behind.length);
});

test('a request that waited when its client left is forgotten without harm', async t => {
  const cluster = await startTestCluster(t);
  const client = cluster.connect(1);
  const poll = fetchFrom(client, 'orders', 0, { maxWaitMs: 1000 });
  client.end();
  await assert.rejects(poll);
  cluster.clock.advance(1000);
  await settle();
  assert.deepEqual(cluster.logged.slice(1), []);
});

test('a complaint tells whose connection and which request; who just leaves is not complained of', async t => {
  const cluster = await startTestCluster(t);
  const wrong = cluster.connect(1);
  await wrong.ask(Metadata, 1, { topics: [], ...noOperations });
  wrong.sendRaw(Buffer.from([0, 3, 0, 1, 0, 0, 0, 2, 0, 3, 97, 10, 98, 0x7f, 0xff, 0xff, 0xff]));
  assert.match(cluster.logged.at(-1) ?? '', /^warning: broker 1, client "a\\nb" test at Metadata v1: .*closed/);
  for (const [code, level] of [
    ['ECONNRESET', 'debug'],
    ['EPIPE', 'debug'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'warning'],
  ] as const) {
    const client = cluster.connect(2);
    await client.ask(ApiVersions, 0, {});
    client.end(Object.assign(new Error(`read ${code}`), { code }));
    const logged = `${level}: broker 2, client "test" test at ApiVersions v0: the connection ended: read ${code}`;
    assert.equal(cluster.logged.at(-1), logged);
  }
});

test('delayed responses leave in order, each after its delay, and the requests behind them are handled meanwhile', async t => {
  const cluster = await startTestCluster(t);
  cluster.cluster.delayResponses(1, 200);
  const client = cluster.connect(1);
  const first = produceTo(client, 'orders', 0, batchOf(['a']));
  cluster.clock.advance(50);
  const second = produceTo(client, 'orders', 0, batchOf(['b']));
  assert.equal(partitionView(cluster, 'orders', 0).logEndOffset, 2);
  cluster.clock.advance(150);
  assert.equal((await first).baseOffset, 0n);
  assert.ok(await isPending(second));
  cluster.clock.advance(50);
  assert.equal((await second).baseOffset, 1n);

  const released = produceTo(client, 'orders', 0, batchOf(['c']));
  cluster.cluster.delayResponses(null, 0);
  assert.equal((await released).baseOffset, 2n);
  assert.deepEqual(
    cluster.cluster.describe().brokers.map(({ delayMs }) => delayMs),
    [0, 0, 0],
  );
});

test('the next n requests of an API fail with the ordered code, at that broker or at all', async t => {
  const cluster = await startTestCluster(t);
  cluster.cluster.failNext(1, ApiKeys.PRODUCE, ErrorCodes.NOT_LEADER_OR_FOLLOWER, 2);
  const produce = async (node: number, index: number) =>
    (await produceTo(cluster.client(node), 'orders', index, batchOf(['a']))).errorCode;
  assert.equal(await produce(2, 1), 0);
  assert.equal(await produce(1, 0), ErrorCodes.NOT_LEADER_OR_FOLLOWER);
  assert.equal(await produce(1, 0), ErrorCodes.NOT_LEADER_OR_FOLLOWER);
  assert.equal(await produce(1, 0), 0);
  assert.equal(partitionView(cluster, 'orders', 0).logEndOffset, 1);
  cluster.cluster.failNext(null, ApiKeys.METADATA, ErrorCodes.LEADER_NOT_AVAILABLE, 1);
  const ask = async () =>
    only(
      (
        await cluster
          .client(3)
          .ask(Metadata, 4, { topics: [{ name: 'orders', topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }], ...noOperations })
      ).topics,
    ).errorCode;
  assert.equal(await ask(), ErrorCodes.LEADER_NOT_AVAILABLE);
  assert.equal(await ask(), 0);
});

test('a failure that was ordered for acks=0 closes the connection', async t => {
  const cluster = await startTestCluster(t);
  cluster.cluster.failNext(null, ApiKeys.PRODUCE, ErrorCodes.NOT_LEADER_OR_FOLLOWER, 1);
  const client = cluster.connect(1);
  const body = {
    acks: 0,
    timeoutMs: 1,
    topicData: [{ name: 'orders', partitionData: [{ index: 0, records: batchOf(['a']) }] }],
  };
  await assert.rejects(client.ask(Produce, 9, body), /closed the connection/);
});

test('faults that cannot be are refused with value and limit', async t => {
  const { cluster } = await startTestCluster(t);
  assert.throws(() => cluster.failNext(null, ApiKeys.DESCRIBE_ACLS, 5, 1), /does not serve DescribeAcls \(key 29\)/);
  assert.throws(() => cluster.failNext(4, ApiKeys.PRODUCE, 5, 1), /no broker 4/);
  assert.throws(() => cluster.failNext(null, ApiKeys.PRODUCE, 5, 0), /count is 0; .* from 1 to/);
  assert.throws(() => cluster.failNext(null, ApiKeys.PRODUCE, 9999, 1), /errorCode is 9999/);
  assert.throws(() => cluster.delayResponses(1, -5), /delayMs is -5; .* from 0 to 600000/);
});
