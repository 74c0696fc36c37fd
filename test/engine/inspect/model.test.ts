import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAX_FRAME_BYTES } from '../../../engine/inspect/frameWriter.ts';
import type { Frame } from '../../../engine/snapshot/frame.ts';
import { InspectedRig } from './support/inspectedRig.ts';

const seed = 20261125;
const PARTITIONS = 4;

type Command =
  | { readonly kind: 'send'; readonly partition: number; readonly bytes: number }
  | { readonly kind: 'step' }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'answer'; readonly node: number; readonly errorCode: number }
  | { readonly kind: 'stop' | 'start'; readonly node: number }
  | { readonly kind: 'move'; readonly partition: number; readonly node: number }
  | { readonly kind: 'pause'; readonly paused: boolean };

const node = fc.integer({ min: 1, max: 2 });
const partition = fc.integer({ min: 0, max: PARTITIONS - 1 });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('send' as const), partition, bytes: fc.integer({ min: 0, max: 900 }) }),
  },
  { weight: 5, arbitrary: fc.constant({ kind: 'step' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.constantFrom(0.5, 3, 40, 260, 1_100) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      node,
      // Fine, not the leader, too large (split or given up), timed out at the broker, not enough replicas, not allowed.
      errorCode: fc.constantFrom(0, 0, 0, 0, 6, 10, 7, 19, 29),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('stop' as const, 'start' as const), node }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('move' as const), partition, node: fc.constantFrom(-1, 1, 2) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pause' as const), paused: fc.boolean() }) },
);

test(`whatever happens, a frame says what the engine holds (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 10, maxLength: 70 }), async commands => {
      const rig = new InspectedRig({
        nodes: [1, 2],
        topics: { orders: [1, 2, 1, 2] },
        properties: {
          'batch.size': '1000',
          'buffer.memory': '6000',
          'max.block.ms': '2000',
          'delivery.timeout.ms': '4000',
          'request.timeout.ms': '3000',
          'max.in.flight.requests.per.connection': '3',
        },
      });
      for (const each of commands) {
        await run(rig, each);
        check(rig, rig.frame());
      }
      // What a page has put together from deltas is what a whole frame says.
      const { lanes, pool, brokers } = rig.page;
      const before = structuredClone({ lanes, pool, brokers });
      rig.inspector.watch({ payloads: true });
      rig.frame();
      assert.deepEqual({ lanes: rig.page.lanes, pool: rig.page.pool, brokers: rig.page.brokers }, before);
    }),
    { seed, numRuns: 80 },
  );
});

async function run(rig: InspectedRig, each: Command): Promise<void> {
  switch (each.kind) {
    case 'send':
      return rig.send('x'.repeat(each.bytes), null, 'orders', each.partition);
    case 'step':
      return rig.step();
    case 'advance':
      return rig.time.advance(each.ms);
    case 'answer': {
      const [asked] = rig.cluster.unanswered(each.node);
      if (!asked || !rig.selector.openConnections.has(asked.connection)) return;
      const [lane] = asked.batches;
      rig.cluster.respond(each.node, lane ? { [lane.lane]: { errorCode: each.errorCode } } : {});
      return;
    }
    case 'stop':
      return rig.cluster.stop(each.node);
    case 'start':
      return rig.cluster.start(each.node);
    case 'move':
      return rig.cluster.moveLeader('orders', each.partition, each.node);
    case 'pause':
      rig.paused = each.paused;
  }
}

function check(rig: InspectedRig, frame: Frame): void {
  const { producer, page } = rig;
  assert.ok(Buffer.byteLength(JSON.stringify(frame)) <= MAX_FRAME_BYTES);
  const { sent, acked, failed, onTheWay } = frame.session.totals;
  assert.equal(sent, acked + failed + onTheWay, 'every record is somewhere');

  const { pool } = page;
  assert.ok(pool);
  const uses = [pool.inFlight, pool.queued, pool.open, pool.freeList, pool.notCreated];
  assert.equal(
    uses.reduce((sum, { bytes }) => sum + bytes, 0),
    producer.pool.totalMemory,
  );
  assert.ok(uses.every(({ bytes, buffers, writtenBytes }) => bytes >= 0 && buffers >= 0 && writtenBytes <= bytes));
  const reserved = producer.pool.waiters.reduce((sum, { gatheredBytes }) => sum + gatheredBytes, 0);
  assert.equal(pool.heldBytes, producer.pool.totalMemory - producer.pool.availableBytes - reserved);
  assert.equal(pool.waiting, producer.blockedSends.waitingForMemory().length);

  const queues = [...producer.accumulator.queues()];
  const waiting = queues.reduce((sum, { batches }) => sum + batches.length, 0);
  const { batches, inFlight } = frame.pipeline;
  assert.equal(batches.open + batches.queued, waiting);
  assert.equal(
    inFlight.batches,
    sum([...producer.client.inFlight.all()].flat(), request => request.batches.length),
  );
  assert.equal(
    sum(page.brokers, broker => broker.inFlight),
    producer.client.inFlight.count,
  );
  for (const { lane, queue } of page.lanes.values()) {
    const truth = queues.find(({ name }) => name === lane)?.batches ?? [];
    const open = truth.at(-1);
    assert.equal(queue.count, truth.length - (open && open.closedBy === null && !open.isFull ? 1 : 0), lane);
  }
  assert.equal(
    sum([...page.lanes.values()], ({ queue }) => queue.count),
    batches.queued,
  );
  if (!rig.paused) return;
  assert.equal(
    sum([...page.lanes.values()], ({ open }) => (open?.kind === 'exact' ? 1 : 0)),
    batches.open,
  );
  assert.equal(inFlight.requests, producer.client.inFlight.count);
  const sending = [...producer.sender.inFlightBatches().values()].flat();
  assert.equal(
    sum([...page.lanes.values()], ({ cells }) => cells.filter(({ kind }) => kind === 'exact').length),
    sending.length,
  );
  const slots = page.brokers.flatMap(broker => broker.slots.filter(({ kind }) => kind === 'exact'));
  assert.equal(slots.length, producer.client.inFlight.count);
}

function sum<T>(all: readonly T[], of: (each: T) => number): number {
  return all.reduce((total, each) => total + of(each), 0);
}
