import { KafkaError } from '../common/kafkaError.ts';
import { compressionLevels, compressionOf, compressionTypes } from '../record/compression.ts';
import type { Compression } from '../record/compression.ts';
import { parseBootstrapServers } from './bootstrapServers.ts';
import type { Address } from './bootstrapServers.ts';
import { boolean, int, invalid, level, long, nonEmptyString, oneOf, requiredList, string } from './configDef.ts';
import type { ConfigKey } from './configDef.ts';

/** Every key the producer understands, with Kafka 4.4's defaults and ranges (Kafka: `ProducerConfig`). */
export const configKeys = {
  bootstrapServers: requiredList('bootstrap.servers'),
  clientId: string('client.id', ''),
  acks: oneOf('acks', 'all', ['all', '-1', '0', '1']),
  enableIdempotence: boolean('enable.idempotence', true),
  transactionalId: nonEmptyString('transactional.id'),
  transactionTimeoutMs: int('transaction.timeout.ms', 60000),
  retries: int('retries', 2147483647, 0),
  maxInFlight: int('max.in.flight.requests.per.connection', 5, 1),
  deliveryTimeoutMs: int('delivery.timeout.ms', 120000, 0),
  requestTimeoutMs: int('request.timeout.ms', 30000, 0),
  lingerMs: long('linger.ms', 5, 0),
  batchSize: int('batch.size', 16384, 0),
  bufferMemory: long('buffer.memory', 33554432, 0),
  maxBlockMs: long('max.block.ms', 60000, 0),
  maxRequestSize: int('max.request.size', 1048576, 0),
  compressionType: oneOf('compression.type', 'none', compressionTypes),
  compressionGzipLevel: level('compression.gzip.level', compressionLevels.gzip),
  compressionZstdLevel: level('compression.zstd.level', compressionLevels.zstd),
  partitionerIgnoreKeys: boolean('partitioner.ignore.keys', false),
  partitionerAdaptive: boolean('partitioner.adaptive.partitioning.enable', true),
  partitionerAvailabilityTimeoutMs: long('partitioner.availability.timeout.ms', 0, 0),
  metadataMaxAgeMs: long('metadata.max.age.ms', 300000, 0),
  metadataMaxIdleMs: long('metadata.max.idle.ms', 300000, 5000),
  metadataRecoveryStrategy: oneOf('metadata.recovery.strategy', 'rebootstrap', ['rebootstrap', 'none'], true),
  rebootstrapTriggerMs: long('metadata.recovery.rebootstrap.trigger.ms', 300000, 0),
  clusterCheckEnable: boolean('metadata.cluster.check.enable', true),
  retryBackoffMs: long('retry.backoff.ms', 100, 0),
  retryBackoffMaxMs: long('retry.backoff.max.ms', 1000, 0),
  reconnectBackoffMs: long('reconnect.backoff.ms', 50, 0),
  reconnectBackoffMaxMs: long('reconnect.backoff.max.ms', 1000, 0),
  connectionSetupTimeoutMs: long('socket.connection.setup.timeout.ms', 10000),
  connectionSetupTimeoutMaxMs: long('socket.connection.setup.timeout.max.ms', 30000),
  connectionsMaxIdleMs: long('connections.max.idle.ms', 540000),
  securityProtocol: oneOf('security.protocol', 'PLAINTEXT', ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'], true),
} as const satisfies Record<string, ConfigKey<unknown>>;

type Parsed = {
  readonly [K in keyof typeof configKeys]: (typeof configKeys)[K] extends ConfigKey<infer T> ? T : never;
};

export interface ProducerConfig extends Omit<Parsed, 'bootstrapServers' | 'acks'> {
  readonly bootstrapServers: readonly Address[];
  /** all is -1. */
  readonly acks: -1 | 0 | 1;
  readonly compression: Compression;
  /** Key → effective value as text, and whether that is Kafka's default; for showing. */
  readonly effective: readonly { readonly key: string; readonly value: string; readonly isDefault: boolean }[];
  /** What Java would log: unknown keys, values that were adjusted. */
  readonly warnings: readonly string[];
}

/** Keys of Java that would change what happens, and that this producer does not have yet: refused instead of ignored. */
const refused: readonly (readonly [key: string, why: string])[] = [
  ['partitioner.class', 'only the built-in partitioner is supported yet'],
  ['interceptor.classes', 'interceptors are not supported yet'],
  ['partitioner.rack.aware', 'rack-aware partitioning is not supported yet'],
];

/**
 * Java's keys and values, checked as Java checks them. Throws ConfigException naming the value, the key and the rule; what Java
 * only warns about is in `warnings`.
 */
export function parseProducerConfig(properties: Readonly<Record<string, string>>): ProducerConfig {
  const warnings: string[] = [];
  const given = (key: ConfigKey<unknown>): boolean => Object.hasOwn(properties, key.name);
  const names = new Set<string>(Object.values(configKeys).map(({ name }) => name));
  for (const [key, why] of refused)
    if (Object.hasOwn(properties, key) && properties[key] !== 'false' && properties[key] !== '')
      throw invalid(key, properties[key] ?? '', `${why}; remove the key.`);
  for (const key of Object.keys(properties))
    if (!names.has(key)) warnings.push(`The configuration '${key}' was supplied but is not known to this producer.`);

  const parsed = Object.fromEntries(
    Object.entries(configKeys).map(([field, key]) => [field, valueOf(key, properties)]),
  ) as { -readonly [K in keyof Parsed]: Parsed[K] };
  const acks = parsed.acks === 'all' || parsed.acks === '-1' ? -1 : parsed.acks === '0' ? 0 : 1;
  parsed.enableIdempotence = idempotence(parsed, acks, given(configKeys.enableIdempotence), warnings);
  if (parsed.transactionalId !== null && !parsed.enableIdempotence)
    throw new KafkaError(
      'ConfigException',
      `Cannot set a transactional.id (${parsed.transactionalId}) without also enabling idempotence. Remove enable.idempotence=false, retries=0 and acks other than all, or remove transactional.id.`,
    );
  adjustTimeouts(parsed, given, warnings);
  if (parsed.securityProtocol !== 'PLAINTEXT')
    throw invalid(
      configKeys.securityProtocol.name,
      parsed.securityProtocol,
      'only PLAINTEXT is supported yet; use a plaintext listener.',
    );
  return {
    ...parsed,
    bootstrapServers: parseBootstrapServers(parsed.bootstrapServers),
    acks,
    batchSize: Math.max(1, parsed.batchSize),
    lingerMs: Math.min(parsed.lingerMs, 2147483647),
    compression: compressionOf(
      parsed.compressionType,
      parsed.compressionType === 'gzip'
        ? parsed.compressionGzipLevel
        : parsed.compressionType === 'zstd'
          ? parsed.compressionZstdLevel
          : undefined,
    ),
    effective: Object.entries(configKeys).map(([field, key]) => {
      const value = String(parsed[field as keyof Parsed] ?? '');
      return { key: key.name, value, isDefault: value === (key.default ?? '') };
    }),
    warnings,
  };
}

function valueOf(key: ConfigKey<unknown>, properties: Readonly<Record<string, string>>): unknown {
  const text = Object.hasOwn(properties, key.name) ? properties[key.name] : key.default;
  if (text === null) return null;
  if (text === undefined)
    throw new KafkaError('ConfigException', `Missing required configuration '${key.name}' which has no default value.`);
  return key.parse(text);
}

/** Kafka: `postProcessAndValidateIdempotenceConfigs`: a conflict with an explicit wish is an error, else idempotence goes. */
function idempotence(
  config: { enableIdempotence: boolean; retries: number; maxInFlight: number },
  acks: number,
  explicit: boolean,
  warnings: string[],
): boolean {
  if (!config.enableIdempotence) return false;
  let enabled = true;
  const conflict = (rule: string, value: string): void => {
    if (explicit)
      throw new KafkaError(
        'ConfigException',
        `Must set ${rule} in order to use the idempotent producer, not ${value}. Otherwise set enable.idempotence=false.`,
      );
    warnings.push(`Idempotence is off because ${rule} is not met (it is ${value}).`);
    enabled = false;
  };
  if (config.retries === 0) conflict('retries to non-zero', '0');
  if (acks !== -1) conflict("acks to 'all'", `'${acks}'`);
  if (config.maxInFlight > 5)
    throw new KafkaError(
      'ConfigException',
      `Must set max.in.flight.requests.per.connection to at most 5 to use the idempotent producer, not ${config.maxInFlight}. Otherwise set enable.idempotence=false.`,
    );
  return enabled;
}

/** Kafka: `configureDeliveryTimeout`, `postProcessReconnectBackoffConfigs`, and the warnings about backoffs the wrong way round. */
function adjustTimeouts(
  config: { -readonly [K in keyof Parsed]: Parsed[K] },
  given: (key: ConfigKey<unknown>) => boolean,
  warnings: string[],
): void {
  if (given(configKeys.reconnectBackoffMs) && !given(configKeys.reconnectBackoffMaxMs)) {
    config.reconnectBackoffMaxMs = config.reconnectBackoffMs;
    warnings.push(
      `reconnect.backoff.max.ms is set to reconnect.backoff.ms (${config.reconnectBackoffMs} ms), so that the backoff is constant.`,
    );
  }
  if (config.retryBackoffMs > config.retryBackoffMaxMs)
    warnings.push(
      `retry.backoff.ms (${config.retryBackoffMs}) is more than retry.backoff.max.ms (${config.retryBackoffMaxMs}); the backoff is ${config.retryBackoffMaxMs} ms.`,
    );
  if (config.connectionSetupTimeoutMs > config.connectionSetupTimeoutMaxMs)
    warnings.push(
      `socket.connection.setup.timeout.ms (${config.connectionSetupTimeoutMs}) is more than socket.connection.setup.timeout.max.ms (${config.connectionSetupTimeoutMaxMs}); the timeout is ${config.connectionSetupTimeoutMaxMs} ms.`,
    );
  const least = Math.min(2147483647, config.lingerMs + config.requestTimeoutMs);
  if (config.deliveryTimeoutMs >= least) return;
  if (given(configKeys.deliveryTimeoutMs))
    throw new KafkaError(
      'ConfigException',
      `delivery.timeout.ms (${config.deliveryTimeoutMs}) should be equal to or larger than linger.ms + request.timeout.ms (${config.lingerMs} + ${config.requestTimeoutMs} = ${least}). Raise it, or lower one of the others.`,
    );
  warnings.push(
    `delivery.timeout.ms is set to linger.ms + request.timeout.ms (${least} ms), because its default is less.`,
  );
  config.deliveryTimeoutMs = least;
}
