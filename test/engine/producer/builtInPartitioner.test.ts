import assert from 'node:assert/strict';
import test from 'node:test';
import type { MetadataSnapshot } from '../../../engine/client/metadataSnapshot.ts';
import type { Random } from '../../../engine/common/random.ts';
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import {
  BuiltInPartitioner,
  cumulativeFrequencies,
  partitionLoads,
} from '../../../engine/producer/builtInPartitioner.ts';
import type { PartitionLoads } from '../../../engine/producer/builtInPartitioner.ts';
import { snapshotOf } from '../../support/snapshots.ts';

/** Draws these numbers in turn, the last one for ever. */
function draws(...numbers: number[]): Random {
  const nextInt = (): number => (numbers.length > 1 ? (numbers.shift() as number) : (numbers[0] as number));
  return { nextInt, nextDouble: () => 0 };
}

function partitioner(
  random: Random,
  loads: PartitionLoads | null = null,
  { stickyBatchSize = 100, rack = null as string | null } = {},
): BuiltInPartitioner {
  return new BuiltInPartitioner({ topic: 'orders', stickyBatchSize, random, loads: () => loads, rack });
}

const three = snapshotOf({ orders: [1, 2, 1] });

test('39 a key goes to its hash over all partitions, whether they have a leader or not', () => {
  const vectors: [key: string | Buffer, partitions: number, partition: number][] = [
    ['21', 50, 40],
    ['foobar', 50, 16],
    ['a-little-bit-long-string', 12, 8],
    ['a-little-bit-longer-string', 50, 19],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', 50, 27],
    ['abc', 6, 3],
    ['', 12, 9],
    ['a', 7, 5],
    ['key', 50, 31],
    ['kafka', 6, 4],
    ['user-42', 3, 1],
    ['order-1001', 50, 28],
    ['0', 3, 2],
    ['1', 12, 3],
    ['héllo', 12, 6],
    ['日本語', 50, 20],
    [Buffer.from('00', 'hex'), 50, 38],
    [Buffer.from('ff', 'hex'), 50, 13],
    [Buffer.from('00010203', 'hex'), 12, 4],
    [Buffer.from('ffffffff', 'hex'), 50, 29],
    [Buffer.from('8000000000', 'hex'), 50, 21],
  ];
  for (const [key, partitions, partition] of vectors)
    assert.equal(BuiltInPartitioner.partitionForKey(Buffer.from(key), partitions), partition, String(key));
});

test('29 the sticky partition stays until batch.size bytes went there', () => {
  const sticky = partitioner(draws(1, 2));
  assert.equal(sticky.peek(three), 1);
  assert.equal(sticky.update(60, three, true), false);
  assert.equal(sticky.update(39, three, true), false);
  assert.equal(sticky.peek(three), 1);
  assert.equal(sticky.producedBytes, 99);
  assert.equal(sticky.update(1, three, true), true);
  assert.equal(sticky.peek(three), 2);
  assert.equal(sticky.producedBytes, 0, 'counting begins anew');
});

test('30 it is bytes that count, not batches: one large record is enough, many small batches are not', () => {
  const sticky = partitioner(draws(0, 1, 2));
  sticky.peek(three);
  for (let batch = 0; batch < 9; batch++) assert.equal(sticky.update(11, three, true), false);
  assert.equal(sticky.update(11, three, true), true);
  assert.equal(sticky.update(500, three, true), true);
});

test('31 with one partition it always is that one', () => {
  const one = snapshotOf({ orders: [1] });
  const sticky = partitioner(seededRandom(31));
  for (let i = 0; i < 10; i++) {
    assert.equal(sticky.peek(one), 0);
    sticky.update(100, one, true);
  }
});

test('32 partitions without a leader are avoided', () => {
  const snapshot = snapshotOf({ orders: [-1, 1, -1, 1] });
  const sticky = partitioner(seededRandom(32));
  const seen = new Set<number>();
  for (let i = 0; i < 50; i++) {
    seen.add(sticky.peek(snapshot));
    sticky.update(100, snapshot, true);
  }
  assert.deepEqual([...seen].sort(), [1, 3]);
});

test('33 when no partition has a leader, any is used', () => {
  const snapshot = snapshotOf({ orders: [-1, -1, -1] }, { nodes: [1] });
  assert.equal(partitioner(draws(5)).peek(snapshot), 2);
});

test('34 a partition is drawn the less often the longer its queue: sizes 2, 0, 5', () => {
  const loads = partitionLoads([0, 1, 2], [2, 0, 5], false);
  assert.deepEqual(cumulativeFrequencies([2, 0, 5]), [4, 10, 11]);
  assert.ok(loads);
  const drawn = Array.from({ length: 12 }, (_, w) => partitioner(draws(w), loads).peek(three));
  assert.deepEqual(drawn, [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 0]);
});

test('34 partition numbers come from the table, not from the place in it', () => {
  const loads = partitionLoads([1, 2], [3, 0], false);
  assert.deepEqual(
    [0, 1, 4].map(w => partitioner(draws(w), loads).peek(three)),
    [1, 2, 2],
  );
});

test('35 queues of equal length are chosen from evenly, unless some were left out', () => {
  assert.equal(partitionLoads([0, 1, 2], [4, 4, 4], false), null);
  assert.equal(partitionLoads([], [], false), null);
  assert.deepEqual(partitionLoads([0, 2], [4, 4], true), { partitions: [0, 2], queueSizes: [4, 4] });
});

test('35 over many turns every available partition gets its share', () => {
  const seed = 35;
  console.log(`seed ${seed}`);
  const sticky = partitioner(seededRandom(seed));
  const turns = [0, 0, 0];
  for (let i = 0; i < 3000; i++) {
    const partition = sticky.peek(three);
    turns[partition] = (turns[partition] as number) + 1;
    sticky.update(100, three, true);
  }
  assert.ok(
    turns.every(count => count > 900 && count < 1100),
    String(turns),
  );
});

test('37 a sticky batch size of 0 is refused', () => {
  assert.throws(() => partitioner(draws(0), null, { stickyBatchSize: 0 }), {
    kind: 'IllegalArgumentException',
    message: /not 0/,
  });
});

test('38 it does not move on in the middle of a batch, before twice batch.size', () => {
  const sticky = partitioner(draws(1, 2));
  sticky.peek(three);
  assert.equal(sticky.update(150, three, false), false);
  assert.equal(sticky.update(49, three, false), false);
  assert.equal(sticky.peek(three), 1);
  assert.equal(sticky.update(1, three, false), true);
  assert.equal(sticky.peek(three), 2);
});

test('38 a switch put off happens with 0 bytes as soon as it may', () => {
  const sticky = partitioner(draws(1, 2));
  sticky.peek(three);
  sticky.update(150, three, false);
  assert.equal(sticky.update(0, three, true), true);
  assert.equal(sticky.peek(three), 2);
});

// KIP-1123. Nodes 1 and 2 stand in rack a, 3 in rack b, 4 in none.
const racked = snapshotOf({ orders: [1, 3, 2, 4, -1, 3] }, { racks: { 1: 'a', 2: 'a', 3: 'b' } });

function drawnFrom(snapshot: MetadataSnapshot, rack: string | null, loads: PartitionLoads | null = null): number[] {
  const drawn = Array.from({ length: 60 }, (_, n) => partitioner(draws(n), loads, { rack }).peek(snapshot));
  return [...new Set(drawn)].sort();
}

test('32 33 a rack-aware producer prefers leaders in its rack, by the exact name; without any, all that are available', () => {
  assert.deepEqual(drawnFrom(racked, 'a'), [0, 2]);
  assert.deepEqual(drawnFrom(racked, 'b'), [1, 5]);
  for (const rack of ['A', 'c', '', null]) assert.deepEqual(drawnFrom(racked, rack), [0, 1, 2, 3, 5], String(rack));
  const leaderless = snapshotOf({ orders: [-1, -1] }, { nodes: [1], racks: { 1: 'a' } });
  assert.deepEqual(drawnFrom(leaderless, 'a'), [0, 1], 'then the rack does not count');
});

test('34 with queues to compare, those of the rack are weighed among themselves', () => {
  const loads: PartitionLoads = { partitions: [0, 1, 2, 3, 5], queueSizes: [2, 0, 3, 0, 9] };
  const drawn = Array.from({ length: 6 }, (_, w) => partitioner(draws(w), loads, { rack: 'a' }).peek(racked));
  assert.deepEqual(drawn, [0, 0, 2, 0, 0, 2], 'sizes 2 and 3: weights 2 and 1, whatever the 9 of another rack');
  assert.deepEqual(drawnFrom(racked, 'c', loads), [0, 1, 2, 3, 5]);
});
