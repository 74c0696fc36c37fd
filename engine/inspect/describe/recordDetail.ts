import type { Attempt } from '../../producer/producerBatch.ts';
import type { JourneyStep, JourneyStepName, RecordDetail } from '../../snapshot/details.ts';
import type { ClosedBy, LedgerAccount } from '../../snapshot/words.ts';
import type { FollowedRecord } from '../followedRecords.ts';
import type { InspectedProducer } from '../inspectedProducer.ts';
import { round2, round2OrNull } from '../numbers.ts';
import { ledgerOf } from './batchDetail.ts';

/** What is known of the record's batch, alive or ended. */
interface BatchFacts {
  readonly lane: string;
  readonly partition: number;
  readonly batchId: number;
  readonly closedBy: ClosedBy | null;
  readonly attempts: readonly Attempt[];
  readonly ledger: Readonly<Record<LedgerAccount, number>>;
  readonly bufferBytes: number;
  readonly bytes: number;
  readonly baseSequence: number;
  readonly producerId: string | null;
  readonly createdMs: number;
  readonly endedMs: number | null;
  readonly errorCode: number;
}

/** `versionOf`: of a Produce request, by its id; null: not known any more. */
export function recordDetail(
  record: FollowedRecord,
  producer: InspectedProducer,
  versionOf: (requestId: number) => number | null,
  paused: boolean,
  nowMs: number,
): RecordDetail {
  const { info, journey } = record;
  const facts = batchFacts(record, nowMs);
  const answer = journey.callbackMs !== null && journey.error === null ? info.future?.metadata() : undefined;
  const spans = spansOf(record, facts, nowMs);
  const values = valuesOf(record, facts, producer, versionOf, answer, paused, nowMs);
  return {
    kind: 'record',
    recordId: info.recordId,
    topic: info.topic,
    lane: facts?.lane ?? null,
    batchId: facts?.batchId ?? null,
    key: info.key,
    keyBytes: Math.max(0, info.keyBytes),
    valueBytes: Math.max(0, info.valueBytes),
    partitionedBy: journey.partitionedBy,
    keyHash: journey.keyHash,
    partitions: journey.partitions,
    offset: answer && answer.offset >= 0 ? String(answer.offset) : null,
    timestampMs: answer && answer.timestamp >= 0 ? answer.timestamp : null,
    error: journey.error,
    source: info.source,
    steps: stepsOf(spans, values, journey.error !== null, nowMs - journey.sendMs),
    totalMs: round2((journey.callbackMs ?? nowMs) - journey.sendMs),
  };
}

/** A record whose batch was split was closed and first sent with that one, and leaves with the child it came into. */
function batchFacts(record: FollowedRecord, nowMs: number): BatchFacts | null {
  const facts = lastBatchFacts(record, nowMs);
  const { splitFrom } = record;
  if (!facts || !splitFrom) return facts;
  return {
    ...facts,
    closedBy: splitFrom.closedBy,
    attempts: [...splitFrom.attempts, ...facts.attempts],
    ledger: ledgerOf(splitFrom),
  };
}

function lastBatchFacts({ journey, ended }: FollowedRecord, nowMs: number): BatchFacts | null {
  if (ended)
    return {
      ...ended,
      partition: Number(ended.lane.slice(ended.lane.lastIndexOf('-') + 1)),
      ledger: ledgerOf(ended),
      producerId: ended.producerId < 0n ? null : String(ended.producerId),
    };
  const { batch } = journey;
  if (!batch) return null;
  const { builder, lane } = batch;
  return {
    lane: lane.name,
    partition: lane.partition,
    batchId: batch.id,
    closedBy: batch.closedBy,
    attempts: batch.attempts,
    ledger: batch.ledger.view(lane.ledger, nowMs, batch.isInFlight ? batch.drainedMs : null),
    bufferBytes: batch.buffer.length,
    bytes: batch.estimatedSizeInBytes,
    baseSequence: builder.baseSequence,
    producerId: builder.producerId < 0n ? null : String(builder.producerId),
    createdMs: batch.createdMs,
    endedMs: batch.isDone && batch.endedMs >= 0 ? batch.endedMs : null,
    errorCode: batch.attempts.at(-1)?.error?.code ?? 0,
  };
}

/** From and to, ms since send(); `to` null: it lasts; both null: it has not begun. */
type Span = readonly [fromMs: number | null, toMs: number | null];
type Spans = Readonly<Record<JourneyStepName, Span>>;

/**
 * The steps one after the other; each begins where the one before ends. Between append and the first request lie linger and what kept
 * the batch from leaving when that was over, as its ledger tells: that is shown as `connect`.
 */
function spansOf({ journey }: FollowedRecord, facts: BatchFacts | null, nowMs: number): Spans {
  const since = (atMs: number | null | undefined): number | null => (atMs == null ? null : atMs - journey.sendMs);
  const serialized = since(journey.serializedMs);
  // A wait in vain has a length too, but it did not end the step.
  const metadataEnd = serialized === null ? null : (journey.metadataWaitMs ?? 0);
  const appended = since(journey.appendedMs);
  // After a wait for memory the partition is looked at again; the wait lies between.
  const looked = since(journey.partitionedMs);
  const partitioned =
    looked === null || appended === null ? looked : Math.min(looked, appended - (journey.memoryWaitMs ?? 0));
  const memoryEnd =
    partitioned === null || appended === null ? null : Math.min(appended, partitioned + (journey.memoryWaitMs ?? 0));
  const firstSent = since(facts?.attempts[0]?.sentMs);
  const ended = since(facts?.endedMs);
  const called = since(journey.callbackMs);
  const left = firstSent ?? ended;
  const held =
    facts === null ? 0 : facts.ledger.waitingForConnection + facts.ledger.waitingForLeader + facts.ledger.throttled;
  const until = left ?? nowMs - journey.sendMs;
  const isHeldNow = left === null && held > 0;
  const lingerEnd = appended === null || (left === null && !isHeldNow) ? null : Math.max(appended, until - held);
  return {
    send: [0, 0],
    metadata: [0, metadataEnd],
    serialize: [metadataEnd, serialized],
    partition: [serialized, partitioned],
    memory: [partitioned, memoryEnd],
    append: [memoryEnd, appended],
    linger: [appended, lingerEnd],
    connect: [lingerEnd, left],
    drain: firstSent === null ? [left === null ? null : left, null] : [firstSent, firstSent],
    inFlight: [firstSent, firstSent === null ? null : ended],
    ack: [firstSent === null ? null : ended, ended],
    callback: [ended ?? called, called],
  };
}

const order: readonly JourneyStepName[] = [
  'send',
  'metadata',
  'serialize',
  'partition',
  'memory',
  'append',
  'linger',
  'connect',
  'drain',
  'inFlight',
  'ack',
  'callback',
];

function stepsOf(
  spans: Spans,
  values: Readonly<Record<JourneyStepName, JourneyStep['values']>>,
  failed: boolean,
  nowMs: number,
): JourneyStep[] {
  const reached = order.findIndex(step => spans[step][1] === null);
  const current = reached < 0 ? order.length : reached;
  return order.map((step, index) => {
    const [fromMs, toMs] = spans[step];
    // The answer of a failed record is its error: its callback has run, whatever step it failed in.
    const isFailure = failed && (current < order.length - 1 ? index === current : step === 'ack');
    const isOver = index < current || (failed && step === 'callback');
    const state = isFailure ? 'failed' : isOver ? 'done' : index === current && !failed ? 'now' : 'toCome';
    const known = state !== 'toCome' && fromMs !== null;
    const endMs = toMs ?? (failed ? (spans.callback[1] ?? nowMs) : nowMs);
    return {
      step,
      state,
      startMs: known ? round2(fromMs) : null,
      durationMs: known ? round2(Math.max(0, endMs - fromMs)) : null,
      values: values[step],
    };
  });
}

function valuesOf(
  { info, journey, splitFrom }: FollowedRecord,
  facts: BatchFacts | null,
  producer: InspectedProducer,
  versionOf: (requestId: number) => number | null,
  answer: { readonly offset: number; readonly timestamp: number } | undefined,
  paused: boolean,
  nowMs: number,
): Readonly<Record<JourneyStepName, JourneyStep['values']>> {
  const { metadata, config, client } = producer;
  const attempt = facts?.attempts.at(-1);
  const leader = facts ? (metadata.snapshot.leader(info.topic, facts.partition)?.id ?? null) : null;
  const node = attempt?.node ?? leader;
  const isConnected = node !== null && client.connections.get(node)?.state === 'ready';
  const waited = facts !== null && facts.ledger.waitingForConnection >= 0.05;
  return {
    send: { source: info.source },
    metadata: {
      known: journey.metadataWaitMs === null && journey.serializedMs !== null,
      node: metadata.lastUpdate?.node ?? null,
      partitions: journey.partitions ?? metadata.snapshot.partitionCount(info.topic) ?? null,
      topic: info.topic,
      partition: info.partition,
    },
    serialize: { keyBytes: Math.max(0, info.keyBytes), valueBytes: Math.max(0, info.valueBytes) },
    partition: {
      by: journey.partitionedBy,
      keyHash: journey.keyHash,
      partitions: journey.partitions,
      partition: facts?.partition ?? null,
    },
    memory: {
      waitedMs: journey.memoryWaitMs,
      reused: journey.openedBatch ? journey.memoryWasPooled : null,
      bufferBytes: journey.openedBatch ? ((splitFrom ?? facts)?.bufferBytes ?? null) : null,
    },
    append: {
      lane: facts?.lane ?? null,
      batchId: splitFrom?.batchId ?? facts?.batchId ?? null,
      opened: journey.openedBatch,
      bytes: splitFrom?.bytes ?? facts?.bytes ?? null,
      limitBytes: facts ? config.batchSize : null,
    },
    linger: {
      ageMs: facts ? round2(Math.min(nowMs, facts.attempts[0]?.sentMs ?? nowMs) - facts.createdMs) : null,
      lingerMs: config.lingerMs,
      closedBy: facts?.closedBy ?? null,
      paused,
    },
    connect: { node, ready: isConnected && !waited },
    drain: {
      node,
      baseSequence: facts && facts.baseSequence >= 0 ? facts.baseSequence : null,
      producerId: facts?.producerId ?? null,
      batchId: facts?.batchId ?? null,
      splitFrom: splitFrom?.batchId ?? null,
    },
    inFlight: {
      node,
      version: attempt ? versionOf(attempt.requestId) : null,
      correlationId: attempt?.requestId ?? null,
      attempts: facts?.attempts.length ?? 0,
    },
    ack: {
      offset: answer && answer.offset >= 0 ? answer.offset : null,
      timestampMs: answer && answer.timestamp >= 0 ? answer.timestamp : null,
      errorCode: facts?.errorCode ? facts.errorCode : null,
      totalMs: round2OrNull(journey.callbackMs === null ? null : journey.callbackMs - journey.sendMs),
    },
    callback: {},
  };
}
