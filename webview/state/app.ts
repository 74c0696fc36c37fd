import { computed, signal } from '@preact/signals';
import type { Detail } from '../../engine/snapshot/details.ts';
import type { Frame } from '../../engine/snapshot/frame.ts';
import type { MetricView } from '../../engine/snapshot/metrics.ts';
import type { Verdict } from '../../engine/snapshot/verdict.ts';
import type { Selection } from '../../engine/snapshot/words.ts';
import type { HostState } from '../protocol/messages.ts';
import { ChangeKeeper, NO_CHANGES } from './changes.ts';
import { Latch } from './latch.ts';
import { isAlive, marksOf, NO_MARKS } from './selection.ts';
import { NEW } from './saved.ts';
import type { Saved, SendFields } from './saved.ts';
import type { Form } from './form.ts';
import { VerdictHold } from './verdictHold.ts';
import { mergeFrame, urgency } from './view.ts';
import type { View } from './view.ts';

/**
 * All the page shows, as signals. `live` follows every frame (bars and fills); `text` holds a number 250 ms, `rates` 500 ms, so
 * that they can be read; a pause, a hold or an error passes at once.
 */
export const host = signal<HostState | null>(null);
export const live = signal<View | null>(null);
export const text = signal<View | null>(null);
export const rates = signal<View | null>(null);
/** What the last step changed; nothing while the producer runs. */
export const changes = signal(NO_CHANGES);
export const verdict = signal<Verdict | null>(null);
export const saved = signal<Saved>(NEW);
export const form = signal<Form>('wide');
export const panelWidth = signal(0);
export const place = signal<'editor' | 'panel'>('editor');

/** What the drawer knows of the selected thing; one detail of each kind stays open until it is closed. */
export const details = signal<{ record: Detail | null; request: Detail | null; batch: Detail | null }>({
  record: null,
  request: null,
  batch: null,
});

/** What the drawer's tab of metrics shows; null until they were asked for. */
export const metrics = signal<readonly MetricView[] | null>(null);

/** Counts the producers shown: what is remembered of one, such as how wide its numbers were, is forgotten with it. */
export const sessions = signal(0);

export const selection = computed(() => saved.value.selection);

export const marks = computed(() => {
  const selected = selection.value;
  return selected === null ? NO_MARKS : marksOf(selected, details.value.record);
});

/** False once the selected thing has left the producer: its outline is dotted then. */
export const alive = computed(() => live.value === null || isAlive(live.value, marks.value));

const textLatch = new Latch<View | null>(250, null);
const ratesLatch = new Latch<View | null>(500, null);
const verdictHold = new VerdictHold();
const changeKeeper = new ChangeKeeper();

/** Takes a frame in; what is drawn from it is drawn with the next animation frame. */
export function takeFrame(frame: Frame, nowMs: number): void {
  const view = mergeFrame(live.value, frame);
  if (view === null) return;
  changes.value = changeKeeper.offer(live.value, view, nowMs);
  live.value = view;
  const urgent = urgency(view);
  text.value = textLatch.offer(view, urgent, nowMs);
  rates.value = ratesLatch.offer(view, urgent, nowMs);
  verdict.value = verdictHold.offer(view.verdicts, nowMs);
}

/** Shows what was held back and is due now. Returns when to come again, or null. */
export function catchUp(nowMs: number): number | null {
  const dues: number[] = [];
  for (const [latch, shown] of [
    [textLatch, text],
    [ratesLatch, rates],
  ] as const) {
    if (latch.dueInMs(nowMs) === 0) shown.value = latch.flush(nowMs);
    const due = latch.dueInMs(nowMs);
    if (due !== null) dues.push(due);
  }
  const held = verdictHold.dueInMs(nowMs);
  if (held !== null) dues.push(held);
  else if (live.value !== null) verdict.value = verdictHold.offer(live.value.verdicts, nowMs);
  return dues.length === 0 ? null : Math.min(...dues);
}

/** Another producer, or none: nothing of the old one may stand. A crashed one stays, grey. */
export function takeHost(next: HostState): void {
  const before = host.value?.session;
  const now = next.session;
  const another =
    now.kind === 'running' && before?.kind === 'running' ? before.connectionId !== now.connectionId : false;
  const restarted = now.kind === 'connecting' || now.kind === 'none' || now.kind === 'failed';
  host.value = next;
  if (another || restarted) forget();
}

function forget(): void {
  live.value = null;
  text.value = null;
  rates.value = null;
  textLatch.offer(null, 'none', 0);
  ratesLatch.offer(null, 'none', 0);
  verdict.value = verdictHold.offer([], Number.POSITIVE_INFINITY);
  changes.value = NO_CHANGES;
  sessions.value++;
  details.value = { record: null, request: null, batch: null };
  metrics.value = null;
  change({ selection: null, drawerTab: saved.value.drawerTab === 'metrics' ? 'metrics' : 'log' });
}

export function change(part: Partial<Saved>): void {
  saved.value = { ...saved.value, ...part };
}

export function changeSend(part: Partial<SendFields>): void {
  change({ send: { ...saved.value.send, ...part } });
}

export function select(next: Selection | null): void {
  const tab = next?.kind === 'record' || next?.kind === 'request' || next?.kind === 'batch' ? next.kind : null;
  change(tab === null ? { selection: next } : { selection: next, drawerTab: tab });
}
