import type { BatchDetail } from '../../../engine/snapshot/details.ts';
import type { LaneView, QueuedBatchView } from '../../../engine/snapshot/board.ts';
import type { TopologyView } from '../../../engine/snapshot/topology.ts';
import {
  at,
  BATCH,
  broker,
  busy,
  cell,
  fast,
  frame,
  history,
  KIB,
  lane,
  MIB,
  pipeline,
  pool,
  request,
  session,
  slots,
  stage,
  topology,
} from './base.ts';

const NOW = at(14, 12, 10, 460);

const open = (kib: number, records: number, ageMs: number): LaneView['open'] => ({
  kind: 'exact',
  batchId: 4500,
  bytes: kib * KIB,
  limitBytes: BATCH,
  records,
  ageMs,
});
const retry = (batchId: number): QueuedBatchView => ({
  batchId,
  closedBy: 'linger',
  attempt: 2,
  bytes: 6.9 * KIB,
  records: 29,
  ageMs: 1300,
});
const behind: LaneView['leavesBy'] = {
  kind: 'blocked',
  by: 'earlierRetryFirst',
  sinceMs: 300,
  leftMs: null,
  node: null,
  inFlight: 1,
};

/** Broker 2 was killed: three of its partitions moved, orders-4 has no leader, eleven batches are retried. */
export const leaderDied = frame({
  wallMs: NOW,
  session: {
    ...session,
    totals: { sent: 6_204_118, acked: 6_196_108, failed: 0, onTheWay: 8010 },
    lastAckedWallMs: NOW,
    load: {
      topic: 'orders',
      targetPerSecond: 46_800,
      actualPerSecond: 46_802,
      sent: 6_204_118,
      acked: 6_196_108,
      failed: 0,
      totalRecords: null,
      remainingMs: 24_000,
      blocked: false,
    },
  },
  pipeline: {
    send: { ...stage(), recordsPerSecond: 46_802, totalRecords: 6_204_118, waitingCalls: 0 },
    metadata: { ...stage(), waiting: 0, ageMs: 284, topics: 3 },
    partition: { ...stage(), byKeyShare: 0.71, stickyShare: 0.29, explicitShare: 0, roundRobinShare: 0, sticky: null },
    pool: { ...stage(), waiting: 0, heldBytes: 137 * BATCH, totalBytes: 32 * MIB },
    batches: { ...stage({ oldestMs: 1300, share: 0.68, hold: { kind: 'noLeader', lanes: 1 } }), open: 12, queued: 113 },
    inFlight: {
      ...stage({ oldestMs: 614, share: 0.25, medianMs: 3.4 }),
      requests: 3.7,
      exact: false,
      maxRequests: 10,
      requestsPerSecond: 212,
      batches: 12,
      bytes: 99.3 * KIB,
    },
    acked: { ...pipeline.acked, recordsPerSecond: 44_120, totalRecords: 6_196_108, p50Ms: 9.2, p99Ms: 614 },
    failed: { ...stage(), records: 0, retriedBatches: 11, lastError: 'NETWORK_EXCEPTION (13)' },
  },
  verdicts: [
    {
      rule: 'leaderGone',
      strength: 'proven',
      stage: 'batches',
      sinceWallMs: NOW - 1300,
      values: {
        node: 2,
        lane: 'orders-4',
        leaderless: 1,
        refused: 4,
        sinceMs: 1300,
        moved: 3,
        epochFrom: 7,
        epochTo: 8,
        retriedBatches: 11,
        failedBatches: 0,
        deadlineWallMs: at(14, 14, 9),
      },
      subject: { kind: 'batch', lane: 'orders-4', batchId: 4410 },
    },
  ],
  brokers: [
    broker(1, { inFlight: 2, medianLatencyMs: 3.4, slots: slots(busy(0.74, 206, 19.8), request(5121, 312, 16.1, 1)) }),
    broker(2, {
      state: 'backoff',
      lastError: 'connection refused 4 times',
      reconnectInMs: 412,
      movedAway: [
        { lane: 'orders-1', to: 1 },
        { lane: 'audit-1', to: 3 },
        { lane: 'payments-1', to: 3 },
      ],
    }),
    broker(3, {
      inFlight: 2,
      medianLatencyMs: 614,
      slots: slots(request(5233, 614, 41.2, 5), request(5234, 290, 22.4, 2)),
    }),
  ],
  lanes: {
    changed: [
      fast('audit-0', 1, 2.4, 10, 187, 1, [2.4]),
      fast('orders-0', 1, 6.4, 27, 190, 0.97, [6.4]),
      fast('orders-3', 1, 6.6, 28, 192, 0.98, [6.6]),
      fast('payments-0', 1, 3.5, 15, 188, 1, [3.5]),
      lane('orders-1', 1, {
        movedFrom: 2,
        open: open(4.9, 21, 1.6),
        queue: { count: 2, bytes: 2 * BATCH, next: [retry(301), retry(300)] },
        leavesBy: behind,
        cells: [cell(1, 5121, 299, 16, 2)],
      }),
      lane('orders-4', 2, {
        hasLeader: false,
        open: open(11.2, 48, 2.2),
        queue: { count: 109, bytes: 1.7 * MIB, next: [retry(4411), retry(4410)] },
        leavesBy: { kind: 'blocked', by: 'noLeader', sinceMs: 1300, leftMs: null, node: null, inFlight: 0 },
      }),
      lane('audit-1', 3, {
        movedFrom: 2,
        open: open(1.1, 5, 1.4),
        leavesBy: { kind: 'linger', leftMs: 3.6 },
        cells: [cell(0, 5233, 40, 9, 2)],
      }),
      lane('payments-1', 3, {
        movedFrom: 2,
        open: open(3.9, 17, 2.4),
        queue: { count: 1, bytes: BATCH, next: [retry(77)] },
        leavesBy: behind,
        cells: [cell(0, 5233, 76, 16, 2)],
      }),
      lane('audit-2', 3, {
        open: open(1.2, 5, 2.2),
        leavesBy: { kind: 'linger', leftMs: 2.8 },
        cells: [cell(0, 5233, 90, 3.8)],
      }),
      lane('orders-2', 3, {
        open: open(4.1, 17, 3.3),
        queue: {
          count: 1,
          bytes: BATCH,
          next: [{ batchId: 88, closedBy: 'full', attempt: 1, bytes: BATCH, records: 64, ageMs: 1 }],
        },
        leavesBy: { kind: 'nextPass' },
        cells: [cell(0, 5233, 86, 6.6), cell(1, 5234, 87, 16)],
      }),
      lane('orders-5', 3, {
        open: open(2.9, 12, 2.6),
        leavesBy: { kind: 'linger', leftMs: 2.4 },
        cells: [cell(1, 5234, 61, 6.2)],
      }),
      lane('payments-2', 3, {
        open: open(1.5, 6, 1.2),
        leavesBy: { kind: 'linger', leftMs: 3.8 },
        cells: [cell(0, 5233, 52, 5.6)],
      }),
    ],
    removed: [],
  },
  pool: pool({ inFlight: 12, queued: 113, open: 12, freeList: 174 }, [99.3 * KIB, 1.7 * MIB, 43.1 * KIB]),
  topology: afterDeath(),
  log: [
    {
      kind: 'single',
      id: 1,
      wallMs: NOW - 1300,
      sinceMs: 2,
      warning: true,
      select: { kind: 'broker', node: 2 },
      transition: {
        type: 'connectionChanged',
        atMs: 1,
        node: 2,
        state: 'backoff',
        reason: 'connection closed by the broker',
      },
    },
    {
      kind: 'single',
      id: 2,
      wallMs: NOW - 1299,
      sinceMs: 1,
      warning: true,
      select: { kind: 'batch', lane: 'orders-4', batchId: 4410 },
      transition: {
        type: 'batchRetried',
        atMs: 2,
        lane: 'orders-4',
        batchId: 4410,
        errorCode: 13,
        attempts: 1,
        backoffMs: 104,
      },
    },
    {
      kind: 'single',
      id: 3,
      wallMs: NOW - 1100,
      sinceMs: 199,
      warning: true,
      select: { kind: 'lane', lane: 'orders-4' },
      transition: { type: 'leaderChanged', atMs: 3, lane: 'orders-4', from: 2, to: -1, epoch: 7 },
    },
  ],
  history: history(NOW, 46_000, 2),
});

function afterDeath(): TopologyView {
  const before = topology({ ageMs: 284, nextInMs: 0, version: 19, answeredBy: 3 });
  const moved: Readonly<Record<string, number>> = { 'orders-1': 1, 'audit-1': 3, 'payments-1': 3, 'orders-4': -1 };
  return {
    ...before,
    topics: before.topics.map(topic => ({
      ...topic,
      partitions: topic.partitions.map(p => {
        const to = moved[`${topic.name}-${p.partition}`];
        const lost = to === -1;
        return {
          ...p,
          leader: to ?? p.leader,
          epoch: to === undefined || lost ? p.epoch : 8,
          replicas: lost ? [2, 3] : [1, 2, 3],
          inSync: lost ? [] : [1, 3],
          offline: [2],
        };
      }),
    })),
  };
}

export const batchDetail: BatchDetail = {
  kind: 'batch',
  lane: 'orders-4',
  batchId: 4410,
  state: 'queued',
  createdWallMs: at(14, 12, 9, 87),
  endedWallMs: null,
  records: 29,
  bytes: 6.9 * KIB,
  bufferBytes: BATCH,
  compressionRatio: 1,
  closedBy: 'linger',
  producerId: '4012',
  epoch: 0,
  baseSequence: 181_077,
  baseOffset: null,
  deliveryTimeoutLeftMs: 118_669,
  ledger: {
    linger: 5,
    waitingForLeader: 1200,
    waitingForConnection: 0,
    muted: 0,
    backoff: 104,
    throttled: 0,
    waitingForSlot: 0,
    waitingForSequence: 0,
    waitingForPass: 0,
    inFlight: 22,
  },
  attempts: [
    {
      attempt: 1,
      node: 2,
      requestId: 4971,
      sentWallMs: at(14, 12, 9, 92),
      inFlightMs: 22,
      errorCode: 13,
      error: 'connection closed',
    },
  ],
  mayBeWritten: true,
  mayBeWrittenBecause: 'noAnswer',
};
