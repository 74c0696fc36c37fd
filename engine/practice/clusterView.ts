import type { Controller } from './controller.ts';
import type { Faults } from './faults.ts';
import type { Partition } from './partition.ts';
import type { PracticeBroker } from './practiceBroker.ts';

/** The cluster as data, for whoever shows it. */
export interface ClusterView {
  readonly clusterId: string;
  readonly brokers: readonly BrokerView[];
  readonly topics: readonly { readonly name: string; readonly partitions: readonly PartitionView[] }[];
}

export interface BrokerView {
  readonly node: number;
  readonly port: number;
  readonly up: boolean;
  readonly delayMs: number;
}

export interface PartitionView {
  readonly partition: number;
  /** −1: none. */
  readonly leader: number;
  readonly epoch: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
  readonly logStartOffset: number;
  readonly lastStableOffset: number;
  readonly highWatermark: number;
  readonly logEndOffset: number;
  readonly bytes: number;
}

export function clusterView(controller: Controller, brokers: readonly PracticeBroker[], faults: Faults): ClusterView {
  return {
    clusterId: controller.clusterId,
    brokers: brokers.map(({ node, port, isUp }) => ({ node, port, up: isUp, delayMs: faults.delayMs(node) })),
    topics: [...controller.topics.values()].map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(partitionView),
    })),
  };
}

function partitionView(partition: Partition): PartitionView {
  return {
    partition: partition.index,
    leader: partition.leader,
    epoch: partition.leaderEpoch,
    replicas: partition.replicas,
    inSync: partition.inSync,
    logStartOffset: partition.log.startOffset,
    lastStableOffset: partition.lastStableOffset,
    highWatermark: partition.highWatermark,
    logEndOffset: partition.log.endOffset,
    bytes: partition.log.byteLength,
  };
}
