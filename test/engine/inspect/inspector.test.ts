import test from 'node:test';
import assert from 'node:assert/strict';
import { InspectedRig } from './support/inspectedRig.ts';

test('the first frame is whole and its numbers are those of the engine', async () => {
  const rig = new InspectedRig({ nodes: [1, 2, 3], topics: { orders: [1, 2, 3] } });
  await rig.warmUp('orders', 3);
  rig.send('x'.repeat(100), null, 'orders', 1);
  const frame = rig.frame();
  assert.equal(frame.full, true);
  assert.deepEqual(frame.session.totals, { sent: 4, acked: 3, failed: 0, onTheWay: 1 });
  assert.deepEqual(
    frame.brokers?.map(({ node, state, known }) => [node, state, known]),
    [
      [1, 'ready', true],
      [2, 'ready', true],
      [3, 'ready', true],
    ],
  );
  assert.deepEqual(
    frame.topology?.topics[0]?.partitions.map(({ leader, epoch }) => [leader, epoch]),
    [
      [1, 0],
      [2, 0],
      [3, 0],
    ],
  );
  assert.deepEqual([frame.pipeline.batches.open, frame.pipeline.batches.queued], [1, 0]);
  assert.equal(frame.pool?.open.bytes, 16_384);
  assert.equal(frame.session.producerId?.id, '4000');
  assert.deepEqual(
    frame.session.config.slice(0, 5).map(({ key }) => key),
    ['acks', 'linger.ms', 'batch.size', 'compression.type', 'enable.idempotence'],
  );
});

test('while paused a batch of one record is shown as itself, with what it lingers', async () => {
  const rig = new InspectedRig();
  await rig.warmUp();
  rig.send('hello');
  rig.time.advance(1.75);
  rig.paused = true;
  rig.frame();
  const lane = rig.page.lane('orders-0');
  assert.deepEqual(
    lane.open?.kind === 'exact' && { batchId: lane.open.batchId, records: lane.open.records, ageMs: lane.open.ageMs },
    { batchId: 1, records: 1, ageMs: 1.75 },
  );
  assert.deepEqual(lane.leavesBy, { kind: 'linger', leftMs: 3.25 });
});

test('a delta carries only what changed', async () => {
  const rig = new InspectedRig({ nodes: [1, 2], topics: { orders: [1, 2] } });
  await rig.warmUp('orders', 2);
  rig.watchFor(8_000);
  rig.send('hello', null, 'orders', 1);
  const frame = rig.frame();
  assert.equal(frame.full, false);
  assert.deepEqual(
    frame.lanes?.changed.map(({ lane }) => lane),
    ['orders-1'],
  );
});

test('a frame with nothing new has no lanes, no pool and no log', async () => {
  const rig = new InspectedRig();
  await rig.warmUp();
  rig.paused = true;
  rig.frame();
  const frame = rig.frame();
  assert.deepEqual(
    [frame.lanes, frame.pool, frame.topology, frame.brokers],
    [undefined, undefined, undefined, undefined],
  );
  assert.deepEqual([frame.log, frame.history], [[], []]);
});

test('watching again makes the next frame whole', async () => {
  const rig = new InspectedRig();
  await rig.warmUp();
  rig.frame();
  assert.equal(rig.frame().full, false);
  rig.inspector.watch({ payloads: true });
  assert.equal(rig.frame().full, true);
});

test('what happened before anybody watched is in the log and the history', async () => {
  const rig = new InspectedRig({ unwatched: true });
  await rig.warmUp();
  rig.time.advance(1_000);
  rig.inspector.status();
  rig.inspector.watch({ payloads: false });
  const frame = rig.frame();
  const types = frame.log.map(entry => (entry.kind === 'single' ? entry.transition.type : entry.type));
  assert.ok(types.includes('producerIdAcquired') && types.includes('batchEnded'), types.join(' '));
  assert.equal(
    frame.history.reduce((sum, { acked }) => sum + acked, 0),
    1,
  );
  assert.equal(frame.droppedTransitions, 0);
});

test('a request that lives shorter than 250 ms is a mean, one that lives longer is itself, and stays so for 500 ms', async () => {
  const rig = new InspectedRig({ properties: { 'linger.ms': '0' } });
  await rig.warmUp();
  rig.send('a');
  await rig.step();
  rig.time.advance(100);
  rig.frame();
  assert.equal(rig.page.broker(1).slots[0]?.kind, 'average');
  rig.time.advance(150);
  rig.frame();
  const slot = rig.page.broker(1).slots[0];
  assert.deepEqual(slot?.kind === 'exact' && [slot.api, slot.ageMs, slot.batches], ['Produce', 250, 1]);
  assert.equal(rig.page.lane('orders-0').cells[0]?.kind, 'exact');
  rig.cluster.respondToAll();
  await rig.step();
  rig.frame();
  assert.equal(rig.page.broker(1).slots[0]?.kind, 'free');
  rig.time.advance(400);
  rig.frame();
  assert.equal(rig.page.broker(1).slots[0]?.kind, 'free');
  rig.time.advance(100);
  rig.frame();
  assert.equal(rig.page.broker(1).slots[0]?.kind, 'average');
});

test('a silent broker holds the pipeline in flight after half a second, and is said', async () => {
  const rig = new InspectedRig({ properties: { 'linger.ms': '0' } });
  await rig.warmUp();
  rig.send('a');
  await rig.step();
  const before = rig.watchFor(1_400);
  assert.deepEqual([before.pipeline.inFlight.hold, before.verdicts.map(({ rule }) => rule)], [null, ['brokerSilent']]);
  const after = rig.watchFor(300);
  assert.equal(after.pipeline.inFlight.hold?.kind, 'brokerSilent');
  assert.equal(rig.page.broker(1).silent, true);
  rig.cluster.respondToAll();
  await rig.step();
  assert.equal(rig.watchFor(900).pipeline.inFlight.hold?.kind, 'brokerSilent');
  assert.equal(rig.watchFor(200).pipeline.inFlight.hold, null);
});

test('a full pool behind a silent broker: backed up to send, and said as one verdict before the other', async () => {
  const rig = new InspectedRig({
    properties: {
      'linger.ms': '0',
      'batch.size': '1000',
      'buffer.memory': '2000',
      'max.in.flight.requests.per.connection': '1',
    },
  });
  await rig.warmUp();
  for (let i = 0; i < 6; i++) rig.send('x'.repeat(900));
  await rig.stepUntil(() => rig.producer.client.hasInFlight);
  const frame = rig.watchFor(2_000);
  assert.equal(frame.pipeline.inFlight.hold?.kind, 'brokerSilent');
  assert.deepEqual(
    (['send', 'metadata', 'partition', 'pool', 'batches', 'inFlight', 'acked'] as const).map(
      stage => frame.pipeline[stage].backedUp,
    ),
    [true, true, true, true, true, false, false],
  );
  assert.deepEqual(
    frame.verdicts.map(({ rule, values }) => [rule, values['node']]),
    [
      ['poolExhausted', 1],
      ['brokerSilent', 1],
    ],
  );
  const { pool } = rig.page;
  assert.equal(pool?.waiting, 4);
  assert.equal(pool?.heldBytes, 2_000);
  assert.deepEqual(frame.session.totals, { sent: 7, acked: 1, failed: 0, onTheWay: 6 });
});

test('a partition without leader stays under the broker it lost, and one that moved is marked for 10 s', async () => {
  const rig = new InspectedRig({
    nodes: [1, 2],
    topics: { orders: [1, 2, 2] },
    properties: { 'linger.ms': '0' },
  });
  await rig.warmUp('orders', 3);
  rig.cluster.moveLeader('orders', 1, 1);
  rig.cluster.moveLeader('orders', 2, -1);
  rig.producer.metadata.requestUpdate(true);
  rig.time.advance(1_000);
  rig.send('b', null, 'orders', 1);
  rig.send('c', null, 'orders', 2);
  await rig.stepUntil(() => rig.cluster.unanswered(1).length === 1);
  await rig.step(2);
  rig.frame();
  const [moved, lost] = [rig.page.lane('orders-1'), rig.page.lane('orders-2')];
  assert.deepEqual([moved.node, moved.hasLeader, moved.movedFrom], [1, true, 2]);
  assert.deepEqual([lost.node, lost.hasLeader, lost.movedFrom], [2, false, null]);
  assert.deepEqual(rig.page.broker(2).movedAway, [{ lane: 'orders-1', to: 1 }]);
  const held = rig.watchFor(700);
  assert.deepEqual(held.pipeline.batches.hold, { kind: 'noLeader', lanes: 1 });
  const { leavesBy } = rig.page.lane('orders-2');
  assert.equal(leavesBy.kind === 'blocked' && leavesBy.by, 'noLeader');
  assert.equal(held.verdicts[0]?.rule, 'leaderGone');
  rig.watchFor(10_000, 1_000);
  assert.equal(rig.page.lane('orders-1').movedFrom, null);
  assert.deepEqual(rig.page.broker(2).movedAway, []);
});

test('a partition is idle after 5 s without a batch', async () => {
  const rig = new InspectedRig();
  await rig.warmUp();
  rig.watchFor(4_900);
  assert.equal(rig.page.lane('orders-0').idle, false);
  rig.watchFor(200);
  assert.equal(rig.page.lane('orders-0').idle, true);
});

test('times of records: half in the batch, half on the wire', async () => {
  const rig = new InspectedRig();
  await rig.warmUp();
  rig.time.advance(6_000);
  rig.send('a');
  rig.time.advance(5);
  await rig.step();
  rig.time.advance(5);
  rig.cluster.respondToAll();
  await rig.step();
  const { pipeline } = rig.frame();
  assert.deepEqual([pipeline.batches.medianMs, pipeline.inFlight.medianMs, pipeline.acked.p50Ms], [5, 5, 10]);
  assert.deepEqual([pipeline.batches.share, pipeline.inFlight.share], [0.5, 0.5]);
  assert.equal(pipeline.pool.medianMs, 0);
});

test('a broker that has left stays shown while partitions have moved away from it lately; only brokers count as up', async () => {
  const rig = new InspectedRig({ nodes: [1, 2], topics: { orders: [1, 2] }, properties: { 'linger.ms': '0' } });
  await rig.warmUp('orders', 2);
  assert.equal(rig.frame().pipeline.inFlight.maxRequests, 10, 'the bootstrap connection is no broker');
  rig.cluster.stop(2);
  rig.cluster.moveLeader('orders', 1, 1);
  rig.time.advance(1_000);
  await rig.stepUntil(() => rig.producer.metadata.snapshot.node(2) === undefined);
  const { pipeline } = rig.frame();
  assert.equal(pipeline.inFlight.maxRequests, 5);
  const gone = rig.page.broker(2);
  assert.deepEqual([gone.known, gone.host, gone.movedAway], [false, 'broker-2', [{ lane: 'orders-1', to: 1 }]]);
  rig.watchFor(11_000, 1_000);
  assert.deepEqual(
    rig.page.brokers.map(({ node }) => node),
    [1],
  );
});

test('while nobody watches no bytes are asked for; transitions always are', async () => {
  const rig = new InspectedRig({ unwatched: true });
  const { observer } = rig.inspector;
  assert.ok(observer.on);
  assert.equal(observer.requestBytes, undefined);
  rig.inspector.watch({ payloads: true });
  assert.ok(observer.requestBytes);
  rig.inspector.unwatch();
  assert.equal(observer.requestBytes, undefined);
});

test('bytes out and in are counted for each broker, as they went over the wire', async () => {
  const rig = new InspectedRig({ unwatched: true });
  await rig.warmUp();
  rig.inspector.watch({ payloads: true });
  rig.frame();
  const ofNode = rig.selector.sends.filter(({ destination }) => destination === '1');
  const sent = ofNode.reduce((sum, { send }) => sum + send.byteLength, 0);
  assert.equal(rig.page.broker(1).bytesOut, sent);
  assert.ok(rig.page.broker(1).bytesIn > 0 && rig.page.broker(1).bytesIn < rig.selector.bytesIn);
});

test('when every broker is lost, partitions stand under the one that led them last', async () => {
  const rig = new InspectedRig({ nodes: [1, 2], topics: { orders: [1, 2] } });
  await rig.warmUp('orders', 2);
  for (const partition of [0, 1]) rig.send('a', null, 'orders', partition);
  rig.time.advance(10);
  for (const node of [1, 2]) rig.cluster.stop(node);
  for (let pass = 0; pass < 200 && !rig.producer.metadata.snapshot.data.bootstrap; pass++) {
    await rig.step();
    rig.time.advance(100);
  }
  assert.ok(rig.producer.metadata.snapshot.data.bootstrap, 'it starts again from the bootstrap address');
  await rig.step();
  rig.frame();
  const placed = [...rig.page.lanes.values()].map(({ lane, node, hasLeader }) => [lane, node, hasLeader]);
  assert.deepEqual(placed, [
    ['orders-0', 1, false],
    ['orders-1', 2, false],
  ]);
  assert.deepEqual(
    rig.page.brokers.map(({ node, known }) => [node, known]),
    [
      [1, false],
      [2, false],
      [-1, true],
    ],
  );
});

test('names that do not resolve: what fails while connecting, and that it is over with bootstrap.resolve.timeout.ms', async () => {
  const unknown = (): Promise<never> => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
  const rig = new InspectedRig({
    properties: {
      'bootstrap.servers': 'nowhere.example:9092',
      'bootstrap.resolve.timeout.ms': '10000',
      'max.block.ms': '500',
    },
    names: { resolve: unknown, canonicalName: unknown },
  });
  rig.send('waits');
  await rig.stepUntil(() => rig.producer.client.unresolvedBootstrap !== null);
  const tried = rig.frame({ connected: false }).session.connectError;
  assert.deepEqual([tried?.address, tried?.kind, tried?.isFinal], ['nowhere.example:9092', 'unresolved', false]);
  await rig.stepUntil(() => rig.producer.metadata.bootstrapError !== null);
  assert.equal(rig.frame({ connected: false }).session.connectError?.isFinal, true);
});
