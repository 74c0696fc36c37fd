// The oracle itself: it must see what it is there to see.
import test from 'node:test';
import assert from 'node:assert/strict';
import type { ConsumedRecord } from './kcat.ts';
import { assertQuiet, Ledger } from './ledger.ts';
import type { BytesProducer } from './ledger.ts';

type Callback = (metadata: object, error: object | null) => void;

/** Answers each record as told: at once in partition 0 at the next offset, or with an error, or not at all. */
function producerThat(answers: (order: number, callback: Callback) => void): BytesProducer {
  let order = 0;
  const send = (_record: unknown, callback: Callback): void => answers(order++, callback);
  return { send, whenUnblocked: () => null } as unknown as BytesProducer;
}

const acknowledging = (): BytesProducer => producerThat((offset, callback) => callback({ partition: 0, offset }, null));

async function ledgerOf(count: number, producer = acknowledging(), name = 'id'): Promise<Ledger> {
  const ledger = new Ledger(name);
  for (let n = 0; n < count; n++) await ledger.send(producer, 'orders');
  return ledger;
}

function inLog(order: number): ConsumedRecord {
  const value = Buffer.from(`id-${order} `);
  const timestampMs = 1_700_000_000_000 + order;
  return { partition: 0, offset: order, timestampMs, key: null, value, headers: `order=${order}` };
}

test('a lost, a doubled, a misplaced, a reordered, a changed and an unknown record are all seen', async () => {
  const ledger = await ledgerOf(3);
  const log = [0, 1, 2].map(inLog);
  ledger.compare(log);
  ledger.assertAllAcked();
  assert.throws(() => ledger.compare(log.slice(0, 2)), /id-2 was acknowledged at 0\/2 and is lost/);
  assert.throws(() => ledger.compare([...log, inLog(2)]), /id-2 stands twice/);
  assert.throws(() => ledger.compare([inLog(0), inLog(1), { ...inLog(2), partition: 1 }]), /id-2/);
  assert.throws(() => ledger.compare([inLog(1), inLog(0), inLog(2)]), /out of order/);
  assert.throws(() => ledger.compare([inLog(0), inLog(1), { ...inLog(2), headers: '' }]));
  assert.throws(() => ledger.compare([...log, inLog(3)]), /id-3 at 0\/3 was never sent/);
});

test('a record without an answer, with two, and one that failed for sure and is there are seen', async () => {
  const silent = await ledgerOf(
    1,
    producerThat(() => undefined),
  );
  assert.throws(() => silent.compare([]), /answered exactly once/);
  const twice = await ledgerOf(
    1,
    producerThat((offset, callback) => {
      callback({ partition: 0, offset }, null);
      callback({ partition: 0, offset }, null);
    }),
  );
  assert.throws(() => twice.compare([inLog(0)]), /answered exactly once/);
  for (const mayBeWritten of [true, false]) {
    const error = { kind: 'TimeoutException', mayBeWritten };
    const failed = await ledgerOf(1, producerThat((_, callback) => callback({ partition: 0, offset: -1 }, error))); // prettier-ignore
    failed.compare([]);
    assert.throws(() => failed.assertAllAcked(), /errors: TimeoutException/);
    if (mayBeWritten) failed.compare([inLog(0)]);
    else assert.throws(() => failed.compare([inLog(0)]), /id-0 failed as never written, and is in the log/);
  }
});

test('an aborted record that can be read is seen', async () => {
  const dropped = await ledgerOf(2);
  const other = await ledgerOf(2, acknowledging(), 'other');
  other.assertAbsentFrom([inLog(0), inLog(1)]);
  assert.throws(() => dropped.assertAbsentFrom([inLog(1)]), /id-1/);
});

test('memory that is not back, an open batch and a wrong count are seen', async () => {
  const ledger = await ledgerOf(2);
  const quiet = {
    pool: { availableBytes: 10, totalMemory: 10 },
    accumulator: { incomplete: new Set() },
    totals: { ackedRecords: 2, failedRecords: 0 },
  };
  const check = (change: object): void => assertQuiet({ ...quiet, ...change } as unknown as BytesProducer, ledger);
  check({});
  assert.throws(() => check({ pool: { availableBytes: 9, totalMemory: 10 } }), /freeBytes/);
  assert.throws(() => check({ accumulator: { incomplete: new Set([1]) } }), /openBatches/);
  assert.throws(() => check({ totals: { ackedRecords: 1, failedRecords: 0 } }), /acked/);
  assert.throws(() => check({ totals: { ackedRecords: 2, failedRecords: 1 } }), /failed/);
});
