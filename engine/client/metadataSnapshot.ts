import type { Node } from '../common/node.ts';

/** What one partition's metadata said (Kafka: `MetadataResponse.PartitionMetadata`). -1: no leader, unknown epoch. */
export interface PartitionMetadata {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
  readonly offline: readonly number[];
}

export interface TopicMetadata {
  readonly name: string;
  /** Base64 of 16 bytes; null where the broker gave none. */
  readonly topicId: string | null;
  readonly internal: boolean;
  /** By partition number. */
  readonly partitions: readonly PartitionMetadata[];
}

export interface SnapshotData {
  readonly clusterId: string | null;
  readonly controllerId: number | null;
  readonly bootstrap: boolean;
  readonly nodes: readonly Node[];
  readonly topics: ReadonlyMap<string, TopicMetadata>;
  readonly invalidTopics: ReadonlySet<string>;
  readonly unauthorizedTopics: ReadonlySet<string>;
}

/** The cluster as last heard (Kafka: `MetadataSnapshot` and `Cluster`): immutable, replaced whole. */
export class MetadataSnapshot {
  readonly data: SnapshotData;
  readonly #nodes: ReadonlyMap<number, Node>;
  readonly #available = new Map<string, readonly number[]>();
  readonly #availableInRack = new Map<string, readonly number[]>();
  #ledIndex: Map<string, number[]> | null = null;
  readonly #ledCounts = new Map<number, number>();

  constructor(data: SnapshotData) {
    this.data = data;
    this.#nodes = new Map(data.nodes.map(node => [node.id, node]));
  }

  static empty(): MetadataSnapshot {
    return MetadataSnapshot.#of([]);
  }

  /** Bootstrap addresses as nodes -1, -2, … */
  static bootstrap(addresses: readonly { readonly host: string; readonly port: number }[]): MetadataSnapshot {
    return MetadataSnapshot.#of(addresses.map(({ host, port }, index) => ({ id: -1 - index, host, port, rack: null })));
  }

  static #of(nodes: readonly Node[]): MetadataSnapshot {
    return new MetadataSnapshot({
      clusterId: null,
      controllerId: null,
      bootstrap: true,
      nodes,
      topics: new Map(),
      invalidTopics: new Set(),
      unauthorizedTopics: new Set(),
    });
  }

  get nodes(): readonly Node[] {
    return this.data.nodes;
  }

  node(id: number): Node | undefined {
    return this.#nodes.get(id);
  }

  topic(topic: string): TopicMetadata | undefined {
    return this.data.topics.get(topic);
  }

  /** All partitions of the topic, with or without leader; undefined while the topic is not known. */
  partitionCount(topic: string): number | undefined {
    const count = this.data.topics.get(topic)?.partitions.length;
    return count === 0 ? undefined : count;
  }

  partition(topic: string, partition: number): PartitionMetadata | undefined {
    return this.data.topics.get(topic)?.partitions[partition];
  }

  /** Null also when the leader is not in the broker list. No leader is -1, and so is the first bootstrap address: that one never leads. */
  leader(topic: string, partition: number): Node | null {
    const leaderId = this.partition(topic, partition)?.leaderId ?? -1;
    return leaderId < 0 ? null : (this.#nodes.get(leaderId) ?? null);
  }

  leaderEpoch(topic: string, partition: number): number {
    return this.partition(topic, partition)?.leaderEpoch ?? -1;
  }

  /** Partitions that have a leader now (Kafka: `Cluster.availablePartitionsForTopic`). */
  availablePartitions(topic: string): readonly number[] {
    let available = this.#available.get(topic);
    if (!available) {
      available = (this.topic(topic)?.partitions ?? [])
        .filter(({ partition }) => this.leader(topic, partition))
        .map(({ partition }) => partition);
      this.#available.set(topic, available);
    }
    return available;
  }

  /** Those of the available ones whose leader stands in the rack (Kafka: KIP-1123). A producer asks for one rack only: its own. */
  availablePartitionsInRack(topic: string, rack: string): readonly number[] {
    const key = `${topic}/${rack}`; // No topic has a slash in its name.
    let available = this.#availableInRack.get(key);
    if (!available) {
      available = this.availablePartitions(topic).filter(partition => this.leader(topic, partition)?.rack === rack);
      this.#availableInRack.set(key, available);
    }
    return available;
  }

  /** How many partitions the node leads, and where this one stands among them (Kafka: `Cluster.partitionsForNode`). */
  ledCount(nodeId: number): number {
    this.#buildLedIndex();
    return this.#ledCounts.get(nodeId) ?? 0;
  }

  ledIndex(topic: string, partition: number): number {
    return this.#buildLedIndex().get(topic)?.[partition] ?? -1;
  }

  #buildLedIndex(): Map<string, number[]> {
    if (this.#ledIndex) return this.#ledIndex;
    this.#ledIndex = new Map();
    for (const { name, partitions } of this.data.topics.values()) {
      const places: number[] = [];
      for (const { partition, leaderId } of partitions) {
        const place = this.#ledCounts.get(leaderId) ?? 0;
        places[partition] = place;
        this.#ledCounts.set(leaderId, place + 1);
      }
      this.#ledIndex.set(name, places);
    }
    return this.#ledIndex;
  }
}
