import assert from 'node:assert/strict';
import test from 'node:test';
import { PassGate } from '../../../engine/session/passGate.ts';
import { isPending, turn } from '../../support/mockTimers.ts';

/** A sender that makes passes for as long as the gate lets it, `maxPasses` at most. */
function sender(gate: PassGate, maxPasses: number) {
  const state = { passes: 0, inPass: false, endPass: () => undefined as void };
  const run = async (): Promise<void> => {
    while (state.passes < maxPasses) {
      const hold = gate.beforePass();
      if (hold) await hold;
      state.inPass = true;
      state.passes++;
      await new Promise<void>(resolve => (state.endPass = resolve));
      state.inPass = false;
    }
  };
  return { state, ended: run() };
}

test('open: passes follow one another without a promise to wait for, and a release is over at once', async () => {
  const gate = new PassGate();
  assert.equal(gate.beforePass(), null);
  assert.equal(gate.beforePass(), null);
  assert.equal(await isPending(gate.release()), false);
  assert.equal(gate.isHolding, false);
});

test('closed in the middle of a pass: that pass ends, the next is held', async () => {
  const gate = new PassGate();
  const { state } = sender(gate, 10);
  gate.close();
  assert.deepEqual([state.passes, gate.isHolding], [1, false]);
  state.endPass();
  await turn();
  assert.deepEqual([state.passes, state.inPass, gate.isHolding], [1, false, true]);
});

test('each release is one pass, and resolves when that pass is over, in the order they were asked for', async () => {
  const gate = new PassGate();
  gate.close();
  const { state } = sender(gate, 10);
  await turn();
  assert.equal(state.passes, 0);
  const over: string[] = [];
  const releases = ['first', 'second'].map(name => gate.release().then(() => over.push(name)));
  await turn();
  assert.deepEqual([state.passes, over], [1, []]);
  state.endPass();
  await turn();
  assert.deepEqual([state.passes, over], [2, ['first']]);
  state.endPass();
  await Promise.all(releases);
  await turn();
  assert.deepEqual([state.passes, over, gate.isHolding], [2, ['first', 'second'], true]);
});

test('a release asked for while the last pass is still under way is for the next one', async () => {
  const gate = new PassGate();
  const { state } = sender(gate, 10);
  gate.close();
  const released = gate.release();
  assert.equal(state.passes, 1);
  state.endPass();
  await turn();
  assert.equal(state.passes, 2);
  assert.ok(await isPending(released));
  state.endPass();
  await released;
});

test('opening lets the sender go and leaves no release open, not even that of the pass under way', async () => {
  const gate = new PassGate();
  gate.close();
  const { state, ended } = sender(gate, 1); // Its only pass: no other will say that it is over.
  const releases = [gate.release(), gate.release()];
  await turn();
  assert.equal(state.inPass, true);
  gate.open();
  await Promise.all(releases);
  state.endPass();
  await ended;
  gate.close();
  const again = sender(gate, 2);
  await turn();
  assert.equal(gate.isHolding, true);
  gate.open();
  await turn();
  assert.equal(again.state.passes, 1);
});
