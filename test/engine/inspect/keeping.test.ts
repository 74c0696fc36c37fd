import test from 'node:test';
import assert from 'node:assert/strict';
import { ByteRing } from '../../../engine/inspect/byteRing.ts';
import { History } from '../../../engine/inspect/history.ts';
import { HoldTracker } from '../../../engine/inspect/holds.ts';
import type { HeldStage } from '../../../engine/inspect/holds.ts';
import { LanePlaces } from '../../../engine/inspect/lanePlaces.ts';
import { RequestArchive } from '../../../engine/inspect/requestArchive.ts';
import { TransitionLog } from '../../../engine/inspect/transitionLog.ts';
import { ExactCells } from '../../../engine/inspect/views/exactCells.ts';
import { WallClock } from '../../../engine/inspect/wallClock.ts';
import type { Transition } from '../../../engine/snapshot/transition.ts';
import { MockTime } from '../../support/mockTime.ts';

const acked = (atMs: number, lane = 'orders-0'): Transition => ({
  type: 'batchEnded',
  atMs,
  lane,
  batchId: 1,
  end: 'acked',
  errorCode: 0,
  records: 10,
  bytes: 1_000,
  baseOffset: 0,
  attempts: 1,
  mayBeWritten: false,
});
const retried = (atMs: number): Transition => ({
  type: 'batchRetried',
  atMs,
  lane: 'orders-0',
  batchId: 1,
  errorCode: 6,
  attempts: 1,
  backoffMs: 100,
});
const answered = (atMs: number, latencyMs: number, node: number): Transition => ({
  type: 'requestEnded',
  atMs,
  requestId: 1,
  node,
  slot: 0,
  api: 0,
  latencyMs,
  end: 'answered',
  throttleMs: 0,
});

test('log: up to twenty common transitions a second stand alone, more are grouped by kind at the end of the second', () => {
  const log = new TransitionLog();
  for (let i = 0; i < 50; i++) log.note(acked(i, `orders-${i % 3}`), () => 5);
  for (let i = 0; i < 5; i++) log.note(answered(50 + i, 2 + i, i % 2), () => 5);
  assert.equal(log.take(false).entries.length, 20);
  log.endSecond(7);
  const { entries, dropped } = log.take(false);
  assert.deepEqual(
    entries.map(
      entry => entry.kind === 'grouped' && [entry.type, entry.count, entry.records, entry.lanes, entry.wallMs],
    ),
    [
      ['batchEnded', 30, 300, 3, 7_000],
      ['requestEnded', 5, 0, 0, 7_000],
    ],
  );
  const [batches, requests] = entries;
  assert.deepEqual(
    requests?.kind === 'grouped' && [requests.brokers, requests.slowestMs, requests.slowestNode],
    [2, 6, 0],
  );
  assert.equal(batches?.kind === 'grouped' && batches.brokers, 2);
  assert.equal(dropped, 0);
});

test('log: after a second with much in it the next is grouped from its start, and its counts are whole', () => {
  const log = new TransitionLog();
  for (let i = 0; i < 21; i++) log.note(acked(i), () => 0);
  log.endSecond(1);
  log.take(false);
  for (let i = 0; i < 30; i++) log.note(acked(i), () => 0);
  log.endSecond(2);
  const { entries } = log.take(false);
  assert.deepEqual(
    entries.map(entry => entry.kind === 'grouped' && entry.count),
    [30],
  );
  for (let i = 0; i < 3; i++) log.note(acked(i), () => 0);
  log.endSecond(3);
  for (let i = 0; i < 3; i++) log.note(acked(i), () => 0);
  assert.deepEqual(
    log.take(false).entries.map(({ kind }) => kind),
    ['grouped', 'single', 'single', 'single'],
  );
});

test('log: warnings are never grouped, whatever passes beside them', () => {
  const log = new TransitionLog();
  for (let i = 0; i < 100; i++) {
    log.note(acked(i), () => 0);
    log.note(retried(i), () => 0);
  }
  const singles = log.take(false).entries.filter(entry => entry.kind === 'single' && entry.warning);
  assert.equal(singles.length, 100);
});

test('log: it keeps 500 lines, and what nobody could see is counted', () => {
  const log = new TransitionLog();
  for (let second = 0; second < 6; second++) {
    for (let i = 0; i < 150; i++) log.note(retried(i), () => 0);
    log.endSecond(second);
  }
  const { entries, dropped } = log.take(false);
  assert.equal(entries.length, 500);
  assert.equal(dropped, 400);
  assert.equal(log.take(true).entries.length, 500);
  for (let i = 0; i < 1_000; i++) log.note(retried(i), () => 0);
  assert.equal(log.take(false).dropped, 800, 'a storm of warnings is bounded');
});

test('history: each acknowledgement counts in its own second, quiet seconds are zero, sixty are kept', () => {
  const history = new History(100);
  history.noteAcked(5);
  history.endSecond(101, false);
  history.noteAcked(7);
  history.noteHeld();
  history.endSecond(104, true);
  assert.deepEqual(history.take(true), [
    { second: 100, acked: 5, held: false },
    { second: 101, acked: 7, held: true },
    { second: 102, acked: 0, held: true },
    { second: 103, acked: 0, held: true },
  ]);
  assert.deepEqual(history.take(false), []);
  history.endSecond(1_000, false);
  assert.equal(history.take(true).length, 60);
});

test('holds: on after half a second, off after a second without, the nearest to the broker first', () => {
  const pool: HeldStage = { stage: 'pool', hold: { kind: 'poolFull', waiting: 3 } };
  const silent: HeldStage = { stage: 'inFlight', hold: { kind: 'brokerSilent', node: 2, silentMs: 1 } };
  const tracker = new HoldTracker();
  assert.equal(tracker.update([pool], 0), null);
  assert.equal(tracker.update([pool], 499), null);
  assert.equal(tracker.update([pool, silent], 500), pool);
  assert.equal(tracker.update([pool, silent], 1_000), silent);
  assert.equal(tracker.update([pool], 1_999), silent);
  assert.equal(tracker.update([pool], 2_000), pool);
  assert.equal(tracker.update([], 2_999), pool);
  assert.equal(tracker.update([], 3_000), null);
});

test('holds: one that is over gives way to what the verdict speaks of', () => {
  const silent: HeldStage = { stage: 'inFlight', hold: { kind: 'brokerSilent', node: 2, silentMs: 9_000 } };
  const leaderless: HeldStage = { stage: 'batches', hold: { kind: 'noLeader', lanes: 1 } };
  const tracker = new HoldTracker();
  for (const nowMs of [0, 600]) tracker.update([silent, leaderless], nowMs);
  assert.equal(tracker.markedBeside('batches'), silent, 'both are there: the nearest to the broker is marked');
  tracker.update([leaderless], 700);
  assert.equal(tracker.markedBeside('inFlight'), silent, 'its verdict lingers as it does');
  assert.equal(tracker.markedBeside('batches'), leaderless);
  tracker.update([], 800);
  assert.equal(tracker.markedBeside('failed'), null);
  assert.equal(tracker.markedBeside(null), silent);
});

test('holds: what is not there for a moment begins anew', () => {
  const held: HeldStage = { stage: 'pool', hold: { kind: 'poolFull', waiting: 3 } };
  const tracker = new HoldTracker();
  tracker.update([held], 0);
  tracker.update([], 400);
  tracker.update([held], 450);
  assert.equal(tracker.update([held], 900), null);
  assert.equal(tracker.update([held], 950), held);
});

test('exact cells: at once, and until half a second after the last that lived long; paused leaves no trace', () => {
  const cells = new ExactCells();
  assert.equal(cells.isExact('a', false, false, 0), false);
  assert.equal(cells.isExact('a', true, false, 250), true);
  assert.equal(cells.isExact('a', false, false, 749), true);
  assert.equal(cells.isExact('a', false, false, 750), false);
  assert.equal(cells.isExact('b', false, true, 750), true);
  assert.equal(cells.isExact('b', false, false, 751), false);
});

test('the byte ring gives back what it was given until it is overwritten, and never a mixture', () => {
  const ring = new ByteRing(100);
  const first = ring.write([Buffer.from('ab'), Buffer.from('cd')]);
  assert.equal(first && ring.read(first)?.toString(), 'abcd');
  const second = ring.write([Buffer.alloc(90, 'x')]);
  assert.equal(first && ring.read(first)?.toString(), 'abcd');
  const third = ring.write([Buffer.alloc(20, 'y')]);
  assert.equal(first && ring.read(first), null);
  assert.equal(second && ring.read(second), null);
  assert.equal(third && ring.read(third)?.toString(), 'y'.repeat(20));
  assert.equal(ring.write([Buffer.alloc(101)]), null);
});

test('requests: two thousand are kept, and the next takes the place of the oldest', () => {
  const archive = new RequestArchive();
  const send = (requestId: number): void =>
    archive.noteSent({
      type: 'requestSent',
      atMs: requestId,
      requestId,
      correlationId: requestId,
      node: 1,
      slot: 0,
      api: 0,
      version: 13,
      bytes: 100,
      batches: [],
    });
  for (let id = 0; id < 2_000; id++) send(id);
  assert.equal(archive.get(0)?.sentMs, 0);
  assert.equal(archive.get(2_000), null);
  send(2_000);
  assert.equal(archive.get(0), null);
  assert.equal(archive.get(2_000)?.sentMs, 2_000);
  archive.noteEnded({ ...answered(2_001, 1, 1), requestId: 0 } as Extract<Transition, { type: 'requestEnded' }>);
  assert.equal(archive.get(2_000)?.endedMs, null, 'the end of one that is forgotten is not taken for another');
});

test('wall clock: past engine times keep the clock of their own moment through a pause', () => {
  const time = new MockTime();
  const clock = new WallClock(time);
  const startWallMs = time.wallMilliseconds();
  const startMs = time.milliseconds();
  time.advance(1_000);
  clock.tick();
  time.jumpWallClock(60_000); // As after a pause of a minute.
  time.advance(10);
  clock.tick();
  assert.equal(clock.of(startMs + 500), startWallMs + 500);
  assert.equal(clock.of(time.milliseconds()), startWallMs + 61_010);
});

test('places: a partition that lost its leader and got another is marked as moved from the one it lost', () => {
  const places = new LanePlaces();
  const move = (from: number, to: number, atMs: number): void =>
    places.noteMove({ type: 'leaderChanged', atMs, lane: 'orders-4', from, to, epoch: 8 });
  move(2, -1, 0);
  assert.equal(places.lastLeader('orders-4'), 2);
  move(-1, 3, 2_000);
  assert.equal(places.movedFrom('orders-4', 3, 11_999), 2);
  assert.equal(places.movedFrom('orders-4', 3, 12_000), null);
  assert.deepEqual(
    places.movesSince(0).map(({ from, to }) => [from, to]),
    [
      [2, -1],
      [2, 3],
    ],
  );
});
