import type { Selection, StageName } from './words.ts';

/**
 * One thing that is wrong, said from state, never from a log text. The page turns rule and values into sentences; the values
 * are also what proves the verdict, shown on demand.
 */
export interface Verdict {
  readonly rule: RuleId;
  readonly strength: 'proven' | 'suspected';
  /** Where it holds; decides which verdict is nearest the broker. */
  readonly stage: StageName;
  /** Since when, wall clock ms. */
  readonly sinceWallMs: number;
  /** Named values: numbers with their unit in the name (`oldestMs`, `heldBytes`), names as strings, absent ones null. */
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
  /** Where the next step's link goes. */
  readonly subject: Selection | null;
}

export type RuleId =
  | 'unknownTopic'
  | 'recordRefused'
  | 'poolExhausted'
  | 'brokerSilent'
  | 'leaderGone'
  | 'retryStorm'
  | 'batchGivenUp'
  | 'throttled'
  | 'couldNotConnect'
  | 'authenticationFailed'
  | 'advertisedAddress'
  | 'producerFenced'
  | 'producerFailed'
  | 'mustAbort'
  | 'coordinatorWait'
  | 'transactionTimeout';
