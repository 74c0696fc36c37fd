import * as l10n from '@vscode/l10n';
import { bytes, capital, duration, plural } from '../format.ts';
import type { Values, VerdictText } from '../verdicts.ts';
import { fitting, inWords, joined, listed } from './parts.ts';

export function poolExhausted(values: Values<'poolExhausted'>): VerdictText {
  return {
    title: title(values),
    evidence: joined(holders(values), inFlight(values)),
    next: next(values),
    goesTo: 'subject',
    falsifiedBy: l10n.t('A send that gets memory while those partitions still hold it.'),
  };
}

function title(values: Values<'poolExhausted'>): string {
  const node = String(values.number('node') ?? '?');
  switch (values.text('cause')) {
    case 'brokerSilent':
      return l10n.t('Sends wait for memory because broker {0} does not answer.', node);
    case 'brokerDown':
      return l10n.t('Sends wait for memory because broker {0} is gone.', node);
    case 'noLeader':
      return l10n.t('Sends wait for memory: partitions have no leader.');
    case 'throttled':
      return l10n.t('Sends wait for memory: broker {0} throttles us.', node);
    case 'inFlightFull':
      return l10n.t('Sends wait for memory: broker {0} is always busy.', node);
    default:
      return l10n.t('Sends wait for memory: more comes in than leaves.');
  }
}

function holders(values: Values<'poolExhausted'>): string {
  const n = values.number('holders') ?? 0;
  const held = values.number('heldBytes') ?? 0;
  const ofNode = values.number('holderBytes') ?? held;
  const idle = (values.text('idleBrokers') ?? '').split(',').filter(Boolean);
  if (values.number('node') === null || n === 0) return l10n.t('{0} are held.', bytes(held));
  // "all" where nothing worth naming is held by others.
  const amount = ofNode >= held * 0.97 ? l10n.t('all {0}', bytes(held)) : bytes(ofNode);
  const who = plural(n, l10n.t('Its one partition holds'), l10n.t('Its {0} partitions hold', inWords(n)));
  if (idle.length === 0) return l10n.t('{0} {1}.', who, amount);
  const others =
    idle.length === 1
      ? l10n.t('broker {0} gets nothing', idle.join())
      : idle.length === 2
        ? l10n.t('brokers {0} get nothing', listed(idle.join(',')))
        : l10n.t('{0} others get nothing', String(idle.length));
  return l10n.t('{0} {1}, so {2}.', who, amount, others);
}

function inFlight(values: Values<'poolExhausted'>): string | null {
  const requests = values.number('inFlight');
  const oldest = values.number('oldestMs');
  if (requests === null || requests === 0) return null;
  const of = l10n.t('{0} of {1} in flight', String(requests), String(values.number('maxInFlight') ?? 5));
  return oldest === null ? of + '.' : l10n.t('{0}, oldest {1}.', of, duration(oldest) || '0');
}

function next(values: Values<'poolExhausted'>): string {
  const node = String(values.number('node') ?? '?');
  const left = values.number('requestTimeoutLeftMs');
  switch (values.text('cause')) {
    case 'brokerSilent':
      if (left === null) return l10n.t('Is broker {0} up?', node);
      return fitting(
        45,
        l10n.t('Is broker {0} up? Requests time out in {1}', node, duration(left) || '0'),
        l10n.t('Is broker {0} up?', node),
      );
    case 'brokerDown':
      return l10n.t('Is broker {0} up?', node);
    default:
      return capital(l10n.t('see who holds the memory'));
  }
}
