import type { PoolUse, PoolView } from '../../snapshot/pool.ts';
import type { InspectedProducer } from '../inspectedProducer.ts';
import { round2 } from '../numbers.ts';
import { buffersOf } from '../producerLook.ts';
import type { ProducerLook } from '../producerLook.ts';

const SHOWN_HOLDERS = 4;
const SHOWN_WAITERS = 5;
/** Holders are named from this share of buffer.memory on … */
const NAMED_FROM = 0.1;
/** … until less than this was held for so long. */
const NAMED_UNTIL = 0.05;
const NAMED_FOR_MS = 10_000;

/** Shows buffer.memory by use. Keeps only since when little has been held, so that the holders' names do not come and go. */
export class PoolViewer {
  #namedUntilMs = -Infinity;

  view(producer: InspectedProducer, look: ProducerLook): PoolView {
    const { pool, blockedSends, config } = producer;
    const { poolableSize, totalMemory } = pool;
    const use = (bytes: number, buffers: number, writtenBytes: number): PoolUse => ({ buffers, bytes, writtenBytes });
    const reservedForWaiters = pool.waiters.reduce((sum, waiter) => sum + waiter.gatheredBytes, 0);
    const notCreatedBytes = pool.nonPooledBytes + reservedForWaiters;
    const heldBytes = totalMemory - pool.freeListBytes - notCreatedBytes;
    // A batch that was given up while in a request keeps its memory until the request ends: it is in no queue any more.
    const inRequestsBytes = heldBytes - look.queued.bytes - look.open.bytes;
    const ofEndedBatches = inRequestsBytes - look.inFlight.bytes;
    const waiting = blockedSends.waitingForMemory();
    const named = this.#isNamed(heldBytes / totalMemory, look.nowMs);
    const holders = named ? largestHolders(look) : [];
    return {
      totalBytes: totalMemory,
      poolableBytes: poolableSize,
      inFlight: use(
        inRequestsBytes,
        look.inFlight.buffers + buffersOf(Math.max(0, ofEndedBatches), poolableSize),
        look.inFlight.writtenBytes,
      ),
      queued: use(look.queued.bytes, look.queued.buffers, look.queued.writtenBytes),
      open: use(look.open.bytes, look.open.buffers, look.open.writtenBytes),
      freeList: use(pool.freeListBytes, pool.freeListBuffers, 0),
      notCreated: use(notCreatedBytes, Math.floor(notCreatedBytes / poolableSize), 0),
      heldBytes,
      heldBy: holders,
      heldByRestBytes: named ? heldBytes - holders.reduce((sum, { bytes }) => sum + bytes, 0) : 0,
      waiting: waiting.length,
      waiters: waiting
        .slice(0, SHOWN_WAITERS)
        .map(({ lane, bytes, sinceMs }) => ({ lane, bytes, waitedMs: round2(look.nowMs - sinceMs) })),
      maxBlockMs: config.maxBlockMs,
    };
  }

  #isNamed(heldShare: number, nowMs: number): boolean {
    if (heldShare >= NAMED_FROM || (heldShare >= NAMED_UNTIL && nowMs < this.#namedUntilMs))
      this.#namedUntilMs = nowMs + NAMED_FOR_MS;
    return nowMs < this.#namedUntilMs;
  }
}

function largestHolders(look: ProducerLook): { readonly lane: string; readonly bytes: number }[] {
  return [...look.lanes.values()]
    .filter(({ heldBytes }) => heldBytes > 0)
    .sort((a, b) => b.heldBytes - a.heldBytes)
    .slice(0, SHOWN_HOLDERS)
    .map(({ lane, heldBytes }) => ({ lane: lane.name, bytes: heldBytes }));
}
