/**
 * The control batch with which a coordinator ends a transaction in a partition (Kafka: `EndTransactionMarker`, `ControlRecordType`).
 *
 *   key   = version int16 = 0, type int16: 0 abort, 1 commit
 *   value = version int16 = 0, coordinatorEpoch int32
 */
import { writeVarint } from '../common/varint.ts';
import { RECORD_BATCH_OVERHEAD } from './recordBatchLayout.ts';
import { writeBatchHeader } from './recordBatchHeader.ts';
import { sizeOfKeyValueHeaders, sizeOfRecordBody } from './recordSizes.ts';

export interface EndTransactionMarker {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly coordinatorEpoch: number;
  readonly committed: boolean;
}

const keyBytes = 4;
const valueBytes = 6;
const noSequence = -1;

export function writeEndTransactionMarker(marker: EndTransactionMarker, timestampMs: number): Buffer {
  const bodyBytes = sizeOfRecordBody(0, 0, sizeOfKeyValueHeaders({ length: keyBytes }, { length: valueBytes }, []));
  const batch = Buffer.alloc(RECORD_BATCH_OVERHEAD + 1 + bodyBytes);
  writeRecord(batch, bodyBytes, marker);
  writeBatchHeader(batch, {
    compressionId: 0,
    isTransactional: true,
    isControl: true,
    lastOffsetDelta: 0,
    baseTimestampMs: timestampMs,
    maxTimestampMs: timestampMs,
    producerId: marker.producerId,
    producerEpoch: marker.producerEpoch,
    baseSequence: noSequence,
    recordCount: 1,
  });
  return batch;
}

// Attributes, both deltas, the versions and the number of headers are 0, as the memory is already.
function writeRecord(batch: Buffer, bodyBytes: number, { committed, coordinatorEpoch }: EndTransactionMarker): void {
  const attributesAt = writeVarint(batch, RECORD_BATCH_OVERHEAD, bodyBytes);
  const keyAt = writeVarint(batch, attributesAt + 3, keyBytes);
  batch.writeInt16BE(committed ? 1 : 0, keyAt + 2);
  const valueAt = writeVarint(batch, keyAt + keyBytes, valueBytes);
  batch.writeInt32BE(coordinatorEpoch, valueAt + 2);
}
