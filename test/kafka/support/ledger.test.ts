// The oracle itself: it must see what it is there to see.
import test from 'node:test';
import assert from 'node:assert/strict';
import type { ConsumedRecord } from './kcat.ts';
import { Ledger } from './ledger.ts';

/** Acknowledges each record at once, in partition 0 at the next offset. */
function acknowledging(): Parameters<Ledger['send']>[0] {
  let offset = 0;
  const send = (_record: unknown, callback: (metadata: object, error: null) => void): void =>
    callback({ partition: 0, offset: offset++ }, null);
  return { send, whenUnblocked: () => null } as unknown as Parameters<Ledger['send']>[0];
}

function inLog(order: number): ConsumedRecord {
  const value = Buffer.from(`id-${order} `);
  const timestampMs = 1_700_000_000_000 + order;
  return { partition: 0, offset: order, timestampMs, key: null, value, headers: `order=${order}` };
}

test('a lost, a doubled, a misplaced, a reordered and a changed record are all seen', async () => {
  const ledger = new Ledger();
  const producer = acknowledging();
  for (let n = 0; n < 3; n++) await ledger.send(producer, 'orders', null);
  const log = [0, 1, 2].map(inLog);
  ledger.compare(log);
  assert.throws(() => ledger.compare(log.slice(0, 2)), /id-2 was acknowledged at 0\/2 and is lost/);
  assert.throws(() => ledger.compare([...log, inLog(2)]), /id-2 stands twice/);
  assert.throws(() => ledger.compare([inLog(0), inLog(1), { ...inLog(2), partition: 1 }]), /id-2/);
  assert.throws(() => ledger.compare([inLog(1), inLog(0), inLog(2)]), /out of order/);
  assert.throws(() => ledger.compare([inLog(0), inLog(1), { ...inLog(2), headers: '' }]));
});
