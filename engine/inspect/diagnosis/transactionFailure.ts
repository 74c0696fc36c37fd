import type { VerdictValues } from '../../snapshot/verdictValues.ts';
import { round2OrNull } from '../numbers.ts';
import type { DiagnosedTransaction } from './diagnosisState.ts';

type Failure = NonNullable<DiagnosedTransaction['failure']>;

/** The broker knows a newer epoch than ours (PRODUCER_FENCED, INVALID_PRODUCER_EPOCH). */
export function isFencing({ error }: Failure): boolean {
  return error === 'ProducerFencedException' || error === 'InvalidProducerEpochException';
}

/** What each verdict about a failed transaction says of the failure. */
export function failureValues(
  { error, errorCode, reason, openForMs }: Failure,
  timeoutMs: number,
): Omit<VerdictValues['producerFailed'], 'transactionalId'> {
  return { error, errorCode, reason, openForMs: round2OrNull(openForMs), timeoutMs };
}
