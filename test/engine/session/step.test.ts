import assert from 'node:assert/strict';
import test from 'node:test';
import type { StepAction } from '../../../engine/snapshot/session.ts';
import { isPending } from '../../support/mockTimers.ts';
import { SessionRig, record } from './support/sessionRig.ts';
import type { SessionRigOptions } from './support/sessionRig.ts';

/** One step: what its preview named, how far it let engine time move, and how many passes it was. */
async function stepOnce(rig: SessionRig): Promise<{ actions: readonly StepAction[]; movedMs: number; passes: number }> {
  const { actions, advancesMs } = await rig.preview();
  const { engineMs } = await rig.frame();
  const polls = rig.selector.polls.length;
  await rig.step();
  const movedMs = (await rig.frame()).engineMs - engineMs;
  assert.equal(movedMs, advancesMs, 'engine time moves as far as the preview said');
  return { actions, movedMs, passes: rig.selector.polls.length - polls };
}

interface Situation {
  readonly name: string;
  readonly options?: SessionRigOptions;
  readonly arrange: (rig: SessionRig) => Promise<unknown>;
  readonly names: StepAction['kind'];
  readonly movesMs?: number;
  readonly notYet: (rig: SessionRig) => unknown;
  readonly then: (rig: SessionRig) => unknown;
}

/** Sent, not waited for: while paused it has no answer. */
function hold(rig: SessionRig, ...records: Parameters<typeof record>[]): void {
  void rig.methods.send({ records: records.map(each => record(...each)) });
}

/** Whom metadata and the producer id are asked of is chance, but of so many brokers most are left without a connection. */
function leaderWithoutConnection(): Situation {
  const brokers = [1, 2, 3, 4, 5, 6, 7, 8];
  const isConnected = ({ selector }: SessionRig, id: number): boolean =>
    selector.connects.some(({ host }) => host === `broker-${id}`);
  let leader = 0;
  return {
    name: 'a leader without a connection: connecting to it starts',
    options: { nodes: brokers, topics: { orders: brokers }, properties: { 'linger.ms': '0' } },
    arrange: async rig => {
      await rig.warmUp();
      leader = brokers.find(id => !isConnected(rig, id)) ?? assert.fail('all are connected');
      await rig.methods.pause(null);
      hold(rig, ['a', { partition: leader - 1 }]);
    },
    names: 'connect',
    movesMs: 0,
    notYet: rig => !isConnected(rig, leader),
    then: rig => assert.ok(isConnected(rig, leader)),
  };
}

const situations: readonly Situation[] = [
  {
    name: 'a batch that lingers: time moves to the end of its linger, and it leaves',
    options: { properties: { 'linger.ms': '70' } },
    arrange: async rig => {
      await rig.warmUp();
      await rig.methods.pause(null);
      hold(rig, ['a']);
    },
    names: 'lingerOver',
    movesMs: 70,
    notYet: rig => rig.produced.length === 0,
    then: rig => assert.deepEqual(rig.produced, ['a']),
  },
  {
    name: 'a batch whose linger is over: it is drained, and time stands',
    options: { properties: { 'linger.ms': '0' } },
    arrange: async rig => {
      await rig.warmUp();
      await rig.methods.pause(null);
      hold(rig, ['a'], ['b']);
    },
    names: 'drain',
    movesMs: 0,
    notYet: rig => rig.produced.length === 0,
    then: rig => assert.deepEqual(rig.produced, ['a', 'b']),
  },
  leaderWithoutConnection(),
  {
    name: 'a topic that is not known yet: its metadata is asked for',
    options: { topics: { orders: [1], payments: [1] } },
    arrange: async rig => {
      await rig.warmUp();
      await rig.run(1000);
      await rig.methods.pause(null);
      hold(rig, ['a', { topic: 'payments' }]);
    },
    names: 'metadata',
    notYet: rig => !rig.cluster.metadataRequests.some(({ topics }) => topics.includes('payments')),
    then: rig => assert.ok(rig.cluster.metadataRequests.at(-1)?.topics.includes('payments')),
  },
  {
    name: 'no producer id yet: it is asked for',
    arrange: async rig => {
      const connecting = rig.methods.connect({
        name: 'scripted',
        bootstrapServers: rig.cluster.bootstrapServers,
        properties: {},
      });
      await rig.methods.pause(null);
      await connecting;
      await rig.stepUntilPreview('producerId');
    },
    names: 'producerId',
    notYet: rig => rig.cluster.initProducerIdRequests === 0,
    then: rig => assert.equal(rig.cluster.initProducerIdRequests, 1),
  },
  {
    name: 'an answer that has come: it is taken, and its record acknowledged',
    options: { properties: { 'linger.ms': '0' } },
    arrange: async rig => {
      await rig.warmUp();
      hold(rig, ['a']);
      await rig.run(10);
      await rig.methods.pause(null);
      await rig.run(0); // The pass under way comes to its end.
      rig.cluster.respondToAll();
      await rig.run(60_000);
    },
    names: 'answer',
    movesMs: 0,
    notYet: async rig => (await rig.frame()).session.totals.acked === 1,
    then: async rig => assert.equal((await rig.frame()).session.totals.acked, 2),
  },
  {
    name: 'nothing to do: one pass that does nothing',
    arrange: async rig => {
      await rig.warmUp();
      await rig.methods.pause(null);
    },
    names: 'runOnce',
    movesMs: 0,
    notYet: () => true,
    then: rig => assert.deepEqual(rig.produced, []),
  },
];

for (const { name, options, arrange, names, movesMs, notYet, then } of situations)
  test(`step, ${name}`, async () => {
    const rig = new SessionRig(options ?? {});
    await arrange(rig);
    assert.ok(await notYet(rig), 'not before the step');
    const { actions, movedMs, passes } = await stepOnce(rig);
    assert.ok(
      actions.some(({ kind }) => kind === names),
      `the preview names ${names}: ${JSON.stringify(actions)}`,
    );
    if (movesMs !== undefined) assert.ok(Math.abs(movedMs - movesMs) < 0.01, `${movedMs} ms`);
    assert.equal(passes, 1);
    await then(rig);
    await rig.close();
  });

test('a step waits a moment for an answer that is under way, not longer', async () => {
  const rig = new SessionRig({ properties: { 'linger.ms': '0' } });
  await rig.warmUp();
  hold(rig, ['a']);
  await rig.run(10);
  await rig.methods.pause(null);
  assert.equal(await rig.step(), 30);
  const step = rig.methods.step(null);
  await rig.run(20);
  assert.ok(await isPending(step));
  rig.cluster.respondToAll();
  await rig.run(1);
  assert.ok(!(await isPending(step)));
  assert.equal((await rig.frame()).session.totals.acked, 2);
  await rig.close();
});

test('steps asked for at once are made in turn: each moves time as its own preview says', async () => {
  const rig = new SessionRig({
    nodes: [1, 2],
    topics: { orders: [1, 2] },
    properties: { 'linger.ms': '50' },
  });
  await rig.warmUp('orders', 2);
  hold(rig, ['first', { partition: 0 }]);
  await rig.run(20);
  hold(rig, ['second', { partition: 1 }]);
  await rig.methods.pause(null);
  const { engineMs } = await rig.frame();
  await rig.runUntil(Promise.all([rig.methods.step(null), rig.methods.step(null)]));
  assert.deepEqual(rig.produced, ['first', 'second']);
  assert.ok(Math.abs((await rig.frame()).engineMs - engineMs - 50) < 0.01);
  await rig.close();
});

test('a step ends with the connection, and with resume', async () => {
  for (const end of ['close', 'resume'] as const) {
    const rig = new SessionRig();
    await rig.warmUp();
    await rig.methods.pause(null);
    const steps = [rig.methods.step(null), rig.methods.step(null)];
    const ended: Promise<unknown> = end === 'close' ? rig.methods.close({ timeoutMs: 0 }) : rig.methods.resume(null);
    await rig.runUntil(ended);
    const results = await rig.runUntil(Promise.allSettled(steps), 1000);
    assert.equal(results.length, 2);
    if (end === 'resume') await rig.close();
  }
});
