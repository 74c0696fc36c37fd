import assert from 'node:assert/strict';
import test from 'node:test';
import { Purgatory } from '../../../engine/practice/purgatory.ts';
import { MockClock } from './support/mockClock.ts';

test('what waits for two keys is asked when either is checked, and leaves both when it is done', () => {
  const clock = new MockClock();
  const purgatory = new Purgatory<object>(clock);
  const [a, b] = [{}, {}];
  let ready = false;
  let asked = 0;
  purgatory.wait(
    [a, b],
    100,
    () => (asked++, ready),
    () => assert.fail('expired'),
  );
  purgatory.check(a);
  ready = true;
  purgatory.check(b);
  purgatory.check(a);
  assert.equal(asked, 2);
  assert.deepEqual([purgatory.countFor(a), purgatory.countFor(b), clock.waiting], [0, 0, 0]);
  clock.advance(1000);
});

test('it expires once, after its time', () => {
  const clock = new MockClock();
  const purgatory = new Purgatory<object>(clock);
  const key = {};
  let expired = 0;
  purgatory.wait(
    [key],
    100,
    () => false,
    () => void expired++,
  );
  clock.advance(99);
  assert.equal(expired, 0);
  clock.advance(1);
  purgatory.check(key);
  assert.deepEqual([expired, purgatory.countFor(key)], [1, 0]);
});

test('nobody waits for more than ten minutes, whatever the request says', () => {
  const clock = new MockClock();
  const purgatory = new Purgatory<object>(clock);
  let expired = false;
  purgatory.wait(
    [{}],
    2_147_483_647,
    () => false,
    () => void (expired = true),
  );
  clock.advance(600_000);
  assert.ok(expired);
});
