import { Chunks } from '../record/chunks.ts';
import { RECORD_BATCH_OVERHEAD } from '../record/recordBatchLayout.ts';
import type { ChunkPool } from './chunkPool.ts';
import type { ProducerBatch } from './producerBatch.ts';
import type { SerializedRecord } from './serializedRecord.ts';

/** Batches that begin with what their first record needs and take more as records come (Kafka: `ChunkedRecordAccumulator`, KIP-1332). */
export class GrowingBatches {
  readonly #pool: ChunkPool;

  constructor(pool: ChunkPool) {
    this.#pool = pool;
  }

  /** False: the record would still fit into the batch, but the pool has no chunk for it. Nobody waits for that: a new batch may. */
  makeRoom(
    { buffer, builder }: ProducerBatch,
    { timestampMs, key, value, headers, sizeUpperBound }: SerializedRecord,
  ): boolean {
    if (!(buffer instanceof Chunks)) return true; // A part of a split batch.
    const missing = builder.estimatedBytesWritten + sizeUpperBound - RECORD_BATCH_OVERHEAD - buffer.length;
    if (missing <= 0 || !builder.hasRoomFor(timestampMs, key, value, headers)) return true;
    const more = this.#pool.tryAllocate(missing);
    if (!(more instanceof Chunks)) return false;
    buffer.add(more);
    return true;
  }

  /** Nothing more will be written. */
  giveBackUnused({ buffer, builder }: ProducerBatch): void {
    if (!(buffer instanceof Chunks)) return;
    const used = Math.ceil(builder.estimatedSizeInBytes / buffer.chunkBytes);
    if (used < buffer.count) this.#pool.deallocate(new Chunks(buffer.chunkBytes, buffer.removeFrom(used)));
  }
}
