import assert from 'node:assert/strict';
import test from 'node:test';
import type { LaneView } from '../../../engine/snapshot/board.ts';
import type { Frame } from '../../../engine/snapshot/frame.ts';
import { LastSeen } from '../../../extension/sessions/lastSeen.ts';

function lane(name: string, cells: LaneView['cells'], retries = 0): LaneView {
  const next =
    retries === 0
      ? []
      : [{ batchId: 9, closedBy: 'linger' as const, attempt: 2, bytes: 1, records: retries, ageMs: 1 }];
  return {
    lane: name,
    topic: 'orders',
    partition: 0,
    node: 1,
    hasLeader: true,
    movedFrom: null,
    idle: false,
    open: null,
    queue: { count: next.length, bytes: 0, next },
    leavesBy: { kind: 'nothing' },
    cells,
  };
}

const cell = (records: number) =>
  ({ kind: 'exact', slot: 0, requestId: 1, batchId: 1, bytes: 1, records, attempt: 1, late: false }) as const;

function frame(onTheWay: number, lanes: Frame['lanes'], full = true): Frame {
  const session = { totals: { sent: 0, acked: 0, failed: 0, onTheWay } };
  return { seq: 1, full, wallMs: 1_000, lanes, session } as Frame;
}

test('without a frame everything on the way may be written', () => {
  const seen = new LastSeen();
  seen.status({
    state: 'connected',
    run: 'running',
    freePoolBytes: 0,
    totalPoolBytes: 0,
    inFlightRequests: 1,
    onTheWay: 5,
    transaction: null,
  });
  assert.deepEqual(seen.unfinished(), { notAcked: 5, neverSent: 0, inFlight: 5, lastFrameWallMs: null });
});

test('records in flight and tried before may be written, the rest was never sent', () => {
  const seen = new LastSeen();
  seen.frame(frame(100, { changed: [lane('orders-0', [cell(10)]), lane('orders-1', [cell(5)], 7)], removed: [] }));
  assert.deepEqual(seen.unfinished(), { notAcked: 100, neverSent: 78, inFlight: 22, lastFrameWallMs: 1_000 });
});

test('averages prove nothing: then all may be written', () => {
  const seen = new LastSeen();
  const average = { kind: 'average', slot: 0, meanBytes: 1, busyShare: 1 } as const;
  seen.frame(frame(100, { changed: [lane('orders-0', [average])], removed: [] }));
  assert.equal(seen.unfinished().neverSent, 0);
});

test('later frames replace and remove lanes', () => {
  const seen = new LastSeen();
  seen.frame(frame(100, { changed: [lane('orders-0', [cell(10)]), lane('orders-1', [cell(5)])], removed: [] }));
  seen.frame(frame(50, { changed: [lane('orders-0', [])], removed: ['orders-1'] }, false));
  assert.deepEqual(seen.unfinished(), { notAcked: 50, neverSent: 50, inFlight: 0, lastFrameWallMs: 1_000 });
});
