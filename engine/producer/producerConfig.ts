import { checkTogether } from '../config/crossKeyRules.ts';
import { keyWarnings, parseKeys, shownValue } from '../config/parseKeys.ts';
import type { ParsedKeys, Properties } from '../config/parseKeys.ts';
import { producerKeys } from '../config/producerKeys.ts';
import { compressionOf } from '../record/compression.ts';
import type { Compression } from '../record/compression.ts';
import { parseSecurityConfig } from '../security/parseSecurityConfig.ts';
import type { SecurityConfig } from '../security/securityConfig.ts';
import { parseBootstrapServers } from './bootstrapServers.ts';
import type { Address } from './bootstrapServers.ts';

/** Every key of Kafka 4.4's producer, parsed and fitted to the others (Kafka: `ProducerConfig`). */
export interface ProducerConfig extends Omit<ParsedKeys, 'bootstrapServers' | 'acks'> {
  readonly bootstrapServers: readonly Address[];
  /** all is -1. */
  readonly acks: -1 | 0 | 1;
  readonly compression: Compression;
  readonly security: SecurityConfig;
  /** Key → effective value as text, and whether that is Kafka's default; for showing. */
  readonly effective: readonly { readonly key: string; readonly value: string; readonly isDefault: boolean }[];
  /** What Java would log: unknown keys, keys without effect, values that were adjusted. */
  readonly warnings: readonly string[];
}

/**
 * Java's keys and values, checked as Java checks them. Throws ConfigException naming the value, the key and the rule; what Java
 * only warns about is in `warnings`.
 */
export function parseProducerConfig(properties: Properties): ProducerConfig {
  const parsed = parseKeys(properties);
  const { values, warnings } = checkTogether(parsed, properties);
  return {
    ...values,
    bootstrapServers: parseBootstrapServers(values.bootstrapServers),
    acks: acksOf(values.acks),
    batchSize: Math.max(1, values.batchSize),
    lingerMs: Math.min(values.lingerMs, 2147483647),
    security: parseSecurityConfig(properties),
    compression: compressionOf(values.compressionType, compressionLevel(values)),
    effective: effectiveValues(values),
    warnings: [...keyWarnings(properties), ...warnings],
  };
}

function acksOf(text: ParsedKeys['acks']): ProducerConfig['acks'] {
  return text === 'all' || text === '-1' ? -1 : text === '0' ? 0 : 1;
}

function compressionLevel(values: ParsedKeys): number | undefined {
  switch (values.compressionType) {
    case 'gzip':
      return values.compressionGzipLevel;
    case 'lz4':
      return values.compressionLz4Level;
    case 'zstd':
      return values.compressionZstdLevel;
    case 'none':
    case 'snappy':
      return undefined;
  }
}

function effectiveValues(values: ParsedKeys): ProducerConfig['effective'] {
  return Object.entries(producerKeys).map(([field, key]) => {
    const value = shownValue(values[field as keyof ParsedKeys]);
    return { key: key.name, value, isDefault: value === shownValue(key.default ?? null) };
  });
}
