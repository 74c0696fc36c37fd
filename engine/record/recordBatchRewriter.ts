/** What a broker changes in a batch before it keeps it, in place and without touching the records (Kafka: `LogValidator`). */
import { crc32c } from '../common/crc32c.ts';
import { Attribute, BatchOffset, writeInt64 } from './recordBatchLayout.ts';
import type { RecordBatch } from './recordBatchReader.ts';

/** The place in the log. Neither field is under the checksum. The `RecordBatch` given is stale afterwards. */
export function setBatchOffsets(
  { buffer, position }: RecordBatch,
  { baseOffset, partitionLeaderEpoch }: { readonly baseOffset: bigint; readonly partitionLeaderEpoch: number },
): void {
  buffer.writeBigInt64BE(baseOffset, position + BatchOffset.baseOffset);
  buffer.writeInt32BE(partitionLeaderEpoch, position + BatchOffset.partitionLeaderEpoch);
}

/** `message.timestamp.type=LogAppendTime`: one time for all records of the batch; the checksum is written anew. */
export function setLogAppendTime(
  { buffer, position, sizeInBytes, attributes }: RecordBatch,
  logAppendTimeMs: number,
): void {
  buffer.writeInt16BE(attributes | Attribute.logAppendTime, position + BatchOffset.attributes);
  writeInt64(buffer, logAppendTimeMs, position + BatchOffset.maxTimestamp);
  const crc = crc32c(buffer, position + BatchOffset.attributes, position + sizeInBytes);
  buffer.writeUInt32BE(crc, position + BatchOffset.crc);
}
