import { ErrorCodes, Errors } from '../../common/errors.ts';
import { KafkaError } from '../../common/kafkaError.ts';
import type { ProducerIdAndEpoch } from './producerIdAndEpoch.ts';
import type { TransactionState } from '../../snapshot/words.ts';

export function notTransactional(): KafkaError {
  return new KafkaError(
    'IllegalStateException',
    'Cannot use transactional methods without enabling transactions: set transactional.id to a name that no other running producer has.',
  );
}

export function invalidTransition(
  transactionalId: string | null,
  from: TransactionState,
  to: TransactionState,
): KafkaError {
  const whose = transactionalId === null ? 'The producer' : `The producer with transactional.id ${transactionalId}`;
  return new KafkaError('IllegalStateException', `${whose} cannot go from ${from} to ${to}. ${nextStep[from]}`);
}

const nextStep: Readonly<Record<TransactionState, string>> = {
  UNINITIALIZED: 'Call initTransactions first.',
  INITIALIZING: 'Wait for initTransactions.',
  READY: 'Call beginTransaction first.',
  IN_TRANSACTION: 'Commit or abort the transaction first.',
  PREPARED_TRANSACTION: 'Commit or abort the transaction first.',
  COMMITTING_TRANSACTION: 'Wait for commitTransaction.',
  ABORTING_TRANSACTION: 'Wait for abortTransaction.',
  ABORTABLE_ERROR: 'Call abortTransaction first.',
  FATAL_ERROR: 'Close this producer and start another.',
};

/** A record, or offsets, outside of a transaction. */
export function notInTransaction(what: string, state: TransactionState): KafkaError {
  return new KafkaError('IllegalStateException', `Cannot send ${what} while in state ${state}. ${nextStep[state]}`, {
    mayBeWritten: false,
  });
}

/** Kafka's rule after a timeout: the same call again, and no other. */
export function previousCallUnfinished(operation: string, previous: string): KafkaError {
  return new KafkaError(
    'IllegalStateException',
    `Cannot attempt ${operation} because the previous call to ${previous} is not finished. Wait for it; if it timed out, call ${previous} again.`,
    { mayBeWritten: false },
  );
}

/** What a call says while the producer is in an error state (Kafka: `maybeFailWithError`). */
export function inErrorState(
  lastError: KafkaError,
  state: TransactionState,
  transactionalId: string | null,
  { producerId, epoch }: ProducerIdAndEpoch,
): KafkaError {
  const options = { cause: lastError, mayBeWritten: false };
  const ids = `producer id ${producerId} and epoch ${epoch}`;
  const who = `The producer with ${transactionalId === null ? ids : `transactional.id ${transactionalId}, ${ids}`}`;
  const what = transactionalId === null ? 'The producer' : 'The transaction';
  if (lastError.kind === 'ProducerFencedException')
    return new KafkaError(
      lastError.kind,
      `${who} has been fenced by another producer with the same ${transactionalId === null ? 'id' : 'transactional.id'}. ${nextStep.FATAL_ERROR}`,
      { ...options, code: ErrorCodes.PRODUCER_FENCED },
    );
  if (lastError.kind === 'InvalidProducerEpochException')
    return new KafkaError(lastError.kind, `${who} attempted to produce with an old epoch. ${nextStep[state]}`, {
      ...options,
      code: ErrorCodes.INVALID_PRODUCER_EPOCH,
    });
  return new KafkaError(
    lastError.kind === 'IllegalStateException' ? lastError.kind : 'KafkaException',
    `${what} is in an error state. ${nextStep[state]} The reason: ${lastError.message}`,
    options,
  );
}

/** A code that a request of the transaction was answered with. */
export function requestRefused(api: string, code: number, subject: string): KafkaError {
  const { name, message, exception } = Errors.forCode(code);
  return new KafkaError(exception, `${api} for ${subject}: ${name} (${code}). ${message}${remedy(code)}`, {
    code,
    mayBeWritten: false,
  });
}

/** A code that nobody expects of this request. */
export function unexpectedCode(api: string, code: number, subject: string): KafkaError {
  const { name, message } = Errors.forCode(code);
  return new KafkaError(
    'KafkaException',
    `${api} for ${subject}: unexpected error ${name} (${code}). ${message}${remedy(code)}`,
    {
      code,
    },
  );
}

export function fenced(transactionalId: string | null, code: number): KafkaError {
  return new KafkaError(
    'ProducerFencedException',
    `Another producer with transactional.id ${transactionalId} has been started since, or the transaction took longer than transaction.timeout.ms (${Errors.forCode(code).name}, ${code}). ${nextStep.FATAL_ERROR}`,
    { code, mayBeWritten: false },
  );
}

/** What ends a transaction although the user did nothing wrong: it can be aborted and done again (Kafka 4.1, KIP-1050). */
export function abortableBecause(cause: KafkaError): KafkaError {
  return new KafkaError(
    'TransactionAbortableException',
    `The transaction must be aborted, and can be done again, because a request failed after all its tries: ${cause.message}`,
    { code: ErrorCodes.TRANSACTION_ABORTABLE, cause },
  );
}

/** Records of a transaction that is being aborted and that had not been sent. */
export function aborted(): KafkaError {
  return new KafkaError('TransactionAbortedException', 'The transaction was aborted before this was sent.', {
    mayBeWritten: false,
  });
}

/** After an expiry nobody knows what is written (Kafka: `maybeResolveSequences`). */
export function unacknowledged(lane: string, canGoOn: boolean): KafkaError {
  return new KafkaError(
    'KafkaException',
    `Records of ${lane} were sent and never acknowledged, and their time is over. ${canGoOn ? 'It is safe to abort the transaction and go on.' : `It is not safe to go on: the broker cannot raise the producer epoch. ${nextStep.FATAL_ERROR}`}`,
  );
}

export function timedOut(operation: string, maxBlockMs: number, state: TransactionState, waitsFor: string): KafkaError {
  return new KafkaError(
    'TimeoutException',
    `${operation} was not finished within ${maxBlockMs} ms (max.block.ms). State ${state}, ${waitsFor}. Call ${operation} again to go on waiting.`,
    { mayBeWritten: operation === 'commitTransaction' },
  );
}

/** `committing`: the broker may have been told to commit. */
export function closedForcefully(committing: boolean): KafkaError {
  return new KafkaError('KafkaException', 'The producer was closed before the transaction was finished.', {
    mayBeWritten: committing,
  });
}

function remedy(code: number): string {
  switch (code) {
    case ErrorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
      return ' Ask for the rights Write and Describe on the transactional id.';
    case ErrorCodes.GROUP_AUTHORIZATION_FAILED:
      return ' Ask for the right Read on the group.';
    case ErrorCodes.CLUSTER_AUTHORIZATION_FAILED:
      return ' Ask for the right IdempotentWrite on the cluster, or set enable.idempotence=false.';
    case ErrorCodes.INVALID_TRANSACTION_TIMEOUT:
      return ' Lower transaction.timeout.ms to transaction.max.timeout.ms of the broker (15 minutes unless it was changed).';
    default:
      return '';
  }
}
