import type { PartitionedBy } from '../snapshot/words.ts';
import type { ProducerBatch } from './producerBatch.ts';

/**
 * The times of one record on its way, for those few that somebody wants to follow: hand one to `send`. Engine ms; null: not yet,
 * or not needed.
 */
export class RecordJourney {
  readonly sendMs: number;
  metadataWaitMs: number | null = null;
  serializedMs: number | null = null;
  partitionedMs: number | null = null;
  partitionedBy: PartitionedBy | null = null;
  keyHash: number | null = null;
  partitions: number | null = null;
  memoryWaitMs: number | null = null;
  memoryWasPooled = false;
  appendedMs: number | null = null;
  openedBatch = false;
  batch: ProducerBatch | null = null;
  callbackMs: number | null = null;
  error: string | null = null;

  constructor(sendMs: number) {
    this.sendMs = sendMs;
  }

  appendedTo(batch: ProducerBatch): void {
    this.batch = batch;
    this.memoryWaitMs ??= 0;
  }

  openedBatchWith(batch: ProducerBatch, memoryWasPooled: boolean): void {
    this.appendedTo(batch);
    this.openedBatch = true;
    this.memoryWasPooled = memoryWasPooled;
  }
}
