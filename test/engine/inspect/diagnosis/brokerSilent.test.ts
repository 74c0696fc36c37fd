import test from 'node:test';
import assert from 'node:assert/strict';
import { brokerSilent } from '../../../../engine/inspect/diagnosis/brokerSilent.ts';
import { NOW_MS, WALL_MS, lane, node, quiet } from '../support/diagnosisStates.ts';

test('P03 brokerSilent: names the broker that owes an answer longest, and when its requests time out', () => {
  const silent = { silent: true, inFlight: 5 };
  const said = brokerSilent(
    quiet({
      nodes: [node(1, { ...silent, oldestMs: 1_200 }), node(2, { ...silent, oldestMs: 9_400 }), node(3)],
      lanes: [lane('orders-1', 2, { waitingBatches: 3 }), lane('orders-2', 3)],
    }),
  );
  assert.deepEqual(said?.values, {
    node: 2,
    oldestMs: 9_400,
    medianMs: 3,
    inFlight: 5,
    maxInFlight: 5,
    queuedBatches: 3,
    requestTimeoutLeftMs: 20_600,
  });
  assert.equal(said.sinceWallMs, WALL_MS + NOW_MS - 9_400);
  assert.deepEqual([said.stage, said.subject], ['inFlight', { kind: 'broker', node: 2 }]);
});

test('P03 brokerSilent: says nothing of a slow answer that is not late for that broker', () => {
  assert.equal(
    brokerSilent(quiet({ nodes: [node(1, { oldestMs: 1_900, medianLatencyMs: 400, inFlight: 1, silent: false })] })),
    null,
  );
});
