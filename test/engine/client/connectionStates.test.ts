import assert from 'node:assert/strict';
import test from 'node:test';
import type { Random } from '../../../engine/common/random.ts';
import { ConnectionStates } from '../../../engine/client/connectionStates.ts';

/** The middle of the jitter, or what the test says. */
function draws(value = 0.5): Random {
  return { nextInt: () => 0, nextDouble: () => value };
}

function states(random = draws()): ConnectionStates {
  return new ConnectionStates({
    reconnectBackoffMs: 50,
    reconnectBackoffMaxMs: 1000,
    connectionSetupTimeoutMs: 10_000,
    connectionSetupTimeoutMaxMs: 30_000,
    random,
  });
}

test('a node never heard of may be connected at once', () => {
  const connections = states();
  assert.deepEqual(
    [
      connections.canConnect(1, 0),
      connections.pollDelayMs(1, 0),
      connections.isReady(1, 0),
      connections.isConnecting(1),
    ],
    [true, 0, false, false],
  );
});

test('the way of a connection: connecting, checking versions, ready', () => {
  const connections = states();
  connections.connecting(1, 'a', 100);
  assert.deepEqual(
    [connections.get(1)?.state, connections.isConnecting(1), connections.canConnect(1, 999_999)],
    ['connecting', true, false],
  );
  connections.checkingApiVersions(1, 110);
  assert.deepEqual(
    [connections.get(1)?.state, connections.isConnecting(1), connections.isReady(1, 110)],
    ['checkingApiVersions', true, false],
  );
  connections.ready(1, 120);
  assert.deepEqual(
    [connections.get(1)?.state, connections.isConnecting(1), connections.isReady(1, 120)],
    ['ready', false, true],
  );
  assert.deepEqual([connections.get(1)?.sinceMs, connections.pollDelayMs(1, 120)], [120, Infinity]);
});

test('179 reconnect backoff doubles up to its cap', () => {
  const connections = states();
  const waits: (number | undefined)[] = [];
  for (let attempt = 0; attempt < 7; attempt++) {
    connections.connecting(1, 'a', 0);
    connections.disconnected(1, 0, { kind: 'network', reason: 'refused' });
    waits.push(connections.get(1)?.reconnectBackoffMs);
  }
  assert.deepEqual(waits, [50, 100, 200, 400, 800, 1000, 1000]);
});

test('179 the jitter is a fifth to both sides and the cap holds', () => {
  for (const [draw, first, last] of [
    [0, 40, 800],
    [0.999999, 59, 1000],
  ] as const) {
    const connections = states(draws(draw));
    connections.connecting(1, 'a', 0);
    connections.disconnected(1, 0, { kind: 'network', reason: 'refused' });
    assert.equal(connections.get(1)?.reconnectBackoffMs, first);
    for (let attempt = 0; attempt < 7; attempt++) {
      connections.connecting(1, 'a', 0);
      connections.disconnected(1, 0, { kind: 'network', reason: 'refused' });
    }
    assert.equal(connections.get(1)?.reconnectBackoffMs, last);
  }
});

test('179 no attempt before the backoff has passed, from the disconnect on', () => {
  const connections = states();
  connections.connecting(1, 'a', 0);
  connections.disconnected(1, 1000, { kind: 'network', reason: 'refused' });
  assert.deepEqual(
    [connections.canConnect(1, 1049), connections.isBlackedOut(1, 1049), connections.pollDelayMs(1, 1020)],
    [false, true, 30],
  );
  assert.deepEqual(
    [connections.canConnect(1, 1050), connections.isBlackedOut(1, 1050), connections.pollDelayMs(1, 1060)],
    [true, false, 0],
  );
});

test('179 becoming ready resets the backoff', () => {
  const connections = states();
  for (let attempt = 0; attempt < 5; attempt++) {
    connections.connecting(1, 'a', 0);
    connections.disconnected(1, 0, { kind: 'network', reason: 'refused' });
  }
  connections.connecting(1, 'a', 0);
  connections.checkingApiVersions(1, 0);
  connections.ready(1, 0);
  connections.disconnected(1, 0, { kind: 'network', reason: 'gone' });
  assert.equal(connections.get(1)?.reconnectBackoffMs, 50);
});

test('179 a connection that dies before it is ready goes on backing off', () => {
  const connections = states();
  for (let attempt = 0; attempt < 3; attempt++) {
    connections.connecting(1, 'a', 0);
    connections.checkingApiVersions(1, 0);
    connections.disconnected(1, 0, { kind: 'network', reason: 'closed during ApiVersions' });
  }
  assert.equal(connections.get(1)?.reconnectBackoffMs, 200);
});

test('178 the setup time-out grows with each connection that never stood, and resets with one that did', () => {
  const connections = states();
  const timeouts: (number | undefined)[] = [];
  for (let attempt = 0; attempt < 4; attempt++) {
    connections.connecting(1, 'a', 0);
    timeouts.push(connections.get(1)?.connectionSetupTimeoutMs);
    connections.disconnected(1, 0, { kind: 'network', reason: 'refused' });
  }
  assert.deepEqual(timeouts, [10_000, 20_000, 30_000, 30_000]);
  connections.connecting(1, 'a', 0);
  connections.checkingApiVersions(1, 0);
  connections.disconnected(1, 0, { kind: 'network', reason: 'closed' });
  connections.connecting(1, 'a', 0);
  assert.equal(connections.get(1)?.connectionSetupTimeoutMs, 10_000);
});

test('178 only a connection that is being set up times out, and only beyond its limit', () => {
  const connections = states();
  connections.connecting(1, 'a', 0);
  connections.connecting(2, 'b', 0);
  connections.connecting(3, 'c', 5000);
  connections.checkingApiVersions(2, 10);
  assert.deepEqual(connections.setupTimedOut(10_000), []);
  assert.deepEqual(connections.setupTimedOut(10_001), [1]);
  assert.equal(connections.pollDelayMs(3, 9000), 6000);
});

test('180 another host under the same id starts afresh', () => {
  const connections = states();
  for (let attempt = 0; attempt < 3; attempt++) {
    connections.connecting(1, 'a', 0);
    connections.disconnected(1, 0, { kind: 'network', reason: 'refused' });
  }
  connections.connecting(1, 'b', 0);
  assert.deepEqual([connections.get(1)?.failedAttempts, connections.get(1)?.connectionSetupTimeoutMs], [0, 10_000]);
});

test('181 a throttled node is not ready until its time has passed, and others are', () => {
  const connections = states();
  for (const id of [1, 2]) {
    connections.connecting(id, 'a', 0);
    connections.ready(id, 0);
  }
  connections.throttle(1, 500);
  connections.throttle(1, 300); // Never back.
  assert.deepEqual(
    [connections.isReady(1, 499), connections.isThrottled(1, 499), connections.isReady(2, 499)],
    [false, true, true],
  );
  assert.deepEqual([connections.pollDelayMs(1, 100), connections.pollDelayMs(2, 100)], [400, Infinity]);
  assert.deepEqual([connections.isReady(1, 500), connections.isThrottled(1, 500)], [true, false]);
});

test('181 a throttle told by the very answer that makes a node ready holds', () => {
  const connections = states();
  connections.connecting(1, 'a', 0);
  connections.checkingApiVersions(1, 0);
  connections.throttle(1, 500);
  connections.ready(1, 10);
  assert.deepEqual([connections.isReady(1, 499), connections.isReady(1, 500)], [false, true]);
});

test('184 the reason of the last end stays until a ready node has answered', () => {
  const connections = states();
  connections.connecting(1, 'a', 0);
  connections.disconnected(1, 0, { kind: 'network', reason: 'refused' });
  connections.connecting(1, 'a', 100);
  assert.equal(connections.get(1)?.lastDisconnection?.reason, 'refused');
  connections.answered(1);
  connections.ready(1, 110);
  assert.equal(connections.lastProblem(), 'refused');
  connections.answered(1);
  assert.equal(connections.lastProblem(), null);
});

test('what happens to a node that is not known changes nothing', () => {
  const connections = states();
  connections.disconnected(7, 0, { kind: 'network', reason: 'never was' });
  connections.ready(7, 0);
  connections.checkingApiVersions(7, 0);
  connections.throttle(7, 10);
  assert.deepEqual([...connections.entries()], []);
  connections.connecting(7, 'a', 0);
  connections.remove(7);
  assert.equal(connections.get(7), undefined);
});
