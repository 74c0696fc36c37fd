import type { Coordinators } from './coordinators.ts';
import type { Controller } from './controller.ts';
import type { Faults } from './faults.ts';
import type { Partition } from './partition.ts';
import type { PracticeBroker } from './practiceBroker.ts';

/** The cluster as data, for whoever shows it. */
export interface ClusterView {
  readonly clusterId: string;
  readonly brokers: readonly BrokerView[];
  readonly topics: readonly { readonly name: string; readonly partitions: readonly PartitionView[] }[];
  readonly groups: readonly GroupView[];
  readonly transactions: readonly TransactionView[];
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

export interface GroupView {
  readonly groupId: string;
  /** The broker that coordinates it; −1: none is up. */
  readonly coordinator: number;
  readonly state: string;
  readonly generation: number;
  readonly members: readonly string[];
}

export interface TransactionView {
  readonly transactionalId: string;
  readonly coordinator: number;
  readonly state: string;
  readonly producerId: string;
  readonly producerEpoch: number;
  /** By name, as `orders-4`; empty while no transaction is open. */
  readonly partitions: readonly string[];
}

export function clusterView(
  controller: Controller,
  { placement, groups, transactions }: Coordinators,
  brokers: readonly PracticeBroker[],
  faults: Faults,
): ClusterView {
  return {
    clusterId: controller.clusterId,
    brokers: brokers.map(({ node, port, isUp }) => ({ node, port, up: isUp, delayMs: faults.delayMs(node) })),
    topics: [...controller.topics.values()].map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(partitionView),
    })),
    groups: groups.groups.map(({ groupId, state, generationId, members }) => ({
      groupId,
      coordinator: placement.coordinatorOf(groupId),
      state,
      generation: generationId,
      members: members.map(({ memberId }) => memberId),
    })),
    transactions: transactions.transactions.map(
      ({ transactionalId, state, producerId, producerEpoch, partitions }) => ({
        transactionalId,
        coordinator: placement.coordinatorOf(transactionalId),
        state,
        producerId: String(producerId),
        producerEpoch,
        partitions: [...partitions.keys()],
      }),
    ),
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
