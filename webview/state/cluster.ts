import type { TopologyView } from '../../engine/snapshot/topology.ts';
import type { View } from './view.ts';

/** Brokers that hold a copy of something, whether or not the metadata lists them still; by id. */
export function clusterNodes({ brokers, topics }: TopologyView): number[] {
  const replicas = topics.flatMap(topic => topic.partitions.flatMap(partition => partition.replicas));
  return [...new Set([...brokers, ...replicas])].sort((a, b) => a - b);
}

/** By id; bootstrap addresses come after the brokers they lead to. */
export function byNode(a: { readonly node: number }, b: { readonly node: number }): number {
  return a.node < 0 || b.node < 0 ? b.node - a.node : a.node - b.node;
}

/** How many brokers can be used, of all that belong to the cluster. Bootstrap addresses count while nothing else is known. */
export function brokersUp({ brokers, topology }: View): { readonly up: number; readonly all: number } {
  const real = brokers.filter(({ node }) => node >= 0);
  const counted = real.length > 0 ? real : brokers;
  const all = new Set([...counted.map(({ node }) => node), ...(topology === null ? [] : clusterNodes(topology))]);
  return { up: counted.filter(({ state, known }) => state !== 'backoff' && known).length, all: all.size };
}

export interface Missing {
  /** Brokers that hold copies and are not there. */
  readonly offline: readonly number[];
  /** Partitions with fewer copies in sync than they have replicas. */
  readonly partitions: number;
}

/** What a stopped broker leaves behind once its leaders have moved: nothing waits, but there are fewer copies. Null: all in sync. */
export function missingCopies(topology: TopologyView | null): Missing | null {
  if (topology === null) return null;
  const offline = new Set<number>();
  let partitions = 0;
  for (const topic of topology.topics) {
    for (const { replicas, inSync, offline: gone } of topic.partitions) {
      if (inSync.length < replicas.length) partitions++;
      for (const node of replicas) if (gone.includes(node) || !topology.brokers.includes(node)) offline.add(node);
    }
  }
  return partitions === 0 && offline.size === 0 ? null : { offline: [...offline].sort((a, b) => a - b), partitions };
}
