import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { change, form, live, saved, text } from '../../state/app.ts';
import { LayoutClock } from '../../state/boardLayout.ts';
import type { View } from '../../state/view.ts';
import * as f from '../../text/format.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/fold.tsx';
import { Codicon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { TextField } from '../../ui/textField.tsx';
import { BoardRows } from './rows.tsx';
import { scrollToHeld, scrollToStep } from './scrollToHeld.ts';

/** The board: brokers and their partitions as rows, requests as columns. */
export function Board(): VNode | null {
  const view = live.value;
  const words = text.value;
  const clock = useMemo(() => new LayoutClock(), []);
  const [inside, setInside] = useState({ pointer: false, focus: false });
  const [, again] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const busy = inside.pointer || inside.focus;
  useEffect(() => {
    const due = clock.dueInMs(busy, performance.now());
    if (due === null) return;
    const timer = setTimeout(() => again(n => n + 1), due + 1);
    return () => clearTimeout(timer);
  }, [busy, view]);
  useEffect(() => {
    if (form.value === 'bottom') scrollToHeld(scroller.current);
  }, [words?.pipeline.inFlight.hold?.kind, words?.pipeline.batches.hold?.kind]);
  const stepLane = words?.session.run === 'paused' ? (words.session.stepPreview?.lane ?? null) : null;
  const steppedTo = useRef<string | null>(null);
  // After each drawing, as the lane may appear later than the pause; once for each lane, so that the reader may scroll on.
  useEffect(() => {
    if (steppedTo.current === stepLane) return;
    if (stepLane === null || scrollToStep(scroller.current)) steppedTo.current = stepLane;
  });
  if (view === null || words === null) return null;
  const { filter, grouping } = saved.value;
  const layout = clock.offer(view, { filter, grouping }, busy, performance.now());
  const nothing = filter.trim() !== '' && layout.matching === 0;
  const { limits } = view.session;
  return (
    <Section
      name="board"
      class="board"
      title={l10n.t('Batches and requests')}
      summary={shownOf(view)}
      tools={<Tools />}
    >
      <div
        class="board-scroll"
        ref={scroller}
        onPointerEnter={() => setInside({ ...inside, pointer: true })}
        onPointerLeave={() => setInside({ ...inside, pointer: false })}
        onFocusIn={() => setInside({ ...inside, focus: true })}
        onFocusOut={() => setInside({ ...inside, focus: false })}
        style={{
          '--slots': String(Math.min(10, limits.maxInFlight)),
          '--slot-columns': String(columns(limits.maxInFlight)),
        }}
      >
        {nothing ? (
          <Nothing filter={filter} omitted={view.omitted} />
        ) : (
          <BoardRows view={view} words={words} layout={layout} heads={<Heads />} />
        )}
      </div>
    </Section>
  );
}

/** More partitions than a frame has room for: the title says so, and totals elsewhere count them all. */
function shownOf(view: View): string {
  if (view.omitted === null || view.omitted.active === 0) return '';
  const active = [...view.lanes.values()].filter(lane => !lane.idle).length;
  return l10n.t('{0} of {1} active shown', f.count(active), f.count(active + view.omitted.active));
}

function columns(maxInFlight: number): number {
  return maxInFlight > 10 ? 1 : maxInFlight;
}

function Tools(): VNode {
  const { filter, grouping } = saved.value;
  const names = { broker: l10n.t('By broker'), topic: l10n.t('By topic') };
  return (
    <span class="section-tools" data-group="board-tools">
      <TextField
        id="board-filter"
        class="filter"
        icon="filter"
        label={l10n.t('Filter partitions')}
        placeholder={l10n.t('Filter partitions')}
        value={filter}
        onInput={value => change({ filter: value })}
        onEscape={() => change({ filter: '' })}
      />
      <Menu
        align="right"
        label={l10n.t('Group the board: {0}', names[grouping])}
        items={(['broker', 'topic'] as const).map(value => ({
          text: names[value],
          checked: value === grouping,
          run: () => change({ grouping: value }),
        }))}
      >
        {names[grouping]}
        <Codicon name="chevron-down" />
      </Menu>
    </span>
  );
}

function Heads(): VNode {
  const limits = text.value?.session.limits;
  const max = limits?.maxInFlight ?? 5;
  return (
    <div class="heads" role="row" aria-rowindex={1}>
      <span role="columnheader">{l10n.t('Partition')}</span>
      <span role="columnheader" class="head-open">
        {l10n.t('Open batch')}
        {limits !== undefined && (
          <span class="long" title="batch.size, linger.ms">
            {`${f.bytes(limits.batchSizeBytes)}, ${f.count(limits.lingerMs)}\u202fms`}
          </span>
        )}
      </span>
      <span role="columnheader" class="head-queue">
        <span class="long">{l10n.t('Queued, next at right')}</span>
        <span class="short">{l10n.t('Queued')}</span>
      </span>
      <span role="columnheader">{l10n.t('Leaves by')}</span>
      {form.value !== 'narrow' && (
        <span role="columnheader" class="head-flight" aria-colspan={columns(max)}>
          {l10n.t('In flight: one column a request, {0} at most', f.count(max))}
        </span>
      )}
    </div>
  );
}

function Nothing({ filter, omitted }: { readonly filter: string; readonly omitted: View['omitted'] }): VNode {
  const hidden = (omitted?.active ?? 0) + (omitted?.idle ?? 0);
  return (
    <p class="nothing" role="status">
      {l10n.t('No partition matches "{0}".', filter)}
      {hidden > 0 && (
        <span>{l10n.t('{0} more are known and not shown; a send to one shows it.', f.count(hidden))}</span>
      )}
      <Button onPress={() => change({ filter: '' })}>{l10n.t('Clear')}</Button>
    </p>
  );
}
