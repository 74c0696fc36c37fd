import { ErrorCodes, Errors } from '../../common/errors.ts';
import { KafkaError } from '../../common/kafkaError.ts';

export interface AdminResult {
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

export const success: AdminResult = { errorCode: 0, errorMessage: null };

export function failure(errorCode: number, message?: string): AdminResult {
  return { errorCode, errorMessage: message ?? Errors.forCode(errorCode).message };
}

/** What the controller throws, as code and text. */
export function attempt(action: () => void): AdminResult {
  try {
    action();
    return success;
  } catch (error) {
    if (error instanceof KafkaError) return failure(error.code ?? ErrorCodes.UNKNOWN_SERVER_ERROR, error.message);
    throw error;
  }
}

/** Names that occur more than once: Kafka refuses those, whatever they ask for. */
export function repeated(names: readonly (string | null)[]): ReadonlySet<string | null> {
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}
