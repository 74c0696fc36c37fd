import type { Verdict } from '../../engine/snapshot/verdict.ts';
import { advertisedAddress } from './rules/advertisedAddress.ts';
import { authenticationFailed } from './rules/authenticationFailed.ts';
import { batchGivenUp } from './rules/batchGivenUp.ts';
import { brokerSilent } from './rules/brokerSilent.ts';
import { coordinatorWait } from './rules/coordinatorWait.ts';
import { couldNotConnect } from './rules/couldNotConnect.ts';
import { leaderGone } from './rules/leaderGone.ts';
import { mustAbort } from './rules/mustAbort.ts';
import { poolExhausted } from './rules/poolExhausted.ts';
import { producerFailed } from './rules/producerFailed.ts';
import { producerFenced } from './rules/producerFenced.ts';
import { recordRefused } from './rules/recordRefused.ts';
import { retryStorm } from './rules/retryStorm.ts';
import { throttled } from './rules/throttled.ts';
import { transactionTimeout } from './rules/transactionTimeout.ts';
import { unknownTopic } from './rules/unknownTopic.ts';
import { valuesOf } from './verdicts.ts';
import type { VerdictText } from './verdicts.ts';

/** A verdict in words: title, evidence, next step. One file a rule. */
export function verdictText(verdict: Verdict): VerdictText {
  switch (verdict.rule) {
    case 'unknownTopic':
      return unknownTopic(valuesOf({ ...verdict, rule: verdict.rule }));
    case 'recordRefused':
      return recordRefused(valuesOf({ ...verdict, rule: verdict.rule }));
    case 'poolExhausted':
      return poolExhausted(valuesOf({ ...verdict, rule: verdict.rule }));
    case 'brokerSilent':
      return brokerSilent(valuesOf({ ...verdict, rule: verdict.rule }));
    case 'leaderGone':
      return leaderGone(valuesOf({ ...verdict, rule: verdict.rule }));
    case 'retryStorm':
      return retryStorm(valuesOf({ ...verdict, rule: verdict.rule }));
    case 'batchGivenUp':
      return batchGivenUp(valuesOf({ ...verdict, rule: verdict.rule }));
    case 'throttled':
      return throttled(valuesOf({ ...verdict, rule: verdict.rule }));
    case 'couldNotConnect':
      return couldNotConnect(valuesOf({ ...verdict, rule: verdict.rule }));
    case 'authenticationFailed':
      return authenticationFailed(valuesOf({ ...verdict, rule: verdict.rule }));
    case 'advertisedAddress':
      return advertisedAddress(valuesOf({ ...verdict, rule: verdict.rule }));
    case 'producerFenced':
      return producerFenced(valuesOf({ ...verdict, rule: verdict.rule }));
    case 'producerFailed':
      return producerFailed(valuesOf({ ...verdict, rule: verdict.rule }));
    case 'mustAbort':
      return mustAbort(valuesOf({ ...verdict, rule: verdict.rule }));
    case 'coordinatorWait':
      return coordinatorWait(valuesOf({ ...verdict, rule: verdict.rule }));
    case 'transactionTimeout':
      return transactionTimeout(valuesOf({ ...verdict, rule: verdict.rule }));
  }
}
