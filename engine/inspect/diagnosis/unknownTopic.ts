import { ErrorCodes } from '../../common/errors.ts';
import { round2 } from '../numbers.ts';
import { LASTING_MS } from './diagnosisState.ts';
import { verdict } from './verdict.ts';
import type { Rule } from './verdict.ts';

/** A topic that is just being created is unknown at first; so many answers mean that nobody creates it. */
const NOT_CREATED_AFTER = 3;

/** Sends wait for a topic of which brokers say that there is none. */
export const unknownTopic: Rule<'unknownTopic'> = state => {
  const { waiting, topic, sinceMs } = state.metadataWait;
  if (waiting === 0 || topic === null || sinceMs === null || state.nowMs - sinceMs < LASTING_MS) return null;
  const error = state.topicErrors.get(topic);
  if (error?.errorCode !== ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION) return null;
  const { maxBlockMs } = state.limits;
  return verdict(
    'unknownTopic',
    { strength: 'proven', stage: 'metadata', sinceWallMs: state.wallOf(sinceMs), subject: null },
    {
      topic,
      node: error.node < 0 ? null : error.node,
      answers: error.answers,
      autoCreate: error.answers >= NOT_CREATED_AFTER ? false : null,
      leftMs: round2(Math.max(0, sinceMs + maxBlockMs - state.nowMs)),
      maxBlockMs,
      waiting,
    },
  );
};
