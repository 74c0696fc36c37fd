import test from 'node:test';
import assert from 'node:assert/strict';
import { leaderGone } from '../../../../engine/inspect/diagnosis/leaderGone.ts';
import { NOW_MS, WALL_MS, lane, node, quiet } from '../support/diagnosisStates.ts';

const leaderless = { hasLeader: false, blockedBy: 'noLeader', blockedSinceMs: NOW_MS - 1_300 } as const;
const move = (name: string, to: number) =>
  ({ lane: name, from: 2, to, epoch: 8, epochBefore: 7, atMs: NOW_MS - 1_000 }) as const;

test('P11 leaderGone: the broker is gone, one partition has no leader, the others moved', () => {
  const said = leaderGone(
    quiet({
      nodes: [
        node(1),
        node(2, { inMetadata: false, unreachable: true, state: 'backoff', failures: 4, stateSinceMs: NOW_MS - 100 }),
        node(3),
      ],
      lanes: [lane('orders-4', 2, { ...leaderless, oldestCreatedMs: NOW_MS - 2_000 }), lane('orders-1', 1)],
      moves: [move('orders-1', 1), move('audit-1', 3), move('payments-1', 3), move('orders-4', -1)],
      retriedSince: () => 11,
    }),
  );
  assert.deepEqual(said?.values, {
    node: 2,
    lane: 'orders-4',
    leaderless: 1,
    refused: 4,
    sinceMs: 1_300,
    moved: 3,
    epochFrom: 7,
    epochTo: 8,
    retriedBatches: 11,
    failedBatches: 0,
    deadlineWallMs: WALL_MS + NOW_MS - 2_000 + 120_000,
  });
});

test('P11 leaderGone: a leader that cannot be reached any more, although the metadata still names it', () => {
  const said = leaderGone(
    quiet({
      nodes: [node(2, { unreachable: true, state: 'backoff', failures: 2, stateSinceMs: NOW_MS - 600 })],
      lanes: [lane('orders-1', 2, { blockedBy: 'nodeNotReady', blockedSinceMs: NOW_MS - 700 })],
    }),
  );
  assert.deepEqual([said?.values['node'], said?.values['leaderless']], [2, 0]);
});

test('P11 leaderGone: a partition whose broker is fine has no leader: no broker is blamed', () => {
  const said = leaderGone(quiet({ lanes: [lane('orders-4', 2, leaderless)] }));
  assert.deepEqual([said?.values['node'], said?.values['lane']], [null, 'orders-4']);
});

test('P11 leaderGone: an election of 400 ms, and a broker never reached, are not this', () => {
  assert.equal(
    leaderGone(quiet({ lanes: [lane('orders-4', 2, { ...leaderless, blockedSinceMs: NOW_MS - 400 })] })),
    null,
  );
  const neverReached = node(2, { unreachable: true, everReady: false, state: 'backoff', failures: 3 });
  const waits = lane('orders-1', 2, { blockedBy: 'nodeNotReady', blockedSinceMs: NOW_MS - 700 });
  assert.equal(leaderGone(quiet({ nodes: [neverReached], lanes: [waits] })), null);
  assert.equal(leaderGone(quiet({ lanes: [lane('orders-4', 2, { ...leaderless, waitingBatches: 0 })] })), null);
});
