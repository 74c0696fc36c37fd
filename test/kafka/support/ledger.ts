// The oracle: what was sent and what came of it, kept outside the engine, compared with what is in the log afterwards.
import assert from 'node:assert/strict';
import type { KafkaProducer } from '../../../engine/producer/kafkaProducer.ts';
import type { ConsumedRecord } from './kcat.ts';

interface Sent {
  readonly id: string;
  readonly order: number;
  partition: number;
  offset: number;
  error: string | null;
  mayBeWritten: boolean;
  answers: number;
}

export interface LedgerRecord {
  readonly key?: string | null;
  readonly partition?: number;
  /** Bytes over the id. */
  readonly padding?: number;
}

export type BytesProducer = KafkaProducer<Uint8Array | null, Uint8Array | null>;

const firstTimestampMs = 1_700_000_000_000;

/** Sends records whose value is their id, and notes every answer. Ledgers whose records may meet in one log have names of their own. */
export class Ledger {
  readonly sent: Sent[] = [];
  readonly #name: string;

  constructor(name = 'id') {
    this.#name = name;
  }

  async send(producer: BytesProducer, topic: string, record: LedgerRecord = {}): Promise<void> {
    const { key = null, partition, padding = 0 } = record;
    const order = this.sent.length;
    const id = `${this.#name}-${order}`;
    const entry: Sent = { id, order, partition: -1, offset: -1, error: null, mayBeWritten: false, answers: 0 };
    this.sent.push(entry);
    producer.send(
      {
        topic,
        key: key === null ? null : Buffer.from(key),
        value: Buffer.from(`${id} ${'.'.repeat(padding)}`),
        headers: [{ key: 'order', value: Buffer.from(String(order)) }],
        timestampMs: firstTimestampMs + order,
        ...(partition !== undefined && { partition }),
      },
      (metadata, error) => {
        entry.answers++;
        entry.partition = metadata.partition;
        entry.offset = metadata.offset;
        entry.error = error?.kind ?? null;
        entry.mayBeWritten = error?.mayBeWritten ?? false;
      },
    );
    await producer.whenUnblocked();
  }

  get acked(): Sent[] {
    return this.sent.filter(({ error, answers }) => answers > 0 && error === null);
  }

  /** What the records failed with, each kind once. */
  get errors(): string[] {
    return [...new Set(this.sent.flatMap(({ error }) => error ?? []))];
  }

  assertAllAcked(): void {
    assert.equal(this.acked.length, this.sent.length, `errors: ${this.errors.join(', ')}`);
  }

  assertAllAnswered(): void {
    const strange = this.sent.filter(({ answers }) => answers !== 1);
    assert.deepEqual(strange, [], 'every send is answered exactly once');
  }

  /**
   * Of a log that these records alone were written to: every record answered once; acked ⊆ log; nothing twice, nothing unknown; each
   * where its answer says, as it was sent; order kept; what surely failed is not there.
   */
  compare(log: readonly ConsumedRecord[]): void {
    this.assertAllAnswered();
    const inLog = this.#find(log);
    for (const { id, order, partition, offset } of this.acked) {
      const record = inLog.get(id);
      assert.ok(record, `${id} was acknowledged at ${partition}/${offset} and is lost`);
      assert.equal(record.partition, partition, id);
      if (offset >= 0) assert.equal(record.offset, offset, id);
      assert.equal(record.headers, `order=${order}`);
      assert.equal(record.timestampMs, firstTimestampMs + order);
    }
    for (const { id, error, mayBeWritten } of this.sent)
      if (error !== null && !mayBeWritten)
        assert.ok(!inLog.has(id), `${id} failed as never written, and is in the log`);
    const lastOrder = new Map<number, number>();
    for (const [id, { partition }] of inLog) {
      const order = Number(id.slice(this.#name.length + 1));
      assert.ok(order > (lastOrder.get(partition) ?? -1), `partition ${partition} is out of order at ${id}`);
      lastOrder.set(partition, order);
    }
  }

  /** Of records that were aborted, or of a producer that was fenced: all answered, and none of them in the log. */
  assertAbsentFrom(log: readonly ConsumedRecord[]): void {
    this.assertAllAnswered();
    const ids = new Set(this.sent.map(({ id }) => id));
    assert.deepEqual(log.map(idOf).filter(id => ids.has(id)), []); // prettier-ignore
  }

  /** By id, in the log's order. */
  #find(log: readonly ConsumedRecord[]): Map<string, ConsumedRecord> {
    const ids = new Set(this.sent.map(({ id }) => id));
    const inLog = new Map<string, ConsumedRecord>();
    for (const record of log) {
      const id = idOf(record);
      const where = `${record.partition}/${record.offset}`;
      assert.ok(ids.has(id), `${id} at ${where} was never sent`);
      assert.ok(!inLog.has(id), `${id} stands twice in the log, at ${where} too`);
      inLog.set(id, record);
    }
    return inLog;
  }
}

function idOf({ value }: ConsumedRecord): string {
  return String(value).split(' ')[0] as string;
}

/** Nothing is on the way: all memory is back, and what the producer counted is what the ledgers of its records say. */
export function assertQuiet(producer: BytesProducer, ...ledgers: readonly Ledger[]): void {
  const { pool, accumulator, totals } = producer;
  const sum = (count: (ledger: Ledger) => number): number => ledgers.reduce((all, ledger) => all + count(ledger), 0);
  const acked = sum(ledger => ledger.acked.length);
  assert.deepEqual(
    {
      freeBytes: pool.availableBytes,
      openBatches: accumulator.incomplete.size,
      acked: totals.ackedRecords,
      failed: totals.failedRecords,
    },
    { freeBytes: pool.totalMemory, openBatches: 0, acked, failed: sum(({ sent }) => sent.length) - acked },
  );
}
