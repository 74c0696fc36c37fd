import { crc32c } from '../common/crc32c.ts';
import { Attribute, BatchOffset, LOG_OVERHEAD, MAGIC_V2, writeInt64 } from './recordBatchLayout.ts';

/** What the header of a batch says that its bytes do not; times in milliseconds since 1970. */
export interface BatchHeaderFields {
  readonly compressionId: number;
  readonly isTransactional: boolean;
  /** A commit or abort marker of a transaction coordinator, not a batch of records. */
  readonly isControl: boolean;
  readonly lastOffsetDelta: number;
  readonly baseTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordCount: number;
}

/**
 * Writes header and checksum in front of the records that are already in `batch`, as a producer does: base offset 0 and leader
 * epoch −1 are for the broker to fill (Kafka: `DefaultRecordBatch.writeHeader`).
 */
export function writeBatchHeader(batch: Buffer, fields: BatchHeaderFields): void {
  const attributes =
    fields.compressionId |
    (fields.isTransactional ? Attribute.transactional : 0) |
    (fields.isControl ? Attribute.control : 0);
  writeInt64(batch, 0, BatchOffset.baseOffset);
  batch.writeInt32BE(batch.length - LOG_OVERHEAD, BatchOffset.batchLength);
  batch.writeInt32BE(-1, BatchOffset.partitionLeaderEpoch);
  batch.writeInt8(MAGIC_V2, BatchOffset.magic);
  batch.writeInt16BE(attributes, BatchOffset.attributes);
  batch.writeInt32BE(fields.lastOffsetDelta, BatchOffset.lastOffsetDelta);
  writeInt64(batch, fields.baseTimestampMs, BatchOffset.baseTimestamp);
  writeInt64(batch, fields.maxTimestampMs, BatchOffset.maxTimestamp);
  batch.writeBigInt64BE(fields.producerId, BatchOffset.producerId);
  batch.writeInt16BE(fields.producerEpoch, BatchOffset.producerEpoch);
  batch.writeInt32BE(fields.baseSequence, BatchOffset.baseSequence);
  batch.writeInt32BE(fields.recordCount, BatchOffset.recordsCount);
  batch.writeUInt32BE(crc32c(batch, BatchOffset.attributes), BatchOffset.crc);
}
