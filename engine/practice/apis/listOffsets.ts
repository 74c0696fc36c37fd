/**
 * ListOffsets v1–11. Special times: −1 latest (high watermark, with read_committed the last stable offset), −2 and −4 earliest, −3 the record with the largest time (v7),
 * −5 and −6 tiered storage (v9, v11), which there is none of. Other times: the first record of that time or later.
 *
 * A replica id of −2 (Kafka's debugging consumer) gets the asked broker's own log end, also from followers: that is how a replica's
 * lag can be seen from outside.
 */
import { ErrorCodes } from '../../common/errors.ts';
import { KafkaError } from '../../common/kafkaError.ts';
import { ListOffsets } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { readBatchHeader, readRecords } from '../../record/recordBatchReader.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { Topic } from '../controller.ts';
import type { Partition } from '../partition.ts';
import type { StoredBatch } from '../partitionLog.ts';
import { epochError, findLed } from './partitionLookup.ts';
import type { Found } from './partitionLookup.ts';

type Request = RequestBody<typeof ListOffsets>;
type PartitionRequest = Request['topics'][number]['partitions'][number];
type PartitionResponse = ResponseInput<typeof ListOffsets>['topics'][number]['partitions'][number];

const latest = -1;
const earliest = -2;
const maxTimestamp = -3;
const earliestLocal = -4;
const debuggingReplica = -2;
const readCommitted = 1;

export const listOffsets = defineHandler({
  api: ListOffsets,
  handle: (request, context) => ({
    throttleTimeMs: 0,
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(wanted => {
        const topic = context.state.controller.topic(name);
        return topic === undefined
          ? failed(wanted.partitionIndex, ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION)
          : offsetOf(topic, wanted, request, context);
      }),
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

function offsetOf(
  topic: Topic,
  wanted: PartitionRequest,
  { replicaId, isolationLevel }: Request,
  context: RequestContext,
): PartitionResponse {
  const debugging = replicaId === debuggingReplica;
  const { found: partition, errorCode } = debugging
    ? findReplica(context, topic, wanted.partitionIndex)
    : findLed(context, topic, wanted.partitionIndex);
  if (partition === null) return failed(wanted.partitionIndex, errorCode);
  const wrongEpoch = epochError(partition, wanted.currentLeaderEpoch);
  if (wrongEpoch !== 0) return failed(wanted.partitionIndex, wrongEpoch);
  const readable = isolationLevel === readCommitted ? partition.lastStableOffset : partition.highWatermark;
  const end = debugging ? partition.endOffsetOf(context.node) : readable;
  const { offset, timestampMs } = find(partition, Number(wanted.timestamp), end);
  return {
    partitionIndex: wanted.partitionIndex,
    errorCode: 0,
    timestamp: BigInt(timestampMs),
    offset: BigInt(offset),
    leaderEpoch: context.apiVersion < 4 || offset < 0 ? -1 : partition.leaderEpoch,
  };
}

interface Position {
  readonly offset: number;
  readonly timestampMs: number;
}
const nothing: Position = { offset: -1, timestampMs: -1 };

function find({ log }: Partition, timestampMs: number, end: number): Position {
  if (timestampMs === latest) return { offset: end, timestampMs: -1 };
  if (timestampMs === earliest || timestampMs === earliestLocal) return { offset: log.startOffset, timestampMs: -1 };
  const batch =
    timestampMs === maxTimestamp
      ? log.batchWithMaxTimestamp()
      : timestampMs >= 0
        ? log.firstBatchSince(timestampMs)
        : undefined;
  if (batch === undefined || batch.baseOffset >= end) return nothing;
  return firstRecordSince(batch, log.bytesOf(batch), timestampMs === maxTimestamp ? batch.maxTimestampMs : timestampMs);
}

// Only this looks into a batch. One that cannot be read (zstd, on a Node without it) is as good as its first record.
function firstRecordSince(batch: StoredBatch, bytes: Buffer, timestampMs: number): Position {
  try {
    const record = readRecords(readBatchHeader(bytes)).find(each => each.timestampMs >= timestampMs);
    return record === undefined ? nothing : { offset: Number(record.offset), timestampMs: record.timestampMs };
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    return { offset: batch.baseOffset, timestampMs: batch.maxTimestampMs };
  }
}

function findReplica(context: RequestContext, topic: Topic, index: number): Found<Partition> {
  const partition = topic.partitions[index];
  if (partition === undefined) return { found: null, errorCode: ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION };
  if (!partition.replicas.includes(context.node)) return { found: null, errorCode: ErrorCodes.NOT_LEADER_OR_FOLLOWER };
  return { found: partition, errorCode: 0 };
}

function failed(partitionIndex: number, errorCode: number): PartitionResponse {
  return { partitionIndex, errorCode, timestamp: -1n, offset: -1n };
}
