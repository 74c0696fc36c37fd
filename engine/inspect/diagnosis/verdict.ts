import type { RuleId, Verdict } from '../../snapshot/verdict.ts';
import type { VerdictValues } from '../../snapshot/verdictValues.ts';
import type { DiagnosisState } from './diagnosisState.ts';

/** One thing to say about the producer, or nothing; silent when unsure. */
export type Rule = (state: DiagnosisState) => Verdict | null;

/** A verdict whose values are those the page knows for its rule. */
export function verdict<R extends RuleId>(
  rule: R,
  said: Pick<Verdict, 'strength' | 'stage' | 'sinceWallMs' | 'subject'>,
  values: VerdictValues[R],
): Verdict {
  return { rule, ...said, values: { ...values } };
}
