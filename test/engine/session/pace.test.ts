import assert from 'node:assert/strict';
import test from 'node:test';
import { PausableTime } from '../../../engine/session/pausableTime.ts';
import { Pace } from '../../../engine/session/pace.ts';
import { MockTime } from '../../support/mockTime.ts';
import { MockTimers } from '../../support/mockTimers.ts';

function rig(perSecond: number) {
  const real = new MockTime();
  const timers = new MockTimers(real);
  const time = new PausableTime(real);
  const pace = new Pace(perSecond, time, timers);
  const atMs: number[] = [];
  const state = { stopped: false };
  const run = async (): Promise<void> => {
    while (!state.stopped) {
      const due = pace.next();
      if (due) await due;
      atMs.push(real.elapsedMs);
    }
  };
  void run();
  const countIn = (fromMs: number, toMs: number): number => atMs.filter(at => at >= fromMs && at < toMs).length;
  return { real, timers, time, atMs, state, countIn };
}

for (const [perSecond, lateMs] of [
  [1, 0],
  [7, 0],
  [7, 1.3],
  [10, 1.3],
  [1000, 0],
  [1000, 1.3],
  [20_000, 1.3],
] as const)
  test(`${perSecond}/s, timers ${lateMs} ms late: as many as asked for, evenly`, async () => {
    const { timers, state, atMs, countIn } = rig(perSecond);
    timers.lateMs = lateMs;
    await timers.run(20_000);
    state.stopped = true;
    const wanted = perSecond * 20;
    assert.ok(Math.abs(atMs.length - wanted) <= 1 + perSecond * 0.005, `${atMs.length} instead of ${wanted}`);
    assert.equal(atMs[0], 0);
    for (let second = 1; second < 19; second++) {
      const count = countIn(second * 1000, (second + 1) * 1000);
      assert.ok(Math.abs(count - perSecond) <= 1 + perSecond * 0.01, `${count} in second ${second}`);
    }
  });

test('a stall of up to a tenth of a second is caught up; a longer one does not end in a burst', async () => {
  const { real, timers, state, countIn } = rig(1000);
  await timers.run(1000);
  real.advance(80); // Nobody got a turn.
  await timers.run(920);
  assert.ok(Math.abs(countIn(1000, 2000) - 1000) <= 2, `${countIn(1000, 2000)}`);
  real.advance(700);
  await timers.run(300);
  state.stopped = true;
  const after = countIn(2000, 3001);
  assert.ok(Math.abs(after - 400) <= 3, `${after} after the long stall: 300 for the time since, 100 caught up`);
});

test('it stands still while paused and goes on without catching up', async () => {
  const { timers, time, state, countIn } = rig(100);
  await timers.run(1000);
  time.pause();
  await timers.run(60_000);
  assert.equal(countIn(1000, 61_000), 1); // The one due at that very moment.
  time.resume();
  await timers.run(1000);
  state.stopped = true;
  assert.ok(Math.abs(countIn(61_000, 62_001) - 100) <= 1, `${countIn(61_000, 62_001)}`);
});
