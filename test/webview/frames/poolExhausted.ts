import type { LogEntry } from '../../../engine/snapshot/log.ts';
import type { Transition } from '../../../engine/snapshot/transition.ts';
import { at, broker, cell, frame, history, KIB, lane, MIB, pipeline, pool, request, session, stage } from './base.ts';

const NOW = at(14, 9, 41, 883);
const IDS = [4911, 4912, 4913, 4914, 4915];

function jammed(name: string, count: number, mib: number, kib: readonly number[]) {
  return lane(name, 2, {
    queue: {
      count,
      bytes: mib * MIB,
      next: [{ batchId: 9000, closedBy: 'full', attempt: 1, bytes: 16 * KIB, records: 64, ageMs: 9400 }],
    },
    leavesBy: { kind: 'blocked', by: 'maxInFlight', sinceMs: 9400, leftMs: null, node: 2, inFlight: 5 },
    cells: kib.map((size, slot) => cell(slot, IDS[slot] ?? 0, 100 + slot, size, 1, true)),
  });
}

const idle = (name: string, node: number) => lane(name, node, { idle: true });

let id = 0;
const line = (wallMs: number, sinceMs: number, warning: boolean, transition: Transition): LogEntry => ({
  kind: 'single',
  id: ++id,
  wallMs,
  sinceMs,
  warning,
  transition,
  select: transition.type === 'requestSent' ? { kind: 'request', requestId: transition.requestId } : null,
});

const sent = (correlationId: number, ms: number, kib: number): LogEntry =>
  line(at(14, 9, 32, ms), 5, false, {
    type: 'requestSent',
    atMs: ms,
    requestId: correlationId,
    correlationId,
    node: 2,
    slot: correlationId - 4911,
    api: 0,
    version: 13,
    bytes: kib * KIB,
    batches: [
      ['audit-1', 1],
      ['orders-1', 1],
      ['orders-4', 1],
      ['payments-1', 1],
    ],
  });

/** Broker 2 is silent for 9.4 s, its four partitions hold all memory and 14 sends wait. */
export const poolExhausted = frame({
  wallMs: NOW,
  session: {
    ...session,
    totals: { sent: 4_530_477, acked: 4_389_762, failed: 0, onTheWay: 140_715 },
    lastAckedWallMs: at(14, 9, 40, 540),
    load: {
      topic: 'orders',
      targetPerSecond: 46_800,
      actualPerSecond: 0,
      sent: 4_530_477,
      acked: 4_389_762,
      failed: 0,
      totalRecords: null,
      remainingMs: 38_000,
      blocked: true,
    },
  },
  pipeline: {
    send: { ...stage({ backedUp: true }), recordsPerSecond: 0, totalRecords: 4_530_477, waitingCalls: 14 },
    metadata: { ...stage({ backedUp: true }), waiting: 0, ageMs: 41_000, topics: 3 },
    partition: {
      ...stage({ backedUp: true }),
      byKeyShare: 0.71,
      stickyShare: 0.29,
      explicitShare: 0,
      roundRobinShare: 0,
      sticky: null,
    },
    pool: {
      ...stage({ backedUp: true, oldestMs: 1400, share: 0.07, hold: null }),
      waiting: 14,
      heldBytes: 32 * MIB,
      totalBytes: 32 * MIB,
    },
    batches: { ...stage({ backedUp: true, oldestMs: 9400, share: 0.46 }), open: 0, queued: 2028 },
    inFlight: {
      ...stage({ oldestMs: 9400, share: 0.47, hold: { kind: 'brokerSilent', node: 2, silentMs: 9400 } }),
      requests: 5,
      exact: true,
      maxRequests: 15,
      requestsPerSecond: 0,
      batches: 20,
      bytes: 108 * KIB,
    },
    acked: { ...pipeline.acked, recordsPerSecond: 0, totalRecords: 4_389_762 },
    failed: pipeline.failed,
  },
  verdicts: [
    {
      rule: 'poolExhausted',
      strength: 'proven',
      stage: 'inFlight',
      sinceWallMs: at(14, 9, 40, 471),
      values: {
        cause: 'brokerSilent',
        node: 2,
        holders: 4,
        holderBytes: 32 * MIB,
        heldBytes: 32 * MIB,
        totalBytes: 32 * MIB,
        waiting: 14,
        longestWaitMs: 1400,
        inFlight: 5,
        maxInFlight: 5,
        oldestMs: 9400,
        requestTimeoutLeftMs: 20_600,
        idleBrokers: '1,3',
        lane: 'orders-4',
      },
      subject: { kind: 'broker', node: 2 },
    },
  ],
  brokers: [
    broker(1, { medianLatencyMs: 2.7, idleMs: 1300 }),
    broker(2, {
      inFlight: 5,
      oldestMs: 9400,
      silent: true,
      medianLatencyMs: 2.9,
      slots: [
        request(4911, 9404, 21.7, 4, true),
        request(4912, 9399, 21.6, 4, true),
        request(4913, 9394, 21.7, 4, true),
        request(4914, 9389, 21.5, 4, true),
        request(4915, 9384, 21.7, 4, true),
      ],
    }),
    broker(3, { medianLatencyMs: 3.1, idleMs: 1400 }),
  ],
  lanes: {
    changed: [
      ...['audit-0', 'orders-0', 'orders-3', 'payments-0'].map(name => idle(name, 1)),
      jammed('audit-1', 218, 3.4, [2.5, 2.4, 2.5, 2.3, 2.5]),
      jammed('orders-1', 588, 9.0, [6.3, 6.3, 6.2, 6.4, 6.3]),
      jammed('orders-4', 671, 10.3, [7.0, 7.0, 7.1, 6.9, 7.0]),
      jammed('payments-1', 551, 8.5, [5.8, 5.8, 5.8, 5.8, 5.8]),
      ...['audit-2', 'orders-2', 'orders-5', 'payments-2'].map(name => idle(name, 3)),
    ],
    removed: [],
  },
  pool: pool({ inFlight: 20, queued: 2028, open: 0, freeList: 0 }, [108 * KIB, 31.2 * MIB], {
    heldBy: [
      { lane: 'orders-4', bytes: 676 * 16 * KIB },
      { lane: 'orders-1', bytes: 593 * 16 * KIB },
      { lane: 'payments-1', bytes: 556 * 16 * KIB },
      { lane: 'audit-1', bytes: 223 * 16 * KIB },
    ],
    waiting: 14,
    waiters: ['orders-4', 'orders-0', 'payments-1', 'orders-2', 'audit-2'].map(name => ({
      lane: name,
      bytes: 16 * KIB,
      waitedMs: 1412,
    })),
  }),
  log: [
    line(at(14, 9, 32, 476), 2.9, false, {
      type: 'requestEnded',
      atMs: 1,
      requestId: 4910,
      node: 2,
      slot: 0,
      api: 0,
      latencyMs: 2.9,
      end: 'answered',
      throttleMs: 0,
    }),
    sent(4911, 479, 21.7),
    sent(4912, 484, 21.6),
    sent(4913, 489, 21.7),
    sent(4914, 494, 21.5),
    sent(4915, 499, 21.7),
    line(at(14, 9, 40, 471), 7970, true, {
      type: 'poolWaitStarted',
      atMs: 2,
      lane: 'orders-2',
      bytes: 16 * KIB,
      waiting: 1,
    }),
    line(at(14, 9, 40, 487), 16, true, {
      type: 'batchClosed',
      atMs: 3,
      lane: 'orders-2',
      batchId: 9127,
      closedBy: 'poolExhausted',
      records: 4,
      bytes: 924,
      ageMs: 1.2,
    }),
    line(at(14, 9, 40, 519), 32, false, {
      type: 'batchEnded',
      atMs: 4,
      lane: 'orders-2',
      batchId: 9127,
      end: 'acked',
      errorCode: 0,
      records: 4,
      bytes: 924,
      baseOffset: 171_230,
      attempts: 1,
      mayBeWritten: false,
    }),
    line(at(14, 9, 40, 861), 342, true, {
      type: 'poolWaitStarted',
      atMs: 5,
      lane: 'orders-4',
      bytes: 16 * KIB,
      waiting: 14,
    }),
  ],
  history: history(NOW, 46_800, 9, 2),
});
