import { ApiKeys } from '../protocol/apiKeys.ts';

/** From these versions a throttle time means that the broker has answered already and the client is to wait (KIP-219). */
const firstThrottlingVersion = new Map<number, number>([
  [ApiKeys.PRODUCE, 6],
  [ApiKeys.METADATA, 6],
  [ApiKeys.API_VERSIONS, 2],
  [ApiKeys.INIT_PRODUCER_ID, 1],
  [ApiKeys.FIND_COORDINATOR, 2],
  [ApiKeys.LIST_OFFSETS, 3],
  [ApiKeys.FETCH, 8],
  [ApiKeys.CREATE_TOPICS, 3],
  [ApiKeys.DELETE_TOPICS, 2],
  [ApiKeys.CREATE_PARTITIONS, 1],
  [ApiKeys.DESCRIBE_CONFIGS, 2],
  [ApiKeys.DESCRIBE_LOG_DIRS, 1],
]);

/** Kafka: `AbstractResponse.shouldClientThrottle`. */
export function throttlesClient(apiKey: number, version: number): boolean {
  return version >= (firstThrottlingVersion.get(apiKey) ?? 0);
}
