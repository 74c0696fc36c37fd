import assert from 'node:assert/strict';
import test from 'node:test';
import { writeEndTransactionMarker } from '../../../engine/record/endTransactionMarker.ts';
import { ensureValid, readBatchHeader, readRecords } from '../../../engine/record/recordBatchReader.ts';

for (const committed of [true, false])
  test(`a marker that ${committed ? 'commits' : 'aborts'} is a control batch of one record`, () => {
    const marker = { producerId: 7n, producerEpoch: 3, coordinatorEpoch: 258, committed };
    const batch = readBatchHeader(writeEndTransactionMarker(marker, 1_700_000_000_000));
    ensureValid(batch);
    assert.ok(batch.isControl && batch.isTransactional);
    assert.deepEqual([batch.producerId, batch.producerEpoch, batch.baseSequence], [7n, 3, -1]);
    assert.deepEqual([batch.recordCount, batch.lastOffsetDelta, batch.maxTimestampMs], [1, 0, 1_700_000_000_000]);
    const [record] = readRecords(batch);
    // Apache Kafka writes the same 78 bytes: key `version type`, value `version coordinatorEpoch`.
    assert.equal(batch.sizeInBytes, 78);
    assert.deepEqual(record?.key, Buffer.from([0, 0, 0, committed ? 1 : 0]));
    assert.deepEqual(record?.value, Buffer.from([0, 0, 0, 0, 1, 2]));
  });
