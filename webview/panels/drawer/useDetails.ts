import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Detail } from '../../../engine/snapshot/details.ts';
import type { DescribedSelection, Selection } from '../../../engine/snapshot/words.ts';
import { wire } from '../../state/actions.ts';
import { change, details, host, rates, saved, selection } from '../../state/app.ts';

type Kind = DescribedSelection['kind'];

let asking = false;
/** Counts up when a question was answered while something else had been selected: no frame may come while paused. */
const askedTooEarly = signal(0);

/** Asks the producer for the selected thing, and again twice a second until it has ended. One question at a time. */
export function useDetails(): void {
  const selected = selection.value;
  const tick = rates.value?.seq ?? 0;
  useEffect(() => {
    if (selected === null || host.value?.session.kind !== 'running') return;
    if (!hasDetails(selected) || asking) return;
    const { kind } = selected;
    const before = details.value[kind];
    if (before !== null && describes(before, selected) && hasEnded(before)) return;
    asking = true;
    wire()
      .request<'describe'>({ kind: 'describe', selection: selected })
      .then(reply => keep(kind, selected, reply.detail))
      .catch(() => keep(kind, selected, { kind: 'gone' }))
      .finally(() => {
        asking = false;
        if (selection.value !== selected) askedTooEarly.value++;
      });
  }, [selected, tick, askedTooEarly.value]);
}

function hasDetails(selected: Selection): selected is DescribedSelection {
  return selected.kind === 'record' || selected.kind === 'request' || selected.kind === 'batch';
}

/** What ended and is no longer kept stays in the drawer as it was seen last. */
function keep(kind: Kind, asked: DescribedSelection, detail: Detail): void {
  if (selection.value !== asked && (selection.value ?? asked).kind !== kind) return;
  const before = details.value[kind];
  if (detail.kind === 'gone' && before !== null && describes(before, asked)) return;
  details.value = { ...details.value, [kind]: detail };
}

function describes(detail: Detail, selected: Selection): boolean {
  switch (detail.kind) {
    case 'record':
      return selected.kind === 'record' && selected.recordId === detail.recordId;
    case 'request':
      return selected.kind === 'request' && selected.requestId === detail.requestId;
    case 'batch':
      return selected.kind === 'batch' && selected.lane === detail.lane && selected.batchId === detail.batchId;
    case 'gone':
      return false;
  }
}

function hasEnded(detail: Detail): boolean {
  switch (detail.kind) {
    case 'record':
      return detail.steps.every(step => step.state === 'done' || step.state === 'failed');
    case 'request':
      return detail.end !== null;
    case 'batch':
      return detail.endedWallMs !== null;
    case 'gone':
      return true;
  }
}

/** The metrics stay among the tabs; only what was selected leaves them. */
export function closeTab(tab: Kind | 'metrics'): void {
  if (tab === 'metrics') return change({ drawerTab: 'log' });
  details.value = { ...details.value, [tab]: null };
  const { selection: selected } = saved.value;
  change({ drawerTab: 'log', ...(selected?.kind === tab ? { selection: null } : {}) });
}
