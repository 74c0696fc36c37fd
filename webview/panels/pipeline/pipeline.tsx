import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { StageName } from '../../../engine/snapshot/words.ts';
import { changes, live, rates, text } from '../../state/app.ts';
import { markOf } from '../../state/changes.ts';
import { STAGES } from '../../state/verdictHold.ts';
import { totalsHold } from '../../state/view.ts';
import { stageName, stagePurpose, stageText } from '../../text/stages.ts';
import type { StageText } from '../../text/stages.ts';
import { Sign } from '../../ui/icon.tsx';
import { Named } from '../../ui/named.tsx';
import { useWidest } from '../../ui/useWidest.ts';
import { goTo } from '../goTo.ts';

/** The eight stages a record passes, left to right; one Tab stop, arrows between, Enter goes to the part that shows it. */
export function Pipeline({ known }: { readonly known: boolean }): VNode {
  const [current, setCurrent] = useState(0);
  const view = text.value;
  const calm = rates.value;
  const move = (event: KeyboardEvent, index: number) => {
    const step =
      event.key === 'ArrowRight' || event.key === 'ArrowDown'
        ? 1
        : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
          ? -1
          : 0;
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      goTo(STAGES[index] ?? 'send');
    }
    if (step === 0) return;
    event.preventDefault();
    const next = Math.min(STAGES.length - 1, Math.max(0, index + step));
    setCurrent(next);
    const list = event.currentTarget instanceof HTMLElement ? event.currentTarget.closest('ol') : null;
    list?.querySelectorAll<HTMLElement>('.stage-body')[next]?.focus();
  };
  return (
    <ol class="pipeline" data-group="pipeline" aria-label={l10n.t('Pipeline')}>
      {STAGES.map((stage, index) => {
        const words = known && view !== null && calm !== null ? stageText(stage, view, calm) : null;
        return (
          <li key={stage} class={stageClass(stage, words)}>
            <div
              class="stage-body"
              role="button"
              tabIndex={index === current ? 0 : -1}
              title={words?.tooltip}
              onFocus={() => setCurrent(index)}
              onClick={() => goTo(stage)}
              onKeyDown={event => move(event, index)}
            >
              <Named name={words?.sentence ?? `${stageName(stage)}: ${stagePurpose(stage)}`}>
                {words === null ? <Purpose stage={stage} /> : <Words stage={stage} words={words} />}
              </Named>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function stageClass(stage: StageName, words: StageText | null): string {
  const wrong = stage === 'acked' && text.value !== null && words !== null && !totalsHold(text.value);
  const zero = words === null || words.isZero ? ' zero' : '';
  const change = words === null ? '' : markOf(changes.value, changes.value.stages.has(stage));
  return `stage at-${stage} ${words?.mark?.kind ?? 'calm'}${backedUp(stage) ? ' jammed' : ''}${zero}${wrong ? ' wrong' : ''} ${change}`;
}

/** The hatched line runs from the cause back to Send over every stage between, whether or not a word stands there. */
function backedUp(stage: StageName): boolean {
  return text.value?.pipeline[stage].backedUp === true;
}

function Purpose({ stage }: { readonly stage: StageName }): VNode {
  return (
    <>
      <span aria-hidden="true" class="stage-name">
        {stageName(stage)}
      </span>
      <span aria-hidden="true" class="stage-number">
        <b>–</b>
      </span>
      <span aria-hidden="true" class="stage-detail">
        {stagePurpose(stage)}
      </span>
      <span aria-hidden="true" class="stage-time">
        <span class="bar" />
      </span>
    </>
  );
}

function Words({ stage, words }: { readonly stage: StageName; readonly words: StageText }): VNode {
  return (
    <>
      <span aria-hidden="true" class="stage-name">
        {words.name}
      </span>
      <span aria-hidden="true" class="stage-mark">
        {words.mark !== null && words.mark.text !== '' && <Mark mark={words.mark} />}
      </span>
      <span aria-hidden="true" class="stage-number">
        <b>{words.number}</b>
        {words.unit !== '' && <small>{words.unit}</small>}
      </span>
      <span aria-hidden="true" class="stage-detail">
        <span class="long">{words.detail}</span>
        <span class="short">{words.shortDetail}</span>
      </span>
      <StageTime stage={stage} words={words} />
    </>
  );
}

function Mark({ mark }: { readonly mark: NonNullable<StageText['mark']> }): VNode {
  const sign = mark.kind === 'held' ? 'warning' : mark.kind;
  return (
    <span class={`mark ${mark.kind}`} title={mark.text}>
      <Sign name={sign} />
      <span class="mark-words">{mark.text}</span>
    </span>
  );
}

/** The bar is this stage's share of a record's time; together the bars say where it goes. */
function StageTime({ stage, words }: { readonly stage: StageName; readonly words: StageText }): VNode {
  const share = live.value?.pipeline[stage].share ?? 0;
  const plain = stage === 'acked' || stage === 'failed';
  const line = useRef<HTMLSpanElement>(null);
  useWidest(line, '.time', '--time-width');
  return (
    <span ref={line} aria-hidden="true" class={`stage-time ${plain ? 'plain' : ''}`}>
      {!plain && (
        <span class="bar">
          <i style={{ width: `${Math.min(1, share) * 100}%` }} />
        </span>
      )}
      <span class={`time ${words.time === '' ? 'none' : ''}`}>
        <span class="long">{words.time}</span>
        <span class="short">{words.shortTime}</span>
      </span>
    </span>
  );
}
