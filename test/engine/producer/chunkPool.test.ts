import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import type { MemoryWaiter, PoolMemory } from '../../../engine/producer/bufferPool.ts';
import { ChunkPool } from '../../../engine/producer/chunkPool.ts';
import { Chunks } from '../../../engine/record/chunks.ts';
import { settled } from '../../support/testProducer.ts';

function waiterFor(bytes: number, onGranted: (memory: PoolMemory) => void = () => undefined): MemoryWaiter {
  return { bytes, lane: 'orders-0', sinceMs: 0, gatheredBytes: 0, onGranted, onFailed: () => undefined };
}

function taken(pool: ChunkPool, bytes: number): Chunks {
  const memory = pool.tryAllocate(bytes);
  if (!(memory instanceof Chunks)) throw new Error(`${bytes} bytes were not there`);
  return memory;
}

test('as many chunks as hold the bytes, all or none', () => {
  const pool = new ChunkPool(64, 16);
  assert.deepEqual(
    [1, 16, 17].map(bytes => {
      const { count, length } = taken(new ChunkPool(64, 16), bytes);
      return [count, length];
    }),
    [
      [1, 16],
      [1, 16],
      [2, 32],
    ],
  );
  taken(pool, 40);
  assert.equal(pool.tryAllocate(17), null);
  assert.equal(pool.availableBytes, 16, 'nothing was taken');
  assert.equal(taken(pool, 16).count, 1);
});

test('chunks that were given back are taken first, in that order', () => {
  const pool = new ChunkPool(64, 16);
  const memory = taken(pool, 32);
  const [first, second] = [memory.at(0), memory.at(1)];
  pool.deallocate(memory);
  assert.deepEqual([pool.freeListBuffers, pool.nonPooledBytes], [2, 32]);
  const next = taken(pool, 48);
  assert.deepEqual([next.at(0) === first, next.at(1) === second, next.count], [true, true, 3]);
  assert.deepEqual([pool.freeListBuffers, pool.nonPooledBytes], [0, 16]);
});

test('what whole chunks cannot make up is never given, and more than there is at once refused', () => {
  const pool = new ChunkPool(40, 16);
  assert.equal(taken(pool, 32).count, 2);
  assert.equal(pool.tryAllocate(1), null);
  assert.throws(() => pool.tryAllocate(33), /A buffer of 48 bytes is larger than buffer\.memory \(40 bytes\)/);
});

test('who waits gathers chunk by chunk, first come, first served', async () => {
  const pool = new ChunkPool(64, 16);
  const held = [taken(pool, 16), taken(pool, 16), taken(pool, 32)] as const;
  const granted: string[] = [];
  pool.wait(waiterFor(40, memory => granted.push(`large ${memory.length}`)));
  pool.wait(waiterFor(10, memory => granted.push(`small ${memory.length}`)));
  pool.deallocate(held[0]);
  pool.deallocate(held[1]);
  await settled();
  assert.deepEqual(granted, []);
  assert.equal(pool.waiters[0]?.gatheredBytes, 32);
  pool.deallocate(held[2]);
  await settled();
  assert.deepEqual(granted, ['large 48', 'small 16']);
  assert.equal(pool.availableBytes, 0);
});

test('what a waiter had gathered goes back to the front of the free list when it leaves', () => {
  const pool = new ChunkPool(64, 16);
  const held = [taken(pool, 16), taken(pool, 48)] as const;
  const chunk = held[0].at(0);
  const waiter = waiterFor(64);
  pool.wait(waiter);
  pool.deallocate(held[0]);
  assert.equal(pool.availableBytes, 0);
  pool.cancel(waiter);
  pool.deallocate(held[1]);
  assert.equal(taken(pool, 16).at(0), chunk);
  assert.equal(pool.availableBytes, 48);
});

test('17 after thousands of random waits, releases and cancellations all memory is back', async () => {
  const seed = 18;
  console.log(`seed ${seed}`);
  const random = seededRandom(seed);
  const pool = new ChunkPool(1000, 64);
  const held = new Set<PoolMemory>();
  const waiting = new Set<MemoryWaiter>();
  for (let i = 0; i < 3000; i++) {
    const choice = random.nextDouble();
    if (choice < 0.5) {
      const bytes = 1 + (random.nextInt() % 400);
      const memory = pool.waiters.length === 0 ? pool.tryAllocate(bytes) : null;
      if (memory) held.add(memory);
      else {
        const waiter = waiterFor(bytes, granted => {
          waiting.delete(waiter);
          held.add(granted);
        });
        waiting.add(waiter);
        pool.wait(waiter);
      }
    } else if (choice < 0.9) {
      const [memory] = held;
      if (memory && held.delete(memory)) pool.deallocate(memory);
    } else {
      const [waiter] = waiting;
      if (waiter && waiting.delete(waiter)) pool.cancel(waiter);
    }
    await settled();
    const gathered = pool.waiters.reduce((sum, { gatheredBytes }) => sum + gatheredBytes, 0);
    const heldBytes = [...held].reduce((sum, { length }) => sum + length, 0);
    assert.equal(pool.availableBytes + gathered + heldBytes, 1000);
  }
  for (const waiter of waiting) pool.cancel(waiter);
  await settled();
  for (const memory of held) pool.deallocate(memory);
  assert.equal(pool.availableBytes, 1000);
});
