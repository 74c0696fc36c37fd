import test from 'node:test';
import assert from 'node:assert/strict';
import { throttled } from '../../../../engine/inspect/diagnosis/throttled.ts';
import { NOW_MS, lane, node, quiet } from '../support/diagnosisStates.ts';

test('P17 throttled: names the broker, the pause and who waits', () => {
  const waits = { blockedBy: 'throttle', blockedSinceMs: NOW_MS - 20 } as const;
  const said = throttled(
    quiet({
      nodes: [node(1), node(2, { throttledMs: 1_800 })],
      lanes: [lane('orders-1', 2, waits), lane('orders-4', 2, waits), lane('orders-0', 1)],
    }),
  );
  assert.deepEqual(said?.values, { node: 2, throttleMs: 1_800, lanes: 'orders-1,orders-4', othersRun: true });
});

test('P17 throttled: a pause that keeps nothing back is not spoken of', () => {
  assert.equal(throttled(quiet({ nodes: [node(2, { throttledMs: 1_800 })], lanes: [lane('orders-1', 2)] })), null);
});
