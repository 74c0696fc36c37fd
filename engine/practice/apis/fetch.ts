/**
 * Fetch v4–18, for consumers: whole batches from the leader up to the high watermark, waiting up to `maxWaitMs` for `minBytes`.
 *
 * No sessions: every answer has session id 0, which makes clients name all partitions each time. With read_committed it ends at the
 * last stable offset, and the answer names the aborted transactions in between. A replica id of −2 (Kafka's debugging consumer) reads
 * up to the log's end.
 */
import { ErrorCodes } from '../../common/errors.ts';
import { Fetch } from '../../protocol/messages/index.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { Topic } from '../controller.ts';
import type { Partition } from '../partition.ts';
import { endpointsOf, epochError, findLed, findTopic, leaderHint } from './partitionLookup.ts';

type Request = RequestBody<typeof Fetch>;
type Response = ResponseInput<typeof Fetch>;
type TopicRequest = Request['topics'][number];
type PartitionRequest = TopicRequest['partitions'][number];
type PartitionResponse = Response['responses'][number]['partitions'][number];

const debuggingReplica = -2;
const readCommitted = 1;
/** A broker's own limit (Kafka: fetch.max.bytes). */
const maxResponseBytes = 55 * 1024 * 1024;

export const fetch = defineHandler({
  api: Fetch,

  handle(request, context) {
    if (request.sessionId !== 0) return topLevel(ErrorCodes.FETCH_SESSION_ID_NOT_FOUND);
    const replicaId = context.apiVersion < 15 ? request.replicaId : request.replicaState.replicaId;
    if (replicaId >= 0) return topLevel(ErrorCodes.INVALID_REQUEST);
    const limit = readLimit(replicaId, request.isolationLevel);
    const wanted = readable(request, context, limit);
    if (request.maxWaitMs <= 0 || isEnough(wanted, request.minBytes)) return response(request, context, limit);
    return whenEnough(request, context, limit, wanted);
  },

  refuse(request, errorCode) {
    return {
      ...topLevel(0),
      responses: request.topics.map(({ topic, topicId, partitions }) => ({
        topic,
        topicId,
        partitions: partitions.map(({ partition }) => failed(partition, errorCode)),
      })),
    };
  },
});

/** Kafka: DelayedFetch. Anything but a mere lack of bytes is answered at once. */
function whenEnough(
  request: Request,
  context: RequestContext,
  limit: ReadLimit,
  wanted: readonly Wanted[],
): Promise<Response> {
  const partitions = wanted.flatMap(({ partition }) => partition ?? []);
  return new Promise(resolve => {
    const answer = (): void => resolve(response(request, context, limit));
    const tryComplete = (): boolean => {
      if (!isEnough(readable(request, context, limit), request.minBytes)) return false;
      answer();
      return true;
    };
    context.state.fetches.wait(partitions, request.maxWaitMs, tryComplete, answer);
  });
}

interface Wanted {
  readonly partition: Partition | null;
  /** What could be read now; an error must not wait, so it counts as everything. */
  readonly bytes: number;
}

function readable(request: Request, context: RequestContext, limit: ReadLimit): readonly Wanted[] {
  return request.topics.flatMap(topicRequest => {
    const { found: topic } = find(topicRequest, context);
    return topicRequest.partitions.map((wanted): Wanted => {
      const looked = look(topic, wanted, context);
      if (looked.partition === null || looked.errorCode !== 0) return { partition: null, bytes: Infinity };
      const { partition } = looked;
      const bytes = partition.log.bytesBetween(Number(wanted.fetchOffset), limit(partition));
      return { partition, bytes: Math.min(bytes, wanted.partitionMaxBytes) };
    });
  });
}

function isEnough(wanted: readonly Wanted[], minBytes: number): boolean {
  let bytes = 0;
  for (const each of wanted) bytes += each.bytes;
  return bytes >= minBytes;
}

function response(request: Request, context: RequestContext, limit: ReadLimit): Response {
  let bytesLeft = Math.min(request.maxBytes, maxResponseBytes);
  let isFirst = true;
  const hints: { leaderId: number; leaderEpoch: number }[] = [];
  const responses = request.topics.map(topicRequest => {
    const { found: topic, errorCode } = find(topicRequest, context);
    const partitions = topicRequest.partitions.map((wanted): PartitionResponse => {
      if (topic === null) return failed(wanted.partition, errorCode);
      const looked = look(topic, wanted, context);
      if (looked.errorCode !== 0 || looked.partition === null) {
        const answer = failed(wanted.partition, looked.errorCode);
        if (looked.errorCode !== ErrorCodes.NOT_LEADER_OR_FOLLOWER || context.apiVersion < 12) return answer;
        const currentLeader = leaderHint(topic, wanted.partition);
        hints.push(currentLeader);
        return { ...answer, currentLeader };
      }
      const { partition } = looked;
      const maxBytes = Math.min(wanted.partitionMaxBytes, Math.max(bytesLeft, 0));
      const from = Number(wanted.fetchOffset);
      const { records, nextOffset } = partition.log.read(from, limit(partition), maxBytes, isFirst);
      bytesLeft -= records.length;
      if (records.length > 0) isFirst = false;
      return {
        partitionIndex: wanted.partition,
        errorCode: 0,
        highWatermark: BigInt(partition.highWatermark),
        lastStableOffset: BigInt(partition.lastStableOffset),
        logStartOffset: BigInt(partition.log.startOffset),
        abortedTransactions: request.isolationLevel === readCommitted ? aborted(partition, from, nextOffset) : null,
        records,
      };
    });
    return { topic: topicRequest.topic, topicId: topicRequest.topicId, partitions };
  });
  const nodeEndpoints = context.apiVersion < 16 || hints.length === 0 ? [] : endpointsOf(context, hints);
  return { ...topLevel(0), responses, nodeEndpoints };
}

function find(topicRequest: TopicRequest, context: RequestContext): ReturnType<typeof findTopic> {
  return findTopic(context, { name: topicRequest.topic, topicId: topicRequest.topicId }, context.apiVersion >= 13);
}

function look(
  topic: Topic | null,
  wanted: PartitionRequest,
  context: RequestContext,
): { readonly partition: Partition | null; readonly errorCode: number } {
  if (topic === null) return { partition: null, errorCode: ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION };
  const { found: partition, errorCode } = findLed(context, topic, wanted.partition);
  if (partition === null) return { partition, errorCode };
  const wrongEpoch = epochError(partition, wanted.currentLeaderEpoch);
  if (wrongEpoch !== 0) return { partition, errorCode: wrongEpoch };
  const offset = Number(wanted.fetchOffset);
  const inRange = offset >= partition.log.startOffset && offset <= partition.log.endOffset;
  return { partition, errorCode: inRange ? 0 : ErrorCodes.OFFSET_OUT_OF_RANGE };
}

/** The offset before which the reader may read. */
type ReadLimit = (partition: Partition) => number;

function readLimit(replicaId: number, isolationLevel: number): ReadLimit {
  if (replicaId === debuggingReplica) return ({ log }) => log.endOffset;
  if (isolationLevel === readCommitted) return ({ lastStableOffset }) => lastStableOffset;
  return ({ highWatermark }) => highWatermark;
}

function aborted({ transactions }: Partition, from: number, to: number): PartitionResponse['abortedTransactions'] {
  return transactions
    .abortedBetween(from, to)
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: BigInt(firstOffset) }));
}

function failed(partitionIndex: number, errorCode: number): PartitionResponse {
  return {
    partitionIndex,
    errorCode,
    highWatermark: -1n,
    lastStableOffset: -1n,
    logStartOffset: -1n,
    abortedTransactions: null,
    records: Buffer.alloc(0),
  };
}

function topLevel(errorCode: number): Response {
  return { throttleTimeMs: 0, errorCode, sessionId: 0, responses: [] };
}
