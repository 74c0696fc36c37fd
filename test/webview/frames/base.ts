import type { BrokerView, CellView, LaneView, SlotView } from '../../../engine/snapshot/board.ts';
import type { Frame, HistorySecond } from '../../../engine/snapshot/frame.ts';
import type { PipelineView, Stage } from '../../../engine/snapshot/pipeline.ts';
import type { PoolView } from '../../../engine/snapshot/pool.ts';
import type { SessionView } from '../../../engine/snapshot/session.ts';
import type { TopologyView } from '../../../engine/snapshot/topology.ts';
import type { HostState } from '../../../webview/protocol/messages.ts';

/** Frames made by hand whose sums add up: records, bytes, buffers and slots. Clock: 22 November 2026, local time. */
export const at = (hours: number, minutes: number, seconds: number, ms = 0): number =>
  new Date(2026, 10, 22, hours, minutes, seconds, ms).getTime();

export const KIB = 1024;
export const MIB = 1024 * 1024;
export const BATCH = 16 * KIB;
export const MEMORY = 32 * MIB;

export const host: HostState = {
  trusted: true,
  session: { kind: 'running', name: 'Practice cluster', connectionId: 'practice' },
  practice: 'running',
  recent: [],
  payloads: true,
};

export const stage = (part: Partial<Stage> = {}): Stage => ({
  medianMs: null,
  oldestMs: null,
  share: 0,
  hold: null,
  backedUp: false,
  ...part,
});

export const session: SessionView = {
  connection: { name: 'Practice cluster', bootstrapServers: ['127.0.0.1:19092'], securityProtocol: 'PLAINTEXT' },
  state: 'connected',
  connectError: null,
  run: 'running',
  pausedAtWallMs: null,
  stepPreview: null,
  config: [
    { key: 'acks', value: 'all', isDefault: true },
    { key: 'linger.ms', value: '5', isDefault: true },
    { key: 'batch.size', value: '16384', isDefault: true },
    { key: 'compression.type', value: 'none', isDefault: true },
    { key: 'enable.idempotence', value: 'true', isDefault: true },
  ],
  limits: {
    batchSizeBytes: BATCH,
    lingerMs: 5,
    bufferMemoryBytes: MEMORY,
    maxInFlight: 5,
    requestTimeoutMs: 30_000,
    deliveryTimeoutMs: 120_000,
    maxBlockMs: 60_000,
    maxRequestSizeBytes: MIB,
  },
  producerId: { id: '4012', epoch: 0 },
  transaction: null,
  totals: { sent: 0, acked: 0, failed: 0, onTheWay: 0 },
  lastAckedWallMs: null,
  load: null,
  clusterTopics: [
    { name: 'audit', partitions: 3 },
    { name: 'orders', partitions: 6 },
    { name: 'payments', partitions: 3 },
  ],
  stallMs: 0,
};

export const pipeline: PipelineView = {
  send: { ...stage(), recordsPerSecond: 0, totalRecords: 0, waitingCalls: 0 },
  metadata: { ...stage(), waiting: 0, ageMs: 3100, topics: 0 },
  partition: {
    ...stage(),
    byKeyShare: null,
    stickyShare: null,
    explicitShare: null,
    roundRobinShare: null,
    sticky: null,
  },
  pool: { ...stage(), waiting: 0, heldBytes: 0, totalBytes: MEMORY },
  batches: { ...stage(), open: 0, queued: 0 },
  inFlight: { ...stage(), requests: 0, exact: true, maxRequests: 15, requestsPerSecond: 0, batches: 0, bytes: 0 },
  acked: { ...stage(), recordsPerSecond: 0, totalRecords: 0, p50Ms: null, p99Ms: null },
  failed: { ...stage(), records: 0, retriedBatches: 0, lastError: null },
};

export function pool(
  use: { inFlight: number; queued: number; open: number; freeList: number },
  written: readonly number[],
  more: Partial<PoolView> = {},
): PoolView {
  const buffers = MEMORY / BATCH;
  const taken = use.inFlight + use.queued + use.open;
  const of = (n: number, writtenBytes = 0) => ({ buffers: n, bytes: n * BATCH, writtenBytes });
  return {
    totalBytes: MEMORY,
    poolableBytes: BATCH,
    inFlight: of(use.inFlight, written[0]),
    queued: of(use.queued, written[1]),
    open: of(use.open, written[2]),
    freeList: of(use.freeList),
    notCreated: of(buffers - taken - use.freeList),
    heldBytes: taken * BATCH,
    heldBy: [],
    heldByRestBytes: 0,
    waiting: 0,
    waiters: [],
    maxBlockMs: 60_000,
    ...more,
  };
}

const FREE: SlotView = { kind: 'free' };

export const slots = (...taken: readonly SlotView[]): SlotView[] => [
  ...taken,
  ...Array.from({ length: 5 - taken.length }, () => FREE),
];

export const busy = (busyShare: number, requestsPerSecond: number, meanKib: number): SlotView => ({
  kind: 'average',
  busyShare,
  requestsPerSecond,
  meanBytes: meanKib * KIB,
});

export function request(correlationId: number, ageMs: number, kib: number, batches: number, late = false): SlotView {
  return {
    kind: 'exact',
    requestId: correlationId,
    correlationId,
    api: 'Produce',
    version: 13,
    bytes: kib * KIB,
    ageMs,
    late,
    batches,
  };
}

export function broker(node: number, more: Partial<BrokerView> = {}): BrokerView {
  return {
    node,
    host: '127.0.0.1',
    port: 19091 + node,
    rack: null,
    known: true,
    isController: node === 1,
    state: 'ready',
    stateSinceMs: 88_000,
    lastError: null,
    reconnectInMs: null,
    throttledMs: 0,
    inFlight: 0,
    oldestMs: null,
    silent: false,
    medianLatencyMs: null,
    idleMs: null,
    bytesOut: 312 * MIB,
    bytesIn: 9 * MIB,
    produceVersion: 13,
    slots: slots(),
    movedAway: [],
    ...more,
  };
}

export function lane(name: string, node: number, more: Partial<LaneView> = {}): LaneView {
  const cut = name.lastIndexOf('-');
  return {
    lane: name,
    topic: name.slice(0, cut),
    partition: Number(name.slice(cut + 1)),
    node,
    hasLeader: true,
    movedFrom: null,
    idle: false,
    open: null,
    queue: { count: 0, bytes: 0, next: [] },
    leavesBy: { kind: 'nothing' },
    cells: [],
    ...more,
  };
}

export const meanCell = (slot: number, kib: number): CellView => ({
  kind: 'average',
  slot,
  meanBytes: kib * KIB,
  busyShare: 0.5,
});

export const cell = (
  slot: number,
  requestId: number,
  batchId: number,
  kib: number,
  attempt = 1,
  late = false,
): CellView => ({
  kind: 'exact',
  slot,
  requestId,
  batchId,
  bytes: kib * KIB,
  records: Math.round(kib * 4),
  attempt,
  late,
});

/** A lane at speed: means at close, batches a second, and what passed through its slots. */
export function fast(
  name: string,
  node: number,
  kib: number,
  records: number,
  perSecond: number,
  linger: number,
  cells: readonly number[],
): LaneView {
  return lane(name, node, {
    open: {
      kind: 'average',
      bytes: kib * KIB,
      limitBytes: BATCH,
      records,
      ageMs: 5,
      batchesPerSecond: perSecond,
    },
    leavesBy: { kind: 'usually', closedBy: 'linger', share: linger },
    cells: cells.map((mean, slot) => meanCell(slot, mean)),
  });
}

const LEADERS: Readonly<Record<string, readonly number[]>> = {
  audit: [1, 2, 3],
  orders: [1, 2, 3, 1, 2, 3],
  payments: [1, 2, 3],
};

export function topology(more: Partial<TopologyView> = {}, epoch = 7, names = Object.keys(LEADERS)): TopologyView {
  return {
    ageMs: 41_000,
    nextInMs: 259_000,
    version: 12,
    answeredBy: 3,
    lastUpdate: { full: true, agoMs: 41_000, topics: [] },
    bootstrap: false,
    clusterId: 'practice',
    controllerId: 1,
    brokers: [1, 2, 3],
    topics: names.map(name => ({
      name,
      errorCode: 0,
      error: null,
      partitions: (LEADERS[name] ?? [1]).map((leader, partition) => ({
        partition,
        leader,
        epoch,
        replicas: [1, 2, 3],
        inSync: [1, 2, 3],
        offline: [],
      })),
    })),
    ...more,
  };
}

/** A minute of acked/s that hardly moves. */
export function history(endWallMs: number, perSecond: number, heldSeconds = 0, stopped = 0): HistorySecond[] {
  const last = Math.floor(endWallMs / 1000) - 1;
  return Array.from({ length: 60 }, (_, index) => {
    const back = 59 - index;
    const wave = Math.round(perSecond * (1 + 0.02 * Math.sin(index * 1.7)));
    return {
      second: last - back,
      acked: back < stopped ? 0 : back < heldSeconds ? Math.round(wave * 0.5) : wave,
      held: back < heldSeconds,
    };
  });
}

export function frame(more: Partial<Frame> & Pick<Frame, 'wallMs'>): Frame {
  return {
    seq: 1,
    full: true,
    engineMs: 100_000,
    session,
    pipeline,
    verdicts: [],
    brokers: [broker(1), broker(2), broker(3)],
    lanes: { changed: [], removed: [] },
    pool: pool({ inFlight: 0, queued: 0, open: 0, freeList: 0 }, []),
    topology: topology(),
    log: [],
    droppedTransitions: 0,
    history: [],
    ...more,
  };
}
