import { ErrorCodes, Errors } from '../common/errors.ts';
import { KafkaError } from '../common/kafkaError.ts';
import type { PartitionResponse } from './produceRequest.ts';
import type { ProducerBatch } from './producerBatch.ts';

/** After these the broker has surely not written this attempt (reliability: read in the broker's append path). */
const definite: ReadonlySet<number> = new Set([
  ErrorCodes.CORRUPT_MESSAGE,
  ErrorCodes.MESSAGE_TOO_LARGE,
  ErrorCodes.INVALID_TOPIC_EXCEPTION,
  ErrorCodes.RECORD_LIST_TOO_LARGE,
  ErrorCodes.NOT_ENOUGH_REPLICAS,
  ErrorCodes.INVALID_REQUIRED_ACKS,
  ErrorCodes.TOPIC_AUTHORIZATION_FAILED,
  ErrorCodes.CLUSTER_AUTHORIZATION_FAILED,
  ErrorCodes.INVALID_TIMESTAMP,
  ErrorCodes.UNSUPPORTED_VERSION,
  ErrorCodes.UNSUPPORTED_FOR_MESSAGE_FORMAT,
  ErrorCodes.POLICY_VIOLATION,
  ErrorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER,
  ErrorCodes.UNKNOWN_PRODUCER_ID,
  ErrorCodes.INVALID_PRODUCER_EPOCH,
  ErrorCodes.FENCED_LEADER_EPOCH,
  ErrorCodes.UNSUPPORTED_COMPRESSION_TYPE,
  ErrorCodes.UNKNOWN_TOPIC_ID,
  ErrorCodes.INCONSISTENT_TOPIC_ID,
  ErrorCodes.INVALID_RECORD,
  // Of transactions: the broker looks at the producer, and asks the coordinator, before it appends.
  ErrorCodes.INVALID_TXN_STATE,
  ErrorCodes.INVALID_PRODUCER_ID_MAPPING,
  ErrorCodes.CONCURRENT_TRANSACTIONS,
  ErrorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
  ErrorCodes.PRODUCER_FENCED,
  ErrorCodes.TRANSACTION_ABORTABLE,
]);

/**
 * Definite unless acks=all: the broker appends first and waits then, and these it answers also when leadership or the disk goes
 * away while it waits (Kafka: `DelayedProduce.tryComplete`).
 */
const definiteUnlessReplicated: ReadonlySet<number> = new Set([
  ErrorCodes.UNKNOWN_TOPIC_OR_PARTITION,
  ErrorCodes.NOT_LEADER_OR_FOLLOWER,
  ErrorCodes.KAFKA_STORAGE_ERROR,
]);

/** May the batch be in the log although the broker answered with this code? */
export function isIndefinite(code: number, acks: number): boolean {
  if (definite.has(code)) return false;
  return !definiteUnlessReplicated.has(code) || acks === -1;
}

/** The error of a whole batch, with the facts a person needs. */
export function batchError(code: number, brokerMessage: string | null, batch: ProducerBatch): KafkaError {
  const { name, exception, message } = Errors.forCode(code);
  const what = `${batch.lane.name}: ${name} (${code}). ${brokerMessage ?? message}`;
  return new KafkaError(exception, what + remedy(code, batch), { code, mayBeWritten: batch.mayBeWritten });
}

function remedy(code: number, batch: ProducerBatch): string {
  switch (code) {
    case ErrorCodes.MESSAGE_TOO_LARGE:
      return ` It has ${batch.estimatedSizeInBytes} bytes with ${batch.recordCount === 1 ? 'one record' : `${batch.recordCount} records`}; raise max.message.bytes of topic ${batch.lane.topic} or send less.`;
    case ErrorCodes.TOPIC_AUTHORIZATION_FAILED:
      return ` Ask for the right Write on topic ${batch.lane.topic}.`;
    case ErrorCodes.CLUSTER_AUTHORIZATION_FAILED:
      return ' Ask for the right IdempotentWrite on the cluster, or set enable.idempotence=false.';
    default:
      return '';
  }
}

/**
 * What each record of a failed batch is told (KIP-467): those the broker named fail with their own error, the rest because of them.
 * Without names all fail with the batch's.
 */
export function recordErrorOf(
  batch: ProducerBatch,
  error: KafkaError,
  recordErrors: PartitionResponse['recordErrors'],
): (index: number) => KafkaError {
  if (recordErrors.length === 0) return () => error;
  const { name: lane } = batch.lane;
  const options = { ...(error.code === undefined ? {} : { code: error.code }), mayBeWritten: false };
  const named = new Map(
    recordErrors.map(({ batchIndex, batchIndexErrorMessage }) => [batchIndex, batchIndexErrorMessage]),
  );
  const kind = named.size === 1 ? error.kind : 'InvalidRecordException';
  const others = `${lane}: the record was not written because others of its batch were refused (${error.message}). Send it again.`;
  return index =>
    named.has(index)
      ? new KafkaError(kind, `${lane}: ${named.get(index) ?? error.message}`, options)
      : new KafkaError('KafkaException', others, options);
}

/** The reason why everything is given up, as it concerns this batch. */
export function abortedError(reason: KafkaError, batch: ProducerBatch): KafkaError {
  const { kind, message, code } = reason;
  const options = { mayBeWritten: batch.mayBeWritten, cause: reason };
  return new KafkaError(kind, message, code === undefined ? options : { ...options, code });
}

/** Kafka's text of a batch that waited too long, and where its time went. */
export function expiredError(batch: ProducerBatch, deliveryTimeoutMs: number, nowMs: number): KafkaError {
  const inFlightSinceMs = batch.isInFlight ? batch.drainedMs : null;
  const spent = Object.entries(batch.ledger.view(batch.lane.ledger, nowMs, inFlightSinceMs))
    .filter(([, ms]) => ms >= 1)
    .sort(([, a], [, b]) => b - a)
    .map(([account, ms]) => `${Math.round(ms)} ms ${words[account as keyof typeof words]}`);
  const fate = batch.mayBeWritten
    ? 'It was sent at least once and may be written.'
    : 'It was never sent, so sending it again is safe.';
  return new KafkaError(
    'TimeoutException',
    `Expiring ${batch.recordCount} record(s) for ${batch.lane.name}: ${Math.round(nowMs - batch.createdMs)} ms have passed since the batch was created, delivery.timeout.ms is ${deliveryTimeoutMs} ms (${spent.join(', ')}). ${fate}`,
    { code: ErrorCodes.REQUEST_TIMED_OUT, mayBeWritten: batch.mayBeWritten },
  );
}

const words = {
  linger: 'lingering',
  waitingForLeader: 'without a leader',
  waitingForConnection: 'without a connection',
  muted: 'behind an unanswered batch',
  backoff: 'backing off',
  throttled: 'throttled',
  waitingForSlot: 'waiting for one of the requests in flight to be answered',
  waitingForSequence: 'waiting for an earlier sequence',
  waitingForPass: 'waiting for the next pass',
  inFlight: 'in flight',
} as const;
