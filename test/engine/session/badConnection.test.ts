// Addresses that are wrong in each of the usual ways: status, frame and verdict say so, and nothing hangs.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type net from 'node:net';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { listen } from '../../../engine/network/serverSocket.ts';
import { decodeRequest, encodeResponse } from '../../../engine/protocol/codec.ts';
import { ApiVersions, Metadata } from '../../../engine/protocol/messages/index.ts';
import { closedPort, startSession, until } from './support/practiceRig.ts';

async function httpServer(t: TestContext): Promise<number> {
  const server = http.createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}

/** A broker that sends its clients to a port where nothing is, as one does whose advertised.listeners is wrong. */
async function misadvertisedBroker(t: TestContext, advertisedPort: number): Promise<number> {
  const listener = await listen({
    port: 0,
    maxFrameBytes: 1_000_000,
    maxConnections: 100,
    onConnection: connection => ({
      onFrame(payload) {
        const { key, header } = decodeRequest(Buffer.from(payload));
        const { apiVersion, correlationId } = header;
        if (key === ApiVersions.key)
          connection.send(
            encodeResponse(ApiVersions, apiVersion, correlationId, {
              errorCode: 0,
              apiKeys: [
                { apiKey: ApiVersions.key, minVersion: 0, maxVersion: 4 },
                { apiKey: Metadata.key, minVersion: 0, maxVersion: 12 },
              ],
            }).chunks,
          );
        if (key === Metadata.key)
          connection.send(
            encodeResponse(Metadata, apiVersion, correlationId, {
              brokers: [{ nodeId: 1, host: '127.0.0.1', port: advertisedPort, rack: null }],
              clusterId: 'misadvertised',
              controllerId: 1,
              topics: [
                {
                  errorCode: 0,
                  name: 'orders',
                  isInternal: false,
                  partitions: [
                    { errorCode: 0, partitionIndex: 0, leaderId: 1, leaderEpoch: 0, replicaNodes: [1], isrNodes: [1] },
                  ],
                },
              ],
            }).chunks,
          );
      },
      onDrained: () => undefined,
      onClosed: () => undefined,
    }),
  });
  t.after(() => listener.close());
  return listener.port;
}

for (const [what, port, reason] of [
  ['a port that nothing listens on', closedPort, /^Nothing listens on 127\.0\.0\.1:\d+ \(ECONNREFUSED\)\.$/],
  ['a web server', httpServer, /127\.0\.0\.1:\d+ does not answer as Kafka does\. .*HTTP/],
] as const)
  test(`${what}: connecting, with the reason in frame and verdict; a send fails in words; close does not wait`, async t => {
    const address = `127.0.0.1:${await port(t)}`;
    const { methods, frames, events } = await startSession(t, address, {
      'max.block.ms': '700',
      'reconnect.backoff.max.ms': '100',
    });
    await methods.watch({ framesPerSecond: 10, payloads: false });
    const { outcomes } = await methods.send({ records: [{ topic: 'orders', key: null, value: 'v' }] });
    const [outcome] = outcomes;
    assert.ok(outcome && !outcome.ok);
    assert.deepEqual([outcome.error, outcome.mayBeWritten], ['TimeoutException', false]);
    assert.match(
      outcome.message,
      /Topic orders not present in metadata after 700 ms\. No broker answered; check bootstrap/,
    );

    assert.equal((await methods.status(null)).state, 'connecting');
    const { session, verdicts } = await until(() => frames.find(frame => frame.verdicts.length > 0), 'a verdict');
    assert.equal(session.state, 'connecting');
    assert.equal(session.connectError?.address, address);
    assert.match(session.connectError?.reason ?? '', reason);
    assert.ok((session.connectError?.attempts ?? 0) >= 1);
    const verdict = verdicts.find(({ rule }) => rule === 'couldNotConnect');
    assert.match(String(verdict?.values.reason), reason);
    assert.equal(verdict?.values.address, address);

    const listing = assert.rejects(methods.listTopics(null), { message: /closed while a call was open/ });
    await methods.close({ timeoutMs: 0 });
    await listing;
    assert.ok(!events.some(({ type }) => type === 'connected'));
  });

test('a broker that advertises a wrong address: connected, and the verdict names both addresses', async t => {
  const wrongPort = await closedPort();
  const bootstrap = `127.0.0.1:${await misadvertisedBroker(t, wrongPort)}`;
  const { methods, frames, events } = await startSession(t, bootstrap, {
    'reconnect.backoff.max.ms': '100',
    'enable.idempotence': 'false',
  });
  await methods.watch({ framesPerSecond: 10, payloads: false });
  const sending = methods.send({ records: [{ topic: 'orders', key: null, value: 'v' }] });
  const verdict = await until(
    () => frames.flatMap(({ verdicts }) => verdicts).find(({ rule }) => rule === 'advertisedAddress'),
    'a verdict',
  );
  assert.deepEqual(
    [verdict.values.bootstrap, verdict.values.node, verdict.values.address, verdict.values.disconnection],
    [bootstrap, 1, `127.0.0.1:${wrongPort}`, 'refused'],
  );
  await until(() => events.some(({ type }) => type === 'connected'), 'connected');
  assert.deepEqual(await methods.close({ timeoutMs: 100 }), { unfinishedRecords: 1 });
  const { outcomes } = await sending;
  assert.ok(outcomes[0] && !outcomes[0].ok && !outcomes[0].mayBeWritten, 'it was never sent');
});

for (const [bootstrap, text] of [
  ['localhost', /localhost/],
  ['127.0.0.1:99999', /99999/],
  ['', /bootstrap/],
] as const)
  test(`bootstrap.servers '${bootstrap}' is refused with its value`, async t => {
    await assert.rejects(startSession(t, bootstrap), { kind: 'ConfigException', message: text });
  });
