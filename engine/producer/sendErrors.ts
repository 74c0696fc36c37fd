import { KafkaError } from '../common/kafkaError.ts';

/** What `send` says to its caller when a record does not even come into a batch. None of these is written. */

/** The types say so already; callers without types get Java's answer too. */
export function ensureTopic(topic: string | null | undefined): void {
  if (topic === null || topic === undefined)
    throw new KafkaError('IllegalArgumentException', 'Topic cannot be null. Name the topic the record is for.');
}

export function ensureNotNegative(what: string, name: string, value: number | undefined): void {
  if (value !== undefined && value < 0)
    throw new KafkaError(
      'IllegalArgumentException',
      `Invalid ${what}: ${value}. ${name} should always be non-negative or null.`,
    );
}

/** Carries the size that was compared: the upper bound of a batch of this one record, which is more than its key and value. */
export class RecordTooLarge extends KafkaError {
  readonly sizeBytes: number;

  constructor(sizeBytes: number, limit: string, max: number) {
    super(
      'RecordTooLargeException',
      `The message is ${sizeBytes} bytes when serialized, which is larger than ${max}, the value of the ${limit} configuration. Raise it, or send less.`,
      { mayBeWritten: false },
    );
    this.sizeBytes = sizeBytes;
  }
}

/**
 * Java's two texts of a metadata wait that was in vain. `cause`: the topic's error in the last answer; `connectionProblem`: why a
 * connection ended, where one did.
 */
export function metadataTimeout(
  { topic, partition }: { readonly topic: string; readonly partition?: number | undefined },
  partitionCount: number | undefined,
  cause: KafkaError | undefined,
  maxBlockMs: number,
  connectionProblem: string | null,
): KafkaError {
  const unanswered = 'No broker answered; check bootstrap.servers, security.protocol and the advertised addresses.';
  const text =
    partitionCount !== undefined && partition !== undefined && partition >= partitionCount
      ? `Partition ${partition} of topic ${topic} with partition count ${partitionCount} is not present in metadata after ${maxBlockMs} ms. Use a partition from 0 to ${partitionCount - 1}, or add partitions.`
      : `Topic ${topic} not present in metadata after ${maxBlockMs} ms. ${cause ? `The last answer was ${cause.message}` : [unanswered, connectionProblem ?? ''].join(' ').trim()}`;
  return new KafkaError('TimeoutException', text, { mayBeWritten: false, ...(cause ? { cause } : {}) });
}
