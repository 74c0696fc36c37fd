import * as l10n from '@vscode/l10n';
import type { ComponentChildren, VNode } from 'preact';
import type { LaneNames, TransactionView } from '../../../engine/snapshot/transaction.ts';
import type { SessionView } from '../../../engine/snapshot/session.ts';
import { act } from '../../state/actions.ts';
import { host, live, select, text } from '../../state/app.ts';
import * as f from '../../text/format.ts';
import {
  adviceOf,
  callsOf,
  callWord,
  coordinatorWords,
  isLate,
  requestWords,
  shownLanes,
  stateWords,
} from '../../text/transaction.ts';
import type { TransactionCall } from '../../text/transaction.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/fold.tsx';
import { Meter } from '../../ui/meter.tsx';

const LANES = 6;

/** The transaction of a producer that has a transactional.id; absent for any other. */
export function Transaction({ fresh }: { readonly fresh: boolean }): VNode | null {
  const session = text.value?.session;
  const transaction = session?.transaction;
  if (session === undefined || transaction == null) return null;
  return (
    <Section
      name="transaction"
      class="transaction"
      title={l10n.t('Transaction')}
      summary={stateWords(transaction.state)}
      tools={<Calls transaction={transaction} fresh={fresh} />}
    >
      <div class="transaction-body" data-group="transaction">
        <p class={tone(transaction)}>{adviceOf(transaction)}</p>
        {transaction.lastError !== null && (
          <p class="failed-text" role="status">
            {transaction.lastError.kind}: {transaction.lastError.message}
          </p>
        )}
        <Facts session={session} transaction={transaction} />
      </div>
    </Section>
  );
}

export function callTransaction(call: TransactionCall): void {
  act({ kind: `${call}Transaction` });
}

function tone(transaction: TransactionView): string {
  if (transaction.state === 'ABORTABLE_ERROR' || transaction.state === 'FATAL_ERROR' || isLate(transaction))
    return 'late-text';
  return 'quiet';
}

/** Blue only where nothing was sent yet: then to begin is the one next thing to do. */
function Calls({
  transaction,
  fresh,
}: {
  readonly transaction: TransactionView;
  readonly fresh: boolean;
}): VNode | null {
  if (host.value?.session.kind !== 'running') return null;
  const paused = live.value?.session.run === 'paused';
  const calls = callsOf(transaction.state);
  return (
    <span class="transaction-calls">
      {calls.map(call => (
        <Button
          key={call}
          primary={call === 'begin' && fresh}
          onPress={() => callTransaction(call)}
          {...(paused ? { title: l10n.t('The sender is paused: it goes on with Step') } : {})}
        >
          {callWord(call)}
        </Button>
      ))}
      {transaction.state === 'FATAL_ERROR' && (
        <Button onPress={() => act({ kind: 'startAgain' })}>{l10n.t('Connect Again')}</Button>
      )}
    </span>
  );
}

function Facts({
  session,
  transaction,
}: {
  readonly session: SessionView;
  readonly transaction: TransactionView;
}): VNode {
  const { partitions, pending, groups, openForMs, timeoutMs, groupCoordinator } = transaction;
  const request = requestWords(transaction);
  return (
    <dl class="transaction-facts">
      <Fact name={l10n.t('State')}>
        <span title={transaction.state}>{stateWords(transaction.state)}</span> <code>{transaction.state}</code>
      </Fact>
      <Fact name={l10n.t('Open for')}>
        <Meter
          class={isLate(transaction) ? 'late' : ''}
          label={l10n.t('Time of the transaction')}
          value={openForMs ?? 0}
          max={timeoutMs}
          text={
            openForMs === null
              ? l10n.t('none open')
              : l10n.t('{0} of {1}', f.durationOrZero(openForMs), f.limit(timeoutMs))
          }
        />
        <span title="transaction.timeout.ms">
          {openForMs === null ? f.NONE : l10n.t('{0} of {1}', f.durationOrZero(openForMs), f.limit(timeoutMs))}
        </span>
      </Fact>
      <Fact name={l10n.t('Partitions')}>
        <Lanes lanes={partitions} none={l10n.t('none in it')} />
      </Fact>
      {pending.count > 0 && (
        <Fact name={l10n.t('Asked for')}>
          <Lanes lanes={pending} none="" />
        </Fact>
      )}
      {groups.length > 0 && (
        <Fact name={l10n.t('Offsets of')}>
          {groups.map(({ group, acknowledged }) => (acknowledged ? group : l10n.t('{0} (sent)', group))).join(', ')}
        </Fact>
      )}
      <Fact name={l10n.t('Coordinator')}>
        {coordinatorWords(transaction)}
        {groupCoordinator !== null &&
          `; ${l10n.t('{0} of group {1}', f.broker(groupCoordinator.node), groupCoordinator.group)}`}
      </Fact>
      <Fact name={l10n.t('Producer')}>
        {session.producerId === null
          ? l10n.t('no id yet')
          : l10n.t('id {0} epoch {1}', session.producerId.id, String(session.producerId.epoch))}
        , {transaction.v2 ? l10n.t('Transactions V2') : l10n.t('Transactions V1')}
      </Fact>
      <Fact name="transactional.id">
        <code>{transaction.transactionalId}</code>
      </Fact>
      <Fact name={l10n.t('Request')}>{request ?? f.NONE}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): VNode {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Lanes({ lanes, none }: { readonly lanes: LaneNames; readonly none: string }): VNode {
  const { names, more } = shownLanes(lanes, LANES);
  if (names.length === 0) return <>{none}</>;
  return (
    <span class="transaction-lanes">
      {names.map(lane => (
        <button key={lane} type="button" class="lane-link" title={lane} onClick={() => select({ kind: 'lane', lane })}>
          {lane}
        </button>
      ))}
      {more > 0 && <span>{l10n.t('and {0} more', f.count(more))}</span>}
    </span>
  );
}
