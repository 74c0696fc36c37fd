import { MetadataSnapshot } from '../../engine/client/metadataSnapshot.ts';

/** A cluster whose node n is broker-n. Topic → leader of each partition (-1: none); `epochs` names lanes that are not at epoch 0. */
export function snapshotOf(
  topics: Readonly<Record<string, readonly number[]>>,
  options: {
    nodes?: readonly number[];
    epochs?: Readonly<Record<string, number>>;
    racks?: Readonly<Record<number, string>>;
  } = {},
): MetadataSnapshot {
  const nodes = options.nodes ?? [...new Set(Object.values(topics).flat())].filter(id => id >= 0);
  return new MetadataSnapshot({
    clusterId: 'test',
    controllerId: nodes[0] ?? null,
    bootstrap: false,
    nodes: nodes.map(id => ({ id, host: `broker-${id}`, port: 9092, rack: options.racks?.[id] ?? null })),
    topics: new Map(
      Object.entries(topics).map(([name, leaders]) => [
        name,
        {
          name,
          topicId: null,
          internal: false,
          partitions: leaders.map((leaderId, partition) => ({
            topic: name,
            partition,
            errorCode: 0,
            leaderId,
            leaderEpoch: options.epochs?.[`${name}-${partition}`] ?? 0,
            replicas: nodes,
            inSync: nodes,
            offline: [],
          })),
        },
      ]),
    ),
    invalidTopics: new Set(),
    unauthorizedTopics: new Set(),
  });
}
