import type { Frame } from '../../../engine/snapshot/frame.ts';
import type { HostState } from '../../../webview/protocol/messages.ts';
import { at, broker, fast, frame, history, host, lane, MIB, pipeline, pool, session, stage, topology } from './base.ts';
import { normalLoad } from './normalLoad.ts';

export const noConnection: HostState = {
  ...host,
  session: { kind: 'none' },
  practice: 'stopped',
  recent: [
    { id: 'staging', name: 'staging', bootstrapServers: 'kafka-1.staging.example:9093 and 2 more, SASL_SSL' },
    { id: 'docker', name: 'local docker', bootstrapServers: 'localhost:9092, PLAINTEXT' },
  ],
};

export const connecting: HostState = {
  ...host,
  session: { kind: 'connecting', name: 'staging', address: 'kafka-1.staging.example:9093' },
};

export const failed: HostState = {
  ...host,
  session: {
    kind: 'failed',
    name: 'staging',
    connectionId: 'staging',
    error: 'ConnectionRefused',
    message:
      'kafka-1.staging.example:9093 refused the connection (ECONNREFUSED). Check that a broker listens there, then try again.',
  },
};

export const crashed: HostState = {
  ...host,
  session: {
    kind: 'crashed',
    name: 'Practice cluster',
    cause: 'RangeError, offset 16385 is out of bounds',
    notAcked: 140_715,
    neverSent: 140_265,
    inFlight: 450,
    lastFrameWallMs: at(14, 9, 41, 883),
  },
};

export const untrusted: HostState = { ...host, trusted: false };

export const secured: HostState = {
  ...host,
  session: { kind: 'running', name: 'staging', connectionId: 'staging' },
};

/** No broker takes the login. */
export const loginRefused: Frame = frame({
  wallMs: at(14, 2, 0, 100),
  session: {
    ...session,
    state: 'connecting',
    connection: { name: 'staging', bootstrapServers: ['kafka-1.staging.example:9093'], securityProtocol: 'SASL_SSL' },
    connectError: {
      node: -1,
      address: 'kafka-1.staging.example:9093',
      reason:
        'Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-512',
      attempts: 3,
      kind: 'authenticationFailed',
      isFinal: false,
    },
  },
});

/** Connected, nothing sent. */
export const nothingSent: Frame = frame({
  wallMs: at(14, 2, 0, 100),
  brokers: [
    broker(1, { medianLatencyMs: 1.8 }),
    broker(2, { state: 'disconnected' }),
    broker(3, { state: 'disconnected' }),
  ],
  topology: topology({ ageMs: 3100, nextInMs: 297_000, version: 1, answeredBy: 1 }, 0, []),
});

/** All acked 38 s ago. */
export const quiet: Frame = frame({
  wallMs: at(14, 4, 18),
  session: {
    ...session,
    totals: { sent: 4_118_230, acked: 4_118_230, failed: 0, onTheWay: 0 },
    lastAckedWallMs: at(14, 3, 40),
  },
  pipeline: {
    ...pipeline,
    send: { ...stage(), recordsPerSecond: 0, totalRecords: 4_118_230, waitingCalls: 0 },
    metadata: { ...stage(), waiting: 0, ageMs: 97_000, topics: 3 },
    partition: { ...stage(), byKeyShare: 0.71, stickyShare: 0.29, explicitShare: 0, roundRobinShare: 0, sticky: null },
    acked: { ...pipeline.acked, totalRecords: 4_118_230 },
  },
  brokers: [1, 2, 3].map(node => broker(node, { medianLatencyMs: 2.8, idleMs: 38_000 })),
  lanes: {
    changed: (normalLoad.lanes?.changed ?? []).map(full => lane(full.lane, full.node ?? 1, { idle: true })),
    removed: [],
  },
  pool: pool({ inFlight: 0, queued: 0, open: 0, freeList: 95 }, []),
  history: history(at(14, 4, 18), 46_800, 0, 38),
});

/** Broker 2 was stopped a while ago: others lead its partitions, and nothing waits. */
export const brokerStopped: Frame = {
  ...normalLoad,
  brokers: (normalLoad.brokers ?? []).filter(({ node }) => node !== 2),
  lanes: {
    changed: (normalLoad.lanes?.changed ?? []).map(each => (each.node === 2 ? { ...each, node: 3 } : each)),
    removed: [],
  },
  topology: topology({
    brokers: [1, 3],
    topics: topology({}, 8).topics.map(topic => ({
      ...topic,
      partitions: topic.partitions.map(partition => ({
        ...partition,
        leader: partition.leader === 2 ? 3 : partition.leader,
        inSync: [1, 3],
        offline: [2],
      })),
    })),
  }),
};

const MANY = 200;

/** 200 partitions of one topic, all at speed. */
export const manyLanes: Frame = {
  ...normalLoad,
  lanes: {
    changed: Array.from({ length: MANY }, (_, n) =>
      fast(`events-${n}`, 1 + (n % 3), 1 + (n % 9), 4 + n, 12 + n, 0.98, [2.1]),
    ),
    removed: [],
  },
  pool: pool({ inFlight: 120, queued: 10, open: MANY, freeList: 40 }, [0.4 * MIB, 0.1 * MIB, 0.9 * MIB]),
  topology: {
    ...topology({}, 2, []),
    topics: [
      {
        name: 'events',
        errorCode: 0,
        error: null,
        partitions: Array.from({ length: MANY }, (_, partition) => ({
          partition,
          leader: 1 + (partition % 3),
          epoch: 2,
          replicas: [1, 2, 3],
          inSync: [1, 2, 3],
          offline: [],
        })),
      },
    ],
  },
};

export const HOSTILE = '<img src=x onerror="window.hacked=1">';

/** Names and errors as a hostile broker might give them; they must stay letters. */
export const hostile: Frame = {
  ...nothingSent,
  session: {
    ...nothingSent.session,
    totals: { sent: 2, acked: 1, failed: 0, onTheWay: 1 },
    clusterTopics: [{ name: HOSTILE, partitions: 1 }],
    connection: { ...session.connection, name: HOSTILE },
  },
  verdicts: [
    {
      rule: 'unknownTopic',
      strength: 'suspected',
      stage: 'metadata',
      sinceWallMs: at(14, 2, 0),
      values: {
        topic: HOSTILE,
        node: 1,
        answers: 3,
        autoCreate: false,
        leftMs: 57_000,
        maxBlockMs: 60_000,
        waiting: 1,
      },
      subject: null,
    },
  ],
  brokers: [broker(1, { host: HOSTILE, state: 'backoff', lastError: HOSTILE, reconnectInMs: 100 })],
  lanes: { changed: [fast(`${HOSTILE}-0`, 1, 3, 4, 5, 1, [2])], removed: [] },
  topology: { ...topology({}, 0, []), topics: [{ name: HOSTILE, errorCode: 3, error: HOSTILE, partitions: [] }] },
  log: [
    {
      kind: 'single',
      id: 1,
      wallMs: at(14, 2, 0),
      sinceMs: null,
      warning: true,
      select: null,
      transition: { type: 'metadataFailed', atMs: 0, reason: HOSTILE },
    },
    {
      kind: 'single',
      id: 2,
      wallMs: at(14, 2, 0),
      sinceMs: null,
      warning: true,
      select: null,
      transition: { type: 'sendRefused', atMs: 0, topic: HOSTILE, error: HOSTILE, sizeBytes: 1, limitBytes: 0 },
    },
  ],
};
