/**
 * Produce v3–13. v0–2 are announced, because librdkafka 2.0 and others do not compress otherwise, but refused, as Kafka 4 does.
 *
 * One batch (magic 2) for each partition. acks=0: no response, and an error closes the connection; acks=1: after the append; acks=−1:
 * when the high watermark has passed every batch, or after `timeoutMs` with REQUEST_TIMED_OUT where it has not. From v10 on a
 * NOT_LEADER_OR_FOLLOWER answer names the leader, from v12 on a transactional batch adds its partition to the transaction.
 */
import { ErrorCodes, Errors } from '../../common/errors.ts';
import { Produce } from '../../protocol/messages/index.ts';
import { readBatchHeader } from '../../record/recordBatchReader.ts';
import type { RecordBatch } from '../../record/recordBatchReader.ts';
import { KafkaError } from '../../common/kafkaError.ts';
import type { RequestBody, ResponseInput } from '../../protocol/schema.ts';
import { defineHandler } from '../apiHandler.ts';
import { CloseConnection } from '../closeConnection.ts';
import type { RequestContext } from '../apiHandler.ts';
import type { BatchProblem } from '../appendChecks.ts';
import type { Topic } from '../controller.ts';
import type { Partition } from '../partition.ts';
import { transactionProblem } from '../transactionalProduce.ts';
import { endpointsOf, findLed, findTopic, leaderHint } from './partitionLookup.ts';
import type { LeaderHint } from './partitionLookup.ts';

type Request = RequestBody<typeof Produce>;
type Response = ResponseInput<typeof Produce>;
type TopicRequest = Request['topicData'][number];
type PartitionRequest = TopicRequest['partitionData'][number];

/** One partition's part of the response, filled in as it is decided. */
interface Outcome {
  readonly index: number;
  readonly topic: Topic | null;
  errorCode: number;
  errorMessage: string | null;
  baseOffset: bigint;
  logAppendTimeMs: bigint;
  logStartOffset: bigint;
  currentLeader?: LeaderHint;
  /** Appended, but not yet everywhere in sync. */
  waitingFor?: { readonly partition: Partition; readonly requiredOffset: number; readonly leaderEpoch: number };
}

type TopicOutcome = {
  readonly name: string;
  readonly topicId: string;
  readonly partitionResponses: readonly Outcome[];
};

export const produce = defineHandler({
  api: Produce,
  announced: [0, Produce.maxVersion],

  handle(request, context) {
    const outcomes = appendAll(request, context);
    if (request.acks === 0) return closeOnError(outcomes);
    if (request.acks === -1 && outcomes.some(topic => topic.partitionResponses.some(isWaiting)))
      return allInSync(outcomes, request.timeoutMs, context);
    return response(outcomes, context);
  },

  refuse(request, errorCode, context) {
    const outcomes = request.topicData.map(topic => ({
      ...topic,
      partitionResponses: topic.partitionData.map(({ index }) => refused(index, null, errorCode)),
    }));
    return request.acks === 0 ? closeOnError(outcomes) : response(outcomes, context);
  },
});

function appendAll(request: Request, context: RequestContext): readonly TopicOutcome[] {
  const wallMs = context.state.time.wallMilliseconds();
  return request.topicData.map(topicData => {
    const { found: topic, errorCode } = findTopic(context, topicData, context.apiVersion >= 13);
    return {
      name: topicData.name,
      topicId: topicData.topicId,
      partitionResponses: topicData.partitionData.map(partitionData =>
        topic === null
          ? refused(partitionData.index, null, errorCode)
          : append(partitionData, topic, request, wallMs, context),
      ),
    };
  });
}

function append(
  { index, records }: PartitionRequest,
  topic: Topic,
  { acks, transactionalId }: Request,
  wallMs: number,
  context: RequestContext,
): Outcome {
  if (acks < -1 || acks > 1)
    return refused(index, topic, ErrorCodes.INVALID_REQUIRED_ACKS, `acks ${acks} is not -1, 0 or 1`);
  const batch = topic.partitions[index] === undefined ? null : onlyBatch(records, context.apiVersion);
  if (batch !== null && 'errorCode' in batch) return refused(index, topic, batch.errorCode, batch.message);
  const { found: partition, errorCode } = findLed(context, topic, index);
  if (partition === null) {
    const outcome = refused(index, topic, errorCode);
    if (errorCode === ErrorCodes.NOT_LEADER_OR_FOLLOWER) outcome.currentLeader = leaderHint(topic, index);
    return outcome;
  }
  if (batch?.isTransactional === true) {
    const { transactions } = context.state;
    const unfit = transactionProblem(batch, transactionalId, partition, context.apiVersion, transactions);
    if (unfit !== null) return refused(index, topic, unfit.errorCode, unfit.message);
  }
  const appended = partition.append(records as Buffer, acks, wallMs);
  if (appended.errorCode !== 0) return refused(index, topic, appended.errorCode, appended.message);
  const outcome: Outcome = {
    index,
    topic,
    errorCode: 0,
    errorMessage: null,
    baseOffset: BigInt(appended.baseOffset),
    logAppendTimeMs: BigInt(appended.logAppendTimeMs),
    logStartOffset: BigInt(partition.log.startOffset),
  };
  if (acks === -1 && partition.highWatermark < appended.requiredOffset)
    outcome.waitingFor = { partition, requiredOffset: appended.requiredOffset, leaderEpoch: partition.leaderEpoch };
  return outcome;
}

/** Exactly one batch of magic 2, and zstd only from v7 on (Kafka: ProduceRequest.validateRecords). */
function onlyBatch(records: Buffer | null, version: number): RecordBatch | BatchProblem {
  if (records === null || records.length === 0)
    return { errorCode: ErrorCodes.INVALID_RECORD, message: 'a produce request needs one record batch; there is none' };
  try {
    const batch = readBatchHeader(records);
    if (batch.sizeInBytes !== records.length) {
      const message = `one record batch is allowed; ${records.length - batch.sizeInBytes} bytes follow the first`;
      return { errorCode: ErrorCodes.INVALID_RECORD, message };
    }
    if (batch.compressionType === 'zstd' && version < 7) {
      const message = `zstd needs Produce version 7; the request has version ${version}`;
      return { errorCode: ErrorCodes.UNSUPPORTED_COMPRESSION_TYPE, message };
    }
    return batch;
  } catch (error) {
    if (error instanceof KafkaError)
      return { errorCode: error.code ?? ErrorCodes.CORRUPT_MESSAGE, message: error.message };
    throw error;
  }
}

/** Kafka: DelayedProduce. */
function allInSync(outcomes: readonly TopicOutcome[], timeoutMs: number, context: RequestContext): Promise<Response> {
  const all = outcomes.flatMap(topic => topic.partitionResponses);
  const partitions = all.flatMap(outcome => outcome.waitingFor?.partition ?? []);
  return new Promise(resolve => {
    const finish = (): void => resolve(response(outcomes, context));
    const tryComplete = (): boolean => {
      for (const outcome of all) decide(outcome, context);
      if (all.some(isWaiting)) return false;
      finish();
      return true;
    };
    context.state.produces.wait(partitions, timeoutMs, tryComplete, () => {
      for (const outcome of all) if (isWaiting(outcome)) fail(outcome, ErrorCodes.REQUEST_TIMED_OUT);
      finish();
    });
  });
}

function decide(outcome: Outcome, context: RequestContext): void {
  if (outcome.waitingFor === undefined) return;
  const { partition, requiredOffset, leaderEpoch } = outcome.waitingFor;
  if (partition.deleted) fail(outcome, ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  else if (partition.leader !== context.node || partition.leaderEpoch !== leaderEpoch) {
    fail(outcome, ErrorCodes.NOT_LEADER_OR_FOLLOWER);
    outcome.currentLeader = leaderHint(outcome.topic, outcome.index);
  } else if (partition.highWatermark >= requiredOffset) delete outcome.waitingFor;
  else if (partition.isUnderMinIsr() && lowestInSync(partition) >= requiredOffset)
    fail(outcome, ErrorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
}

function lowestInSync(partition: Partition): number {
  return Math.min(...partition.inSync.map(node => partition.endOffsetOf(node)));
}

function isWaiting(outcome: Outcome): boolean {
  return outcome.waitingFor !== undefined;
}

function fail(outcome: Outcome, errorCode: number): void {
  delete outcome.waitingFor;
  outcome.errorCode = errorCode;
  outcome.errorMessage = Errors.forCode(errorCode).message;
  outcome.baseOffset = -1n;
  outcome.logAppendTimeMs = -1n;
}

function refused(index: number, topic: Topic | null, errorCode: number, message?: string | null): Outcome {
  return {
    index,
    topic,
    errorCode,
    errorMessage: message ?? Errors.forCode(errorCode).message,
    baseOffset: -1n,
    logAppendTimeMs: -1n,
    logStartOffset: -1n,
  };
}

function closeOnError(outcomes: readonly TopicOutcome[]): null {
  for (const { name, partitionResponses } of outcomes)
    for (const { errorCode, index, errorMessage } of partitionResponses)
      if (errorCode !== 0)
        throw new CloseConnection(
          `a produce request with acks=0 failed for ${name}-${index} with ${Errors.forCode(errorCode).name} (${errorMessage})`,
        );
  return null;
}

function response(outcomes: readonly TopicOutcome[], context: RequestContext): Response {
  if (context.apiVersion < 10) return { responses: outcomes.map(withoutHints), throttleTimeMs: 0 };
  const hints = outcomes.flatMap(topic => topic.partitionResponses.flatMap(outcome => outcome.currentLeader ?? []));
  return {
    responses: outcomes,
    throttleTimeMs: 0,
    nodeEndpoints: hints.length === 0 ? [] : endpointsOf(context, hints),
  };
}

function withoutHints(topic: TopicOutcome): TopicOutcome {
  return {
    ...topic,
    partitionResponses: topic.partitionResponses.map(({ currentLeader: _, ...outcome }) => outcome),
  };
}
