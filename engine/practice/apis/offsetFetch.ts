/**
 * OffsetFetch v1–10: how far a group has read; null asks for everything it has committed. From v8 on several groups at once, from v10 on
 * topics by id. `requireStable` refuses what an open transaction may still change.
 */
import { ErrorCodes } from '../../common/errors.ts';
import { OffsetFetch } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { GroupOffsets } from '../groups/groupOffsets.ts';
import { coordinatorError } from './coordinatorLookup.ts';
import { findTopic } from './partitionLookup.ts';

type Request = RequestBody<typeof OffsetFetch>;
type Response = ResponseInput<typeof OffsetFetch>;
type GroupResponse = NonNullable<Response['groups']>[number];
type TopicResponse = GroupResponse['topics'][number];
type PartitionResponse = TopicResponse['partitions'][number];

interface WantedTopic {
  readonly name: string;
  readonly topicId: string;
  readonly partitionIndexes: readonly number[];
}

export const offsetFetch = defineHandler({
  api: OffsetFetch,
  handle: (request, context) => answer(request, context, (groupId, topics) => fetch(groupId, topics, request, context)),
  refuse: (request, errorCode, context) => answer(request, context, groupId => refused(groupId, errorCode)),
});

/** Up to v7 one group, whose answer lies at the top level. */
function answer(
  request: Request,
  { apiVersion }: RequestContext,
  groupAnswer: (groupId: string, topics: readonly WantedTopic[] | null) => GroupResponse,
): Response {
  if (apiVersion >= 8)
    return { throttleTimeMs: 0, groups: request.groups.map(({ groupId, topics }) => groupAnswer(groupId, topics)) };
  const wanted = request.topics?.map(topic => ({ ...topic, topicId: '' })) ?? null;
  const { errorCode, topics } = groupAnswer(request.groupId, wanted);
  const named = topics.map(({ name = '', partitions }) => ({ name, partitions }));
  return { throttleTimeMs: 0, errorCode: errorCode ?? 0, topics: named };
}

function fetch(
  groupId: string,
  wanted: readonly WantedTopic[] | null,
  { requireStable }: Request,
  context: RequestContext,
): GroupResponse {
  const notHere = coordinatorError(context, groupId);
  if (notHere !== 0) return refused(groupId, notHere);
  const offsets = context.state.groups.find(groupId)?.offsets;
  const byId = context.apiVersion >= 10;
  const topics = (wanted ?? committedTopics(offsets, context)).map((topic): TopicResponse => {
    const { found, errorCode } = byId ? findTopic(context, topic, true) : { found: topic, errorCode: 0 };
    const partitions = topic.partitionIndexes.map(index =>
      found === null ? nothing(index, errorCode) : offsetOf(offsets, found.name, index, requireStable),
    );
    return { name: topic.name, topicId: topic.topicId, partitions };
  });
  return { groupId, errorCode: 0, topics };
}

function committedTopics(offsets: GroupOffsets | undefined, { state }: RequestContext): readonly WantedTopic[] {
  return [...Map.groupBy(offsets?.all ?? [], ({ topic }) => topic)].flatMap(([name, committed]) => {
    const topic = state.controller.topic(name);
    if (topic === undefined) return [];
    return { name, topicId: topic.id, partitionIndexes: committed.map(({ partition }) => partition) };
  });
}

function offsetOf(
  offsets: GroupOffsets | undefined,
  topic: string,
  index: number,
  requireStable: boolean,
): PartitionResponse {
  if (requireStable && offsets?.isUnstable(topic, index) === true)
    return nothing(index, ErrorCodes.UNSTABLE_OFFSET_COMMIT);
  const committed = offsets?.find(topic, index);
  if (committed === undefined) return nothing(index, 0);
  return {
    partitionIndex: index,
    committedOffset: committed.offset,
    committedLeaderEpoch: committed.leaderEpoch,
    metadata: committed.metadata,
    errorCode: 0,
  };
}

function nothing(partitionIndex: number, errorCode: number): PartitionResponse {
  return { partitionIndex, committedOffset: -1n, committedLeaderEpoch: -1, metadata: '', errorCode };
}

function refused(groupId: string, errorCode: number): GroupResponse {
  return { groupId, errorCode, topics: [] };
}
