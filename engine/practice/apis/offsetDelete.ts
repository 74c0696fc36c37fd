/** OffsetDelete v0: offsets of topics that no member of the group reads. */
import { ErrorCodes } from '../../common/errors.ts';
import { OffsetDelete } from '../../protocol/messages/index.ts';
import type { ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import { coordinatorError } from './coordinatorLookup.ts';

export const offsetDelete = defineHandler({
  api: OffsetDelete,
  handle({ groupId, topics }, context) {
    const { groups, controller } = context.state;
    const notHere = coordinatorError(context, groupId);
    if (notHere !== 0) return refused(notHere);
    const group = groups.find(groupId);
    if (group === undefined) return refused(ErrorCodes.GROUP_ID_NOT_FOUND);
    const remove = (topic: string, partition: number): number => {
      if (controller.partition(topic, partition) === undefined) return ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION;
      if (groups.isSubscribed(group, topic)) return ErrorCodes.GROUP_SUBSCRIBED_TO_TOPIC;
      group.offsets.delete(topic, partition);
      return 0;
    };
    return {
      ...refused(0),
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ partitionIndex }) => ({
          partitionIndex,
          errorCode: remove(name, partitionIndex),
        })),
      })),
    };
  },
  refuse: (_request, errorCode) => refused(errorCode),
});

function refused(errorCode: number): ResponseInput<typeof OffsetDelete> {
  return { throttleTimeMs: 0, errorCode, topics: [] };
}
