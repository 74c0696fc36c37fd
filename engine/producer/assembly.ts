/** Which part of a producer goes by which configs. */
import type { BootstrapOptions } from '../client/bootstrap.ts';
import { Metadata } from '../client/metadata.ts';
import type { MetadataOptions } from '../client/metadata.ts';
import { NetworkClient } from '../client/networkClient.ts';
import type { NetworkClientOptions } from '../client/networkClient.ts';
import { BufferPool } from './bufferPool.ts';
import { ChunkPool } from './chunkPool.ts';
import { ProducerMetrics } from './metrics/producerMetrics.ts';
import type { ProducerMetricsOptions } from './metrics/producerMetrics.ts';
import { serverResolver } from '../network/bootstrapNames.ts';
import type { NameService } from '../network/bootstrapNames.ts';
import { saslLogin } from '../network/saslLogin.ts';
import type { ProducerConfig } from './producerConfig.ts';
import type { ProducerObserver } from './producerObserver.ts';
import { RecordAccumulator } from './recordAccumulator.ts';
import type { RecordAccumulatorOptions } from './recordAccumulator.ts';
import { Sender } from './sender.ts';
import type { SenderOptions } from './sender.ts';
import { TransactionManager } from './transactionManager.ts';
import type { TransactionOptions } from './transactions/transactionCore.ts';

type TransactionParts = Pick<TransactionOptions, 'topics' | 'features' | 'now'>;

/** Null: neither idempotence nor transactions. */
export function transactionManagerOf(
  config: ProducerConfig,
  observer: ProducerObserver,
  parts: TransactionParts,
): TransactionManager | null {
  const { enableIdempotence, transactionalId, transactionTimeoutMs, retryBackoffMs } = config;
  if (!enableIdempotence) return null;
  return new TransactionManager(observer, { transactionalId, transactionTimeoutMs, retryBackoffMs, ...parts });
}

export function metadataOf(config: ProducerConfig, parts: Pick<MetadataOptions, 'random' | 'observer'>): Metadata {
  const metadata = new Metadata({
    refreshBackoffMs: config.retryBackoffMs,
    refreshBackoffMaxMs: config.retryBackoffMaxMs,
    maxAgeMs: config.metadataMaxAgeMs,
    maxIdleMs: config.metadataMaxIdleMs,
    ...parts,
  });
  if (!resolvesFirst(config)) metadata.bootstrap(config.bootstrapServers);
  return metadata;
}

/** Null: names are resolved when a connection is tried. */
export function bootstrapOf(config: ProducerConfig, names?: NameService): BootstrapOptions | null {
  if (!resolvesFirst(config)) return null;
  const resolve = serverResolver(isCanonical(config), names);
  return {
    resolve: () => resolve(config.bootstrapServers),
    timeoutMs: config.bootstrapResolveTimeoutMs,
    retryBackoffMs: config.retryBackoffMs,
  };
}

function resolvesFirst(config: ProducerConfig): boolean {
  return config.bootstrapResolveTimeoutMs > 0 || isCanonical(config);
}

function isCanonical({ clientDnsLookup }: ProducerConfig): boolean {
  return clientDnsLookup === 'resolve_canonical_bootstrap_servers_only';
}

export function poolOf({ bufferMemory, batchSize, bufferMemoryAllocationStrategy }: ProducerConfig): BufferPool {
  return bufferMemoryAllocationStrategy === 'incremental'
    ? new ChunkPool(bufferMemory)
    : new BufferPool(bufferMemory, batchSize);
}

type MetricsParts = 'clientId' | 'time' | 'metadata' | 'pool' | 'inFlight';

export function metricsOf(config: ProducerConfig, parts: Pick<ProducerMetricsOptions, MetricsParts>): ProducerMetrics {
  const window = { samples: config.metricsNumSamples, timeWindowMs: config.metricsSampleWindowMs };
  return new ProducerMetrics({ window, secured: config.security.protocol !== 'PLAINTEXT', ...parts });
}

type AccumulatorParts = 'pool' | 'transactionManager' | 'random' | 'observer' | 'callbacks';

export function accumulatorOf(
  config: ProducerConfig,
  parts: Pick<RecordAccumulatorOptions, AccumulatorParts>,
): RecordAccumulator {
  return new RecordAccumulator({
    batchSize: config.batchSize,
    lingerMs: config.lingerMs,
    retryBackoffMs: config.retryBackoffMs,
    retryBackoffMaxMs: config.retryBackoffMaxMs,
    deliveryTimeoutMs: config.deliveryTimeoutMs,
    compression: config.compression,
    adaptivePartitioning: config.partitionerAdaptive && config.partitionerClass === null,
    availabilityTimeoutMs: config.partitionerAvailabilityTimeoutMs,
    rack: config.partitionerRackAware ? config.clientRack : null,
    ...parts,
  });
}

type ClientParts = 'selector' | 'metadata' | 'bootstrap' | 'clientId' | 'time' | 'random' | 'observer' | 'meter';

export function clientOf(config: ProducerConfig, parts: Pick<NetworkClientOptions, ClientParts>): NetworkClient {
  return new NetworkClient({
    maxInFlightRequestsPerConnection: config.maxInFlight,
    reconnectBackoffMs: config.reconnectBackoffMs,
    reconnectBackoffMaxMs: config.reconnectBackoffMaxMs,
    connectionSetupTimeoutMs: config.connectionSetupTimeoutMs,
    connectionSetupTimeoutMaxMs: config.connectionSetupTimeoutMaxMs,
    requestTimeoutMs: config.requestTimeoutMs,
    metadataRecoveryStrategy: config.metadataRecoveryStrategy,
    rebootstrapTriggerMs: config.rebootstrapTriggerMs,
    clusterCheckEnable: config.clusterCheckEnable,
    sasl: saslLogin(config.security.sasl, parts.time),
    ...parts,
  });
}

type SenderParts =
  'client' | 'metadata' | 'accumulator' | 'transactionManager' | 'time' | 'observer' | 'totals' | 'metrics' | 'waiting';

export function senderOf(config: ProducerConfig, parts: Pick<SenderOptions, SenderParts>): Sender {
  return new Sender({
    guaranteeMessageOrder: config.maxInFlight === 1,
    maxRequestSize: config.maxRequestSize,
    acks: config.acks,
    retries: config.retries,
    requestTimeoutMs: config.requestTimeoutMs,
    deliveryTimeoutMs: config.deliveryTimeoutMs,
    retryBackoffMs: config.retryBackoffMs,
    ...parts,
  });
}
