import type { ClientResponse } from '../client/clientRequest.ts';
import type { LeaderHint } from '../client/metadata.ts';
import { ErrorCodes } from '../common/errors.ts';
import type { Produce } from '../protocol/messages/produce.ts';
import type { Lane } from './lane.ts';
import type { PartitionResponse } from './produceRequest.ts';

/** What became of one batch of a request. Offset and times are -1 where the broker named none. */
export interface BatchOutcome {
  readonly code: number;
  readonly baseOffset: number;
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
  readonly message: string | null;
  readonly recordErrors: PartitionResponse['recordErrors'];
}

type UnansweredResponse = Exclude<ClientResponse<typeof Produce>, { readonly kind: 'answered' }>;

/** The same for every batch of a request that got no answer, or none that could be read (Kafka: `Sender.handleProduceResponse`). */
export function outcomeWithoutAnswer(response: UnansweredResponse): BatchOutcome {
  switch (response.kind) {
    case 'noAnswerExpected':
      return outcome(ErrorCodes.NONE);
    case 'disconnected':
      return outcome(response.timedOut ? ErrorCodes.REQUEST_TIMED_OUT : ErrorCodes.NETWORK_EXCEPTION, response.reason);
    case 'malformed':
      return outcome(ErrorCodes.NETWORK_EXCEPTION, response.error.message);
    case 'unsupportedVersion':
      return outcome(ErrorCodes.UNSUPPORTED_VERSION, response.error.message);
  }
}

/** A partition the broker left out of its answer is retried as if the connection had broken, instead of waiting for its expiry. */
export function outcomeOfAnswer(answer: PartitionResponse | undefined): BatchOutcome {
  if (!answer) return outcome(ErrorCodes.NETWORK_EXCEPTION, 'The broker left the partition out of its answer.');
  return {
    code: answer.errorCode,
    baseOffset: Number(answer.baseOffset),
    logAppendTimeMs: Number(answer.logAppendTimeMs),
    logStartOffset: Number(answer.logStartOffset),
    message: answer.errorMessage,
    recordErrors: answer.recordErrors,
  };
}

/** The leader a broker names instead of itself (KIP-951). */
export function leaderHint({ topic, partition }: Lane, answer: PartitionResponse | undefined): LeaderHint | null {
  if (!answer) return null;
  const { errorCode, currentLeader } = answer;
  const { leaderId, leaderEpoch } = currentLeader;
  const moved = errorCode === ErrorCodes.NOT_LEADER_OR_FOLLOWER || errorCode === ErrorCodes.FENCED_LEADER_EPOCH;
  return moved && leaderId >= 0 && leaderEpoch >= 0 ? { topic, partition, leaderId, leaderEpoch } : null;
}

function outcome(code: number, message: string | null = null): BatchOutcome {
  return { code, baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1, message, recordErrors: [] };
}
