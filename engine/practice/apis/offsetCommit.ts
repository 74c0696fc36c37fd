/** OffsetCommit v2–10: how far a group has read, by its members or by anybody while it has none. From v10 on topics by id. */
import { ErrorCodes } from '../../common/errors.ts';
import { OffsetCommit } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { CommittedOffset } from '../groups/groupOffsets.ts';
import { coordinatorError } from './coordinatorLookup.ts';
import { findTopic } from './partitionLookup.ts';

export type CommitTopics = RequestBody<typeof OffsetCommit>['topics'];
type CommitResults = ResponseInput<typeof OffsetCommit>['topics'];

/** Kafka's default: offset.metadata.max.bytes. */
const maxMetadataBytes = 4096;
const unknownGroupIsNamed = 9;

export const offsetCommit = defineHandler({
  api: OffsetCommit,
  handle(request, context) {
    const notHere = coordinatorError(context, request.groupId);
    if (notHere !== 0) return answer(refuseOffsets(request.topics, notHere));
    const { groups } = context.state;
    const generationId = request.generationIdOrMemberEpoch;
    const isKnown = groups.find(request.groupId) !== undefined;
    const { group, errorCode } = groups.forCommit(request.groupId, request, generationId, false);
    if (group !== null)
      return answer(
        storeOffsets(request.topics, context, context.apiVersion >= 10, offset => group.offsets.commit(offset)),
      );
    const namesGroup = !isKnown && generationId >= 0 && context.apiVersion >= unknownGroupIsNamed;
    return answer(refuseOffsets(request.topics, namesGroup ? ErrorCodes.GROUP_ID_NOT_FOUND : errorCode));
  },
  refuse: ({ topics }, errorCode) => answer(refuseOffsets(topics, errorCode)),
});

/** Stores what can be stored; each partition has its own answer. Also for TxnOffsetCommit. */
export function storeOffsets(
  topics: CommitTopics,
  context: RequestContext,
  byId: boolean,
  store: (offset: CommittedOffset) => void,
): CommitResults {
  return topics.map(wanted => {
    const { found: topic, errorCode: unknown } = findTopic(context, wanted, byId);
    const partitions = wanted.partitions.map(partition => {
      const metadata = partition.committedMetadata ?? '';
      const tooLarge = Buffer.byteLength(metadata) > maxMetadataBytes;
      const missing = topic !== null && topic.partitions[partition.partitionIndex] === undefined;
      const errorCode =
        unknown ||
        (missing ? ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION : tooLarge ? ErrorCodes.OFFSET_METADATA_TOO_LARGE : 0);
      if (errorCode === 0 && topic !== null)
        store({
          topic: topic.name,
          partition: partition.partitionIndex,
          offset: partition.committedOffset,
          leaderEpoch: partition.committedLeaderEpoch,
          metadata,
        });
      return { partitionIndex: partition.partitionIndex, errorCode };
    });
    return { name: wanted.name, topicId: wanted.topicId, partitions };
  });
}

export function refuseOffsets(topics: CommitTopics, errorCode: number): CommitResults {
  return topics.map(({ name, topicId, partitions }) => ({
    name,
    topicId,
    partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
  }));
}

function answer(topics: CommitResults): ResponseInput<typeof OffsetCommit> {
  return { throttleTimeMs: 0, topics };
}
