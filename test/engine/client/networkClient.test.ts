import assert from 'node:assert/strict';
import test from 'node:test';
import type { KafkaError } from '../../../engine/common/kafkaError.ts';
import { ApiVersions } from '../../../engine/protocol/messages/apiVersions.ts';
import { Metadata } from '../../../engine/protocol/messages/metadata.ts';
import { Produce } from '../../../engine/protocol/messages/produce.ts';
import { ClientBench, emptyAnswer, metadataAnswer, versions } from './clientBench.ts';

/** Nodes are known and connected. */
async function ready(
  nodes: readonly number[],
  options: ConstructorParameters<typeof ClientBench>[0] = {},
): Promise<ClientBench> {
  const bench = new ClientBench(options);
  bench.know(nodes);
  await bench.makeReady(...nodes);
  bench.transitions.length = 0;
  return bench;
}

/** Hands a request over and lets the socket take it. */
async function send(bench: ClientBench, id: number, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    bench.produce(id, name);
    await bench.poll();
  }
}

test('173 a request to a node that is not ready is a mistake of the caller', () => {
  const bench = new ClientBench();
  bench.know([1]);
  assert.throws(
    () => bench.produce(1, 'a'),
    (error: KafkaError) => error.kind === 'IllegalStateException' && /node 1/.test(error.message),
  );
});

test('a request and its answer, and how long it took from its making', async () => {
  const bench = await ready([1]);
  const requestId = bench.produce(1, 'a');
  assert.equal(bench.client.hasInFlight, true);
  bench.respond(1, Produce, emptyAnswer, { afterMs: 7 });
  await bench.poll();
  assert.deepEqual(bench.ends, []);
  await bench.poll(100);
  assert.deepEqual(bench.ends, ['a answered']);
  const [end] = bench.ended;
  assert.deepEqual([end?.nodeId, end?.requestId, end?.latencyMs], [1, requestId, 7]);
  assert.equal(bench.client.hasInFlight, false);
  assert.deepEqual(
    bench.transitions.map(({ type }) => type),
    ['requestSent', 'requestEnded'],
  );
});

test('requests of a client are numbered from 0 upward', async () => {
  const bench = await ready([1, 2]);
  await send(bench, 1, 'a');
  await send(bench, 2, 'b');
  assert.deepEqual(
    bench.selector.sends.map(({ request }) => request.header.correlationId),
    [0, 1, 2, 3],
  );
  assert.deepEqual(new Set(bench.selector.sends.map(({ request }) => request.header.clientId)), new Set(['test']));
});

test('175 a request the broker does not support fails here, without a byte', async () => {
  const bench = new ClientBench();
  bench.know([1]);
  await bench.dial(1);
  bench.respond(1, ApiVersions, versions([18, 0, 5]));
  await bench.poll();
  const sends = bench.selector.sends.length;
  const polls = bench.selector.polls.length;
  bench.produce(1, 'a');
  assert.deepEqual(bench.ends, [], 'told by the next poll, not from inside send');
  await bench.poll(1000);
  assert.deepEqual(bench.ends, ['a unsupportedVersion']);
  assert.deepEqual(
    [bench.selector.sends.length, bench.selector.polls.length],
    [sends, polls],
    'and that poll does no I/O',
  );
  assert.equal(bench.client.connections.isReady(1, bench.nowMs), true, 'the connection stands');
});

test('176 a time-out closes the connection: all its requests end in order, metadata is asked for, others go on', async () => {
  const bench = await ready([1, 2]);
  await send(bench, 1, 'a', 'b');
  await send(bench, 2, 'other');
  bench.time.advance(1000);
  await send(bench, 1, 'c');
  bench.time.advance(29_000);
  await bench.poll();
  assert.deepEqual(bench.ends, [], 'at the limit, not beyond it');
  bench.respond(2, Produce, emptyAnswer);
  bench.time.advance(1);
  bench.metadata.needFullUpdate = false;
  await bench.poll();
  assert.deepEqual(bench.ends, [
    'other answered',
    'a disconnected (timed out)',
    'b disconnected (timed out)',
    'c disconnected (timed out)',
  ]);
  assert.match(bench.ended[1]?.kind === 'disconnected' ? bench.ended[1].reason : '', /30000 ms.*request\.timeout\.ms/);
  assert.deepEqual(
    [bench.client.connections.get(1)?.state, bench.client.connections.get(2)?.state],
    ['disconnected', 'ready'],
  );
  assert.deepEqual([bench.selector.closes, bench.metadata.needFullUpdate], [['1'], true]);
});

test('row 61: an answer that lies there when the time-out has passed is an answer', async () => {
  const bench = await ready([1]);
  await send(bench, 1, 'a');
  bench.respond(1, Produce, emptyAnswer);
  bench.time.advance(31_000);
  await bench.poll();
  assert.deepEqual(bench.ends, ['a answered']);
});

test('178 a connection that is not accepted in time is given up, and the next try has longer', async () => {
  const bench = new ClientBench();
  bench.know([1]);
  assert.equal(bench.client.ready(bench.node(1), bench.nowMs), false);
  bench.time.advance(10_000);
  await bench.poll();
  assert.equal(bench.client.connections.get(1)?.state, 'connecting');
  bench.time.advance(1);
  await bench.poll();
  const state = bench.client.connections.get(1);
  assert.deepEqual(
    [state?.state, state?.connectionSetupTimeoutMs, bench.selector.closes],
    ['disconnected', 20_000, ['1']],
  );
  assert.match(state?.lastDisconnection?.reason ?? '', /10000 ms.*socket\.connection\.setup\.timeout\.ms/);
});

test('179 no new attempt before the reconnect backoff', async () => {
  const bench = await ready([1]);
  bench.selector.deliverDisconnected('1');
  await bench.poll();
  bench.know([1]);
  for (const [afterMs, connects] of [
    [0, 1],
    [49, 1],
    [50, 2],
  ] as const) {
    bench.client.ready(bench.node(1), bench.nowMs + afterMs);
    assert.equal(bench.selector.connects.length, connects, `after ${afterMs} ms`);
  }
});

test('181 a throttled node waits, the others do not; 182 and its requests are given that time', async () => {
  const bench = await ready([1, 2]);
  await send(bench, 1, 'a', 'b');
  bench.respond(1, Produce, { responses: [], throttleTimeMs: 2000 });
  await bench.poll();
  assert.deepEqual(
    [bench.client.canSendRequest(1, bench.nowMs + 1999), bench.client.canSendRequest(2, bench.nowMs)],
    [false, true],
  );
  assert.equal(bench.client.pollDelayMs(1, bench.nowMs), 2000);
  assert.equal(bench.client.canSendRequest(1, bench.nowMs + 2000), true);
  assert.equal(bench.transitions.filter(({ type }) => type === 'throttled').length, 1);
  bench.time.advance(32_000);
  await bench.poll();
  assert.deepEqual(bench.ends, ['a answered'], '30 s and 2 s of throttle have not passed');
  bench.time.advance(1);
  await bench.poll();
  assert.deepEqual(bench.ends, ['a answered', 'b disconnected (timed out)']);
});

test('181 a broker so old that it waited itself does not make us wait again', async () => {
  const bench = new ClientBench();
  bench.know([1]);
  await bench.dial(1);
  bench.respond(1, ApiVersions, versions([0, 0, 5], [18, 0, 5]));
  await bench.poll();
  await send(bench, 1, 'a');
  bench.respond(1, Produce, { responses: [], throttleTimeMs: 2000 });
  await bench.poll();
  assert.deepEqual([bench.ends, bench.client.canSendRequest(1, bench.nowMs)], [['a answered'], true]);
});

for (const [name, correlationId] of [
  ['a wrong', 77],
  ['an older', 0],
] as const)
  test(`185 row 54: ${name} correlation id closes the connection, and every request is told`, async () => {
    const bench = await ready([1]);
    await send(bench, 1, 'a', 'b');
    bench.respond(1, Produce, emptyAnswer, { correlationId });
    await bench.poll();
    assert.deepEqual(bench.ends, ['a disconnected', 'b disconnected']);
    assert.deepEqual([bench.client.connections.get(1)?.state, bench.selector.closes], ['disconnected', ['1']]);
    assert.match(
      bench.client.connections.get(1)?.lastDisconnection?.reason ?? '',
      new RegExp(`correlation id ${correlationId}, expected correlation id 1`),
    );
  });

test('185 row 54: an answer nobody asked for closes the connection once, however many follow', async () => {
  const bench = await ready([1]);
  await send(bench, 1, 'a');
  bench.respond(1, Produce, emptyAnswer);
  await bench.poll();
  for (let i = 0; i < 3; i++) bench.selector.deliverResponse('1', Buffer.from('00000001', 'hex'));
  await bench.poll();
  const state = bench.client.connections.get(1);
  assert.deepEqual([state?.state, state?.failedAttempts], ['disconnected', 1]);
  assert.match(state?.lastDisconnection?.reason ?? '', /correlation id 1, expected nothing/);
});

test('185 an answer too short for a correlation id closes the connection', async () => {
  const bench = await ready([1]);
  await send(bench, 1, 'a');
  bench.selector.deliverResponse('1', Buffer.alloc(3));
  await bench.poll();
  assert.deepEqual(bench.ends, ['a disconnected']);
  assert.match(bench.client.connections.get(1)?.lastDisconnection?.reason ?? '', /3 bytes/);
});

test('186 as many requests in flight when the connection breaks, as many callbacks, in order, once', async () => {
  const bench = await ready([1]);
  await send(bench, 1, 'a', 'b', 'c');
  bench.selector.deliverDisconnected('1', { reason: 'cable pulled' });
  for (let i = 0; i < 3; i++) await bench.poll();
  assert.deepEqual(bench.ends, ['a disconnected', 'b disconnected', 'c disconnected']);
  assert.ok(bench.ended.every(end => end.kind === 'disconnected' && end.reason === 'cable pulled'));
  assert.equal(bench.client.connections.get(1)?.failedAttempts, 1);
});

test('199 what came before the connection broke is an answer, only the rest is lost', async () => {
  const bench = await ready([1]);
  await send(bench, 1, 'a', 'b');
  bench.respond(1, Produce, emptyAnswer);
  bench.selector.deliverDisconnected('1');
  await bench.poll();
  assert.deepEqual(bench.ends, ['a answered', 'b disconnected']);
});

test('196 connected and lost in one turn: lost, and tried again after the backoff', async () => {
  const bench = new ClientBench();
  bench.know([1]);
  bench.client.ready(bench.node(1), bench.nowMs);
  bench.selector.deliverConnected('1');
  bench.selector.deliverDisconnected('1');
  await bench.poll();
  assert.equal(bench.client.connections.get(1)?.state, 'disconnected');
  await bench.poll();
  bench.know([1]);
  bench.time.advance(1000);
  await bench.makeReady(1);
  assert.equal(bench.client.connections.isReady(1, bench.nowMs), true);
});

test('201 one request at a time is written, and then up to max.in.flight wait for answers', async () => {
  const bench = await ready([1], { maxInFlightRequestsPerConnection: 2 });
  bench.selector.writesAtOnce = false;
  bench.produce(1, 'a');
  await bench.poll();
  assert.equal(bench.client.canSendRequest(1, bench.nowMs), false, 'still being written');
  bench.selector.completeSends();
  await bench.poll();
  assert.equal(bench.client.canSendRequest(1, bench.nowMs), true);
  bench.selector.writesAtOnce = true;
  await send(bench, 1, 'b');
  assert.equal(bench.client.canSendRequest(1, bench.nowMs), false, 'two wait for answers');
});

test('a request without answer is done once the socket has taken it', async () => {
  const bench = await ready([1]);
  bench.selector.writesAtOnce = false;
  bench.produce(1, 'a', false);
  await bench.poll();
  assert.deepEqual(bench.ends, []);
  bench.selector.completeSends();
  await bench.poll();
  assert.deepEqual([bench.ends, bench.client.hasInFlight], [['a noAnswerExpected'], false]);
});

test('a request without answer that was not written when the connection broke is lost', async () => {
  const bench = await ready([1]);
  bench.selector.writesAtOnce = false;
  bench.produce(1, 'a', false);
  bench.selector.deliverDisconnected('1');
  await bench.poll();
  assert.deepEqual(bench.ends, ['a disconnected']);
});

test('row 55: an answer that cannot be read ends its own request first, then the connection, once', async () => {
  const bench = await ready([1]);
  await send(bench, 1, 'a', 'b', 'c');
  const { correlationId } = bench.unanswered(1)[0]?.request.header ?? { correlationId: -1 };
  const garbage = Buffer.alloc(12, 0xff);
  garbage.writeInt32BE(correlationId);
  garbage[4] = 0;
  bench.selector.deliverResponse('1', garbage);
  bench.selector.deliverResponse('1', garbage);
  await bench.poll();
  assert.deepEqual(bench.ends, ['a malformed', 'b disconnected', 'c disconnected']);
  const state = bench.client.connections.get(1);
  assert.deepEqual([state?.state, state?.failedAttempts], ['disconnected', 1]);
  assert.match(state?.lastDisconnection?.reason ?? '', /cannot read.*ProduceResponse/);
});

test('a callback that throws keeps no other from its own, and is not run again', async () => {
  const bench = await ready([1]);
  let runs = 0;
  bench.client.send(
    {
      nodeId: 1,
      api: Produce,
      body: () => ({ acks: -1, timeoutMs: 1000, topicData: [] }),
      createdMs: bench.nowMs,
      expectResponse: true,
      onComplete: () => {
        runs++;
        throw new Error('a bug of ours');
      },
    },
    bench.nowMs,
  );
  await bench.poll();
  await send(bench, 1, 'b');
  bench.respond(1, Produce, emptyAnswer);
  bench.respond(1, Produce, emptyAnswer);
  await assert.rejects(bench.poll(), /a bug of ours/);
  assert.deepEqual(bench.ends, ['b answered']);
  await bench.poll();
  assert.deepEqual([runs, bench.ends], [1, ['b answered']]);
});

test('a poll waits no longer than asked, than metadata allows, or than the oldest request may take', async () => {
  const bench = await ready([1]);
  bench.selector.deliverDisconnected('99', {}, 1_000_000); // Something far away that ends the wait.
  await bench.poll(5);
  assert.equal(bench.selector.polls.at(-1)?.timeoutMs, 5);
  bench.produce(1, 'a');
  await bench.poll();
  bench.time.advance(10_000);
  await bench.poll(Infinity);
  assert.equal(bench.selector.polls.at(-1)?.timeoutMs, 20_001);
  assert.deepEqual(bench.ends, ['a disconnected (timed out)'], 'noticed when it happened');
  bench.know([1]);
  await bench.poll(Infinity);
  assert.equal(bench.selector.polls.at(-1)?.timeoutMs, 300_000, 'metadata comes of age');
});

test('while a metadata update is due no node is ready, but connections are made', () => {
  const bench = new ClientBench();
  bench.know([1]);
  bench.metadata.add('orders', bench.nowMs);
  assert.equal(bench.client.isMetadataUpdateDue(bench.nowMs), true);
  assert.equal(bench.client.isReady(1, bench.nowMs), false);
  assert.equal(bench.client.ready(bench.node(1), bench.nowMs), false);
  assert.equal(bench.selector.connects.length, 1);
});

test('188 a broker that accepts and says nothing is left after request.timeout.ms', async () => {
  const bench = new ClientBench();
  bench.know([1]);
  await bench.dial(1);
  assert.equal(bench.client.connections.get(1)?.state, 'checkingApiVersions');
  bench.time.advance(30_001);
  await bench.poll();
  assert.equal(bench.client.connections.get(1)?.state, 'disconnected');
});

test('what is closed here, or not connected at all, is not closed again', async () => {
  const bench = await ready([1, 2]);
  await send(bench, 1, 'a');
  bench.client.disconnect(1, bench.nowMs, 'first');
  bench.client.disconnect(1, bench.nowMs, 'second');
  bench.client.disconnect(7, bench.nowMs, 'never was');
  await bench.poll();
  assert.deepEqual(bench.ends, ['a disconnected']);
  const state = bench.client.connections.get(1);
  assert.deepEqual([state?.failedAttempts, state?.lastDisconnection?.reason], [1, 'first']);
});

test('why a connection ended is known while the next one is ready, until that one has answered', async () => {
  const bench = await ready([1]);
  bench.client.disconnect(1, bench.nowMs, 'it closed');
  bench.time.advance(100);
  await bench.makeReady(1);
  assert.equal(bench.client.connections.get(1)?.state, 'ready');
  assert.equal(bench.client.connections.lastProblem(), 'it closed');
  bench.respond(1, Metadata, metadataAnswer([1], []));
  await bench.poll();
  assert.equal(bench.client.connections.lastProblem(), null);
});

test('wakeup and close reach the sockets', async () => {
  const bench = await ready([1, 2]);
  bench.client.wakeup();
  await bench.poll(1000);
  assert.equal(bench.selector.polls.at(-1)?.waitedMs, 0);
  bench.client.close();
  assert.deepEqual([bench.selector.closes, [...bench.selector.openConnections]], [['1', '2'], []]);
});
