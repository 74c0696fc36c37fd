import assert from 'node:assert/strict';
import test from 'node:test';
import { StallMeter } from '../../../engine/session/stallMeter.ts';
import { MockTime } from '../../support/mockTime.ts';
import { MockTimers } from '../../support/mockTimers.ts';

function rig() {
  const time = new MockTime();
  const timers = new MockTimers(time);
  return { time, timers, meter: new StallMeter(time, timers) };
}

test('the longest stall of the last second, by how much a timer came late', async () => {
  const { time, timers, meter } = rig();
  meter.start();
  meter.start(); // Once is enough.
  assert.equal(timers.waiting, 1);
  await timers.run(1000);
  assert.equal(meter.longestMs(), 0);
  time.advance(250); // The loop stands still; the timer that was due after 50 ms comes 200 ms late.
  await timers.run(100);
  assert.equal(meter.longestMs(), 200);
  time.advance(80);
  await timers.run(500);
  assert.equal(meter.longestMs(), 200);
  await timers.run(500);
  assert.equal(meter.longestMs(), 30);
  await timers.run(1000);
  assert.equal(meter.longestMs(), 0);
});

test('stopped it holds no timer and has forgotten', async () => {
  const { time, timers, meter } = rig();
  meter.start();
  time.advance(250);
  await timers.run(10);
  meter.stop();
  assert.deepEqual([timers.waiting, meter.longestMs()], [0, 0]);
});
