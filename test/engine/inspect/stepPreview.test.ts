import test from 'node:test';
import assert from 'node:assert/strict';
import { previewStep } from '../../../engine/inspect/stepPreview.ts';
import type { StepPreview } from '../../../engine/snapshot/session.ts';
import { InspectedRig } from './support/inspectedRig.ts';

const preview = (rig: InspectedRig): StepPreview =>
  previewStep(rig.producer, rig.time.milliseconds(), rig.producer.client.hasPendingEvents());

test('nothing to do: one runOnce', async () => {
  const rig = new InspectedRig();
  await rig.warmUp();
  assert.deepEqual(preview(rig), { advancesMs: 0, actions: [{ kind: 'runOnce' }], lane: null });
});

test('a lingering batch: so much time passes, linger is over, it is drained', async () => {
  const rig = new InspectedRig();
  await rig.warmUp();
  rig.send('a');
  rig.time.advance(1.8);
  assert.deepEqual(preview(rig), {
    advancesMs: 3.2,
    actions: [
      { kind: 'lingerOver', lane: 'orders-0', batchId: 1 },
      { kind: 'drain', lane: 'orders-0', batchId: 1, node: 1, reason: 'linger' },
    ],
    lane: 'orders-0',
  });
});

test('its leader is not connected yet: connecting starts', async () => {
  const rig = new InspectedRig({ nodes: [1, 2], topics: { orders: [1, 2] } });
  await rig.warmUp();
  rig.send('b', null, 'orders', 1);
  rig.time.advance(5);
  assert.deepEqual(preview(rig), { advancesMs: 0, actions: [{ kind: 'connect', node: 2 }], lane: 'orders-1' });
});

test('a partition that still lingers goes along when another of its broker is ready', async () => {
  const rig = new InspectedRig({ topics: { orders: [1, 1] } });
  await rig.warmUp('orders', 2);
  rig.send('a', null, 'orders', 0);
  rig.time.advance(4);
  rig.send('b', null, 'orders', 1);
  rig.time.advance(1);
  assert.deepEqual(
    preview(rig).actions.map(action => action.kind === 'drain' && [action.lane, action.reason]),
    [
      ['orders-0', 'linger'],
      ['orders-1', 'alongside'],
    ],
  );
});

test('a full pool of requests lets nothing leave, and time does not jump to a timeout', async () => {
  const rig = new InspectedRig({
    properties: { 'linger.ms': '0', 'max.in.flight.requests.per.connection': '1' },
  });
  await rig.warmUp();
  rig.send('a');
  await rig.step();
  rig.send('b');
  assert.deepEqual(preview(rig).advancesMs, 0);
  assert.deepEqual(preview(rig).actions, [{ kind: 'runOnce' }]);
});

test('an answer that has arrived is named', async () => {
  const rig = new InspectedRig({ properties: { 'linger.ms': '0' } });
  await rig.warmUp();
  rig.send('a');
  await rig.stepUntil(() => rig.producer.client.hasInFlight);
  rig.cluster.respondToAll();
  const { correlationId } = rig.cluster.lastProduce;
  assert.deepEqual(preview(rig).actions, [{ kind: 'answer', node: 1, requestId: correlationId }]);
});

test('before the first answer of the cluster: connect, then metadata, then the producer id', async () => {
  const rig = new InspectedRig();
  rig.send('a');
  assert.deepEqual(preview(rig).actions, [{ kind: 'connect', node: -1 }]);
  await rig.stepUntil(() => preview(rig).actions.some(({ kind }) => kind === 'metadata'));
  assert.deepEqual(preview(rig).actions.at(-1), { kind: 'metadata', node: -1, topics: ['orders'] });
});

test('a batch past its delivery timeout is given up', async () => {
  const rig = new InspectedRig({ nodes: [1, 2], topics: { orders: [1, 2] } });
  await rig.warmUp();
  rig.cluster.stop(2);
  rig.send('b', null, 'orders', 1);
  rig.time.advance(120_000);
  assert.ok(preview(rig).actions.some(action => action.kind === 'expire' && action.lane === 'orders-1'));
});

test('a preview changes nothing: asked or not, the run is the same', async () => {
  const runs = [false, true].map(async asked => {
    const rig = new InspectedRig({ nodes: [1, 2, 3], topics: { orders: [1, 2, 3] }, seed: 7 });
    for (let i = 0; i < 60; i++) {
      if (i % 3 === 0) rig.send(`value ${i}`);
      if (i === 30) rig.cluster.stop(2);
      if (i === 33) rig.cluster.moveLeader('orders', 1, 3);
      if (i % 5 === 4) rig.cluster.respondToAll();
      if (asked) preview(rig);
      await rig.step();
    }
    return {
      sends: rig.selector.sends.map(({ destination, atMs, request }) => [destination, atMs, request.api.name]),
      totals: { ...rig.producer.totals },
      polls: rig.selector.polls,
    };
  });
  const [unasked, asked] = await Promise.all(runs);
  assert.deepEqual(asked, unasked);
});
