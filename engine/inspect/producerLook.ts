import type { InFlightRequest } from '../client/inFlightRequests.ts';
import type { Lane } from '../producer/lane.ts';
import type { PartitionQueue } from '../producer/partitionQueue.ts';
import type { ProducerBatch } from '../producer/producerBatch.ts';
import type { InspectedProducer } from './inspectedProducer.ts';

/** One partition that has something: its batches by where they are. */
export interface LaneLook {
  readonly lane: Lane;
  readonly open: ProducerBatch | null;
  /** Next to leave first. */
  readonly queued: readonly ProducerBatch[];
  readonly inFlight: readonly ProducerBatch[];
  /** Of the pool, held by all of them. */
  readonly heldBytes: number;
}

export interface UseLook {
  batches: number;
  buffers: number;
  bytes: number;
  writtenBytes: number;
  /** Creation of the oldest batch, engine ms. */
  oldestMs: number | null;
}

/** One consistent look at a producer's batches and requests: taken at once, since nothing else runs meanwhile. */
export interface ProducerLook {
  readonly nowMs: number;
  readonly lanes: ReadonlyMap<string, LaneLook>;
  readonly open: UseLook;
  readonly queued: UseLook;
  readonly inFlight: UseLook;
  readonly requests: ReadonlyMap<number, InFlightRequest>;
  /** Oldest request of any node, by when it was sent. */
  readonly oldestRequest: InFlightRequest | null;
}

export function lookAt(producer: InspectedProducer, nowMs: number): ProducerLook {
  const open = emptyUse();
  const queued = emptyUse();
  const inFlight = emptyUse();
  const { poolableSize } = producer.pool;
  const lanes = new Map<string, LaneLook>();
  const add = (lane: Lane, queue: PartitionQueue | null, sent: readonly ProducerBatch[]): void => {
    const waiting = queue?.batches ?? [];
    const last = waiting.at(-1);
    const openBatch = last && isOpen(last) ? last : null;
    const closed = openBatch ? waiting.slice(0, -1) : waiting;
    let heldBytes = openBatch ? count(open, openBatch, poolableSize) : 0;
    for (const batch of closed) heldBytes += count(queued, batch, poolableSize);
    for (const batch of sent) heldBytes += count(inFlight, batch, poolableSize);
    lanes.set(lane.name, { lane, open: openBatch, queued: closed, inFlight: sent, heldBytes });
  };
  const sending = producer.sender.inFlightBatches();
  for (const queue of producer.accumulator.activeQueues()) add(queue, queue, sending.get(queue) ?? []);
  for (const [lane, batches] of sending) if (!lanes.has(lane.name)) add(lane, null, batches);

  const requests = new Map<number, InFlightRequest>();
  let oldestRequest: InFlightRequest | null = null;
  for (const queue of producer.client.inFlight.all())
    for (const request of queue) {
      requests.set(request.correlationId, request);
      if (!oldestRequest || request.sentMs < oldestRequest.sentMs) oldestRequest = request;
    }
  return { nowMs, lanes, open, queued, inFlight, requests, oldestRequest };
}

/** It still takes records. */
export function isOpen(batch: ProducerBatch): boolean {
  return batch.closedBy === null && !batch.isFull;
}

/** What the pool gave for it; the parts of a split batch have memory of their own. */
export function pooledBytes(batch: ProducerBatch): number {
  return batch.isSplitBatch || batch.isBufferDeallocated ? 0 : batch.buffer.length;
}

export function buffersOf(bytes: number, poolableSize: number): number {
  return Math.ceil(bytes / poolableSize);
}

/** Returns the bytes of the pool that it holds. */
function count(use: UseLook, batch: ProducerBatch, poolableSize: number): number {
  const bytes = pooledBytes(batch);
  use.batches++;
  use.bytes += bytes;
  use.buffers += buffersOf(bytes, poolableSize);
  use.writtenBytes += Math.min(bytes, batch.estimatedSizeInBytes);
  if (use.oldestMs === null || batch.createdMs < use.oldestMs) use.oldestMs = batch.createdMs;
  return bytes;
}

function emptyUse(): UseLook {
  return { batches: 0, buffers: 0, bytes: 0, writtenBytes: 0, oldestMs: null };
}
