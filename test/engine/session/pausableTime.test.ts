import assert from 'node:assert/strict';
import test from 'node:test';
import { PausableTime } from '../../../engine/session/pausableTime.ts';
import { MockTime } from '../../support/mockTime.ts';

test('running it goes as the real time does; paused it stands, and goes on where it stood', () => {
  const real = new MockTime();
  const time = new PausableTime(real);
  const startMs = time.milliseconds();
  const elapsed = (): number => time.milliseconds() - startMs;
  real.advance(10);
  assert.deepEqual([elapsed(), time.isPaused], [10, false]);
  time.pause();
  real.advance(1000);
  time.pause(); // Again changes nothing.
  real.advance(1000);
  assert.deepEqual([elapsed(), time.isPaused], [10, true]);
  time.resume();
  assert.deepEqual([elapsed(), time.isPaused], [10, false]);
  real.advance(5);
  time.resume(); // Without a pause: nothing to resume.
  assert.equal(elapsed(), 15);
});

test('it advances by hand only while paused, and never goes back, over many pauses', () => {
  const real = new MockTime();
  const time = new PausableTime(real);
  time.advance(50);
  assert.equal(time.milliseconds(), real.milliseconds());
  let last = time.milliseconds();
  for (let i = 1; i <= 20; i++) {
    time.pause();
    time.advance(i);
    real.advance(i % 3);
    time.resume();
    assert.equal(time.milliseconds(), last + i);
    real.advance(1);
    assert.equal(time.milliseconds(), last + i + 1);
    last = time.milliseconds();
  }
});

test('the wall clock goes on while paused: a record has its true time', () => {
  const real = new MockTime();
  const time = new PausableTime(real);
  time.pause();
  real.advance(5000);
  assert.equal(time.wallMilliseconds(), real.wallMilliseconds());
});
