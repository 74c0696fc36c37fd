import assert from 'node:assert/strict';
import test from 'node:test';
import { ApiVersions } from '../../../engine/protocol/messages/apiVersions.ts';
import { Metadata } from '../../../engine/protocol/messages/metadata.ts';
import type { RequestBody } from '../../../engine/protocol/schema.ts';
import { ClientBench, metadataAnswer, versions } from './clientBench.ts';

/** The topics of each metadata request sent to the node. */
function asked(bench: ClientBench, id: number): string[][] {
  return bench.selector.sends
    .filter(({ destination, request }) => destination === String(id) && request.key === Metadata.key)
    .map(({ request }) => ((request.body as RequestBody<typeof Metadata>).topics ?? []).map(({ name }) => name ?? ''));
}

/** Bootstrapped at boot:9092, connected there, and asked for nothing yet. */
async function atBootstrap(options: ConstructorParameters<typeof ClientBench>[0] = {}): Promise<ClientBench> {
  const bench = new ClientBench(options);
  bench.metadata.bootstrap([{ host: 'boot', port: 9092 }]);
  await bench.poll();
  bench.selector.deliverConnected('-1');
  await bench.poll();
  bench.respond(-1, ApiVersions, versions());
  await bench.poll();
  return bench;
}

/** Two known brokers, the first connected; jitter and offset choose it. */
async function inCluster(options: ConstructorParameters<typeof ClientBench>[0] = {}): Promise<ClientBench> {
  const bench = new ClientBench(options);
  bench.know([1, 2]);
  await bench.makeReady(1);
  bench.time.advance(1000);
  return bench;
}

const failures = (bench: ClientBench) => bench.transitions.filter(({ type }) => type === 'metadataFailed').length;

test('from the bootstrap address to the cluster: connect, handshake, metadata', async () => {
  const bench = await atBootstrap();
  bench.metadata.add('orders', bench.nowMs);
  await bench.poll();
  assert.deepEqual(
    bench.selector.connects.map(({ id, host, port }) => [id, host, port]),
    [['-1', 'boot', 9092]],
  );
  assert.deepEqual(asked(bench, -1), [['orders']]);
  bench.respond(-1, Metadata, metadataAnswer([1, 2], ['orders']));
  await bench.poll();
  assert.equal(bench.metadata.snapshot.leader('orders', 0)?.id, 1);
  assert.equal(bench.client.isMetadataUpdateDue(bench.nowMs), false);
});

test('156 a new topic is asked for alone, at once; 157 what a lost leader asks for names all', async () => {
  const bench = await inCluster();
  bench.metadata.add('orders', bench.nowMs);
  await bench.poll();
  bench.respond(1, Metadata, metadataAnswer([1, 2], ['orders']));
  await bench.poll();
  bench.metadata.add('payments', bench.nowMs);
  await bench.poll();
  bench.respond(1, Metadata, metadataAnswer([1, 2], ['payments']));
  await bench.poll();
  bench.metadata.requestUpdate(false);
  bench.time.advance(1000);
  await bench.poll();
  assert.deepEqual(asked(bench, 1), [['orders'], ['payments'], ['orders', 'payments']]);
});

test('one request at a time, and while it runs other requests may go', async () => {
  const bench = await inCluster();
  bench.metadata.requestUpdate(false);
  await bench.poll();
  await bench.poll();
  assert.equal(asked(bench, 1).length, 1);
  assert.equal(bench.client.isMetadataUpdateDue(bench.nowMs), false);
  assert.equal(bench.client.isReady(1, bench.nowMs), true);
});

test('158 a topic wanted while the request runs is asked for after its answer', async () => {
  const bench = await inCluster();
  bench.metadata.add('orders', bench.nowMs);
  await bench.poll();
  bench.metadata.add('payments', bench.nowMs);
  bench.respond(1, Metadata, metadataAnswer([1, 2], ['orders']));
  await bench.poll();
  bench.time.advance(100);
  await bench.poll();
  assert.deepEqual(asked(bench, 1), [['orders'], ['payments']]);
});

test('160 epochs of Metadata before version 9 are not believed', async () => {
  const bench = new ClientBench();
  bench.know([1]);
  await bench.dial(1);
  bench.respond(1, ApiVersions, versions([3, 0, 8], [18, 0, 5]));
  await bench.poll();
  bench.metadata.add('orders', bench.nowMs);
  await bench.poll();
  bench.respond(1, Metadata, metadataAnswer([1], ['orders']));
  await bench.poll();
  assert.equal(bench.metadata.snapshot.leaderEpoch('orders', 0), -1);
});

test('154 a connection lost under the request is one failure, and another node is asked after the backoff', async () => {
  const bench = await inCluster();
  bench.client.ready(bench.node(2), bench.nowMs);
  bench.selector.deliverConnected('2');
  await bench.poll();
  bench.metadata.requestUpdate(false);
  await bench.poll();
  assert.equal(asked(bench, 1).length, 1);
  bench.selector.deliverDisconnected('1');
  bench.selector.deliverDisconnected('2');
  await bench.poll();
  assert.deepEqual([failures(bench), bench.metadata.attempts], [1, 1]);
  bench.time.advance(99);
  await bench.poll();
  assert.equal(bench.selector.connects.length, 2);
  bench.time.advance(1);
  await bench.poll();
  assert.equal(bench.selector.connects.length, 3);
});

test('a connection lost while an update is due counts as a failed one, so that it backs off', async () => {
  const bench = await inCluster({ maxInFlightRequestsPerConnection: 1 });
  bench.produce(1, 'fills the connection');
  bench.metadata.requestUpdate(false);
  await bench.poll();
  bench.selector.deliverDisconnected('1');
  await bench.poll();
  assert.equal(failures(bench), 1);
});

test('157 a lost connection asks for metadata: the leader may have moved', async () => {
  const bench = await inCluster();
  bench.selector.deliverDisconnected('1');
  await bench.poll();
  assert.deepEqual([bench.metadata.needFullUpdate, failures(bench)], [true, 0]);
});

test('an answer without brokers is a failure and changes nothing', async () => {
  const bench = await inCluster();
  bench.metadata.requestUpdate(false);
  await bench.poll();
  bench.respond(1, Metadata, metadataAnswer([]));
  await bench.poll();
  assert.deepEqual(
    [failures(bench), bench.metadata.snapshot.nodes.length, bench.metadata.needFullUpdate],
    [1, 2, true],
  );
});

test('an answer that cannot be read is a failure', async () => {
  const bench = await inCluster();
  bench.metadata.requestUpdate(false);
  await bench.poll();
  const garbage = Buffer.alloc(9, 0xff);
  garbage.writeInt32BE(bench.unanswered(1)[0]?.request.header.correlationId ?? -1);
  bench.selector.deliverResponse('1', garbage);
  await bench.poll();
  assert.deepEqual([failures(bench), bench.client.isMetadataUpdateDue(bench.nowMs + 5000)], [1, true]);
});

test('166 a broker that does not speak Metadata is told to the waiting sends', async () => {
  const bench = new ClientBench();
  bench.know([1]);
  await bench.dial(1);
  bench.respond(1, ApiVersions, versions([18, 0, 5]));
  await bench.poll();
  let told: string | undefined;
  bench.metadata.onChange = () => (told = bench.metadata.takeErrorFor('orders')?.kind);
  bench.metadata.add('orders', bench.nowMs);
  await bench.poll();
  await bench.poll();
  assert.equal(told, 'UnsupportedVersionException');
});

test('no second connection is opened while one is being made', async () => {
  const bench = new ClientBench();
  bench.know([1, 2, 3]);
  bench.metadata.requestUpdate(false);
  bench.time.advance(1000);
  for (let i = 0; i < 5; i++) await bench.poll();
  assert.equal(bench.selector.connects.length, 1);
});

// ── rebootstrap: three triggers ──────────────────────────────────────────────────────────────────────────────────────

test('rebootstrap 1: an update is due and no known node can be used', async () => {
  const bench = new ClientBench();
  bench.know([1]);
  bench.client.ready(bench.node(1), bench.nowMs);
  bench.selector.deliverDisconnected('1');
  await bench.poll();
  bench.time.advance(30); // In the backoff of the only node.
  bench.metadata.add('orders', bench.nowMs);
  await bench.poll();
  assert.deepEqual(
    bench.metadata.snapshot.nodes.map(({ host }) => host),
    ['boot'],
  );
  assert.deepEqual(
    bench.selector.connects.map(({ host }) => host),
    ['broker-1', 'boot'],
  );
});

test('rebootstrap 1: not while a connection stands, however full or throttled', async () => {
  const bench = await inCluster({ maxInFlightRequestsPerConnection: 1 });
  bench.client.connections.connecting(2, 'broker-2', bench.nowMs);
  bench.client.connections.disconnected(2, bench.nowMs, { kind: 'network', reason: 'a test' });
  bench.produce(1, 'fills the connection');
  bench.metadata.requestUpdate(false);
  await bench.poll();
  assert.deepEqual(bench.metadata.snapshot.nodes.length, 2);
});

test('rebootstrap 1: not with metadata.recovery.strategy=none', async () => {
  const bench = new ClientBench({ metadataRecoveryStrategy: 'none' });
  bench.know([1]);
  bench.client.ready(bench.node(1), bench.nowMs);
  bench.selector.deliverDisconnected('1');
  await bench.poll();
  bench.metadata.add('orders', bench.nowMs);
  await bench.poll();
  assert.deepEqual(
    bench.metadata.snapshot.nodes.map(({ host }) => host),
    ['broker-1'],
  );
});

test('rebootstrap 2: an update was due for longer than the trigger, and no answer was applied', async () => {
  const bench = await inCluster({ rebootstrapTriggerMs: 20_000 });
  bench.metadata.requestUpdate(false);
  await bench.poll();
  bench.produce(1, 'a');
  bench.time.advance(20_000);
  await bench.poll();
  assert.equal(bench.metadata.snapshot.nodes.length, 2, 'at the trigger, not beyond it');
  bench.time.advance(1);
  await bench.poll();
  assert.deepEqual(
    bench.metadata.snapshot.nodes.map(({ host }) => host),
    ['boot'],
  );
  assert.equal(bench.selector.openConnections.has('1'), false, 'connections to the old nodes are closed');
  assert.deepEqual([bench.ends, bench.client.hasInFlight], [['a disconnected'], false]);
});

test('rebootstrap 2: an applied answer stops the clock', async () => {
  const bench = await inCluster({ rebootstrapTriggerMs: 5000 });
  bench.metadata.requestUpdate(false);
  await bench.poll();
  bench.time.advance(4000);
  bench.respond(1, Metadata, metadataAnswer([1, 2]));
  await bench.poll();
  bench.time.advance(4000);
  await bench.poll();
  bench.metadata.requestUpdate(false);
  await bench.poll();
  bench.time.advance(4000);
  await bench.poll();
  assert.equal(bench.metadata.snapshot.nodes.length, 2);
});

test('rebootstrap 3: the answer itself says so, and the same poll does it', async () => {
  const bench = await inCluster();
  bench.metadata.requestUpdate(false);
  await bench.poll();
  bench.respond(1, Metadata, { ...metadataAnswer([7]), errorCode: 129 });
  await bench.poll();
  assert.deepEqual(
    bench.metadata.snapshot.nodes.map(({ host }) => host),
    ['boot'],
  );
  assert.deepEqual([...bench.selector.openConnections], []);
});

test('rebootstrap 3: with strategy none the same answer is a failed update', async () => {
  const bench = await inCluster({ metadataRecoveryStrategy: 'none' });
  bench.metadata.requestUpdate(false);
  await bench.poll();
  bench.respond(1, Metadata, { ...metadataAnswer([7]), errorCode: 129 });
  await bench.poll();
  assert.deepEqual([failures(bench), bench.metadata.snapshot.nodes.length], [1, 2]);
});

test('rebootstrap closes what was connected, and counts no failure for what was not', async () => {
  const bench = new ClientBench();
  bench.know([1, 2, 3, 4, 5]);
  await bench.makeReady(1);
  bench.time.advance(1000);
  bench.client.rebootstrapNow(bench.nowMs, 'a test');
  assert.deepEqual(bench.selector.closes, ['1']);
  assert.equal(bench.metadata.attempts, 0);
});
