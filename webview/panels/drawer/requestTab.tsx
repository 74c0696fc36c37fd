import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { RequestDetail } from '../../../engine/snapshot/details.ts';
import { select } from '../../state/app.ts';
import * as f from '../../text/format.ts';
import { FrameBytesView } from './frameBytes.tsx';

/** A request as it went over the wire: its fields beside its bytes, the response below when it came. */
export function RequestTab({ detail }: { readonly detail: RequestDetail }): VNode {
  const [part, setPart] = useState<'request' | 'response'>('request');
  const shown = part === 'response' && detail.response !== null ? detail.response : detail.request;
  return (
    <div class="request-tab">
      <div class="detail-head">
        <span>
          <b>
            {detail.api} v{detail.version} #{detail.correlationId}
          </b>{' '}
          {l10n.t('to broker {0}', String(detail.node))}
        </span>
        <span class="quiet">
          {f.clock(detail.sentWallMs)}
          {detail.batches.length > 0 && ` · ${f.batches(detail.batches.length)}: `}
          {detail.batches.slice(0, 6).map(({ lane, batchId }) => (
            <button key={lane} type="button" class="link" onClick={() => select({ kind: 'batch', lane, batchId })}>
              {f.batchName(lane, batchId)}
            </button>
          ))}
        </span>
        <span class="spring" />
        <span class="parts" role="group" aria-label={l10n.t('Request or response')}>
          <button type="button" class="part" aria-pressed={shown === detail.request} onClick={() => setPart('request')}>
            {l10n.t('Request')}
          </button>
          <button
            type="button"
            class="part"
            aria-pressed={shown === detail.response}
            disabled={detail.response === null}
            onClick={() => setPart('response')}
          >
            {l10n.t('Response')}
          </button>
        </span>
        <span>{answer(detail)}</span>
      </div>
      <FrameBytesView key={`${detail.requestId} ${part}`} frame={shown} />
    </div>
  );
}

function answer(detail: RequestDetail): string {
  const age = f.durationOrZero(detail.ageMs);
  switch (detail.end) {
    case null:
      return l10n.t('no response for {0}', age);
    case 'answered':
      return l10n.t('answered after {0}', age);
    case 'noAnswerExpected':
      return l10n.t('no answer expected (acks=0)');
    case 'timedOut':
      return l10n.t('timed out after {0}', age);
    case 'disconnected':
      return l10n.t('connection closed after {0}', age);
  }
}
