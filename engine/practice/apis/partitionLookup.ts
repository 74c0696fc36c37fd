import { ErrorCodes } from '../../common/errors.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { Topic } from '../controller.ts';
import type { Partition } from '../partition.ts';

export type Found<T> =
  { readonly found: T; readonly errorCode: 0 } | { readonly found: null; readonly errorCode: number };

/** By id where the version asks by id, otherwise by name. */
export function findTopic(
  context: RequestContext,
  { name, topicId }: { readonly name: string; readonly topicId: string },
  byId: boolean,
): Found<Topic> {
  const { controller } = context.state;
  const topic = byId ? controller.topicById(topicId) : controller.topic(name);
  if (topic !== undefined) return { found: topic, errorCode: 0 };
  const errorCode = byId ? ErrorCodes.UNKNOWN_TOPIC_ID : ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION;
  return { found: null, errorCode };
}

/** The partition, if this broker leads it. */
export function findLed(context: RequestContext, topic: Topic, index: number): Found<Partition> {
  const partition = topic.partitions[index];
  if (partition === undefined) return { found: null, errorCode: ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION };
  if (partition.leader !== context.node) return { found: null, errorCode: ErrorCodes.NOT_LEADER_OR_FOLLOWER };
  return { found: partition, errorCode: 0 };
}

/** What a client believes about the leader epoch: older than ours is fenced, newer unknown to us; −1 is no belief. */
export function epochError(partition: Partition, currentLeaderEpoch: number): number {
  if (currentLeaderEpoch < 0 || currentLeaderEpoch === partition.leaderEpoch) return 0;
  return currentLeaderEpoch < partition.leaderEpoch ? ErrorCodes.FENCED_LEADER_EPOCH : ErrorCodes.UNKNOWN_LEADER_EPOCH;
}

export interface LeaderHint {
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

/** KIP-951: who leads instead, so that the client need not ask for metadata first. */
export function leaderHint(topic: Topic | null, index: number): LeaderHint {
  const partition = topic?.partitions[index];
  return partition === undefined
    ? { leaderId: -1, leaderEpoch: -1 }
    : { leaderId: partition.leader, leaderEpoch: partition.leaderEpoch };
}

export function endpointsOf(
  context: RequestContext,
  hints: readonly LeaderHint[],
): readonly { nodeId: number; host: string; port: number; rack: null }[] {
  const nodes = new Set(hints.map(hint => hint.leaderId));
  return context.state.controller.liveBrokers
    .filter(broker => nodes.has(broker.node))
    .map(({ node, host, port }) => ({ nodeId: node, host, port, rack: null }));
}
