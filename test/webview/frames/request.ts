import type { FieldNode, RequestDetail } from '../../../engine/snapshot/details.ts';
import type { Frame } from '../../../engine/snapshot/frame.ts';
import {
  at,
  BATCH,
  broker,
  cell,
  frame,
  KIB,
  lane,
  MIB,
  pipeline,
  pool,
  request,
  session,
  slots,
  stage,
} from './base.ts';

const NOW = at(14, 3, 22, 418);

const open = (kib: number, records: number, ageMs: number) => ({
  kind: 'exact' as const,
  batchId: 3200,
  bytes: kib * KIB,
  limitBytes: BATCH,
  records,
  ageMs,
});
const lingering = (
  name: string,
  node: number,
  kib: number,
  records: number,
  ageMs: number,
  cells: ReturnType<typeof cell>[] = [],
) => lane(name, node, { open: open(kib, records, ageMs), leavesBy: { kind: 'linger', leftMs: 5 - ageMs }, cells });

/** Paused under load; request #4182 selected. 4 requests, 9 batches in flight, 12 open, 1 queued. */
export const pausedUnderLoad: Frame = frame({
  wallMs: NOW,
  session: {
    ...session,
    run: 'paused',
    pausedAtWallMs: NOW,
    stepPreview: {
      advancesMs: 0,
      actions: [{ kind: 'drain', lane: 'orders-4', batchId: 3119, node: 2, reason: 'full' }],
      lane: null,
    },
    totals: { sent: 4_118_230, acked: 4_117_813, failed: 0, onTheWay: 417 },
    lastAckedWallMs: NOW,
    load: {
      topic: 'orders',
      targetPerSecond: 46_800,
      actualPerSecond: 0,
      sent: 4_118_230,
      acked: 4_117_813,
      failed: 0,
      totalRecords: null,
      remainingMs: 66_000,
      blocked: false,
    },
  },
  pipeline: {
    ...pipeline,
    send: { ...stage(), recordsPerSecond: 0, totalRecords: 4_118_230, waitingCalls: 0 },
    metadata: { ...stage(), waiting: 0, ageMs: 41_000, topics: 3 },
    partition: { ...stage(), byKeyShare: 0.71, stickyShare: 0.29, explicitShare: 0, roundRobinShare: 0, sticky: null },
    pool: { ...stage(), waiting: 0, heldBytes: 22 * BATCH, totalBytes: 32 * MIB },
    batches: { ...stage({ medianMs: 2.6, oldestMs: 4, share: 0.47 }), open: 12, queued: 1 },
    inFlight: {
      ...stage({ medianMs: 2.9, oldestMs: 2.4, share: 0.52 }),
      requests: 4,
      exact: true,
      maxRequests: 15,
      requestsPerSecond: 0,
      batches: 9,
      bytes: 53.7 * KIB,
    },
    acked: { ...pipeline.acked, totalRecords: 4_117_813, p50Ms: 5.6, p99Ms: 11.2 },
  },
  brokers: [
    broker(1, { inFlight: 1, medianLatencyMs: 2.7, slots: slots(request(4391, 1.2, 16.1, 3)) }),
    broker(2, {
      inFlight: 2,
      medianLatencyMs: 2.9,
      slots: slots(request(4182, 2.1, 18.9, 3), request(4183, 0.4, 6.0, 1)),
    }),
    broker(3, { inFlight: 1, medianLatencyMs: 3.1, slots: slots({ kind: 'free' }, request(4077, 2.4, 12.7, 2)) }),
  ],
  lanes: {
    changed: [
      lingering('audit-0', 1, 0.6, 2, 0.9, [cell(0, 4391, 900, 2.3)]),
      lingering('orders-0', 1, 3.1, 13, 2.2, [cell(0, 4391, 3000, 6.9)]),
      lingering('orders-3', 1, 2.2, 9, 1.6, [cell(0, 4391, 3001, 6.8)]),
      lingering('payments-0', 1, 1.1, 5, 1.0),
      lingering('audit-1', 2, 0.7, 3, 1.1, [cell(1, 4183, 901, 6.0)]),
      lingering('orders-1', 2, 2.8, 12, 2.1, [cell(0, 4182, 3100, 6.2)]),
      lane('orders-4', 2, {
        open: open(0.9, 4, 0.6),
        queue: {
          count: 1,
          bytes: BATCH,
          next: [{ batchId: 3119, closedBy: 'full', attempt: 1, bytes: BATCH, records: 66, ageMs: 4 }],
        },
        leavesBy: { kind: 'nextPass' },
        cells: [cell(0, 4182, 3118, 6.9)],
      }),
      lingering('payments-1', 2, 1.2, 5, 0.9, [cell(0, 4182, 2100, 5.8)]),
      lingering('audit-2', 3, 1.6, 7, 2.6),
      lingering('orders-2', 3, 4.7, 20, 3.8, [cell(1, 4077, 3090, 6.4)]),
      lingering('orders-5', 3, 3.9, 16, 3.0, [cell(1, 4077, 3091, 6.2)]),
      lingering('payments-2', 3, 0.2, 1, 0.2),
    ],
    removed: [],
  },
  pool: pool({ inFlight: 9, queued: 1, open: 12, freeList: 73 }, [53.5 * KIB, 16 * KIB, 23 * KIB]),
});

/** A small Produce frame written by hand, so that fields and bytes can be compared in the page. */
export const requestDetail: RequestDetail = {
  kind: 'request',
  requestId: 4182,
  correlationId: 4182,
  node: 2,
  api: 'Produce',
  version: 13,
  sentWallMs: at(14, 3, 22, 416),
  ageMs: 2.1,
  end: null,
  batches: [
    { lane: 'orders-1', batchId: 3100 },
    { lane: 'orders-4', batchId: 3118 },
    { lane: 'payments-1', batchId: 2100 },
  ],
  ...produceFrame(),
  response: null,
};

function produceFrame(): { request: RequestDetail['request'] } {
  const writer: number[] = [];
  const put = (...values: number[]) => void writer.push(...values);
  const field = (name: string, type: string, value: string, write: () => void): FieldNode => {
    const offset = writer.length;
    write();
    return { name, type, offset, length: writer.length - offset, value };
  };
  const group = (name: string, type: string, value: string, make: () => FieldNode[]): FieldNode => {
    const offset = writer.length;
    const children = make();
    return { name, type, offset, length: writer.length - offset, value, children };
  };
  const int = (bytes: number, value: number) => () => {
    for (let i = bytes - 1; i >= 0; i--) put(Math.floor(value / 2 ** (8 * i)) & 255);
  };
  const textBytes = (text: string) => () => put(...Buffer.from(text));
  const record = (index: number, key: string, value: string) =>
    group(`[${index}]`, 'record', `${key} ${value.length} B`, () => [
      field('length', 'varint', String(key.length + value.length + 7), () =>
        put(((key.length + value.length + 7) * 2) & 127),
      ),
      field('attributes', 'int8', '0', int(1, 0)),
      field('offsetDelta', 'varint', String(index), () => put(index * 2)),
      field('key', 'bytes', key, textBytes(key)),
      field('value', 'bytes', value, textBytes(value)),
    ]);
  const batch = (sequence: number) =>
    group('records', 'records', '29 records', () => [
      field('baseOffset', 'int64', '0', int(8, 0)),
      field('batchLength', 'int32', '7,033', int(4, 7033)),
      field('partitionLeaderEpoch', 'int32', '−1 (broker sets it)', () => put(255, 255, 255, 255)),
      field('magic', 'int8', '2', int(1, 2)),
      field('crc', 'uint32', '0x4fa8ad4c (valid)', int(4, 0x4fa8ad4c)),
      field('attributes', 'int16', '0x0000 (none, CreateTime)', int(2, 0)),
      field('lastOffsetDelta', 'int32', '28', int(4, 28)),
      field('producerId', 'int64', '4012', int(8, 4012)),
      field('producerEpoch', 'int16', '0', int(2, 0)),
      field('baseSequence', 'int32', sequence.toLocaleString('en'), int(4, sequence)),
      ...Array.from({ length: 8 }, (_, i) =>
        record(
          i,
          `user-${40 + i}`,
          `{"order":"10${i}","sku":"SKU-908","note":"leave with a neighbour if nobody answers"}`,
        ),
      ),
    ]);
  const partition = (index: number, sequence: number) =>
    group(`[${index}]`, 'PartitionProduceData', `orders-${index}`, () => [
      field('index', 'int32', String(index), int(4, index)),
      batch(sequence),
      field('tagged fields', 'tags', 'none', int(1, 0)),
    ]);
  const fields: FieldNode[] = [
    field('size', 'int32', '1,930', int(4, 1930)),
    group('header', 'RequestHeader v2', '', () => [
      field('apiKey', 'int16', '0 (Produce)', int(2, 0)),
      field('apiVersion', 'int16', '13', int(2, 13)),
      field('correlationId', 'int32', '4182', int(4, 4182)),
      field('clientId', 'nullable string', 'inspector', textBytes('\0\tinspector')),
      field('tagged fields', 'tags', 'none', int(1, 0)),
    ]),
    group('body', 'ProduceRequest v13', '', () => [
      field('transactionalId', 'compact nullable string', 'null', int(1, 0)),
      field('acks', 'int16', '−1 (all)', () => put(255, 255)),
      field('timeoutMs', 'int32', '30,000', int(4, 30_000)),
      group('topicData', 'array', '1 topic', () => [
        group('[0]', 'TopicProduceData', 'orders', () => [
          field('topicId', 'uuid', 'h0y0kmKnTQ-2pHc0uH1f6w', () =>
            put(...Array.from({ length: 16 }, (_, i) => (i * 37) & 255)),
          ),
          group('partitionData', 'array', '2 partitions', () => [partition(1, 170_400), partition(4, 181_077)]),
        ]),
      ]),
    ]),
  ];
  return {
    request: {
      totalBytes: writer.length,
      shownBytes: writer.length,
      base64: Buffer.from(writer).toString('base64'),
      fields,
    },
  };
}
