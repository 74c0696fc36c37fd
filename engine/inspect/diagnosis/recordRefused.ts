import { verdict } from './verdict.ts';
import type { Rule } from './verdict.ts';

/** Waits in vain and a closed producer have verdicts of their own, or need none. */
const notOfTheRecord: ReadonlySet<string> = new Set(['TimeoutException', 'BufferExhaustedException', 'KafkaException']);

/** `send()` itself refused a record: too large, not serializable, not allowed, an illegal topic. */
export const recordRefused: Rule<'recordRefused'> = state => {
  const { refusal, limits } = state;
  if (!refusal || notOfTheRecord.has(refusal.error)) return null;
  const tooLarge = refusal.error === 'RecordTooLargeException';
  const { maxRequestSizeBytes, bufferMemoryBytes } = limits;
  const limit =
    bufferMemoryBytes < maxRequestSizeBytes && refusal.sizeBytes <= maxRequestSizeBytes
      ? 'buffer.memory'
      : 'max.request.size';
  return verdict(
    'recordRefused',
    { strength: 'proven', stage: 'send', sinceWallMs: state.wallOf(refusal.atMs), subject: null },
    {
      topic: refusal.topic,
      error: refusal.error,
      sizeBytes: tooLarge ? refusal.sizeBytes : null,
      limitBytes: tooLarge ? (limit === 'buffer.memory' ? bufferMemoryBytes : refusal.limitBytes) : null,
      limit: tooLarge ? limit : null,
      refused: refusal.count,
    },
  );
};
