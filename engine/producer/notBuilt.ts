import { invalid } from '../config/configErrors.ts';
import type { ConfigKey } from '../config/configKey.ts';
import { isGiven } from '../config/parseKeys.ts';
import type { ParsedKeys, Properties } from '../config/parseKeys.ts';
import { producerKeys } from '../config/producerKeys.ts';

interface NotBuilt {
  readonly key: ConfigKey;
  readonly isAsked: (values: ParsedKeys) => boolean;
  readonly why: string;
}

/** Values that would change what happens, and whose feature this producer does not have yet: refused instead of ignored. */
const notBuilt: readonly NotBuilt[] = [
  {
    key: producerKeys.bufferMemoryAllocationStrategy,
    isAsked: ({ bufferMemoryAllocationStrategy }) => bufferMemoryAllocationStrategy !== 'full',
    why: 'batches take their memory at once; use full.',
  },
];

/** @throws KafkaError (ConfigException) for the first such value. */
export function refuseNotBuilt(values: ParsedKeys, properties: Properties): void {
  for (const { key, isAsked, why } of notBuilt)
    if (isGiven(key, properties) && isAsked(values)) throw invalid(key, properties[key.name] ?? '', why);
}
