import * as l10n from '@vscode/l10n';
import type { TransactionState } from '../../../engine/snapshot/words.ts';
import { duration, plural } from '../format.ts';
import { errorName } from '../kafkaNames.ts';
import type { Values, VerdictText } from '../verdicts.ts';
import { fitting, joined } from './parts.ts';

/** Codes with which a coordinator says: not yet. */
const LOADING = 14;
const NOT_AVAILABLE = 15;
const NOT_COORDINATOR = 16;
const CONCURRENT_TRANSACTIONS = 51;

export function coordinatorWait(values: Values<'coordinatorWait'>): VerdictText {
  const refused = values.text('cause') === 'refused';
  return {
    title: refused ? refusedTitle(values) : silentTitle(values),
    evidence: refused ? refusals(values) : held(values),
    next: refused ? l10n.t('See which brokers are up') : whetherUp(values),
    goesTo: 'subject',
    falsifiedBy: l10n.t('An answer to that request that is no refusal.'),
  };
}

/** `Coordinator broker 2`, as the beginning of a sentence. */
function who(values: Values<'coordinatorWait'>): string {
  const node = values.number('node');
  const group = values.text('coordinator') === 'group';
  if (node === null) return group ? l10n.t('The group coordinator') : l10n.t('The coordinator');
  return group ? l10n.t('Group coordinator broker {0}', String(node)) : l10n.t('Coordinator broker {0}', String(node));
}

function waited(values: Values<'coordinatorWait'>): string {
  return duration(values.number('waitedMs') ?? 0) || '0';
}

function silentTitle(values: Values<'coordinatorWait'>): string {
  return values.text('cause') === 'silent'
    ? l10n.t('{0} has not answered for {1}.', who(values), waited(values))
    : l10n.t('{0} cannot be reached.', who(values));
}

function refusedTitle(values: Values<'coordinatorWait'>): string {
  switch (values.number('errorCode')) {
    case CONCURRENT_TRANSACTIONS:
      return l10n.t('The transaction before is still being ended.');
    case LOADING:
      return l10n.t('{0} is still loading.', who(values));
    case NOT_AVAILABLE:
      return values.text('coordinator') === 'group'
        ? l10n.t('No broker coordinates the group yet.')
        : l10n.t('No broker coordinates the transaction yet.');
    default:
      return l10n.t('{0} is refused again and again.', request(values));
  }
}

function request(values: Values<'coordinatorWait'>): string {
  return values.text('request') ?? '?';
}

function refusals(values: Values<'coordinatorWait'>): string {
  const code = values.number('errorCode');
  const name = code === null ? '?' : errorName(code);
  const times = values.number('refusals') ?? 0;
  const often = plural(
    times,
    l10n.t('{0} once in {1}.', name, waited(values)),
    l10n.t('{0} {1} times in {2}.', name, String(times), waited(values)),
  );
  const named = `${request(values)}: ${often}`;
  const end = whatEndsIt(values, code);
  return fitting(105, joined(named, end), joined(often, end), named, often);
}

function whatEndsIt(values: Values<'coordinatorWait'>, code: number | null): string {
  const group = values.text('coordinator') === 'group';
  switch (code) {
    case CONCURRENT_TRANSACTIONS:
      return l10n.t('Its partitions need their markers first.');
    case LOADING:
      return group ? l10n.t('It reads __consumer_offsets first.') : l10n.t('It reads __transaction_state first.');
    case NOT_AVAILABLE:
      return group
        ? l10n.t('Check offsets.topic.replication.factor.')
        : l10n.t('Check transaction.state.log.replication.factor.');
    case NOT_COORDINATOR:
      return l10n.t('It is looked up again.');
    default:
      return l10n.t('It is tried until it succeeds.');
  }
}

/** Which request, and what the user does that waits for it. */
function held(values: Values<'coordinatorWait'>): string {
  const words =
    values.text('cause') === 'silent'
      ? l10n.t('{0} is in flight', request(values))
      : l10n.t('{0} cannot be sent, for {1}', request(values), waited(values));
  return l10n.t('{0}; {1}.', words, whatWaits(values.text('state') as TransactionState | null));
}

function whatWaits(state: TransactionState | null): string {
  switch (state) {
    case 'INITIALIZING':
      return l10n.t('no transaction can begin without its answer');
    case 'COMMITTING_TRANSACTION':
      return l10n.t('the commit waits for its answer');
    case 'ABORTING_TRANSACTION':
      return l10n.t('the abort waits for its answer');
    default:
      return l10n.t('the transaction waits for its answer');
  }
}

function whetherUp(values: Values<'coordinatorWait'>): string {
  const node = String(values.number('node') ?? '?');
  const left = values.number('requestTimeoutLeftMs');
  const up = l10n.t('Is broker {0} up?', node);
  if (left === null) return up;
  return fitting(45, l10n.t('Is broker {0} up? Requests time out in {1}', node, duration(left) || '0'), up);
}
