/** Metadata as the producer holds it; only topics it was asked for. */
export interface TopologyView {
  /** Since the last successful full update; null before the first. */
  readonly ageMs: number | null;
  readonly nextInMs: number | null;
  readonly version: number;
  readonly answeredBy: number | null;
  readonly lastUpdate: { readonly full: boolean; readonly agoMs: number; readonly topics: readonly string[] } | null;
  readonly bootstrap: boolean;
  readonly clusterId: string | null;
  readonly controllerId: number | null;
  readonly brokers: readonly number[];
  readonly topics: readonly TopicView[];
  /** Partitions beyond those that a frame has room for. */
  readonly omittedPartitions?: number;
}

export interface TopicView {
  readonly name: string;
  readonly errorCode: number;
  readonly error: string | null;
  readonly partitions: readonly PartitionView[];
}

export interface PartitionView {
  readonly partition: number;
  /** -1: none. */
  readonly leader: number;
  /** -1: unknown. */
  readonly epoch: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
  readonly offline: readonly number[];
}
