/** DescribeLogDirs v1–5: what the asked broker holds. Its logs are in memory; the directory is a name only. */
import { DescribeLogDirs } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { Partition } from '../partition.ts';

type Response = ResponseInput<typeof DescribeLogDirs>;

export const describeLogDirs = defineHandler({
  api: DescribeLogDirs,
  handle(request, context) {
    const topics = [...grouped(request, context)].map(([name, partitions]) => ({
      name,
      partitions: partitions.map(partition => ({
        partitionIndex: partition.index,
        partitionSize: BigInt(partition.log.byteLength),
        offsetLag: BigInt(Math.max(partition.highWatermark - partition.endOffsetOf(context.node), 0)),
        isFutureKey: false,
      })),
    }));
    return {
      throttleTimeMs: 0,
      errorCode: 0,
      results: [{ errorCode: 0, logDir: `/memory/broker-${context.node}`, topics }],
    };
  },
  refuse: (_request, errorCode, { apiVersion, node }): Response =>
    apiVersion >= 3
      ? { throttleTimeMs: 0, errorCode, results: [] }
      : { throttleTimeMs: 0, results: [{ errorCode, logDir: `/memory/broker-${node}`, topics: [] }] },
});

function grouped(
  { topics }: RequestBody<typeof DescribeLogDirs>,
  { state, node }: RequestContext,
): ReadonlyMap<string, readonly Partition[]> {
  const wanted = topics === null ? null : new Map(topics.map(({ topic, partitions }) => [topic, new Set(partitions)]));
  const found = new Map<string, Partition[]>();
  for (const partition of state.controller.allPartitions()) {
    if (!partition.replicas.includes(node)) continue;
    if (wanted !== null && wanted.get(partition.topic)?.has(partition.index) !== true) continue;
    const list = found.get(partition.topic) ?? [];
    list.push(partition);
    found.set(partition.topic, list);
  }
  return found;
}
