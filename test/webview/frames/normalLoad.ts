import type { GroupedEntry } from '../../../engine/snapshot/log.ts';
import { at, broker, busy, fast, frame, history, KIB, MIB, pipeline, pool, session, slots, stage } from './base.ts';

const NOW = at(14, 3, 22, 900);

function second(
  id: number,
  wallMs: number,
  records: number,
  batches: number,
  requests: number,
  slowest: number,
  node: number,
): GroupedEntry[] {
  const base = {
    kind: 'grouped' as const,
    wallMs,
    records: 0,
    bytes: 0,
    brokers: 3,
    lanes: 12,
    medianMs: null,
    slowestMs: null,
    slowestNode: null,
    reasons: {},
  };
  return [
    { ...base, id, type: 'stickySwitched', count: 200 },
    { ...base, id: id + 1, type: 'batchClosed', count: batches, reasons: { linger: batches - 23, full: 23 } },
    { ...base, id: id + 2, type: 'requestSent', count: requests, bytes: 10.7 * MIB },
    {
      ...base,
      id: id + 3,
      type: 'batchEnded',
      count: batches,
      records,
      medianMs: 2.9,
      slowestMs: slowest,
      slowestNode: node,
    },
  ];
}

/** 46,800 records/s to three topics on three brokers; nothing is held. */
export const lanes = [
  fast('audit-0', 1, 2.3, 10, 186, 1, [2.3]),
  fast('orders-0', 1, 6.4, 27, 191, 0.97, [6.4, 6.1]),
  fast('orders-3', 1, 6.6, 28, 193, 1, [6.6, 6.3]),
  fast('payments-0', 1, 3.4, 15, 187, 1, [3.4]),
  fast('audit-1', 2, 2.5, 10, 188, 1, [2.5]),
  fast('orders-1', 2, 6.3, 26, 192, 1, [6.3, 6.0]),
  fast('orders-4', 2, 7.0, 29, 196, 0.94, [7.0, 6.7, 6.1]),
  fast('payments-1', 2, 5.8, 25, 191, 0.98, [5.8]),
  fast('audit-2', 3, 2.2, 9, 184, 1, [2.2]),
  fast('orders-2', 3, 6.5, 27, 190, 1, [6.5, 6.2]),
  fast('orders-5', 3, 6.2, 26, 189, 1, [6.2, 5.9]),
  fast('payments-2', 3, 3.3, 14, 185, 1, [3.3]),
];

export const normalLoad = frame({
  wallMs: NOW,
  session: {
    ...session,
    totals: { sent: 4_118_230, acked: 4_117_968, failed: 0, onTheWay: 262 },
    lastAckedWallMs: NOW,
    load: {
      topic: 'orders',
      targetPerSecond: 46_800,
      actualPerSecond: 46_851,
      sent: 4_118_230,
      acked: 4_117_968,
      failed: 0,
      totalRecords: null,
      remainingMs: 66_000,
      blocked: false,
    },
  },
  pipeline: {
    send: {
      ...stage({ share: 0.01, medianMs: 0.02 }),
      recordsPerSecond: 46_851,
      totalRecords: 4_118_230,
      waitingCalls: 0,
    },
    metadata: { ...stage(), waiting: 0, ageMs: 41_000, topics: 3 },
    partition: {
      ...stage(),
      byKeyShare: 0.71,
      stickyShare: 0.29,
      explicitShare: 0,
      roundRobinShare: 0,
      sticky: { topic: 'orders', partition: 4, producedBytes: 9.1 * KIB },
    },
    pool: { ...stage(), waiting: 0, heldBytes: 320 * KIB, totalBytes: 32 * MIB },
    batches: { ...stage({ share: 0.47, medianMs: 2.6, oldestMs: 4.9 }), open: 12, queued: 1 },
    inFlight: {
      ...stage({ share: 0.52, medianMs: 2.9, oldestMs: 3.2 }),
      requests: 2.1,
      exact: false,
      maxRequests: 15,
      requestsPerSecond: 736,
      batches: 7,
      bytes: 34.2 * KIB,
    },
    acked: { ...pipeline.acked, recordsPerSecond: 46_847, totalRecords: 4_117_968, p50Ms: 5.6, p99Ms: 11.2 },
    failed: pipeline.failed,
  },
  brokers: [
    broker(1, { inFlight: 1, medianLatencyMs: 2.7, slots: slots(busy(0.58, 214, 18.6), busy(0.09, 33, 9.2)) }),
    broker(2, {
      inFlight: 1,
      medianLatencyMs: 2.9,
      slots: slots(busy(0.63, 217, 21.4), busy(0.12, 41, 8.8), busy(0.01, 2, 6.1)),
    }),
    broker(3, { inFlight: 1, medianLatencyMs: 3.1, slots: slots(busy(0.61, 197, 18.1), busy(0.1, 32, 8.1)) }),
  ],
  lanes: { changed: lanes, removed: [] },
  pool: pool({ inFlight: 7, queued: 1, open: 12, freeList: 75 }, [34.2 * KIB, 4.9 * KIB, 29.1 * KIB]),
  log: [
    ...second(1, at(14, 3, 20), 46_811, 2269, 734, 12.8, 1),
    ...second(5, at(14, 3, 21), 46_792, 2268, 735, 12.0, 2),
    ...second(9, at(14, 3, 22), 46_847, 2270, 736, 14.1, 3),
  ],
  history: history(NOW, 46_800),
});
