import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { compressionOf, compressionTypes } from '../../../engine/record/compression.ts';
import { MemoryRecordsBuilder } from '../../../engine/record/memoryRecordsBuilder.ts';
import { isCrcValid, iterateBatches, readRecords } from '../../../engine/record/recordBatchReader.ts';
import type { FuzzTarget } from '../fuzzTarget.ts';

const maxUncompressedBytes = 1024 * 1024;

/** Batches with every codec; the checksum is not demanded, so that damage reaches the records. */
export const recordBatches: FuzzTarget = {
  name: 'record batches',
  seeds: compressionTypes.map(type => ({ bytes: batchOf(type), decode: readAll })),
  isExpected: error => error instanceof KafkaError,
};

function batchOf(type: (typeof compressionTypes)[number]): Buffer {
  const builder = new MemoryRecordsBuilder({ buffer: Buffer.alloc(4096), compression: compressionOf(type) });
  for (let n = 0; n < 20; n++)
    builder.append(
      1_700_000_000_000 + n,
      n % 3 === 0 ? null : Buffer.from(`key ${n}`),
      n % 5 === 0 ? null : Buffer.from(`value ${n}`.repeat(n % 7)),
      n % 4 === 0
        ? [
            { key: 'trace', value: Buffer.from([n]) },
            { key: 'none', value: null },
          ]
        : [],
    );
  return builder.close();
}

function readAll(input: Buffer): void {
  for (const batch of iterateBatches(input, { partialTail: 'ignored' })) {
    isCrcValid(batch);
    readRecords(batch, maxUncompressedBytes);
  }
}
