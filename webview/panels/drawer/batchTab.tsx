import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import type { AttemptDetail, BatchDetail } from '../../../engine/snapshot/details.ts';
import { live, select } from '../../state/app.ts';
import {
  ACCOUNTS,
  accountWord,
  attemptError,
  batchFacts,
  batchState,
  timeLeft,
  writtenSentence,
} from '../../text/batch.ts';
import { leavesByText } from '../../text/board.ts';
import * as f from '../../text/format.ts';

/** Where a batch's time went, its attempts, and whether it may be written. */
export function BatchTab({ detail }: { readonly detail: BatchDetail }): VNode {
  const limits = live.value?.session.limits;
  const parts = ACCOUNTS.map(account => ({ account, ms: detail.ledger[account] })).filter(part => part.ms >= 0.05);
  const zeros = ACCOUNTS.filter(account => detail.ledger[account] < 0.05);
  const total = ACCOUNTS.reduce((sum, account) => sum + detail.ledger[account], 0);
  return (
    <div class="batch-tab">
      <div class="detail-head">
        <span>
          <b>{f.batchName(detail.lane, detail.batchId)}</b> {batchState(detail)}
        </span>
        <span class="quiet">{batchFacts(detail)}</span>
        <span class="spring" />
        <span>{limits === undefined ? '' : timeLeft(detail, limits.deliveryTimeoutMs)}</span>
      </div>
      <h3>{l10n.t('Where its {0} went', f.durationOrZero(total))}</h3>
      <div
        class="ledger"
        role="img"
        aria-label={parts.map(part => `${accountWord(part.account)} ${f.duration(part.ms)}`).join(', ')}
      >
        {parts.map(part => (
          <i key={part.account} class={part.account} style={{ flexGrow: part.ms / Math.max(total, 0.001) }} />
        ))}
      </div>
      <p class="ledger-words">
        {parts.map(part => (
          <span key={part.account} class="account">
            <i class={part.account} />
            {accountWord(part.account)} <b>{f.duration(part.ms)}</b>
          </span>
        ))}
        <span class="quiet">{zeros.map(account => l10n.t('{0} 0', accountWord(account))).join(', ')}</span>
      </p>
      <h3>{l10n.t('Attempts')}</h3>
      <Attempts detail={detail} />
    </div>
  );
}

function Attempts({ detail }: { readonly detail: BatchDetail }): VNode {
  const waiting = detail.state === 'queued' || detail.state === 'open';
  const last = detail.attempts.length - 1;
  return (
    <table class="attempts">
      <tbody>
        {detail.attempts.map((attempt, index) => (
          <Attempt key={attempt.attempt} attempt={attempt} words={index === last ? writtenSentence(detail) : ''} />
        ))}
        {waiting && (
          <tr>
            <td>{detail.attempts.length + 1}</td>
            <td />
            <td />
            <td />
            <td>{waitsFor(detail)}</td>
            <td>{detail.attempts.length === 0 ? writtenSentence(detail) : ''}</td>
          </tr>
        )}
        {!waiting && detail.attempts.length === 0 && (
          <tr>
            <td colSpan={6}>{writtenSentence(detail)}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Attempt({ attempt, words }: { readonly attempt: AttemptDetail; readonly words: string }): VNode {
  return (
    <tr>
      <td>{attempt.attempt}</td>
      <td>{f.clock(attempt.sentWallMs)}</td>
      <td>
        <button type="button" class="link" onClick={() => select({ kind: 'request', requestId: attempt.requestId })}>
          {l10n.t('to broker {0}', String(attempt.node))}
        </button>
      </td>
      <td>{f.durationOrZero(attempt.inFlightMs)}</td>
      <td>{attemptError(attempt)}</td>
      <td>{words}</td>
    </tr>
  );
}

function waitsFor(detail: BatchDetail): string {
  const leavesBy = live.value?.lanes.get(detail.lane)?.leavesBy;
  const why = leavesBy === undefined || leavesBy.kind === 'usually' ? '' : leavesByText(leavesBy);
  return why === '' ? l10n.t('waits') : l10n.t('waits: {0}', why);
}
