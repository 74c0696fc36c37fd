import type { SerializedRecord } from '../../engine/producer/serializedRecord.ts';
import { estimateSizeInBytesUpperBound } from '../../engine/record/recordSizes.ts';

/** A record of orders-0 without key and headers, unless said otherwise. */
export function serializedRecord(given: Partial<Omit<SerializedRecord, 'sizeUpperBound'>> = {}): SerializedRecord {
  const record = {
    topic: 'orders',
    partition: 0,
    timestampMs: 1_700_000_000_000,
    key: null,
    value: null,
    headers: [],
    ...given,
  };
  return { ...record, sizeUpperBound: estimateSizeInBytesUpperBound(record.key, record.value, record.headers) };
}
