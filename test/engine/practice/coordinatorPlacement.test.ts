import assert from 'node:assert/strict';
import test from 'node:test';
import { CoordinatorPlacement, placeCount, placeOf } from '../../../engine/practice/coordinatorPlacement.ts';

test('an id has the place that its Java hash code names', () => {
  // "g".hashCode() is 103, "payments" 1382682413, "polygenelubricants" the smallest int, whose sign bit is dropped.
  assert.deepEqual(['', 'g', 'payments', 'polygenelubricants'].map(placeOf), [0, 3, 13, 0]);
});

test('brokers go and come: only what they coordinated moves, and each move has a new epoch', () => {
  const up = new Set([1, 2, 3]);
  const placement = new CoordinatorPlacement([1, 2, 3], node => up.has(node));
  const ids = Array.from({ length: 500 }, (_, n) => `id-${n}`);
  const nodes = (): ReadonlySet<number> => new Set(ids.map(id => placement.coordinatorOf(id)));
  assert.deepEqual(nodes(), new Set([1, 2, 3]));
  const before = ids.map(id => placement.coordinatorOf(id));

  up.delete(2);
  const moved = placement.brokerStopped(2);
  assert.ok(moved.size >= placeCount / 3 - 1 && moved.size <= placeCount / 3 + 1);
  for (const [i, id] of ids.entries()) {
    assert.equal(moved.has(placeOf(id)), before[i] === 2);
    assert.equal(placement.epochOf(id), before[i] === 2 ? 1 : 0);
  }
  up.clear();
  placement.brokerStopped(1);
  placement.brokerStopped(3);
  assert.deepEqual(nodes(), new Set([-1]));
  up.add(2);
  placement.brokerStarted(2);
  assert.deepEqual(nodes(), new Set([2]));
  up.add(1).add(3);
  assert.equal(placement.brokerStarted(1).size, 0, 'not before the next election');
  placement.brokerStarted(3);
  placement.electPreferredLeaders();
  assert.deepEqual(
    ids.map(id => placement.coordinatorOf(id)),
    before,
  );
});
