import assert from 'node:assert/strict';
import test from 'node:test';
import { nobody } from '../../../engine/client/clientObserver.ts';
import { Errors } from '../../../engine/common/errors.ts';
import type { ErrorName } from '../../../engine/common/errors.ts';
import { KafkaError } from '../../../engine/common/kafkaError.ts';
import { Lane } from '../../../engine/producer/lane.ts';
import { ProducerBatch } from '../../../engine/producer/producerBatch.ts';
import { RecordFuture } from '../../../engine/producer/recordFuture.ts';
import { incrementSequence } from '../../../engine/producer/sequence.ts';
import { TransactionManager } from '../../../engine/producer/transactionManager.ts';
import { compressionOf } from '../../../engine/record/compression.ts';
import { readBatchHeader } from '../../../engine/record/recordBatchReader.ts';
import type { Transition } from '../../../engine/snapshot/transition.ts';
import { serializedRecord } from '../../support/serializedRecord.ts';

const MAX = 2_147_483_647;

class Bench {
  readonly transitions: Transition[] = [];
  readonly manager = new TransactionManager({ ...nobody, on: transition => this.transitions.push(transition) });
  readonly orders = this.lane('orders', 0);
  readonly payments = this.lane('payments', 0);

  /** `epoch` null: without a producer id. */
  constructor(epoch: number | null = 0) {
    if (epoch !== null) this.manager.setProducerId({ producerId: 4000n, epoch }, 0);
  }

  lane(topic: string, partition: number): Lane {
    return new Lane(topic, partition, 0, { run: () => undefined });
  }

  batch(records = 1, lane = this.orders): ProducerBatch {
    const batch = new ProducerBatch({
      id: lane.nextBatchId(),
      lane,
      buffer: Buffer.alloc(65_536),
      compression: compressionOf('none'),
      compressionRatioEstimate: 1,
      nowMs: 0,
    });
    for (let i = 0; i < records; i++)
      batch.tryAppend(serializedRecord({ value: Buffer.alloc(100) }), new RecordFuture(), 0);
    return batch;
  }

  /** As the accumulator and the sender do it, up to the request. */
  drained(records = 1, lane = this.orders): ProducerBatch {
    const batch = this.batch(records, lane);
    assert.equal(this.manager.shouldStopDrain(batch), null);
    this.manager.assignSequence(batch);
    batch.close();
    return batch;
  }

  /** Back in the queue, as after an error that is retried. */
  requeued(batch: ProducerBatch): void {
    batch.reenqueued(0);
  }

  expire(batch: ProducerBatch): void {
    batch.completeExceptionally(() => new KafkaError('TimeoutException', 'expired'));
    this.manager.handleFailedBatch(batch, KafkaError.forCode(7), false);
    if (batch.isRetry) this.manager.markSequenceUnresolved(batch, 0);
  }

  canRetry(batch: ProducerBatch, name: ErrorName, logStartOffset = -1): boolean {
    const { code } = Errors.forName(name);
    return this.manager.canRetry({ error: KafkaError.forCode(code), code, logStartOffset }, batch);
  }

  /** The start of a pass. */
  pass(): void {
    this.manager.maybeResolveSequences();
    this.manager.maybeBumpEpoch(0, true);
  }

  get epoch(): number {
    return this.manager.producer.epoch;
  }
}

const numbers = (batch: ProducerBatch): readonly [epoch: number, sequence: number] => {
  const { producerEpoch, baseSequence } = readBatchHeader(batch.close());
  return [producerEpoch, baseSequence];
};

// ── numbering ────────────────────────────────────────────────────────────────────────────────────────────────────────

test('86 without a producer id nothing is drained', () => {
  const bench = new Bench(null);
  assert.equal(bench.manager.hasProducerId, false);
  assert.equal(bench.manager.shouldStopDrain(bench.batch()), 'noProducerId');
  bench.manager.setProducerId({ producerId: 0n, epoch: 0 }, 5);
  assert.equal(bench.manager.shouldStopDrain(bench.batch()), null);
  assert.deepEqual(bench.transitions, [{ type: 'producerIdAcquired', atMs: 5, producerId: '0', epoch: 0 }]);
});

test('127 the sequence grows by the records of a batch, for each partition by itself', () => {
  const bench = new Bench();
  assert.deepEqual(
    [3, 1, 2].map(records => bench.drained(records).baseSequence),
    [0, 3, 4],
  );
  assert.equal(bench.drained(1, bench.payments).baseSequence, 0);
  assert.deepEqual(bench.manager.sequences(bench.orders), { next: 6, lastAcked: -1, inFlight: 3 });
});

test('127 a batch that has its sequence keeps it when it is drained again', () => {
  const bench = new Bench();
  const first = bench.drained(2);
  bench.requeued(first);
  bench.manager.assignSequence(first);
  assert.deepEqual(
    [first.baseSequence, bench.manager.sequences(bench.orders)],
    [0, { next: 2, lastAcked: -1, inFlight: 1 }],
  );
});

test('a batch says on the wire whose it is', () => {
  const bench = new Bench(3);
  const header = readBatchHeader(bench.drained(2).close());
  assert.deepEqual([header.producerId, header.producerEpoch, header.baseSequence], [4000n, 3, 0]);
});

for (const [sequence, increment, expected] of [
  [0, 1, 1],
  [MAX, 1, 0],
  [MAX - 7, 10, 2],
  [MAX - 1, 1, MAX],
  [-1, 1, 0],
] as const)
  test(`126 row 39: ${sequence} and ${increment} is ${expected}`, () => {
    assert.equal(incrementSequence(sequence, increment), expected);
  });

test('126 row 39: a batch across the end of the numbers, and what follows it', () => {
  const bench = new Bench();
  bench.manager.setNextSequence(bench.orders, MAX - 1);
  const across = bench.drained(4);
  const after = bench.drained(2);
  assert.deepEqual([across.baseSequence, after.baseSequence], [MAX - 1, 2]);
  bench.manager.handleCompletedBatch(across, 10);
  assert.equal(bench.manager.sequences(bench.orders)?.lastAcked, 1);
  bench.manager.handleCompletedBatch(after, 14);
  assert.deepEqual(bench.manager.sequences(bench.orders), { next: 4, lastAcked: 3, inFlight: 0 });
});

test('126 row 39: of two batches to be retried the one before the end of the numbers goes first', () => {
  const bench = new Bench();
  bench.manager.setNextSequence(bench.orders, MAX - 1);
  const across = bench.drained(4);
  const after = bench.drained(2);
  bench.manager.removeInFlightBatch(across);
  bench.manager.addInFlightBatch(across); // As its split children are added.
  for (const batch of [after, across]) bench.requeued(batch);
  assert.deepEqual(
    [bench.manager.shouldStopDrain(across), bench.manager.shouldStopDrain(after)],
    [null, 'earlierRetryFirst'],
  );
});

test('126 row 39: a gap behind the end of the numbers is recognized', () => {
  const bench = new Bench();
  bench.manager.setNextSequence(bench.orders, MAX - 1);
  bench.manager.handleCompletedBatch(bench.drained(4), 10);
  bench.manager.handleCompletedBatch(bench.drained(2), 14);
  const next = bench.drained();
  assert.equal(next.baseSequence, 4);
  bench.canRetry(next, 'OUT_OF_ORDER_SEQUENCE_NUMBER');
  bench.pass();
  assert.equal(bench.epoch, 1);
});

// ── retries in order ─────────────────────────────────────────────────────────────────────────────────────────────────

test('109 while retries wait only the one with the lowest sequence may go', () => {
  const bench = new Bench();
  const [first, second] = [bench.drained(), bench.drained()];
  for (const batch of [second, first]) bench.requeued(batch);
  assert.deepEqual(
    [bench.manager.shouldStopDrain(first), bench.manager.shouldStopDrain(second)],
    [null, 'earlierRetryFirst'],
  );
  bench.manager.handleCompletedBatch(first, 0);
  assert.equal(bench.manager.shouldStopDrain(second), null);
});

test('115 a second batch that succeeds before the first does not hide it', () => {
  const bench = new Bench();
  const [first, second] = [bench.drained(), bench.drained()];
  bench.requeued(first);
  bench.manager.handleCompletedBatch(second, 8);
  assert.deepEqual(bench.manager.sequences(bench.orders), { next: 2, lastAcked: 1, inFlight: 1 });
  assert.equal(bench.manager.shouldStopDrain(first), null);
});

test('116 row 3: what is acknowledged late never moves the last acknowledged sequence back', () => {
  const bench = new Bench();
  const [first, second] = [bench.drained(), bench.drained()];
  bench.manager.handleCompletedBatch(second, 8);
  bench.manager.handleCompletedBatch(first, -1);
  assert.equal(bench.manager.sequences(bench.orders)?.lastAcked, 1);
});

test('114 children of a split take their places among the batches in flight', () => {
  const bench = new Bench();
  const [big, next] = [bench.drained(2), bench.drained()];
  bench.manager.removeInFlightBatch(big);
  const children = big.split(1, bench.orders.nextBatchId, compressionOf('none'), 1, 0);
  for (const child of [...children].reverse()) bench.manager.addInFlightBatch(child);
  assert.deepEqual(
    children.map(({ baseSequence }) => baseSequence),
    [0, 1],
  );
  assert.deepEqual(
    [...children, next].map(batch => bench.manager.shouldStopDrain(batch)),
    [null, 'earlierRetryFirst', 'earlierRetryFirst'],
  );
});

// ── errors of a numbered batch ───────────────────────────────────────────────────────────────────────────────────────

for (const { name, code, retriable } of Errors.all().filter(({ code }) => code !== 0 && code !== 45 && code !== 59))
  test(`row 45 row 46: ${name} (${code}) is ${retriable ? 'retried' : 'not retried'}, and its epoch stays`, () => {
    const bench = new Bench();
    assert.equal(bench.canRetry(bench.drained(), name as ErrorName), retriable);
    bench.pass();
    assert.equal(bench.epoch, 0);
  });

test('111 row 35: out of order for the very next batch is a gap in the log: new epoch, sequence 0', () => {
  const bench = new Bench();
  bench.manager.handleCompletedBatch(bench.drained(2), 0);
  const next = bench.drained(3);
  assert.equal(bench.canRetry(next, 'OUT_OF_ORDER_SEQUENCE_NUMBER'), true);
  bench.pass();
  assert.deepEqual(numbers(next), [1, 0]);
  assert.deepEqual(bench.manager.sequences(bench.orders), { next: 3, lastAcked: -1, inFlight: 1 });
  assert.equal(bench.transitions.filter(({ type }) => type === 'epochBumped').length, 1);
});

test('111 also for the very first batch of a partition', () => {
  const bench = new Bench();
  const first = bench.drained();
  assert.equal(bench.canRetry(first, 'OUT_OF_ORDER_SEQUENCE_NUMBER'), true);
  bench.pass();
  assert.deepEqual(numbers(first), [1, 0]);
});

test('row 36: out of order behind a batch that is being retried is not its own fault: same sequence again', () => {
  const bench = new Bench();
  const [first, second] = [bench.drained(), bench.drained()];
  assert.equal(bench.canRetry(first, 'NOT_LEADER_OR_FOLLOWER'), true);
  assert.equal(bench.canRetry(second, 'OUT_OF_ORDER_SEQUENCE_NUMBER'), true);
  bench.pass();
  assert.deepEqual([bench.epoch, first.baseSequence, second.baseSequence], [0, 0, 1]);
});

test('110 a batch that fails for good: those behind it are numbered anew under a new epoch', () => {
  const bench = new Bench();
  const [first, second, third] = [bench.drained(2), bench.drained(3), bench.drained(1)];
  assert.equal(bench.canRetry(first, 'MESSAGE_TOO_LARGE'), false);
  bench.manager.handleFailedBatch(first, KafkaError.forCode(10), true);
  for (const batch of [second, third]) assert.equal(bench.canRetry(batch, 'OUT_OF_ORDER_SEQUENCE_NUMBER'), true);
  bench.pass();
  assert.deepEqual(
    [numbers(second), numbers(third)],
    [
      [1, 0],
      [1, 3],
    ],
  );
  assert.equal(bench.drained().baseSequence, 4);
});

test('110 a failure whose retries are used up does not say that the batch was not written: no new epoch', () => {
  const bench = new Bench();
  bench.manager.handleFailedBatch(bench.drained(), KafkaError.forCode(7), false);
  bench.pass();
  assert.equal(bench.epoch, 0);
});

test('113 a batch answered with out of order after its sequence was reset is just sent again', () => {
  const bench = new Bench();
  const [first, second] = [bench.drained(), bench.drained()];
  bench.canRetry(first, 'OUT_OF_ORDER_SEQUENCE_NUMBER');
  bench.pass();
  assert.equal(bench.canRetry(second, 'OUT_OF_ORDER_SEQUENCE_NUMBER'), true);
  bench.pass();
  assert.deepEqual([bench.epoch, numbers(first), numbers(second)], [1, [1, 0], [1, 1]]);
});

test('112 another partition takes the new epoch with its next batch, once what it has in flight is done', () => {
  const bench = new Bench();
  const busy = bench.drained(2, bench.payments);
  bench.canRetry(bench.drained(), 'OUT_OF_ORDER_SEQUENCE_NUMBER');
  bench.pass();
  assert.deepEqual(numbers(busy), [0, 0], 'in flight under the old epoch');
  const waiting = bench.batch(1, bench.payments);
  assert.equal(bench.manager.shouldStopDrain(waiting), 'unresolvedSequence');
  assert.equal(bench.manager.shouldStopDrain(busy), null, 'a retry of the old epoch may go');
  bench.manager.handleCompletedBatch(busy, 0);
  assert.equal(bench.manager.shouldStopDrain(waiting), null);
  bench.manager.assignSequence(waiting);
  assert.deepEqual(numbers(waiting), [1, 0]);
});

test('130 a partition that had nothing in flight goes on under the new epoch', () => {
  const bench = new Bench();
  bench.manager.handleCompletedBatch(bench.drained(5, bench.payments), 0);
  bench.canRetry(bench.drained(), 'OUT_OF_ORDER_SEQUENCE_NUMBER');
  bench.pass();
  assert.deepEqual(numbers(bench.drained(1, bench.payments)), [1, 0]);
});

// ── UNKNOWN_PRODUCER_ID ──────────────────────────────────────────────────────────────────────────────────────────────

test('122 row 37: the broker forgot us because the log was cut beyond our last record: new epoch, sequence 0', () => {
  const bench = new Bench();
  bench.manager.handleCompletedBatch(bench.drained(2), 10);
  const [next, later] = [bench.drained(), bench.drained()];
  assert.equal(bench.canRetry(next, 'UNKNOWN_PRODUCER_ID', 12), true);
  bench.pass();
  assert.deepEqual(
    [numbers(next), numbers(later)],
    [
      [1, 0],
      [1, 1],
    ],
  );
});

test('123 an unknown log start says nothing: the same sequence again', () => {
  const bench = new Bench();
  const batch = bench.drained();
  assert.equal(bench.canRetry(batch, 'UNKNOWN_PRODUCER_ID', -1), true);
  bench.pass();
  assert.deepEqual(numbers(batch), [0, 0]);
});

test('124 batches behind the first that met it are retried without another epoch', () => {
  const bench = new Bench();
  bench.manager.handleCompletedBatch(bench.drained(), 10);
  const [next, later] = [bench.drained(), bench.drained()];
  bench.canRetry(next, 'UNKNOWN_PRODUCER_ID', 11);
  bench.pass();
  assert.equal(bench.canRetry(later, 'UNKNOWN_PRODUCER_ID', 11), true);
  bench.pass();
  assert.equal(bench.epoch, 1);
});

test('125 even where nothing was cut an idempotent producer goes on, under a new epoch', () => {
  const bench = new Bench();
  bench.manager.handleCompletedBatch(bench.drained(), 10);
  const next = bench.drained();
  assert.equal(bench.canRetry(next, 'UNKNOWN_PRODUCER_ID', 0), true);
  bench.pass();
  assert.deepEqual(numbers(next), [1, 0]);
});

// ── unresolved sequences ─────────────────────────────────────────────────────────────────────────────────────────────

test('117 what was never sent again leaves no doubt when it expires', () => {
  const bench = new Bench();
  bench.expire(bench.drained());
  assert.equal(bench.manager.hasUnresolvedSequence(bench.orders), false);
});

test('118 what was sent and expired leaves a doubt: nothing new of its partition is drained', () => {
  const bench = new Bench();
  const [first, second] = [bench.drained(), bench.drained()];
  bench.requeued(first);
  bench.expire(first);
  bench.manager.maybeResolveSequences();
  assert.deepEqual(
    [
      bench.manager.hasUnresolvedSequence(bench.orders),
      bench.manager.shouldStopDrain(bench.batch()),
      bench.manager.shouldStopDrain(second),
    ],
    [true, 'unresolvedSequence', null],
  );
  assert.deepEqual(bench.transitions.at(-1), {
    type: 'sequenceUnresolved',
    atMs: 0,
    lane: 'orders-0',
    nextSequence: 1,
  });
});

test('119 the batch behind it succeeds: so it was written, and all goes on under the same epoch', () => {
  const bench = new Bench();
  const [first, second] = [bench.drained(), bench.drained()];
  bench.requeued(first);
  bench.expire(first);
  bench.manager.handleCompletedBatch(second, 8);
  bench.pass();
  assert.deepEqual([bench.epoch, bench.manager.hasUnresolvedSequence(bench.orders)], [0, false]);
  assert.equal(bench.drained().baseSequence, 2);
});

test('119 its own late success resolves it as well', () => {
  const bench = new Bench();
  const first = bench.drained(3);
  bench.requeued(first);
  bench.expire(first);
  bench.manager.handleCompletedBatch(first, 0);
  bench.pass();
  assert.deepEqual([bench.epoch, bench.drained().baseSequence], [0, 3]);
});

test('120 the batch right behind it is out of order: it was not written, new epoch', () => {
  const bench = new Bench();
  const [first, second] = [bench.drained(), bench.drained()];
  bench.requeued(first);
  bench.expire(first);
  assert.equal(bench.canRetry(second, 'OUT_OF_ORDER_SEQUENCE_NUMBER'), true);
  bench.pass();
  assert.deepEqual([numbers(second), bench.manager.hasUnresolvedSequence(bench.orders)], [[1, 0], false]);
});

test('120 a batch further behind cannot tell: it is sent again as it is', () => {
  const bench = new Bench();
  const [first, second, third] = [bench.drained(), bench.drained(), bench.drained()];
  bench.requeued(first);
  bench.expire(first);
  assert.equal(bench.canRetry(third, 'OUT_OF_ORDER_SEQUENCE_NUMBER'), true);
  bench.pass();
  assert.deepEqual(
    [numbers(second), numbers(third)],
    [
      [0, 1],
      [0, 2],
    ],
  );
});

test('121 all that was sent expired: new epoch once nothing is in flight, and never an end', () => {
  const bench = new Bench();
  const batches = [bench.drained(), bench.drained()];
  for (const batch of batches) bench.requeued(batch);
  for (const batch of batches) {
    bench.pass();
    assert.equal(bench.epoch, 0);
    bench.expire(batch);
  }
  bench.pass();
  assert.deepEqual([bench.epoch, bench.manager.fatalError], [1, null]);
  assert.deepEqual(numbers(bench.drained()), [1, 0]);
});

test('118 of several doubts in a partition the furthest counts', () => {
  const bench = new Bench();
  const [first, second, third] = [bench.drained(), bench.drained(), bench.drained()];
  for (const batch of [first, second]) bench.requeued(batch);
  bench.expire(second);
  bench.expire(first);
  bench.canRetry(third, 'OUT_OF_ORDER_SEQUENCE_NUMBER');
  bench.pass();
  assert.equal(bench.epoch, 1);
});

test('120 a late success under the old epoch says nothing about the new one', () => {
  const bench = new Bench();
  bench.manager.handleCompletedBatch(bench.drained(500), 0);
  const lost = bench.drained();
  bench.requeued(lost);
  bench.expire(lost);
  bench.pass();
  assert.equal(bench.epoch, 1);
  bench.manager.handleCompletedBatch(lost, 500);
  assert.deepEqual(bench.manager.sequences(bench.orders), { next: 0, lastAcked: -1, inFlight: 0 });
  bench.canRetry(bench.drained(), 'OUT_OF_ORDER_SEQUENCE_NUMBER');
  bench.pass();
  assert.equal(bench.epoch, 2);
});

// ── epochs run out ───────────────────────────────────────────────────────────────────────────────────────────────────

test('row 39: the last epoch asks for a new id, and under it what is on its way starts at 0', () => {
  const bench = new Bench(32_767);
  bench.manager.handleCompletedBatch(bench.drained(), 0);
  const next = bench.drained();
  bench.canRetry(next, 'OUT_OF_ORDER_SEQUENCE_NUMBER');
  bench.pass();
  assert.equal(bench.manager.hasProducerId, false);
  assert.equal(bench.manager.shouldStopDrain(next), 'noProducerId');
  bench.manager.setProducerId({ producerId: 5000n, epoch: 0 }, 0);
  const header = readBatchHeader(next.close());
  assert.deepEqual([header.producerId, header.producerEpoch, header.baseSequence], [5000n, 0, 0]);
});

test('128 another partition finishes under the old id before it takes the new one', () => {
  const bench = new Bench(32_767);
  const busy = bench.drained(1, bench.payments);
  bench.canRetry(bench.drained(), 'OUT_OF_ORDER_SEQUENCE_NUMBER');
  bench.pass();
  bench.manager.setProducerId({ producerId: 5000n, epoch: 0 }, 0);
  bench.requeued(busy);
  assert.equal(bench.manager.shouldStopDrain(busy), null);
  assert.equal(readBatchHeader(busy.close()).producerId, 4000n);
  bench.manager.handleCompletedBatch(busy, 0);
  assert.equal(readBatchHeader(bench.drained(1, bench.payments).close()).producerId, 5000n);
});

test('row 39: trouble while the new id is on its way costs no epoch of it', () => {
  const bench = new Bench(32_767);
  bench.canRetry(bench.drained(), 'OUT_OF_ORDER_SEQUENCE_NUMBER');
  const busy = bench.drained(1, bench.payments);
  bench.pass();
  bench.canRetry(busy, 'OUT_OF_ORDER_SEQUENCE_NUMBER');
  bench.manager.setProducerId({ producerId: 5000n, epoch: 0 }, 0);
  bench.pass();
  assert.deepEqual(bench.manager.producer, { producerId: 5000n, epoch: 0 });
});

test('107 after a fatal error nothing is drained', () => {
  const bench = new Bench();
  bench.manager.transitionToFatalError(new KafkaError('ClusterAuthorizationException', 'no'));
  assert.equal(bench.manager.shouldStopDrain(bench.batch()), 'transaction');
});
