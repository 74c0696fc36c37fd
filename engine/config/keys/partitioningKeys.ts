import { atLeast, boolean, classAmong, long, string } from '../defineKey.ts';

/** Java's only partitioner with a name of its own; without it the built-in logic chooses. */
const roundRobin = 'org.apache.kafka.clients.producer.RoundRobinPartitioner';

/** Where a record goes. */
export const partitioningKeys = {
  clientRack: string('client.rack', '', 'LOW'),
  partitionerAdaptive: boolean('partitioner.adaptive.partitioning.enable', true, 'LOW'),
  partitionerAvailabilityTimeoutMs: long('partitioner.availability.timeout.ms', 0, 'LOW', atLeast(0)),
  partitionerClass: classAmong('partitioner.class', [roundRobin], 'MEDIUM'),
  partitionerIgnoreKeys: boolean('partitioner.ignore.keys', false, 'MEDIUM'),
  partitionerRackAware: boolean('partitioner.rack.aware', false, 'LOW'),
} as const;
