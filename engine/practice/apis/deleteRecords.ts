/** DeleteRecords v0–2: moves the log start up to an offset at or below the high watermark; −1 is the high watermark. */
import { ErrorCodes } from '../../common/errors.ts';
import { DeleteRecords } from '../../protocol/messages/index.ts';
import type { ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import { findLed } from './partitionLookup.ts';

type PartitionResponse = ResponseInput<typeof DeleteRecords>['topics'][number]['partitions'][number];

export const deleteRecords = defineHandler({
  api: DeleteRecords,
  handle: (request, context) => ({
    throttleTimeMs: 0,
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, offset }) => remove(name, partitionIndex, Number(offset), context)),
    })),
  }),
  refuse: (request, errorCode) => ({
    throttleTimeMs: 0,
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => failed(partitionIndex, errorCode)),
    })),
  }),
});

function remove(topicName: string, partitionIndex: number, offset: number, context: RequestContext): PartitionResponse {
  const topic = context.state.controller.topic(topicName);
  if (topic === undefined) return failed(partitionIndex, ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  const { found: partition, errorCode } = findLed(context, topic, partitionIndex);
  if (partition === null) return failed(partitionIndex, errorCode);
  const upTo = offset === -1 ? partition.highWatermark : offset;
  if (upTo < 0 || upTo > partition.highWatermark) return failed(partitionIndex, ErrorCodes.OFFSET_OUT_OF_RANGE);
  partition.log.deleteBefore(upTo);
  return { partitionIndex, errorCode: 0, lowWatermark: BigInt(partition.log.startOffset) };
}

function failed(partitionIndex: number, errorCode: number): PartitionResponse {
  return { partitionIndex, errorCode, lowWatermark: -1n };
}
