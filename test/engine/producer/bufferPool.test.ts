import assert from 'node:assert/strict';
import test from 'node:test';
import type { KafkaError } from '../../../engine/common/kafkaError.ts';
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import { BufferPool } from '../../../engine/producer/bufferPool.ts';
import type { MemoryWaiter, PoolMemory } from '../../../engine/producer/bufferPool.ts';
import { settled } from '../../support/testProducer.ts';

interface TestWaiter extends MemoryWaiter {
  granted: PoolMemory | null;
  failed: KafkaError | null;
}

function waiterFor(bytes: number, onGranted: () => void = () => undefined): TestWaiter {
  const waiter: TestWaiter = {
    bytes,
    lane: 'orders-0',
    sinceMs: 0,
    gatheredBytes: 0,
    granted: null,
    failed: null,
    onGranted: buffer => {
      waiter.granted = buffer;
      onGranted();
    },
    onFailed: error => void (waiter.failed = error),
  };
  return waiter;
}

/** What the pool promises at every moment: nothing is made, nothing is lost. */
function assertConserved(pool: BufferPool, heldBytes: number): void {
  const gathered = pool.waiters.reduce((sum, { gatheredBytes }) => sum + gatheredBytes, 0);
  assert.equal(pool.nonPooledBytes + pool.freeListBytes + gathered + heldBytes, pool.totalMemory);
  assert.ok(pool.nonPooledBytes >= 0);
}

test('1 a buffer of the poolable size is used again', () => {
  const pool = new BufferPool(64, 16);
  const first = pool.tryAllocate(16) as Buffer;
  pool.deallocate(first);
  assert.equal(pool.freeListBuffers, 1);
  assert.equal(pool.tryAllocate(16), first);
  assert.equal(pool.freeListBuffers, 0);
});

test('1 the buffer given back first is taken first', () => {
  const pool = new BufferPool(64, 16);
  const first = pool.tryAllocate(16) as Buffer;
  const second = pool.tryAllocate(16) as Buffer;
  pool.deallocate(second);
  pool.deallocate(first);
  assert.equal(pool.tryAllocate(16), second);
});

test('2 a buffer of another size goes back to raw memory, never to the free list', () => {
  const pool = new BufferPool(64, 16);
  pool.deallocate(pool.tryAllocate(20) as Buffer);
  assert.equal(pool.freeListBuffers, 0);
  assert.equal(pool.nonPooledBytes, 64);
});

test('2 memory comes back by the size it was reserved with, whatever the buffer has become', () => {
  const pool = new BufferPool(64, 16);
  pool.tryAllocate(16);
  pool.deallocate(Buffer.alloc(40), 16);
  assert.equal(pool.availableBytes, 64);
  assert.equal(pool.freeListBuffers, 0, 'a grown buffer is no poolable one');
});

test('3 available is unallocated plus the free list, at every step', () => {
  const pool = new BufferPool(64, 16);
  const steps: [number, number][] = [];
  const note = (): number => steps.push([pool.nonPooledBytes, pool.freeListBytes]);
  const pooled = pool.tryAllocate(16) as Buffer;
  note();
  const odd = pool.tryAllocate(30) as Buffer;
  note();
  pool.deallocate(pooled);
  note();
  pool.deallocate(odd);
  note();
  assert.deepEqual(steps, [
    [48, 0],
    [18, 0],
    [18, 16],
    [48, 16],
  ]);
  assert.equal(pool.availableBytes, 64);
});

test('3 kept buffers are dropped from the back when another size needs their memory', () => {
  const pool = new BufferPool(48, 16);
  const buffers = [1, 2, 3].map(() => pool.tryAllocate(16) as Buffer);
  for (const buffer of buffers) pool.deallocate(buffer);
  assert.equal(pool.tryAllocate(20)?.length, 20);
  assert.deepEqual([pool.freeListBuffers, pool.nonPooledBytes], [1, 12]);
  assert.equal(pool.tryAllocate(16), buffers[0], 'the front one was kept');
});

test('4 a request larger than the whole pool fails at once and says what to change', () => {
  const pool = new BufferPool(64, 16);
  for (const ask of [() => pool.tryAllocate(65), () => pool.wait(waiterFor(65))])
    assert.throws(ask, {
      kind: 'IllegalArgumentException',
      message: /65 bytes is larger than buffer.memory \(64 bytes\)/,
    });
  assert.equal(pool.waiters.length, 0);
});

test('5 a blocked request is served by a later release', async () => {
  const pool = new BufferPool(16, 16);
  const held = pool.tryAllocate(16) as Buffer;
  assert.equal(pool.tryAllocate(16), null);
  const waiter = waiterFor(16);
  pool.wait(waiter);
  await settled();
  assert.equal(waiter.granted, null);
  pool.deallocate(held);
  assert.equal(waiter.granted, null, 'not from within the release');
  await settled();
  assert.equal(waiter.granted, held);
  assert.equal(pool.availableBytes, 0);
});

test('5 a request larger than a buffer gathers memory over several releases', async () => {
  const pool = new BufferPool(48, 16);
  const held = [1, 2, 3].map(() => pool.tryAllocate(16) as Buffer);
  const waiter = waiterFor(40);
  pool.wait(waiter);
  for (const [index, buffer] of held.entries()) {
    pool.deallocate(buffer);
    assertConserved(pool, 48 - (index + 1) * 16 + (index === 2 ? 40 : 0));
  }
  await settled();
  assert.equal(waiter.granted?.length, 40);
  assert.equal(pool.nonPooledBytes, 8);
});

test('7 the error of a wait in vain names requested, limit, total, available and batch size', () => {
  const pool = new BufferPool(64, 16);
  pool.tryAllocate(60);
  const error = pool.exhausted(20, 5000);
  assert.equal(error.kind, 'BufferExhaustedException');
  assert.match(error.message, /20 bytes.*5000 ms.*buffer.memory is 64 bytes, 4 of them free, 16 bytes a batch/);
  assert.equal(error.retriable, true);
  assert.equal(error.mayBeWritten, false);
});

test('9 10 a waiter that is cancelled leaves the line, and the others keep their order', async () => {
  const pool = new BufferPool(16, 16);
  const held = pool.tryAllocate(16) as Buffer;
  const served: string[] = [];
  const [a, b, c] = ['a', 'b', 'c'].map(name => waiterFor(16, () => served.push(name))) as [
    TestWaiter,
    TestWaiter,
    TestWaiter,
  ];
  for (const waiter of [a, b, c]) pool.wait(waiter);
  assert.equal(pool.cancel(b), true);
  assert.equal(pool.cancel(b), false);
  assert.deepEqual(pool.waiters, [a, c]);
  pool.deallocate(held);
  await settled();
  pool.deallocate(a.granted as Buffer);
  await settled();
  assert.deepEqual(served, ['a', 'c']);
});

test('11 what a waiter had gathered comes back when it gives up, and goes to the next', async () => {
  const pool = new BufferPool(32, 16);
  const held = [pool.tryAllocate(16), pool.tryAllocate(16)] as [Buffer, Buffer];
  const large = waiterFor(32);
  const next = waiterFor(10);
  pool.wait(large);
  pool.wait(next);
  pool.deallocate(held[0]);
  assert.equal(large.gatheredBytes, 16);
  pool.cancel(large);
  await settled();
  assert.equal(large.gatheredBytes, 0);
  assert.equal(next.granted?.length, 10);
  assertConserved(pool, 16 + 10);
});

test('13 waiters are served strictly first come, first served: a large one is not starved by small ones', async () => {
  const pool = new BufferPool(64, 16);
  const held = [1, 2, 3, 4].map(() => pool.tryAllocate(16) as Buffer);
  const served: string[] = [];
  const large = waiterFor(50, () => served.push('large'));
  const small = [1, 2].map(n => waiterFor(16, () => served.push(`small ${n}`)));
  for (const waiter of [large, ...small]) pool.wait(waiter);
  for (const buffer of held) {
    pool.deallocate(buffer);
    await settled();
  }
  assert.deepEqual(served, ['large'], 'all four releases went to the one that waited longest');
  pool.deallocate(large.granted as Buffer);
  await settled();
  assert.deepEqual(served, ['large', 'small 1', 'small 2']);
});

test('13 one release may serve several who wait', async () => {
  const pool = new BufferPool(64, 16);
  const held = pool.tryAllocate(64) as Buffer;
  const waiters = [waiterFor(16), waiterFor(20), waiterFor(16)];
  for (const waiter of waiters) pool.wait(waiter);
  pool.deallocate(held);
  await settled();
  assert.deepEqual(
    waiters.map(({ granted }) => granted?.length),
    [16, 20, 16],
  );
  assertConserved(pool, 52);
});

test('14 totals above 2 GiB are exact', () => {
  const total = 5 * 2 ** 30 + 3;
  const pool = new BufferPool(total, 16384);
  const buffer = pool.tryAllocate(16384) as Buffer;
  assert.equal(pool.availableBytes, total - 16384);
  pool.deallocate(buffer);
  assert.equal(pool.availableBytes, total);
});

/** More than any machine has, less than a number cannot count. */
const impossibleBytes = 2 ** 50;

test('15 memory that cannot be created is given back', () => {
  const pool = new BufferPool(impossibleBytes * 2, 16);
  assert.throws(() => pool.tryAllocate(impossibleBytes), {
    kind: 'KafkaException',
    message: new RegExp(String(impossibleBytes)),
  });
  assert.equal(pool.availableBytes, impossibleBytes * 2);
});

test('15 a waiter whose memory cannot be created fails, gives back what it had, and the next is served', async () => {
  const pool = new BufferPool(impossibleBytes, 16);
  const held = pool.tryAllocate(16) as Buffer;
  const unlucky = waiterFor(impossibleBytes);
  const next = waiterFor(32);
  pool.wait(unlucky);
  pool.wait(next);
  pool.deallocate(held);
  await settled();
  assert.equal(unlucky.failed?.kind, 'KafkaException');
  assert.equal(next.granted?.length, 32);
  assert.equal(pool.waiters.length, 0);
  assertConserved(pool, 32);
});

test('16 close fails who waits and who asks, and memory can still come back', async () => {
  const pool = new BufferPool(32, 16);
  const held = pool.tryAllocate(16) as Buffer;
  const waiter = waiterFor(32);
  pool.wait(waiter);
  assert.equal(waiter.gatheredBytes, 16);
  pool.close();
  assert.equal(waiter.failed?.kind, 'KafkaException');
  assert.equal(pool.waiters.length, 0);
  assert.throws(() => pool.tryAllocate(16), { kind: 'KafkaException', message: /closed/ });
  assert.throws(() => pool.wait(waiterFor(16)), { kind: 'KafkaException', message: /closed/ });
  pool.deallocate(held);
  await settled();
  assert.equal(waiter.granted, null);
  assert.equal(pool.availableBytes, 32);
});

test('17 after thousands of random waits, releases and cancellations all memory is back', async () => {
  const seed = 17;
  console.log(`seed ${seed}`);
  const random = seededRandom(seed);
  const pool = new BufferPool(1000, 64);
  const held = new Set<PoolMemory>();
  const waiting = new Set<TestWaiter>();
  for (let i = 0; i < 5000; i++) {
    const bytes = random.nextDouble() < 0.5 ? 64 : 1 + (random.nextInt() % 400);
    const choice = random.nextDouble();
    if (choice < 0.5) {
      const buffer = pool.waiters.length === 0 ? pool.tryAllocate(bytes) : null;
      if (buffer) held.add(buffer);
      else {
        const waiter = waiterFor(bytes, () => {
          waiting.delete(waiter);
          held.add(waiter.granted as PoolMemory);
        });
        waiting.add(waiter);
        pool.wait(waiter);
      }
    } else if (choice < 0.9) {
      const [first] = held;
      if (first) {
        held.delete(first);
        pool.deallocate(first);
      }
    } else {
      const [first] = waiting;
      if (first && pool.cancel(first)) waiting.delete(first);
    }
    await settled();
    assertConserved(
      pool,
      [...held].reduce((sum, { length }) => sum + length, 0),
    );
  }
  for (const waiter of waiting) pool.cancel(waiter);
  await settled();
  for (const buffer of held) pool.deallocate(buffer);
  assert.equal(pool.availableBytes, 1000);
});
