import type { RuleId, Verdict } from '../../snapshot/verdict.ts';
import type { DiagnosisState } from './diagnosisState.ts';

/** One thing to say about the producer, or nothing; silent when unsure. */
export type Rule = (state: DiagnosisState) => Verdict | null;

/**
 * The named values of each rule, which the page makes its sentences from. Times are ms, sizes bytes, clocks epoch ms, a list of names is
 * one string with commas; null: not known.
 */
export interface VerdictValues {
  unknownTopic: {
    topic: string;
    node: number | null;
    answers: number;
    autoCreate: boolean | null;
    leftMs: number | null;
    maxBlockMs: number;
    waiting: number;
  };
  recordRefused: {
    topic: string;
    error: string;
    sizeBytes: number | null;
    limitBytes: number | null;
    limit: 'max.request.size' | 'buffer.memory' | null;
    refused: number;
  };
  poolExhausted: {
    cause: 'brokerSilent' | 'noLeader' | 'brokerDown' | 'throttled' | 'inFlightFull' | 'load';
    node: number | null;
    holders: number;
    holderBytes: number;
    heldBytes: number;
    totalBytes: number;
    waiting: number;
    longestWaitMs: number;
    inFlight: number | null;
    maxInFlight: number;
    oldestMs: number | null;
    requestTimeoutLeftMs: number | null;
    idleBrokers: string | null;
    lane: string | null;
  };
  brokerSilent: {
    node: number;
    oldestMs: number;
    medianMs: number | null;
    inFlight: number;
    maxInFlight: number;
    queuedBatches: number;
    requestTimeoutLeftMs: number | null;
  };
  leaderGone: {
    node: number | null;
    lane: string | null;
    leaderless: number;
    refused: number | null;
    sinceMs: number;
    moved: number;
    epochFrom: number | null;
    epochTo: number | null;
    retriedBatches: number;
    failedBatches: number;
    deadlineWallMs: number | null;
  };
  retryStorm: {
    lane: string;
    node: number;
    errorCode: number;
    count: number;
    windowMs: number;
    leader: number | null;
    epoch: number | null;
  };
  batchGivenUp: {
    lane: string;
    batchId: number;
    records: number;
    expired: boolean;
    deliveryTimeoutMs: number;
    errorCode: number | null;
    attempts: number;
    mayBeWritten: boolean;
    waitingForLeaderMs: number;
    waitingForConnectionMs: number;
    backoffMs: number;
    throttledMs: number;
    inFlightMs: number;
    otherMs: number;
  };
  throttled: { node: number; throttleMs: number; lanes: string; othersRun: boolean };
  couldNotConnect: { name: string; address: string; reason: string; attempts: number; nextTryMs: number | null };
  advertisedAddress: { bootstrap: string; node: number; address: string; reason: string };
}

/** A verdict whose values are those the page knows for its rule. */
export function verdict<R extends RuleId>(
  rule: R,
  said: Pick<Verdict, 'strength' | 'stage' | 'sinceWallMs' | 'subject'>,
  values: VerdictValues[R],
): Verdict {
  return { rule, ...said, values: { ...values } };
}
