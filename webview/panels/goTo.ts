import type { StageName } from '../../engine/snapshot/words.ts';
import { change, form, saved } from '../state/app.ts';

/** Takes the reader to the part of the page that shows a stage. */
export function goTo(stage: StageName): void {
  const part = PARTS[stage];
  const section = SECTION[part];
  if (form.value === 'narrow' && section !== undefined) {
    change({ folds: { ...saved.value.folds, [section]: false } });
  }
  requestAnimationFrame(() => {
    const element = document.querySelector<HTMLElement>(`[data-group="${part}"]`);
    element?.scrollIntoView({ block: 'nearest' });
    focusFirst(element);
  });
}

/** The drawer's tab of metrics, wherever the drawer stands. */
export function goToMetrics(): void {
  change({ drawerTab: 'metrics' });
  requestAnimationFrame(() => {
    const tab = document.getElementById('tab-metrics');
    tab?.closest('.drawer')?.scrollIntoView({ block: 'nearest' });
    tab?.focus({ preventScroll: true });
  });
}

/** The card of the transaction, open; its calls stand in its title. */
export function goToTransaction(): void {
  change({ folds: { ...saved.value.folds, transaction: false } });
  requestAnimationFrame(() => {
    const card = document.querySelector<HTMLElement>('.transaction');
    card?.scrollIntoView({ block: 'nearest' });
    focusFirst(card?.querySelector('.transaction-calls') ?? null);
  });
}

/** The first thing in a group that takes focus; a roving group has exactly one with tabindex 0. */
export function focusFirst(group: Element | null): boolean {
  const target = group?.querySelector<HTMLElement>(
    '[tabindex="0"], button:not([disabled]):not([tabindex="-1"]), vscode-button:not([disabled]), vscode-text-field, vscode-dropdown',
  );
  target?.focus();
  return target !== null && target !== undefined;
}

const PARTS: Readonly<Record<StageName, string>> = {
  send: 'send',
  metadata: 'topology',
  partition: 'topology',
  pool: 'pool',
  batches: 'board',
  inFlight: 'board',
  acked: 'drawer',
  failed: 'drawer',
};

const SECTION: Readonly<Record<string, string>> = {
  topology: 'topology',
  pool: 'pool',
  board: 'board',
  drawer: 'drawer',
};
