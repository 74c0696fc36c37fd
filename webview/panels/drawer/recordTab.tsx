import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import type { JourneyStep, RecordDetail } from '../../../engine/snapshot/details.ts';
import { axis, endMs } from '../../state/waterfall.ts';
import * as f from '../../text/format.ts';
import { stepMethod, stepRemark, stepWord } from '../../text/journey.ts';
import { Codicon, Sign } from '../../ui/icon.tsx';

/** One record's journey as a waterfall: done, now, to come; grey in the client, blue while a broker works. */
export function RecordTab({ detail }: { readonly detail: RecordDetail }): VNode {
  const scale = axis(endMs(detail));
  const share = (ms: number) => `${Math.min(100, (ms / scale.endMs) * 100)}%`;
  return (
    <div class="record-tab">
      <div class="detail-head">
        <b>{detail.lane ?? detail.topic}</b>
        <span>{detail.key === null ? l10n.t('no key') : l10n.t('key {0}', detail.key)}</span>
        <span class="quiet">{facts(detail)}</span>
        <span class="spring" />
        <span>{sum(detail)}</span>
      </div>
      <div class="waterfall" role="table" aria-label={l10n.t('The record’s journey')}>
        <div class="wf-axis" aria-hidden="true">
          <span class="wf-plot">
            {f.axisTimes(scale.ticksMs, scale.stepMs).map((time, index) => (
              <span key={time} class="wf-tick" style={{ left: share(scale.ticksMs[index] ?? 0) }}>
                {time}
              </span>
            ))}
          </span>
        </div>
        {detail.steps.map(step => (
          <div key={step.step} class={`wf-row ${step.state}`} role="row">
            <span class="wf-name" role="cell">
              <StepSign step={step} />
              <span>{stepWord(step.step)}</span>
              <code>{stepMethod(step.step, detail)}</code>
            </span>
            <span class="wf-plot" role="cell">
              <Bar step={step} share={share} />
            </span>
            <span class="wf-remark" role="cell" title={stepRemark(step, detail)}>
              {stepRemark(step, detail)}
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}

const BROKER_WORKS = new Set(['metadata', 'connect', 'inFlight']);

function Bar(props: { readonly step: JourneyStep; readonly share: (ms: number) => string }): VNode | null {
  const { step, share } = props;
  if (step.startMs === null) return null;
  const length = step.durationMs ?? 0;
  const time = f.fineDuration(length);
  const planned = step.step === 'linger' && step.state === 'now' ? Number(step.values['lingerMs'] ?? length) : length;
  return (
    <>
      {planned > length && <i class="wf-bar planned" style={{ left: share(step.startMs), width: share(planned) }} />}
      <i
        class={`wf-bar ${BROKER_WORKS.has(step.step) ? 'broker' : ''}`}
        style={{ left: share(step.startMs), width: share(length) }}
      />
      {time !== '' && (
        <span class="wf-time" style={{ left: share(step.startMs + Math.max(planned, length)) }}>
          {time}
        </span>
      )}
    </>
  );
}

function StepSign({ step }: { readonly step: JourneyStep }): VNode {
  switch (step.state) {
    case 'done':
      return <Codicon name="check" />;
    case 'now':
      return <Sign name="stopped" />;
    case 'failed':
      return <Codicon name="error" />;
    case 'toCome':
      return <Sign name="ring" />;
  }
}

function facts(detail: RecordDetail): string {
  const value = l10n.t('value {0}', f.bytes(detail.valueBytes));
  if (detail.lane === null || detail.batchId === null) return value;
  return l10n.t('{0}, in batch {1}', value, f.batchName(detail.lane, detail.batchId));
}

function sum(detail: RecordDetail): string {
  const ended = detail.error !== null || detail.steps.every(step => step.state === 'done' || step.state === 'failed');
  const whole = f.fineDuration(detail.totalMs);
  // While paused no time passes, so that nothing can be said of how long it took.
  const total = ended || whole === '' ? whole : l10n.t('{0} so far', whole);
  const largest = [...detail.steps]
    .filter(step => (step.durationMs ?? 0) > detail.totalMs * 0.1)
    .sort((a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0))[0];
  const part =
    largest === undefined
      ? total
      : l10n.t('{0}, {1} of it {2}', total, f.fineDuration(largest.durationMs ?? 0), stepWord(largest.step));
  const end = detail.error ?? (detail.offset === null ? '' : l10n.t('offset {0}', f.count(Number(detail.offset))));
  return [part, end].filter(Boolean).join(' · ');
}
