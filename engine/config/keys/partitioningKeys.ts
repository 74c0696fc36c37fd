import { atLeast, boolean, classAmong, long, string } from '../defineKey.ts';

/** Partitioners of Java that are built here; without one the built-in logic chooses. */
export const partitionerClasses = ['org.apache.kafka.clients.producer.RoundRobinPartitioner'] as const;

/** Where a record goes. */
export const partitioningKeys = {
  clientRack: string('client.rack', '', 'LOW'),
  partitionerAdaptive: boolean('partitioner.adaptive.partitioning.enable', true, 'LOW'),
  partitionerAvailabilityTimeoutMs: long('partitioner.availability.timeout.ms', 0, 'LOW', atLeast(0)),
  partitionerClass: classAmong('partitioner.class', partitionerClasses, 'MEDIUM'),
  partitionerIgnoreKeys: boolean('partitioner.ignore.keys', false, 'MEDIUM'),
  partitionerRackAware: boolean('partitioner.rack.aware', false, 'LOW'),
} as const;
