import assert from 'node:assert/strict';
import test from 'node:test';
import { layoutOfApiVersionsResponse } from '../../../engine/client/apiVersionsHandshake.ts';
import { ApiVersions } from '../../../engine/protocol/messages/apiVersions.ts';
import type { RequestBody } from '../../../engine/protocol/schema.ts';
import { ClientBench, versions } from './clientBench.ts';

interface Asked {
  readonly version: number;
  readonly clusterId: string | null;
  readonly nodeId: number;
  readonly software: string;
}

/** The handshakes a node was asked for, oldest first. */
function asked(bench: ClientBench, id: number): Asked[] {
  return bench.selector.sends
    .filter(({ destination, request }) => destination === String(id) && request.key === ApiVersions.key)
    .map(({ request }) => {
      const { clusterId, nodeId, clientSoftwareName, clientSoftwareVersion } = request.body as RequestBody<
        typeof ApiVersions
      >;
      return {
        version: request.header.apiVersion,
        clusterId,
        nodeId,
        software: `${clientSoftwareName} ${clientSoftwareVersion}`,
      };
    });
}

async function dialled(options: ConstructorParameters<typeof ClientBench>[0] = {}, id = 1): Promise<ClientBench> {
  const bench = new ClientBench(options);
  bench.know([1, 2]);
  await bench.dial(id);
  return bench;
}

const refusal = (code: number, ...ranges: readonly (readonly [number, number, number])[]) => ({
  errorCode: code,
  apiKeys: ranges.map(([apiKey, minVersion, maxVersion]) => ({ apiKey, minVersion, maxVersion })),
});

test('174 the first words on a connection are ApiVersions, in our highest version', async () => {
  const bench = await dialled();
  assert.deepEqual(
    asked(bench, 1).map(({ version }) => version),
    [5],
  );
  assert.equal(bench.client.connections.get(1)?.state, 'checkingApiVersions');
  assert.equal(bench.client.canSendRequest(1, bench.nowMs), false);
  bench.respond(1, ApiVersions, versions([0, 3, 9], [18, 0, 5]));
  await bench.poll();
  assert.equal(bench.client.connections.get(1)?.state, 'ready');
  assert.equal(bench.client.canSendRequest(1, bench.nowMs), true);
});

test('174 name and version of the client are ones a broker takes', async () => {
  const bench = await dialled();
  for (const word of (asked(bench, 1)[0]?.software ?? '').split(' '))
    assert.match(word, /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/);
});

for (const [maximum, expected] of [
  [4, 4],
  [3, 3],
  [0, 0],
] as const)
  test(`174 a broker that knows up to version ${maximum} is asked again in that one, in the same poll`, async () => {
    const bench = await dialled();
    bench.respond(1, ApiVersions, refusal(35, [18, 0, maximum]), { layout: 0 });
    await bench.poll();
    assert.deepEqual(
      asked(bench, 1).map(({ version }) => version),
      [5, expected],
    );
    bench.respond(1, ApiVersions, versions());
    await bench.poll();
    assert.equal(bench.client.connections.get(1)?.state, 'ready');
  });

test('174 a broker that does not tell its range is asked in version 0', async () => {
  const bench = await dialled();
  bench.respond(1, ApiVersions, refusal(35), { layout: 0 });
  await bench.poll();
  assert.deepEqual(
    asked(bench, 1).map(({ version }) => version),
    [5, 0],
  );
});

test('174 a broker that claims to know what it has just refused is stepped down, one version at a time, to an end', async () => {
  const bench = await dialled();
  for (let i = 0; i < 6; i++) {
    bench.respond(1, ApiVersions, refusal(35, [18, 0, 9]), { layout: 0 });
    await bench.poll();
  }
  assert.deepEqual(
    asked(bench, 1).map(({ version }) => version),
    [5, 4, 3, 2, 1, 0],
  );
  assert.equal(bench.client.connections.get(1)?.state, 'disconnected');
  assert.match(bench.client.connections.get(1)?.lastDisconnection?.reason ?? '', /UNSUPPORTED_VERSION \(35\)/);
});

test('the layout of an answer is told by its error code', () => {
  assert.equal(layoutOfApiVersionsResponse(5, Buffer.from('000000000023', 'hex')), 0);
  assert.equal(layoutOfApiVersionsResponse(5, Buffer.from('000000000000', 'hex')), 5);
  assert.equal(layoutOfApiVersionsResponse(5, Buffer.from('0000000000', 'hex')), 5);
});

test('a node with an id is told whom we believe to talk to', async () => {
  const bench = await dialled({}, 2);
  const [{ clusterId, nodeId } = { clusterId: null, nodeId: 0 }] = asked(bench, 2);
  assert.deepEqual([clusterId, nodeId], ['cluster', 2]);
});

for (const [why, options, clusterId, id] of [
  ['a bootstrap address', {}, 'cluster', -1],
  ['a cluster without id', {}, null, 1],
  ['metadata.cluster.check.enable=false', { clusterCheckEnable: false }, 'cluster', 1],
  ['metadata.recovery.strategy=none', { metadataRecoveryStrategy: 'none' }, 'cluster', 1],
] as const)
  test(`whom we believe to talk to is left out for ${why}: both ids or neither`, async () => {
    const bench = new ClientBench(options);
    bench.know([1, 2], clusterId);
    await bench.dial(id);
    const [told] = asked(bench, id);
    assert.deepEqual([told?.clusterId, told?.nodeId], [null, -1]);
  });

test('error 129: the wrong cluster behind an address: every connection closed, back to the bootstrap addresses, at once', async () => {
  const bench = new ClientBench();
  bench.know([1, 2]);
  await bench.makeReady(2);
  bench.produce(2, 'a');
  await bench.dial(1);
  bench.respond(1, ApiVersions, refusal(129));
  await bench.poll();
  assert.deepEqual(bench.ends, ['a disconnected']);
  assert.deepEqual([...bench.selector.openConnections], []);
  assert.deepEqual(
    bench.metadata.snapshot.nodes.map(({ id }) => id),
    [-1],
  );
  assert.deepEqual([bench.metadata.snapshot.data.clusterId, bench.metadata.needFullUpdate], [null, true]);
});

test('error 129: with metadata.recovery.strategy=none only closes that connection', async () => {
  const bench = new ClientBench({ metadataRecoveryStrategy: 'none' });
  bench.know([1, 2]);
  await bench.makeReady(2);
  await bench.dial(1);
  bench.respond(1, ApiVersions, refusal(129));
  await bench.poll();
  assert.deepEqual([...bench.selector.openConnections], ['2']);
  assert.deepEqual(bench.metadata.snapshot.nodes.length, 2);
  assert.match(bench.client.connections.get(1)?.lastDisconnection?.reason ?? '', /REBOOTSTRAP_REQUIRED \(129\)/);
});

test('any other error closes the connection and names it', async () => {
  const bench = await dialled();
  bench.respond(1, ApiVersions, refusal(42));
  await bench.poll();
  assert.equal(bench.client.connections.get(1)?.state, 'disconnected');
  assert.match(bench.client.connections.get(1)?.lastDisconnection?.reason ?? '', /INVALID_REQUEST \(42\)/);
});

test('188 row 56: a broker that lists nothing is left, not waited for', async () => {
  const bench = await dialled();
  bench.respond(1, ApiVersions, refusal(0));
  await bench.poll();
  assert.equal(bench.client.connections.get(1)?.state, 'disconnected');
  assert.match(bench.client.connections.get(1)?.lastDisconnection?.reason ?? '', /no API at all/);
});

test('188 row 55: an answer that cannot be read is the end of the connection', async () => {
  const bench = await dialled();
  const garbage = Buffer.from('00000000000000ffffffffff', 'hex');
  garbage.writeInt32BE(bench.unanswered(1)[0]?.request.header.correlationId ?? -1);
  bench.selector.deliverResponse('1', garbage);
  await bench.poll();
  const state = bench.client.connections.get(1);
  assert.deepEqual([state?.state, state?.failedAttempts], ['disconnected', 1]);
});

test('187 the broker closes during the handshake: backoff, and a fresh handshake the next time', async () => {
  const bench = await dialled();
  bench.selector.deliverDisconnected('1');
  await bench.poll();
  assert.equal(bench.client.connections.get(1)?.state, 'disconnected');
  bench.know([1, 2]);
  bench.time.advance(50);
  await bench.makeReady(1);
  assert.deepEqual(
    asked(bench, 1).map(({ version }) => version),
    [5, 5],
  );
});

test('187 we close during the handshake: its answer, should it be on its way, harms nothing', async () => {
  const bench = await dialled();
  bench.respond(1, ApiVersions, versions(), { afterMs: 10 });
  bench.client.disconnect(1, bench.nowMs, 'a test');
  await bench.poll(10);
  assert.equal(bench.client.connections.get(1)?.state, 'disconnected');
  assert.equal(bench.client.apiVersions.has(1), false);
});

test('187 closed between a refusal and the next try: nothing is sent to nowhere', async () => {
  const bench = await dialled();
  bench.respond(1, ApiVersions, refusal(35, [18, 0, 3]), { layout: 0 });
  bench.selector.deliverDisconnected('1');
  await bench.poll();
  await bench.poll();
  assert.equal(asked(bench, 1).length, 1);
  assert.equal(bench.client.connections.get(1)?.state, 'disconnected');
});

test('188 a node forgotten on disconnect speaks versions of its own next time', async () => {
  const bench = new ClientBench();
  bench.know([1]);
  await bench.makeReady(1);
  assert.equal(bench.client.apiVersions.has(1), true);
  bench.selector.deliverDisconnected('1');
  await bench.poll();
  assert.equal(bench.client.apiVersions.has(1), false);
});
