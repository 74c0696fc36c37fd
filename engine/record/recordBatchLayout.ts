/**
 * Record batch v2, big-endian (Kafka: `DefaultRecordBatch`). The checksum covers everything from the attributes to the end, so
 * that a broker may set base offset and leader epoch without computing it again.
 *
 *    0 baseOffset int64              27 baseTimestamp int64
 *    8 batchLength int32             35 maxTimestamp int64
 *   12 partitionLeaderEpoch int32    43 producerId int64
 *   16 magic int8 = 2                51 producerEpoch int16
 *   17 crc uint32                    53 baseSequence int32
 *   21 attributes int16              57 recordsCount int32
 *   23 lastOffsetDelta int32         61 records, one after the other or as one compressed blob
 */
export const BatchOffset = {
  baseOffset: 0,
  batchLength: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordsCount: 57,
  records: 61,
} as const;

/** Base offset and length: what comes before the bytes that `batchLength` counts. */
export const LOG_OVERHEAD = 12;
export const RECORD_BATCH_OVERHEAD = 61;
export const MAGIC_V2 = 2;

/** Attributes: bits 0–2 are the compression type. */
export const Attribute = {
  compressionMask: 0x07,
  logAppendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
  deleteHorizon: 0x40,
} as const;

export const NO_PRODUCER_ID = -1n;
export const NO_PRODUCER_EPOCH = -1;
export const NO_SEQUENCE = -1;
export const NO_TIMESTAMP = -1;

/** Whole number within ±2^53 as int64, without a bigint. */
export function writeInt64(buffer: Buffer, value: number, at: number): void {
  const high = Math.floor(value / 0x1_0000_0000);
  buffer.writeInt32BE(high, at);
  buffer.writeUInt32BE(value - high * 0x1_0000_0000, at + 4);
}

/** An int64 that is a time; beyond ±2^53, where no sensible time lies, rounded. */
export function readTimestamp(buffer: Buffer, at: number): number {
  return buffer.readInt32BE(at) * 0x1_0000_0000 + buffer.readUInt32BE(at + 4);
}
