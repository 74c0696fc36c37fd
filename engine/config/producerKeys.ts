import type { ConfigKey } from './configKey.ts';
import { batchingKeys } from './keys/batchingKeys.ts';
import { connectionKeys } from './keys/connectionKeys.ts';
import { deliveryKeys } from './keys/deliveryKeys.ts';
import { oauthKeys } from './keys/oauthKeys.ts';
import { partitioningKeys } from './keys/partitioningKeys.ts';
import { pluginKeys } from './keys/pluginKeys.ts';
import { saslKeys } from './keys/saslKeys.ts';
import { tlsKeys } from './keys/tlsKeys.ts';

/** The 120 keys of a producer of Kafka 4.4.0 (Kafka: `ProducerConfig.configDef()`), by the name of their field. */
export const producerKeys = {
  ...batchingKeys,
  ...connectionKeys,
  ...deliveryKeys,
  ...oauthKeys,
  ...partitioningKeys,
  ...pluginKeys,
  ...saslKeys,
  ...tlsKeys,
} as const satisfies Record<string, ConfigKey>;

export type ProducerKeys = typeof producerKeys;

/** In alphabetical order of their names. */
export const allKeys: readonly ConfigKey[] = Object.values<ConfigKey>(producerKeys).sort((a, b) =>
  a.name < b.name ? -1 : 1,
);

const byName = new Map(allKeys.map(key => [key.name, key]));

export function keyNamed(name: string): ConfigKey | undefined {
  return byName.get(name);
}
