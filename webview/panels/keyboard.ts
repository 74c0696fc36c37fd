import { change, saved } from '../state/app.ts';
import { focusFirst } from './goTo.ts';

/** Ctrl+↑ and Ctrl+↓ go between the groups of the page in reading order; `/` to the filter; Esc clears selection, then filter. */
export function watchKeys(): void {
  document.addEventListener('keydown', event => {
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      moveBetweenGroups(event.key === 'ArrowDown' ? 'next' : 'previous');
    } else if (event.key === '/' && !ctrl && !isTyping(event)) {
      const filter = document.getElementById('board-filter');
      if (filter === null) return;
      event.preventDefault();
      filter.focus();
    } else if (event.key === 'Escape' && !isTyping(event)) {
      if (saved.value.selection !== null) change({ selection: null });
      else if (saved.value.filter !== '') change({ filter: '' });
    }
  });
}

export function moveBetweenGroups(direction: 'next' | 'previous'): void {
  const groups = [...document.querySelectorAll<HTMLElement>('[data-group]')].filter(
    group => group.offsetParent !== null,
  );
  const at = groups.findLastIndex(group => group.contains(document.activeElement));
  const step = direction === 'next' ? 1 : -1;
  for (let next = at + step; next >= 0 && next < groups.length; next += step) {
    const group = groups[next];
    if (group === undefined) return;
    if (group.tabIndex === 0) {
      group.focus();
      return;
    }
    if (focusFirst(group)) {
      group.scrollIntoView({ block: 'nearest' });
      return;
    }
  }
}

/** Inside a text field a slash is a slash. */
function isTyping(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
