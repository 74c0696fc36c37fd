import type { RuleId, Verdict } from '../../engine/snapshot/verdict.ts';
import type { VerdictValues } from '../../engine/snapshot/verdictValues.ts';

/** Where the next step leads besides the verdict's subject. */
export type NextStep =
  | 'subject'
  | 'createTopic'
  | 'openSettings'
  | 'editConnection'
  | 'changeSecrets'
  | 'abortTransaction'
  | 'startAgain'
  | 'transaction';

export interface VerdictText {
  /** ≤ 60 characters. */
  readonly title: string;
  /** ≤ 105 characters. */
  readonly evidence: string;
  /** ≤ 45 characters. */
  readonly next: string;
  readonly goesTo: NextStep;
  /** What would prove it wrong. */
  readonly falsifiedBy: string;
}

/** Reads a rule's values by their names; a wrong type is as good as an absent one. */
export interface Values<R extends RuleId> {
  number(name: NamesOf<R, number>): number | null;
  text(name: NamesOf<R, string>): string | null;
  flag(name: NamesOf<R, boolean>): boolean | null;
}

type NamesOf<R extends RuleId, T> = {
  [K in keyof VerdictValues[R]]: T extends number
    ? number extends VerdictValues[R][K]
      ? K
      : never
    : T extends boolean
      ? true extends VerdictValues[R][K]
        ? K
        : never
      : Extract<VerdictValues[R][K], string> extends never
        ? never
        : K;
}[keyof VerdictValues[R]] &
  string;

export function valuesOf<R extends RuleId>(verdict: Verdict & { readonly rule: R }): Values<R> {
  const { values } = verdict;
  return {
    number: name => finite(values[name]),
    text: name => {
      const value = values[name];
      return typeof value === 'string' && value !== '' ? value : null;
    },
    flag: name => {
      const value = values[name];
      return typeof value === 'boolean' ? value : null;
    },
  };
}

function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
