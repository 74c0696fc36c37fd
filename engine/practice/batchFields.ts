/**
 * The fields of a record batch header (magic 2) that a broker looks at or writes. Everything behind the header stays bytes.
 *
 *   0 baseOffset int64 · 8 batchLength int32 · 12 partitionLeaderEpoch int32 · 16 magic int8 · 17 crc uint32 · 21 attributes int16 ·
 *   23 lastOffsetDelta int32 · 27 baseTimestamp int64 · 35 maxTimestamp int64 · 43 producerId int64 · 51 producerEpoch int16 ·
 *   53 baseSequence int32 · 57 recordCount int32 · 61 records
 *
 * Base offset and leader epoch lie before the checksum's reach (from byte 21), so that a broker can set them without a new CRC.
 */
import { crc32c } from '../common/crc32c.ts';

export const batchHeaderBytes = 61;
/** Offset and length: what comes before the bytes that batchLength counts. */
export const logOverheadBytes = 12;
const crcFrom = 21;
const logAppendTimeBit = 0x08;

export interface BatchFields {
  readonly magic: number;
  readonly crc: number;
  readonly compression: number;
  readonly logAppendTime: boolean;
  readonly transactional: boolean;
  readonly control: boolean;
  readonly lastOffsetDelta: number;
  readonly baseTimestamp: bigint;
  readonly maxTimestamp: bigint;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordCount: number;
}

/** `batch` has at least `batchHeaderBytes` bytes. */
export function readBatchFields(batch: Buffer): BatchFields {
  const attributes = batch.readInt16BE(21);
  return {
    magic: batch.readInt8(16),
    crc: batch.readUInt32BE(17),
    compression: attributes & 0x07,
    logAppendTime: (attributes & logAppendTimeBit) !== 0,
    transactional: (attributes & 0x10) !== 0,
    control: (attributes & 0x20) !== 0,
    lastOffsetDelta: batch.readInt32BE(23),
    baseTimestamp: batch.readBigInt64BE(27),
    maxTimestamp: batch.readBigInt64BE(35),
    producerId: batch.readBigInt64BE(43),
    producerEpoch: batch.readInt16BE(51),
    baseSequence: batch.readInt32BE(53),
    recordCount: batch.readInt32BE(57),
  };
}

export function batchBytesAnnounced(batch: Buffer): number {
  return logOverheadBytes + batch.readInt32BE(8);
}

export function crcOf(batch: Buffer): number {
  return crc32c(batch, crcFrom, batch.length);
}

/** What the leader writes into a batch it appends. */
export function assignOffset(batch: Buffer, baseOffset: number, leaderEpoch: number): void {
  batch.writeBigInt64BE(BigInt(baseOffset), 0);
  batch.writeInt32BE(leaderEpoch, 12);
}

/** message.timestamp.type=LogAppendTime: the broker's time counts for every record of the batch. Computes the CRC anew. */
export function stampLogAppendTime(batch: Buffer, nowMs: number): void {
  batch.writeInt16BE(batch.readInt16BE(21) | logAppendTimeBit, 21);
  batch.writeBigInt64BE(BigInt(nowMs), 35);
  batch.writeUInt32BE(crcOf(batch), 17);
}
