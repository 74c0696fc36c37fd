import type { RecordDetail } from '../../../engine/snapshot/details.ts';
import { at, broker, BATCH, frame, lane, MEMORY, pipeline, pool, session, stage, topology } from './base.ts';

const NOW = at(14, 7, 5, 21);

/** One record in an empty producer, paused while its batch lingers. */
export const pausedOneRecord = frame({
  wallMs: NOW,
  session: {
    ...session,
    run: 'paused',
    pausedAtWallMs: NOW,
    stepPreview: {
      advancesMs: 3.2,
      actions: [
        { kind: 'lingerOver', lane: 'orders-4', batchId: 0 },
        { kind: 'connect', node: 2 },
      ],
      lane: 'orders-4',
    },
    totals: { sent: 1, acked: 0, failed: 0, onTheWay: 1 },
  },
  pipeline: {
    ...pipeline,
    send: { ...stage({ medianMs: 0.1, share: 0.006 }), recordsPerSecond: 0, totalRecords: 1, waitingCalls: 0 },
    metadata: { ...stage({ medianMs: 14.2, share: 0.88 }), waiting: 0, ageMs: 3100, topics: 1 },
    partition: {
      ...stage({ share: 0.002 }),
      byKeyShare: 1,
      stickyShare: 0,
      explicitShare: 0,
      roundRobinShare: 0,
      sticky: null,
    },
    pool: { ...stage({ share: 0.001 }), waiting: 0, heldBytes: BATCH, totalBytes: MEMORY },
    batches: { ...stage({ medianMs: 1.8, oldestMs: 1.8, share: 0.11 }), open: 1, queued: 0 },
  },
  brokers: [
    broker(1, { medianLatencyMs: 1.9 }),
    broker(2, { state: 'disconnected' }),
    broker(3, { state: 'disconnected' }),
  ],
  lanes: {
    changed: [
      lane('orders-0', 1, { idle: true }),
      lane('orders-3', 1, { idle: true }),
      lane('orders-4', 2, {
        open: { kind: 'exact', batchId: 0, bytes: 106, limitBytes: BATCH, records: 1, ageMs: 1.8 },
        leavesBy: { kind: 'linger', leftMs: 3.2 },
      }),
      lane('orders-1', 2, { idle: true }),
      lane('orders-2', 3, { idle: true }),
      lane('orders-5', 3, { idle: true }),
    ],
    removed: [],
  },
  pool: pool({ inFlight: 0, queued: 0, open: 1, freeList: 0 }, [0, 0, 106]),
  topology: topology(
    {
      ageMs: 3100,
      nextInMs: 297_000,
      version: 2,
      answeredBy: 1,
      lastUpdate: { full: false, agoMs: 2, topics: ['orders'] },
    },
    0,
    ['orders'],
  ),
  log: [
    {
      kind: 'single',
      id: 1,
      wallMs: NOW - 16,
      sinceMs: null,
      warning: false,
      select: null,
      transition: { type: 'metadataWaitStarted', atMs: 0, topic: 'orders' },
    },
    {
      kind: 'single',
      id: 2,
      wallMs: NOW - 2,
      sinceMs: 14.2,
      warning: false,
      select: null,
      transition: { type: 'metadataWaitEnded', atMs: 14, topic: 'orders', waitedMs: 14.2, ok: true },
    },
    {
      kind: 'single',
      id: 3,
      wallMs: NOW - 2,
      sinceMs: 0.1,
      warning: false,
      select: { kind: 'batch', lane: 'orders-4', batchId: 0 },
      transition: { type: 'batchCreated', atMs: 14.3, lane: 'orders-4', batchId: 0, bufferBytes: BATCH },
    },
  ],
});

const step = (
  name: RecordDetail['steps'][0]['step'],
  state: 'done' | 'now' | 'toCome',
  startMs: number | null,
  durationMs: number | null,
  values: RecordDetail['steps'][0]['values'] = {},
) => ({ step: name, state, startMs, durationMs, values });

export const recordJourney: RecordDetail = {
  kind: 'record',
  recordId: 1,
  topic: 'orders',
  lane: 'orders-4',
  batchId: 0,
  key: 'user-42',
  keyBytes: 7,
  valueBytes: 31,
  partitionedBy: 'keyHash',
  keyHash: 1_459_644_460,
  partitions: 6,
  offset: null,
  timestampMs: null,
  error: null,
  source: 'orders.kafka, line 3',
  totalMs: 16.2,
  steps: [
    step('send', 'done', 0, 0.05),
    step('metadata', 'done', 0.05, 14.2, { known: false, node: 1, partitions: 6 }),
    step('serialize', 'done', 14.25, 0.08),
    step('partition', 'done', 14.33, 0.02),
    step('memory', 'done', 14.35, 0.01, { waitedMs: 0, reused: false, bufferBytes: BATCH }),
    step('append', 'done', 14.36, 0.04, { opened: true, bytes: 106, limitBytes: BATCH }),
    step('linger', 'now', 14.4, 1.8, { ageMs: 1.8, lingerMs: 5, paused: true }),
    step('connect', 'toCome', null, null, { ready: false }),
    step('drain', 'toCome', null, null, { baseSequence: 0, producerId: '4012' }),
    step('inFlight', 'toCome', null, null, { node: 2 }),
    step('ack', 'toCome', null, null),
    step('callback', 'toCome', null, null),
  ],
};

/** Sent while paused to a partition that is not there: no time passes, and it waits. */
export const journeyToNowhere: RecordDetail = {
  ...recordJourney,
  lane: null,
  batchId: null,
  partitionedBy: null,
  keyHash: null,
  totalMs: 0,
  steps: recordJourney.steps.map(({ step: name }) =>
    name === 'send'
      ? step(name, 'done', 0, 0)
      : name === 'metadata'
        ? step(name, 'now', 0, 0, { known: false, node: 1, partitions: 6, topic: 'orders', partition: 7 })
        : step(name, 'toCome', null, null),
  ),
};
