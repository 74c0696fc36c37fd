import type { KafkaError } from '../../engine/common/kafkaError.ts';
import { Lane } from '../../engine/producer/lane.ts';
import { ProducerBatch } from '../../engine/producer/producerBatch.ts';
import { RecordFuture } from '../../engine/producer/recordFuture.ts';
import type { RecordMetadata } from '../../engine/producer/produceRequestResult.ts';
import { compressionOf } from '../../engine/record/compression.ts';
import type { CompressionType } from '../../engine/record/compression.ts';
import type { Header } from '../../engine/record/header.ts';
import { serializedRecord } from './serializedRecord.ts';

export interface Told {
  readonly name: string;
  readonly metadata: RecordMetadata;
  readonly error: KafkaError | null;
}

/** A batch of orders-0 that was created at 0 ms, and what its callbacks were told. */
export class TestBatch {
  readonly told: Told[] = [];
  readonly futures = new Map<string, RecordFuture>();
  readonly lane: Lane;
  readonly batch: ProducerBatch;

  constructor(options: { bytes?: number; type?: CompressionType; createdMs?: number } = {}) {
    const { bytes = 1024, type = 'none', createdMs = 0 } = options;
    this.lane = new Lane('orders', 0, createdMs, {
      run: (callback, metadata, error) => callback(metadata, error),
    });
    this.batch = new ProducerBatch({
      id: this.lane.nextBatchId(),
      lane: this.lane,
      buffer: Buffer.alloc(bytes),
      compression: compressionOf(type),
      compressionRatioEstimate: 1,
      nowMs: createdMs,
    });
  }

  /** A record whose callback and future go by `name`. False: no room. */
  append(
    name: string,
    options: { key?: string | null; value?: string | Buffer | null; headers?: readonly Header[]; nowMs?: number } = {},
  ): boolean {
    const { key = null, value = name, headers = [], nowMs = 0 } = options;
    const future = new RecordFuture((metadata, error) => this.told.push({ name, metadata, error }));
    const record = serializedRecord({
      timestampMs: 1_700_000_000_000 + this.futures.size,
      key: key === null ? null : Buffer.from(key),
      value: value === null ? null : Buffer.from(value),
      headers,
    });
    const appended = this.batch.tryAppend(record, future, nowMs);
    if (appended) this.futures.set(name, future);
    return appended;
  }

  future(name: string): RecordFuture {
    const future = this.futures.get(name);
    if (!future) throw new Error(`No record ${name} was appended.`);
    return future;
  }
}
