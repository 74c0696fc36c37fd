import type { RuleId, Verdict } from '../../snapshot/verdict.ts';
import type { StageName } from '../../snapshot/words.ts';
import { OFF_AFTER_MS } from '../holds.ts';
import { advertisedAddress } from './advertisedAddress.ts';
import { authenticationFailed } from './authenticationFailed.ts';
import { batchGivenUp } from './batchGivenUp.ts';
import { brokerSilent } from './brokerSilent.ts';
import { coordinatorWait } from './coordinatorWait.ts';
import { couldNotConnect } from './couldNotConnect.ts';
import type { DiagnosisState } from './diagnosisState.ts';
import { leaderGone } from './leaderGone.ts';
import { mustAbort } from './mustAbort.ts';
import { poolExhausted } from './poolExhausted.ts';
import { producerFailed } from './producerFailed.ts';
import { producerFenced } from './producerFenced.ts';
import { recordRefused } from './recordRefused.ts';
import { retryStorm } from './retryStorm.ts';
import { throttled } from './throttled.ts';
import { transactionTimeout } from './transactionTimeout.ts';
import { unknownTopic } from './unknownTopic.ts';
import type { Rule } from './verdict.ts';

/** Every rule under its name. Among verdicts of one stage the first is said first: the one that explains the others. */
const rules: { readonly [R in RuleId]: Rule<R> } = {
  authenticationFailed,
  couldNotConnect,
  advertisedAddress,
  poolExhausted,
  throttled,
  leaderGone,
  retryStorm,
  coordinatorWait,
  brokerSilent,
  unknownTopic,
  producerFenced,
  producerFailed,
  mustAbort,
  transactionTimeout,
  recordRefused,
  batchGivenUp,
};
const everyRule: readonly Rule<RuleId>[] = Object.values(rules);
const ruleOrder: readonly string[] = Object.keys(rules);

/** Nearest the broker first. What is over, and what concerns one record only, comes last. */
const stages: readonly StageName[] = [
  'inFlight',
  'batches',
  'pool',
  'metadata',
  'partition',
  'send',
  'failed',
  'acked',
];

const MIN_SHOWN_MS = 2_000;

interface Said {
  verdict: Verdict;
  readonly firstMs: number;
  lastMs: number;
}

/**
 * Runs the rules. A verdict stays for two seconds at least, and as long as the mark of a hold does after it is over, unless one nearer
 * the broker replaces it.
 */
export class Diagnosis {
  readonly #said = new Map<Verdict['rule'], Said>();

  verdicts(state: DiagnosisState): readonly Verdict[] {
    const found = everyRule.flatMap(rule => rule(state) ?? []);
    const nearest = Math.min(...found.map(rank));
    const { nowMs } = state;
    for (const [rule, { verdict, firstMs, lastMs }] of this.#said) {
      const isOver = nowMs - firstMs >= MIN_SHOWN_MS && nowMs - lastMs >= OFF_AFTER_MS;
      if (!found.some(each => each.rule === rule) && (isOver || nearest < rank(verdict))) this.#said.delete(rule);
    }
    for (const verdict of found) {
      const known = this.#said.get(verdict.rule);
      if (known) Object.assign(known, { verdict, lastMs: nowMs });
      else this.#said.set(verdict.rule, { verdict, firstMs: nowMs, lastMs: nowMs });
    }
    return [...this.#said.values()].map(({ verdict }) => verdict).sort((a, b) => rank(a) - rank(b));
  }
}

function rank({ stage, rule }: Verdict): number {
  return stages.indexOf(stage) * 100 + ruleOrder.indexOf(rule);
}
