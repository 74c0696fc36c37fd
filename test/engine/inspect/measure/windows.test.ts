import test from 'node:test';
import assert from 'node:assert/strict';
import { Flow } from '../../../../engine/inspect/measure/flow.ts';
import { PassedRecords } from '../../../../engine/inspect/measure/passed.ts';
import { QuantileWindow } from '../../../../engine/inspect/measure/quantiles.ts';
import { Rates } from '../../../../engine/inspect/measure/rates.ts';
import { SlicedSums } from '../../../../engine/inspect/measure/slicedSums.ts';

test('a sliding sum forgets what is older than its window, a slice at a time', () => {
  const sums = new SlicedSums(1, 100, 10);
  for (let ms = 0; ms < 2_000; ms += 10) sums.add(0, 1, ms);
  assert.ok(Math.abs(sums.sum(0, 1_999.99) - 100) < 0.01);
  assert.ok(Math.abs(sums.sum(0, 2_450) - 55) < 1e-9);
  assert.equal(sums.sum(0, 3_100), 0);
});

test('the oldest slice counts by the part of it that is inside', () => {
  const sums = new SlicedSums(1, 100, 10);
  sums.add(0, 8, 50);
  assert.equal(sums.sum(0, 1_025), 6);
  assert.equal(sums.sum(0, 1_050), 4);
});

test('an interval is spread over the slices it lies in; a window never holds more than its length', () => {
  const sums = new SlicedSums(1, 100, 10);
  sums.addInterval(0, 950, 1_250);
  assert.equal(sums.sum(0, 1_250), 300);
  assert.equal(sums.sum(0, 1_300, 100), 50);
  const long = new SlicedSums(1, 100, 10);
  long.addInterval(0, 0, 10_000);
  assert.equal(long.sum(0, 10_000), 1_000);
});

test('many short steps come to what the whole interval is, also across slices and after a look', () => {
  const whole = new SlicedSums(2, 100, 10);
  const steps = new SlicedSums(2, 100, 10);
  whole.addInterval(1, 3, 2_743);
  for (let ms = 3; ms < 2_743; ms += 4) {
    steps.addInterval(1, ms, Math.min(2_743, ms + 4));
    if (ms % 7 === 0) steps.sum(1, ms + 4);
  }
  for (const nowMs of [2_743, 2_799, 2_800, 3_000, 3_650])
    assert.ok(Math.abs(whole.sum(1, nowMs) - steps.sum(1, nowMs)) < 1e-6, `at ${nowMs}`);
  assert.equal(steps.sum(0, 2_743), 0);
});

test('fields do not touch each other, and engine times may be large and fractional', () => {
  const sums = new SlicedSums(3, 125, 8);
  sums.add(0, 1, 1_234_567_890.5);
  sums.add(2, 5, 1_234_567_890.7);
  assert.deepEqual(
    [0, 1, 2].map(field => sums.sum(field, 1_234_567_900)),
    [1, 0, 5],
  );
});

test('quantiles: equal values answer exactly, others within a bucket of 8 %', () => {
  const window = new QuantileWindow(5_000);
  for (let i = 0; i < 100; i++) window.add(2.6, 1, i);
  assert.ok(Math.abs((window.median(100) ?? 0) - 2.6) < 1e-9);
  const spread = new QuantileWindow(5_000);
  for (let ms = 1; ms <= 1_000; ms++) spread.add(ms, 1, 0);
  const [p50 = null, p99 = null] = spread.quantiles(0, 0.5, 0.99);
  assert.ok(Math.abs((p50 ?? 0) / 500 - 1) < 0.08, String(p50));
  assert.ok(Math.abs((p99 ?? 0) / 990 - 1) < 0.08, String(p99));
});

test('quantiles: weights count, zero is a time too, and an empty window has none', () => {
  const window = new QuantileWindow(5_000);
  window.add(0, 99, 0);
  window.add(50, 1, 0);
  assert.equal(window.median(0), 0);
  assert.equal(window.quantiles(0, 0.999)[0], 50);
  assert.equal(window.median(6_000), null);
});

test('the records of a batch are spread evenly from its creation to its last append', () => {
  const passed = new PassedRecords();
  passed.noteBatch({ records: 101, createdMs: 0, lastAppendMs: 100, endedMs: 200, inFlightMs: 50 });
  const { p50Ms, batchesMs, inFlightMs } = passed.times(200);
  assert.ok(Math.abs((p50Ms ?? 0) - 150) < 15, String(p50Ms));
  assert.ok(Math.abs((batchesMs ?? 0) - 100) < 15, String(batchesMs));
  assert.equal(inFlightMs, 50);
});

test('at speed each batch is counted at one point of its spread: all together come to the same', () => {
  const passed = new PassedRecords();
  for (let i = 0; i < 1_000; i++)
    passed.noteBatch({ records: 10, createdMs: 0, lastAppendMs: 100, endedMs: 200, inFlightMs: 50 });
  const { p50Ms, p99Ms, batchesMs } = passed.times(200);
  assert.ok(Math.abs((p50Ms ?? 0) - 150) < 15, String(p50Ms));
  assert.ok(Math.abs((p99Ms ?? 0) - 200) < 15, String(p99Ms));
  assert.ok(Math.abs((batchesMs ?? 0) - 100) < 15, String(batchesMs));
});

test('waits before the append count into the time from send() on', () => {
  const passed = new PassedRecords();
  passed.noteBatch({ records: 1, createdMs: 0, lastAppendMs: 0, endedMs: 10, inFlightMs: 4 });
  passed.notePoolWait(30, 10);
  passed.noteMetadataWait(20, 1, 10);
  assert.ok(Math.abs((passed.times(10).p50Ms ?? 0) - 60) < 1e-6);
});

test('rates are what a counter gained over a second, from its oldest reading at first', () => {
  const rates = new Rates();
  const sample = (atMs: number, sent: number) => ({
    atMs,
    sent,
    acked: 0,
    byKey: 0,
    sticky: 0,
    explicit: 0,
    roundRobin: 0,
    requests: 0,
  });
  rates.add(sample(0, 1_000));
  assert.equal(rates.perSecond('sent'), 0);
  rates.add(sample(100, 1_050));
  assert.equal(rates.perSecond('sent'), 500);
  for (let ms = 200; ms <= 3_000; ms += 100) rates.add(sample(ms, 1_050 + ms * 2));
  assert.equal(Math.round(rates.perSecond('sent')), 2_000);
  rates.add(sample(3_000, 9_999_999));
  assert.equal(Math.round(rates.perSecond('sent')), 2_000, 'engine time stands still');
});

test('flow: busy shares are time-weighted, whatever the number of requests', () => {
  const flow = new Flow(0);
  let requestId = 0;
  for (let ms = 0; ms < 3_000; ms += 10) {
    const batches = [['orders-0', requestId] as const];
    flow.noteDrained({
      type: 'batchDrained',
      atMs: ms,
      lane: 'orders-0',
      batchId: requestId,
      node: 1,
      baseSequence: 0,
      records: 5,
      bytes: 700,
    });
    flow.noteSent({
      type: 'requestSent',
      atMs: ms,
      requestId,
      correlationId: requestId,
      node: 1,
      slot: 0,
      api: 0,
      version: 13,
      bytes: 800,
      batches,
    });
    flow.noteEnded({
      type: 'requestEnded',
      atMs: ms + 4,
      requestId: requestId++,
      node: 1,
      slot: 0,
      api: 0,
      latencyMs: 4,
      end: 'answered',
      throttleMs: 0,
    });
  }
  const slot = flow.slot(1, 0, null, 3_000);
  assert.ok(Math.abs((slot?.busyShare ?? 0) - 0.4) < 0.01, String(slot?.busyShare));
  assert.ok(Math.abs((slot?.perSecond ?? 0) - 100) < 1.5, String(slot?.perSecond));
  assert.deepEqual([slot?.meanBytes, flow.cell('orders-0', 1, 0, null, 3_000)?.meanBytes], [800, 700]);
  assert.equal(flow.cell('orders-0', 2, 0, null, 3_000), null, 'it was another broker');
  assert.equal(flow.slot(1, 0, null, 4_200), null);
});

test('flow: closings of the last second, reasons of the last two', () => {
  const flow = new Flow(0);
  const close = (atMs: number, closedBy: 'linger' | 'full', bytes: number): void =>
    flow.noteClosed({
      type: 'batchClosed',
      atMs,
      lane: 'orders-0',
      batchId: 0,
      closedBy,
      records: 10,
      bytes,
      ageMs: 5,
    });
  for (let ms = 2_000; ms < 3_000; ms += 100) close(ms, 'full', 16_000);
  for (let ms = 3_000; ms < 4_000; ms += 50) close(ms, 'linger', 4_000);
  const means = flow.closings('orders-0', 4_000);
  assert.deepEqual([means?.bytes, means?.records, Math.round(means?.perSecond ?? 0)], [4_000, 10, 20]);
  const usual = flow.usualReason('orders-0', 4_000);
  assert.equal(usual?.closedBy, 'linger');
  assert.ok(Math.abs((usual?.share ?? 0) - 2 / 3) < 1e-9);
  assert.equal(flow.closings('orders-0', 5_500), null);
});
