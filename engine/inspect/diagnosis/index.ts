import type { Verdict } from '../../snapshot/verdict.ts';
import type { StageName } from '../../snapshot/words.ts';
import { advertisedAddress } from './advertisedAddress.ts';
import { batchGivenUp } from './batchGivenUp.ts';
import { brokerSilent } from './brokerSilent.ts';
import { couldNotConnect } from './couldNotConnect.ts';
import type { DiagnosisState } from './diagnosisState.ts';
import { leaderGone } from './leaderGone.ts';
import { poolExhausted } from './poolExhausted.ts';
import { recordRefused } from './recordRefused.ts';
import { retryStorm } from './retryStorm.ts';
import { throttled } from './throttled.ts';
import { unknownTopic } from './unknownTopic.ts';
import type { Rule } from './verdict.ts';

/** Among verdicts of one stage the first is said first: the one that explains the others. */
export const rules: readonly Rule[] = [
  couldNotConnect,
  advertisedAddress,
  poolExhausted,
  brokerSilent,
  throttled,
  leaderGone,
  retryStorm,
  unknownTopic,
  recordRefused,
  batchGivenUp,
];

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
}

/** Runs the rules. A verdict stays for two seconds at least, unless one nearer the broker replaces it. */
export class Diagnosis {
  readonly #said = new Map<Verdict['rule'], Said>();

  verdicts(state: DiagnosisState): readonly Verdict[] {
    const found = rules.flatMap(rule => rule(state) ?? []);
    const nearest = Math.min(...found.map(rank));
    for (const [rule, { verdict, firstMs }] of this.#said)
      if (!found.some(each => each.rule === rule)) {
        if (state.nowMs - firstMs >= MIN_SHOWN_MS || nearest < rank(verdict)) this.#said.delete(rule);
      }
    for (const verdict of found) {
      const known = this.#said.get(verdict.rule);
      if (known) known.verdict = verdict;
      else this.#said.set(verdict.rule, { verdict, firstMs: state.nowMs });
    }
    return [...this.#said.values()].map(({ verdict }) => verdict).sort((a, b) => rank(a) - rank(b));
  }
}

function rank({ stage, rule }: Verdict): number {
  return stages.indexOf(stage) * 100 + ruleOrder.indexOf(rule);
}

const ruleOrder: readonly Verdict['rule'][] = [
  'couldNotConnect',
  'advertisedAddress',
  'poolExhausted',
  'brokerSilent',
  'throttled',
  'leaderGone',
  'retryStorm',
  'unknownTopic',
  'recordRefused',
  'batchGivenUp',
];
