import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom } from '../../../engine/common/seededRandom.ts';
import { BatchLedger, LaneLedger } from '../../../engine/producer/laneLedger.ts';
import type { BlockedBy, LedgerAccount } from '../../../engine/snapshot/words.ts';

const spent = (view: Record<LedgerAccount, number>): Partial<Record<LedgerAccount, number>> =>
  Object.fromEntries(Object.entries(view).filter(([, ms]) => ms > 0));
const sum = (view: Record<LedgerAccount, number>): number => Object.values(view).reduce((total, ms) => total + ms, 0);

test('a batch that waits books each moment to what its lane waits for', () => {
  const lane = new LaneLedger(100);
  const batch = new BatchLedger(lane, 100);
  lane.block('noLeader', 105);
  lane.block('backoff', 125);
  lane.unblock('waitingForPass', 128);
  batch.leaveQueue(lane, 130);
  batch.addInFlight(40);
  assert.deepEqual(spent(batch.view(lane, 1000, null)), {
    linger: 5,
    waitingForLeader: 20,
    backoff: 3,
    waitingForPass: 2,
    inFlight: 40,
  });
});

test('a batch behind another waits for the same, from when it came', () => {
  const lane = new LaneLedger(0);
  lane.block('muted', 10);
  const second = new BatchLedger(lane, 15);
  lane.unblock('linger', 20);
  assert.deepEqual(spent(second.view(lane, 24, null)), { muted: 5, linger: 4 });
});

test('what a lane waited for before and after a batch was in its queue is not booked to it', () => {
  const lane = new LaneLedger(0);
  const batch = new BatchLedger(lane, 10);
  batch.leaveQueue(lane, 12);
  lane.block('nodeNotReady', 12);
  batch.addInFlight(8);
  batch.enterQueue(lane, 20);
  lane.block('backoff', 20);
  assert.deepEqual(spent(batch.view(lane, 27, null)), { linger: 2, inFlight: 8, backoff: 7 });
});

test('a request that is not answered yet counts up to now', () => {
  const lane = new LaneLedger(0);
  const batch = new BatchLedger(lane, 0);
  batch.leaveQueue(lane, 3);
  assert.deepEqual(spent(batch.view(lane, 10, 3)), { linger: 3, inFlight: 7 });
});

test('every reason has its account', () => {
  const accounts: Record<BlockedBy, LedgerAccount> = {
    noLeader: 'waitingForLeader',
    nodeNotReady: 'waitingForConnection',
    backoff: 'backoff',
    muted: 'muted',
    unresolvedSequence: 'waitingForSequence',
    throttle: 'throttled',
    transaction: 'waitingForSequence',
    maxInFlight: 'waitingForSlot',
    earlierRetryFirst: 'waitingForSequence',
    firstAnswer: 'waitingForSequence',
    noProducerId: 'waitingForSequence',
    metadataFirst: 'waitingForPass',
  };
  for (const [reason, account] of Object.entries(accounts)) {
    const lane = new LaneLedger(0);
    const batch = new BatchLedger(lane, 0);
    lane.block(reason as BlockedBy, 0);
    assert.deepEqual(spent(batch.view(lane, 9, null)), { [account]: 9 }, reason);
  }
});

test('since when a lane is blocked does not move while the reason stays', () => {
  const lane = new LaneLedger(0);
  lane.block('backoff', 5);
  lane.block('backoff', 9);
  assert.deepEqual([lane.blockedBy, lane.blockedSinceMs], ['backoff', 5]);
  lane.unblock('linger', 12);
  lane.unblock('linger', 15);
  assert.deepEqual([lane.blockedBy, lane.blockedSinceMs], [null, 12]);
});

test('each moment of a life is in exactly one account: the sum is the age, whatever happens', () => {
  const seed = 9;
  console.log(`seed ${seed}`);
  const random = seededRandom(seed);
  const reasons = ['noLeader', 'nodeNotReady', 'backoff', 'muted', 'throttle', 'maxInFlight', 'noProducerId'] as const;
  for (let run = 0; run < 200; run++) {
    let nowMs = 1000;
    const lane = new LaneLedger(nowMs - 50);
    const bornMs = nowMs;
    const batch = new BatchLedger(lane, nowMs);
    let sentMs: number | null = null;
    for (let i = 0; i < 30; i++) {
      nowMs += random.nextInt() % 10;
      const choice = random.nextInt() % 4;
      if (choice === 0) lane.block(reasons[random.nextInt() % reasons.length] ?? 'backoff', nowMs);
      else if (choice === 1) lane.unblock(random.nextDouble() < 0.5 ? 'linger' : 'waitingForPass', nowMs);
      else if (sentMs === null) {
        batch.leaveQueue(lane, nowMs);
        sentMs = nowMs;
      } else {
        batch.addInFlight(nowMs - sentMs);
        batch.enterQueue(lane, nowMs);
        sentMs = null;
      }
      nowMs += random.nextInt() % 3;
      assert.equal(sum(batch.view(lane, nowMs, sentMs)), nowMs - bornMs);
    }
  }
});
