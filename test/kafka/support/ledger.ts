// The oracle: what was sent and what came of it, kept outside the engine, compared with what is in the log afterwards.
import assert from 'node:assert/strict';
import type { KafkaProducer } from '../../../engine/producer/kafkaProducer.ts';
import type { ConsumedRecord } from './kcat.ts';

export interface Sent {
  readonly id: string;
  readonly order: number;
  partition: number;
  offset: number;
  error: string | null;
  mayBeWritten: boolean;
  answers: number;
}

type BytesProducer = KafkaProducer<Uint8Array | null, Uint8Array | null>;

/** Sends records whose value is their id, and notes every answer. */
export class Ledger {
  readonly sent: Sent[] = [];

  async send(producer: BytesProducer, topic: string, key: string | null, padding = 0): Promise<void> {
    const order = this.sent.length;
    const entry: Sent = {
      id: `id-${order}`,
      order,
      partition: -1,
      offset: -1,
      error: null,
      mayBeWritten: false,
      answers: 0,
    };
    this.sent.push(entry);
    const value = Buffer.from(`${entry.id} ${'.'.repeat(padding)}`);
    producer.send(
      {
        topic,
        key: key === null ? null : Buffer.from(key),
        value,
        headers: [{ key: 'order', value: Buffer.from(String(order)) }],
        timestampMs: 1_700_000_000_000 + order,
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

  /** Every record answered once; acked ⊆ log; nothing twice; each where its answer says; order kept; what surely failed is not there. */
  compare(log: readonly ConsumedRecord[]): void {
    assert.deepEqual(
      this.sent.filter(({ answers }) => answers !== 1),
      [],
      'every send is answered exactly once',
    );
    const inLog = new Map<string, ConsumedRecord>();
    for (const record of log) {
      const id = String(record.value).split(' ')[0] as string;
      assert.ok(!inLog.has(id), `${id} stands twice in the log, at ${record.partition}/${record.offset} too`);
      inLog.set(id, record);
    }
    for (const { id, order, partition, offset } of this.acked) {
      const record = inLog.get(id);
      assert.ok(record, `${id} was acknowledged at ${partition}/${offset} and is lost`);
      assert.equal(record.partition, partition, id);
      if (offset >= 0) assert.equal(record.offset, offset, id);
      assert.equal(record.headers, `order=${order}`);
      assert.equal(record.timestampMs, 1_700_000_000_000 + order);
    }
    for (const { id, error, mayBeWritten } of this.sent)
      if (error !== null && !mayBeWritten)
        assert.ok(!inLog.has(id), `${id} failed as never written, and is in the log`);
    const lastOrder = new Map<number, number>();
    for (const { partition, value } of log) {
      const order = Number(String(value).split(' ')[0]?.slice(3));
      assert.ok(order > (lastOrder.get(partition) ?? -1), `partition ${partition} is out of order at id-${order}`);
      lastOrder.set(partition, order);
    }
  }
}
