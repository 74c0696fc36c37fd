import assert from 'node:assert/strict';
import test from 'node:test';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { BlockedSends } from '../../../engine/producer/blockedSends.ts';
import type { BlockedSend, Obstacle } from '../../../engine/producer/blockedSends.ts';
import { BufferPool } from '../../../engine/producer/bufferPool.ts';
import { MockTime } from '../../support/mockTime.ts';
import { TestProducer, settled } from '../../support/testProducer.ts';

const metadata: Obstacle = { kind: 'metadata' };
const memory = (bytes: number): Obstacle => ({ kind: 'memory', lane: 'orders-0', bytes });

/** Blocked sends on a pool of 32 bytes in buffers of 16, and a log of what became of them. */
function setUp() {
  const time = new MockTime();
  const pool = new BufferPool(32, 16);
  const blocked = new BlockedSends(pool, () => time.milliseconds());
  const log: string[] = [];
  const block = (
    name: string,
    options: {
      topic?: string;
      obstacle?: Obstacle | null;
      maxBlockMs?: number;
      attempt?: (buffer: Buffer | null) => Obstacle | null;
      onFail?: () => void;
    } = {},
  ): BlockedSend => {
    const { topic = 'orders', obstacle = null, maxBlockMs = 1000, attempt = () => null, onFail } = options;
    const send: BlockedSend = {
      topic,
      sinceMs: time.milliseconds(),
      deadlineMs: time.milliseconds() + maxBlockMs,
      obstacle,
      attempt: (_nowMs, buffer) => {
        const next = attempt(buffer as Buffer | null);
        log.push(next ? `${name} still waits for ${next.kind}` : `${name} sent`);
        return next;
      },
      fail: error => {
        log.push(`${name} failed: ${error.message}`);
        onFail?.();
      },
      timedOut: at => new KafkaError('TimeoutException', `timed out waiting for ${at?.kind ?? 'nobody knows what'}`),
    };
    blocked.add(send);
    return send;
  };
  return { time, pool, blocked, log, block };
}

test('sends of one topic keep their order while the first waits for metadata', () => {
  const { blocked, log, block } = setUp();
  let known = false;
  block('first', { obstacle: metadata, attempt: () => (known ? null : metadata) });
  block('second');
  block('other', { topic: 'payments', obstacle: metadata });
  assert.equal(blocked.holds('orders'), true);
  blocked.retryMetadata();
  assert.deepEqual(log, ['first still waits for metadata', 'other sent']);
  known = true;
  blocked.retryMetadata();
  assert.deepEqual(log.slice(2), ['first sent', 'second sent']);
  assert.equal(blocked.holds('orders'), false);
  assert.equal(blocked.count, 0);
});

test('a line stops at the first of its sends that has to wait again', () => {
  const { blocked, log, block } = setUp();
  block('first', { obstacle: metadata });
  block('second', { attempt: () => metadata });
  block('third');
  blocked.retryMetadata();
  assert.deepEqual(log, ['first sent', 'second still waits for metadata']);
  assert.equal(blocked.count, 2);
});

test('5 a send that waits for memory gets the memory that comes back', async () => {
  const { pool, log, block } = setUp();
  const held = [pool.tryAllocate(16), pool.tryAllocate(16)] as [Buffer, Buffer];
  let got: Buffer | null = null;
  block('first', {
    obstacle: memory(16),
    attempt: buffer => {
      got = buffer;
      return null;
    },
  });
  pool.deallocate(held[1]);
  await settled();
  assert.deepEqual(log, ['first sent']);
  assert.equal(got, held[1]);
});

test('13 lines are served in the order in which their first sends began to wait', async () => {
  const { pool, log, block } = setUp();
  const held = pool.tryAllocate(32) as Buffer;
  const keep = () => null;
  for (const topic of ['c', 'a', 'b']) block(topic, { topic, obstacle: memory(16), attempt: keep });
  pool.deallocate(held);
  await settled();
  assert.deepEqual(log, ['c sent', 'a sent'], 'the third has to wait for 16 more bytes');
});

test('6 a send times out when its max.block.ms is over, not before', () => {
  const { time, blocked, log, block } = setUp();
  block('first', { obstacle: metadata, maxBlockMs: 100 });
  assert.equal(blocked.nextDeadlineMs(), time.milliseconds() + 100);
  time.advance(99.5);
  blocked.expire(time.milliseconds());
  assert.deepEqual(log, []);
  time.advance(0.5);
  blocked.expire(time.milliseconds());
  assert.deepEqual(log, ['first failed: timed out waiting for metadata']);
  assert.equal(blocked.nextDeadlineMs(), Infinity);
});

test('6 those behind the first time out by their own deadlines, each with what their line waits for', () => {
  const { time, pool, blocked, log, block } = setUp();
  pool.tryAllocate(32);
  block('first', { obstacle: memory(16), maxBlockMs: 100 });
  block('second', { maxBlockMs: 100 });
  time.advance(50);
  block('third', { maxBlockMs: 100, attempt: () => memory(16) });
  time.advance(50);
  blocked.expire(time.milliseconds());
  assert.deepEqual(log, [
    'first failed: timed out waiting for memory',
    'second failed: timed out waiting for memory',
    'third still waits for memory',
  ]);
  assert.equal(blocked.nextDeadlineMs(), time.milliseconds() + 50);
  time.advance(50);
  blocked.expire(time.milliseconds());
  assert.equal(log.at(-1), 'third failed: timed out waiting for memory');
});

test('9 a send that timed out leaves the line for memory', async () => {
  const { time, pool, blocked, log, block } = setUp();
  const held = pool.tryAllocate(32) as Buffer;
  block('first', { obstacle: memory(16), maxBlockMs: 10 });
  time.advance(10);
  blocked.expire(time.milliseconds());
  assert.equal(pool.waiters.length, 0);
  pool.deallocate(held);
  await settled();
  assert.deepEqual(log, ['first failed: timed out waiting for memory']);
  assert.equal(pool.availableBytes, 32);
});

test('11 memory granted to a send in the moment it times out goes back', async () => {
  const { time, pool, blocked, log, block } = setUp();
  const held = pool.tryAllocate(32) as Buffer;
  block('first', { obstacle: memory(16), maxBlockMs: 10 });
  time.advance(10);
  pool.deallocate(held); // Granted, but not yet told.
  blocked.expire(time.milliseconds());
  await settled();
  assert.deepEqual(log, ['first failed: timed out waiting for memory']);
  assert.equal(pool.availableBytes, 32);
});

test('15 when the machine has no memory for the first, it fails and the next of its topic is tried', async () => {
  const time = new MockTime();
  const bytes = 2 ** 50;
  const pool = new BufferPool(bytes, 16);
  const blocked = new BlockedSends(pool, () => time.milliseconds());
  const held = pool.tryAllocate(16) as Buffer;
  const log: string[] = [];
  const base = { topic: 'orders', sinceMs: 0, deadlineMs: Infinity, timedOut: () => new KafkaError('x', 'x') };
  blocked.add({
    ...base,
    obstacle: memory(bytes),
    attempt: () => null,
    fail: ({ kind }) => log.push(`first failed: ${kind}`),
  });
  blocked.add({
    ...base,
    obstacle: null,
    attempt: () => {
      log.push('second sent');
      return null;
    },
    fail: () => undefined,
  });
  pool.deallocate(held);
  await settled();
  assert.deepEqual(log, ['first failed: KafkaException', 'second sent']);
  assert.equal(blocked.count, 0);
});

test('16 failAll fails every send in the order of its line and gives memory back', async () => {
  const { pool, blocked, log, block } = setUp();
  const held = pool.tryAllocate(16) as Buffer;
  block('first', { obstacle: memory(32) });
  block('second');
  blocked.failAll(() => new KafkaError('KafkaException', 'closed'));
  assert.deepEqual(log, ['first failed: closed', 'second failed: closed']);
  pool.deallocate(held);
  await settled();
  assert.equal(pool.availableBytes, 32);
  assert.equal(pool.waiters.length, 0);
});

test('a callback that sends again to the same topic gets in line behind those that wait', () => {
  const { time, blocked, log, block } = setUp();
  block('first', { obstacle: metadata, maxBlockMs: 10, onFail: () => block('again') });
  block('second', { maxBlockMs: 500 });
  time.advance(10);
  blocked.expire(time.milliseconds());
  assert.deepEqual(log, ['first failed: timed out waiting for metadata', 'second sent', 'again sent']);
});

test('whenUnblocked is null while nothing waits, and resolves when nothing waits any more', async () => {
  const { blocked, block } = setUp();
  assert.equal(blocked.whenUnblocked(), null);
  block('first', { obstacle: metadata });
  block('second', { topic: 'payments', obstacle: metadata });
  const resolved: string[] = [];
  void blocked.whenUnblocked()?.then(() => resolved.push('unblocked'));
  await settled();
  assert.deepEqual(resolved, []);
  blocked.retryMetadata();
  await settled();
  assert.deepEqual(resolved, ['unblocked']);
  assert.equal(blocked.whenUnblocked(), null);
});

test('61 whenThoseUnblocked waits for the sends that wait now, not for later ones', async () => {
  const { blocked, block } = setUp();
  let ordersKnown = false;
  block('orders', { obstacle: metadata, attempt: () => (ordersKnown ? null : metadata) });
  const resolved: string[] = [];
  void blocked.whenThoseUnblocked()?.then(() => resolved.push('those'));
  block('payments', { topic: 'payments', obstacle: metadata, attempt: () => metadata });
  blocked.retryMetadata();
  await settled();
  assert.deepEqual(resolved, []);
  ordersKnown = true;
  blocked.retryMetadata();
  await settled();
  assert.deepEqual(resolved, ['those'], 'payments still waits');
  assert.equal(blocked.count, 1);
});

test('what waits is shown with the oldest first', () => {
  const { time, pool, blocked, block } = setUp();
  pool.tryAllocate(32);
  const startMs = time.milliseconds();
  block('m1', { topic: 'payments', obstacle: metadata });
  time.advance(1);
  block('p1', { obstacle: memory(16) });
  time.advance(1);
  block('m2', { topic: 'payments' });
  block('p2');
  assert.deepEqual(blocked.waitingForMetadata(), { count: 2, oldestSinceMs: startMs, topic: 'payments' });
  assert.deepEqual(blocked.waitingForMemory(), [
    { lane: 'orders-0', bytes: 16, sinceMs: startMs + 1 },
    { lane: 'orders-0', bytes: 16, sinceMs: startMs + 2 },
  ]);
});

test('12 what goes wrong while a wait for memory is noted fails that record alone, and leaks no memory', async () => {
  let faults = 0;
  const fixture = new TestProducer({
    properties: { 'buffer.memory': '500', 'batch.size': '500' },
    onTransition: ({ type }) => {
      if (type === 'poolWaitEnded' && faults++ === 0) throw new Error('the meter is broken');
    },
  });
  await fixture.warmUp();
  for (const value of ['first', 'second', 'third']) fixture.send({ topic: 'orders', value: value.padEnd(400, '.') });
  await fixture.stepUntilSent();
  fixture.cluster.answersProduce = true;
  fixture.cluster.respondToAll();
  await fixture.stepUntil(() => fixture.completions.length === 3);
  assert.deepEqual(
    fixture.completions.map(({ value, error }) => [value?.split('.')[0], (error?.cause as Error | undefined)?.message]),
    [
      ['first', undefined],
      ['second', 'the meter is broken'],
      ['third', undefined],
    ],
  );
  assert.equal(fixture.producer.pool.availableBytes, fixture.producer.pool.totalMemory);
});
