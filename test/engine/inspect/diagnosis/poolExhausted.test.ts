import test from 'node:test';
import assert from 'node:assert/strict';
import { poolExhausted } from '../../../../engine/inspect/diagnosis/poolExhausted.ts';
import { lane, node, quiet } from '../support/diagnosisStates.ts';

const full = { totalBytes: 32_000, heldBytes: 32_000, waiting: 14, longestWaitMs: 1_400 };

test('P03 poolExhausted: the partitions of a silent broker hold the memory, others get nothing', () => {
  const said = poolExhausted(
    quiet({
      pool: full,
      nodes: [node(1), node(2, { silent: true, inFlight: 5, oldestMs: 9_400 }), node(3)],
      lanes: [lane('orders-1', 2, { heldBytes: 12_000 }), lane('orders-4', 2, { heldBytes: 20_000 })],
    }),
  );
  assert.deepEqual(said?.values, {
    cause: 'brokerSilent',
    node: 2,
    holders: 2,
    holderBytes: 32_000,
    heldBytes: 32_000,
    totalBytes: 32_000,
    waiting: 14,
    longestWaitMs: 1_400,
    inFlight: 5,
    maxInFlight: 5,
    oldestMs: 9_400,
    requestTimeoutLeftMs: 20_600,
    idleBrokers: '1,3',
    lane: 'orders-4',
  });
  assert.equal(said.stage, 'inFlight');
});

test('P03 poolExhausted: each cause is named where it is the reason', () => {
  const causeWith = (held: Parameters<typeof lane>[2], broker: Parameters<typeof node>[1]): unknown =>
    poolExhausted(
      quiet({
        pool: full,
        nodes: [node(1), node(2, broker)],
        lanes: [lane('orders-1', 2, { heldBytes: 32_000, ...held })],
      }),
    )?.values['cause'];
  assert.equal(causeWith({ blockedBy: 'noLeader', hasLeader: false }, {}), 'noLeader');
  assert.equal(causeWith({ blockedBy: 'nodeNotReady' }, { unreachable: true, state: 'backoff' }), 'brokerDown');
  assert.equal(causeWith({ blockedBy: 'throttle' }, { throttledMs: 800 }), 'throttled');
  assert.equal(causeWith({ blockedBy: 'maxInFlight' }, { alwaysFull: true, inFlight: 5 }), 'inFlightFull');
  assert.equal(causeWith({}, {}), 'load');
});

test('P03 poolExhausted: where several brokers hold alike it is the load, and no broker is blamed', () => {
  const said = poolExhausted(
    quiet({
      pool: full,
      nodes: [node(1), node(2, { silent: true, oldestMs: 2_000 })],
      lanes: [lane('orders-0', 1, { heldBytes: 16_000 }), lane('orders-1', 2, { heldBytes: 16_000 })],
    }),
  );
  assert.deepEqual([said?.values['cause'], said?.values['node'], said?.stage], ['load', null, 'pool']);
});

test('P03 poolExhausted: a short wait under load is no trouble', () => {
  assert.equal(poolExhausted(quiet({ pool: { ...full, longestWaitMs: 499 } })), null);
  assert.equal(poolExhausted(quiet({ pool: { ...full, waiting: 0, longestWaitMs: 0 } })), null);
});
