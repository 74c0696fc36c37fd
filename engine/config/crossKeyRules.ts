// What keys may and may not be together (Kafka: `ProducerConfig.postProcessParsedConfig`, `KafkaProducer.configureDeliveryTimeout`).
import { configError } from './configErrors.ts';
import type { ConfigKey } from './configKey.ts';
import { isGiven } from './parseKeys.ts';
import type { ParsedKeys, Properties } from './parseKeys.ts';
import { producerKeys } from './producerKeys.ts';

const maxInt = 2147483647;

export interface Checked {
  readonly values: ParsedKeys;
  /** What was adjusted or is not as it looks; Java logs it. */
  readonly warnings: readonly string[];
}

/** @throws KafkaError (ConfigException) for keys that contradict each other. */
export function checkTogether(values: ParsedKeys, properties: Properties): Checked {
  const given = (key: ConfigKey): boolean => isGiven(key, properties);
  const warnings: string[] = [];
  requireSaslMechanism(values);
  warnAboutBackoffs(values, warnings);
  const reconnectBackoffMaxMs = reconnectBackoffMax(values, given, warnings);
  const enableIdempotence = idempotence(values, given(producerKeys.enableIdempotence), warnings);
  if (given(producerKeys.transactionalId) && !enableIdempotence)
    throw configError(
      'Cannot set a transactional.id without also enabling idempotence. Remove transactional.id, or set enable.idempotence=true with acks=all and retries above 0.',
    );
  if (values.transactionTwoPhaseCommitEnable && given(producerKeys.transactionTimeoutMs))
    throw configError(
      `Cannot set transaction.timeout.ms (${values.transactionTimeoutMs}) together with transaction.two.phase.commit.enable=true: such a transaction has no timeout. Remove one of them.`,
    );
  const deliveryTimeoutMs = deliveryTimeout(values, given(producerKeys.deliveryTimeoutMs), warnings);
  if (values.partitionerRackAware && values.clientRack === '')
    throw configError(
      "partitioner.rack.aware=true needs client.rack, which is ''. Set client.rack to the broker.rack of the brokers nearby, or remove partitioner.rack.aware.",
    );
  const bufferMemoryAllocationStrategy = allocationStrategy(values, warnings);
  return {
    values: { ...values, reconnectBackoffMaxMs, enableIdempotence, deliveryTimeoutMs, bufferMemoryAllocationStrategy },
    warnings,
  };
}

/** Kafka: `CommonClientConfigs.postValidateSaslMechanismConfig`. */
function requireSaslMechanism({ securityProtocol, saslMechanism }: ParsedKeys): void {
  if (securityProtocol.startsWith('SASL_') && saslMechanism === '')
    throw configError(
      `security.protocol=${securityProtocol} needs a sasl.mechanism, which is ''. Set it, for example to SCRAM-SHA-512 or PLAIN.`,
    );
}

/** Kafka: `warnDisablingExponentialBackoff`. */
function warnAboutBackoffs(values: ParsedKeys, warnings: string[]): void {
  if (values.retryBackoffMs > values.retryBackoffMaxMs)
    warnings.push(
      `retry.backoff.ms (${values.retryBackoffMs}) is more than retry.backoff.max.ms (${values.retryBackoffMaxMs}); the backoff is ${values.retryBackoffMaxMs} ms.`,
    );
  if (values.connectionSetupTimeoutMs > values.connectionSetupTimeoutMaxMs)
    warnings.push(
      `socket.connection.setup.timeout.ms (${values.connectionSetupTimeoutMs}) is more than socket.connection.setup.timeout.max.ms (${values.connectionSetupTimeoutMaxMs}); the timeout is ${values.connectionSetupTimeoutMaxMs} ms.`,
    );
}

/** Kafka: `postProcessReconnectBackoffConfigs`. */
function reconnectBackoffMax(values: ParsedKeys, given: (key: ConfigKey) => boolean, warnings: string[]): number {
  if (!given(producerKeys.reconnectBackoffMs) || given(producerKeys.reconnectBackoffMaxMs))
    return values.reconnectBackoffMaxMs;
  warnings.push(
    `reconnect.backoff.max.ms is set to reconnect.backoff.ms (${values.reconnectBackoffMs} ms), so that the backoff is constant.`,
  );
  return values.reconnectBackoffMs;
}

/** Kafka: `postProcessAndValidateIdempotenceConfigs`: a conflict with an explicit wish is an error, else idempotence goes. */
function idempotence(
  { enableIdempotence, retries, acks, maxInFlight }: ParsedKeys,
  isExplicit: boolean,
  warnings: string[],
): boolean {
  if (!enableIdempotence) return false;
  let enabled = true;
  const conflict = (rule: string, value: string): void => {
    if (isExplicit)
      throw configError(
        `Must set ${rule} in order to use the idempotent producer, not ${value}. Otherwise set enable.idempotence=false.`,
      );
    warnings.push(`Idempotence is off because ${rule} is not met (it is ${value}).`);
    enabled = false;
  };
  if (retries === 0) conflict('retries to non-zero', '0');
  if (acks !== 'all' && acks !== '-1') conflict("acks to 'all'", `'${acks}'`);
  if (maxInFlight > 5)
    throw configError(
      `Must set max.in.flight.requests.per.connection to at most 5 to use the idempotent producer, not ${maxInFlight}. Otherwise set enable.idempotence=false.`,
    );
  return enabled;
}

/** Batches grow by chunks of this size, and without compression (Kafka: the constructor of `KafkaProducer`, KIP-1332). */
const chunkBytes = 16_384;

function allocationStrategy(
  { bufferMemoryAllocationStrategy, batchSize, compressionType }: ParsedKeys,
  warnings: string[],
): ParsedKeys['bufferMemoryAllocationStrategy'] {
  if (bufferMemoryAllocationStrategy === 'full') return 'full';
  if (batchSize < chunkBytes) {
    warnings.push(
      `buffer.memory.allocation.strategy=incremental has no effect: batch.size (${batchSize}) is below ${chunkBytes}, the chunk that batches grow by.`,
    );
    return 'full';
  }
  if (compressionType !== 'none')
    throw configError(
      `buffer.memory.allocation.strategy=incremental cannot be used with compression.type=${compressionType} yet. Set compression.type=none, or the strategy to full.`,
    );
  return 'incremental';
}

/** Kafka: `configureDeliveryTimeout`: what was asked for must do; the default is raised. */
function deliveryTimeout(
  { deliveryTimeoutMs, lingerMs, requestTimeoutMs }: ParsedKeys,
  isExplicit: boolean,
  warnings: string[],
): number {
  const least = Math.min(maxInt, Math.min(lingerMs, maxInt) + requestTimeoutMs);
  if (deliveryTimeoutMs >= least) return deliveryTimeoutMs;
  if (isExplicit)
    throw configError(
      `delivery.timeout.ms (${deliveryTimeoutMs}) should be equal to or larger than linger.ms + request.timeout.ms (${lingerMs} + ${requestTimeoutMs} = ${least}). Raise it, or lower one of the others.`,
    );
  warnings.push(
    `delivery.timeout.ms is set to linger.ms + request.timeout.ms (${least} ms), because its default is less.`,
  );
  return least;
}
