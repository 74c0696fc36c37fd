import assert from 'node:assert/strict';
import test from 'node:test';
import { PartitionTransactions } from '../../../engine/practice/partitionTransactions.ts';

function offsets(transactions: PartitionTransactions, from = 0, to = Infinity): readonly number[] {
  return transactions.abortedBetween(from, to).map(({ firstOffset }) => firstOffset);
}

test('the first unstable offset is that of the oldest transaction whose end is not yet in sync', () => {
  const transactions = new PartitionTransactions();
  assert.equal(transactions.firstUnstableOffset, undefined);
  transactions.appended(1n, 5);
  transactions.appended(2n, 8);
  transactions.appended(1n, 10);
  assert.equal(transactions.firstUnstableOffset, 5);
  transactions.ended(1n, 12, true);
  assert.equal(transactions.firstUnstableOffset, 5, 'the marker is not in sync');
  transactions.onHighWatermark(12);
  assert.equal(transactions.firstUnstableOffset, 5, 'still not: it lies at 12');
  transactions.onHighWatermark(13);
  assert.equal(transactions.firstUnstableOffset, 8);
  transactions.ended(2n, 13, false);
  transactions.onHighWatermark(14);
  assert.equal(transactions.firstUnstableOffset, undefined);
});

test('aborted transactions are named to whoever reads their records', () => {
  const transactions = new PartitionTransactions();
  for (const [producerId, first, marker, committed] of [
    [1n, 0, 3, false],
    [2n, 4, 6, true],
    [3n, 7, 9, false],
  ] as const) {
    transactions.appended(producerId, first);
    transactions.ended(producerId, marker, committed);
  }
  transactions.ended(9n, 10, false);
  assert.deepEqual(offsets(transactions), [0, 7]);
  assert.deepEqual(offsets(transactions, 3), [0, 7], 'its marker is at 3');
  assert.deepEqual(offsets(transactions, 4), [7]);
  assert.deepEqual(offsets(transactions, 0, 7), [0]);
  transactions.forgetBefore(4);
  assert.deepEqual(offsets(transactions), [7]);
});

test('a log cut short: what began behind the cut never was, what ended there is open again', () => {
  const transactions = new PartitionTransactions();
  transactions.appended(1n, 2);
  transactions.appended(2n, 4);
  transactions.ended(1n, 6, false);
  transactions.appended(3n, 7);
  transactions.truncateTo(6);
  assert.deepEqual(
    [1n, 2n, 3n].map(id => transactions.firstOffsetOf(id)),
    [2, 4, -1],
  );
  assert.equal(transactions.firstUnstableOffset, 2);
  assert.deepEqual(offsets(transactions), []);
  transactions.ended(1n, 6, true);
  transactions.onHighWatermark(7);
  assert.equal(transactions.firstUnstableOffset, 4);
});
