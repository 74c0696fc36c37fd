import test from 'node:test';
import assert from 'node:assert/strict';
import { MAX_FRAME_BYTES } from '../../../engine/inspect/frameWriter.ts';
import { InspectedRig } from './support/inspectedRig.ts';

const sizeOf = (frame: unknown): number => Buffer.byteLength(JSON.stringify(frame));
const topicOf = (partitions: number): readonly number[] => Array.from({ length: partitions }, (_, i) => 1 + (i % 3));

test('200 active partitions, paused and full of queued batches: no frame over 64 KiB, and all get through', async () => {
  const rig = new InspectedRig({
    nodes: [1, 2, 3],
    topics: { 'a-topic-with-quite-a-long-name': topicOf(200) },
    properties: { 'batch.size': '300', 'linger.ms': '60000', 'delivery.timeout.ms': '200000' },
  });
  const topic = 'a-topic-with-quite-a-long-name';
  rig.send('x', null, topic, 0);
  await rig.stepUntil(() => rig.producer.totals.partitionedExplicit === 1);
  for (let partition = 0; partition < 200; partition++)
    for (let i = 0; i < 8; i++) rig.send('x'.repeat(200), null, topic, partition);
  rig.paused = true;
  let frames = 0;
  do {
    const frame = rig.frame();
    assert.ok(sizeOf(frame) <= MAX_FRAME_BYTES, `${sizeOf(frame)} bytes`);
    assert.equal(frame.full, frames === 0);
    frames++;
  } while (rig.page.lanes.size < 200 && frames < 10);
  assert.equal(rig.page.lanes.size, 200);
  assert.ok(frames > 1, 'it would have fitted into one');
  const queued = [...rig.page.lanes.values()].reduce((sum, { queue, open }) => sum + queue.count + (open ? 1 : 0), 0);
  assert.equal(queued, rig.producer.accumulator.incomplete.size);
});

test('10,000 partitions: 200 are shown, active ones first, the rest is counted', async () => {
  const rig = new InspectedRig({
    nodes: [1, 2, 3],
    topics: { orders: topicOf(10_000) },
    properties: { 'batch.size': '300', 'linger.ms': '60000', 'delivery.timeout.ms': '200000' },
  });
  rig.send('x', null, 'orders', 9_999);
  await rig.stepUntil(() => rig.producer.totals.partitionedExplicit === 1);
  const first = rig.frame();
  assert.ok(sizeOf(first) <= MAX_FRAME_BYTES, `${sizeOf(first)} bytes`);
  assert.deepEqual(first.lanes?.omitted, { active: 0, idle: 9_800 });
  assert.ok(rig.page.lane('orders-9999').open);
  assert.equal(rig.page.topology?.omittedPartitions, 10_000 - 400);
  for (let partition = 0; partition < 300; partition++)
    rig.send('x'.repeat(partition === 299 ? 280 : 20), null, 'orders', partition);
  rig.time.advance(1_000);
  for (let i = 0; i < 4; i++) {
    const frame = rig.frame();
    assert.ok(sizeOf(frame) <= MAX_FRAME_BYTES, `${sizeOf(frame)} bytes`);
    assert.deepEqual(frame.lanes?.omitted ?? { active: 101, idle: 9_699 }, { active: 101, idle: 9_699 });
  }
  assert.equal(rig.page.lanes.size, 200);
});

test('a storm of warnings: the oldest log lines are dropped first, and how many is said', async () => {
  const rig = new InspectedRig({ properties: { 'max.request.size': '100' } });
  await rig.warmUp();
  rig.frame();
  for (let second = 0; second < 3; second++) {
    for (let i = 0; i < 150; i++) rig.send('x'.repeat(500), null, 'orders-' + 'long-name-'.repeat(15));
    rig.time.advance(1_000);
    rig.inspector.status();
  }
  await rig.stepUntil(() => rig.producer.blockedSends.count > 0 || rig.producer.totals.failedRecords > 0);
  for (let second = 0; second < 3; second++) {
    for (let i = 0; i < 150; i++) rig.send('x'.repeat(500));
    rig.time.advance(1_000);
    rig.inspector.status();
  }
  const frame = rig.frame();
  assert.ok(sizeOf(frame) <= MAX_FRAME_BYTES, `${sizeOf(frame)} bytes`);
  assert.ok(frame.droppedTransitions > 0);
  assert.ok(frame.log.length > 0);
  const ids = frame.log.map(({ id }) => id);
  assert.deepEqual(
    ids,
    [...ids].sort((a, b) => a - b),
  );
});
