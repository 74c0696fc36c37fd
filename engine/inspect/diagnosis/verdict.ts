import type { RuleId, Verdict } from '../../snapshot/verdict.ts';
import type { VerdictValues } from '../../snapshot/verdictValues.ts';
import type { DiagnosisState } from './diagnosisState.ts';

/** One thing to say about the producer, or nothing; silent when unsure. */
export type Rule<R extends RuleId> = (state: DiagnosisState) => VerdictOf<R> | null;

export type VerdictOf<R extends RuleId> = Verdict & { readonly rule: R };

/** A verdict whose values are those the page knows for its rule. */
export function verdict<R extends RuleId>(
  rule: R,
  said: Pick<Verdict, 'strength' | 'stage' | 'sinceWallMs' | 'subject'>,
  values: VerdictValues[R],
): VerdictOf<R> {
  return { rule, ...said, values: { ...values } };
}
