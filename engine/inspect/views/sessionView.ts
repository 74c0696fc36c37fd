import type { ProducerConfig } from '../../producer/producerConfig.ts';
import type { SessionView } from '../../snapshot/session.ts';
import type { FrameExtra } from '../frameExtra.ts';
import type { InspectedProducer } from '../inspectedProducer.ts';
import type { NodeStats } from '../measure/nodeStats.ts';
import { transactionView } from './transactionView.ts';

const headerKeys = ['acks', 'linger.ms', 'batch.size', 'compression.type', 'enable.idempotence'];
/** Shown elsewhere, and never a default. */
const notShown = new Set(['bootstrap.servers']);
/** More topics than this are listed by the editor's tree, not by the send row. */
const MAX_TOPICS = 200;

export function sessionView(
  producer: InspectedProducer,
  extra: FrameExtra,
  nodeStats: NodeStats,
  lastAckedWallMs: number | null,
  nowMs: number,
): SessionView {
  const { config, transactionManager } = producer;
  const id = transactionManager?.producer;
  return {
    connection: {
      name: extra.connectionName,
      bootstrapServers: extra.bootstrapServers,
      securityProtocol: extra.securityProtocol,
    },
    state: extra.connected ? 'connected' : 'connecting',
    connectError: extra.connected ? null : connectError(producer, nodeStats),
    run: extra.run,
    pausedAtWallMs: extra.pausedAtWallMs,
    stepPreview: extra.stepPreview,
    config: shownConfig(config),
    limits: {
      batchSizeBytes: config.batchSize,
      lingerMs: config.lingerMs,
      bufferMemoryBytes: config.bufferMemory,
      maxInFlight: config.maxInFlight,
      requestTimeoutMs: config.requestTimeoutMs,
      deliveryTimeoutMs: config.deliveryTimeoutMs,
      maxBlockMs: config.maxBlockMs,
      maxRequestSizeBytes: config.maxRequestSize,
    },
    producerId: id && id.producerId >= 0n ? { id: String(id.producerId), epoch: id.epoch } : null,
    transaction: transactionView(producer, nowMs),
    totals: {
      sent: producer.totals.sentRecords,
      acked: producer.totals.ackedRecords,
      failed: producer.totals.failedRecords,
      onTheWay: onTheWay(producer),
    },
    lastAckedWallMs,
    load: extra.load,
    clusterTopics: extra.clusterTopics.slice(0, MAX_TOPICS),
    stallMs: extra.stallMs,
  };
}

/** Counted, not subtracted: that it makes up the difference is what the page checks. */
export function onTheWay({ accumulator, blockedSends }: InspectedProducer): number {
  let records = blockedSends.count;
  for (const batch of accumulator.incomplete) records += batch.recordCount;
  return records;
}

/** The bootstrap address that failed last, if only by its name. */
export function connectError(
  { client, metadata, config }: InspectedProducer,
  nodeStats: NodeStats,
): SessionView['connectError'] {
  const unresolved = client.unresolvedBootstrap;
  if (unresolved) {
    const [first] = config.bootstrapServers;
    const address = first ? `${first.host}:${first.port}` : '';
    const { problem, failures: attempts } = unresolved;
    const isFinal = metadata.bootstrapError !== null;
    return { node: -1, address, reason: problem, attempts, kind: 'unresolved', isFinal };
  }
  let latest: SessionView['connectError'] = null;
  let latestMs = -Infinity;
  for (const { id, host, port } of metadata.snapshot.nodes) {
    const stat = nodeStats.get(id);
    const connection = client.connections.get(id);
    if (!stat || !connection || stat.failures === 0 || connection.lastConnectAttemptMs <= latestMs) continue;
    latestMs = connection.lastConnectAttemptMs;
    const kind = connection.lastDisconnection?.kind ?? null;
    const address = `${host}:${port}`;
    latest = { node: id, address, reason: stat.lastError ?? '', attempts: stat.failures, kind, isFinal: false };
  }
  return latest;
}

const shownConfigs = new WeakMap<ProducerConfig, SessionView['config']>();

/** A configuration does not change, so it is put in order once. */
function shownConfig(config: ProducerConfig): SessionView['config'] {
  let shown = shownConfigs.get(config);
  if (!shown) shownConfigs.set(config, (shown = inOrder(config)));
  return shown;
}

function inOrder({ effective }: ProducerConfig): SessionView['config'] {
  const first = headerKeys.flatMap(key => effective.filter(each => each.key === key));
  const others = effective.filter(
    ({ key, isDefault }) => !isDefault && !headerKeys.includes(key) && !notShown.has(key),
  );
  return [...first, ...others];
}
