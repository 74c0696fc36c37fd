import { copy } from '../state/actions.ts';

const CELLS = '[role=gridcell], [role=rowheader], [role=cell], [data-copy], th, td';

/** Tab-separated, with units, as it reads; what is only drawn goes by its words for readers. False while text is selected. */
export function copyRows(rows: readonly HTMLElement[]): boolean {
  if (rows.length === 0 || (getSelection()?.toString() ?? '') !== '') return false;
  const lines = rows.map(row => [...row.querySelectorAll<HTMLElement>(CELLS)].map(textOf).join('\t'));
  copy(lines.join('\n'));
  return true;
}

/** Ctrl+C, and ⌘C on a Mac. */
export function isCopy({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key === 'c' && (ctrlKey || metaKey);
}

function textOf(cell: HTMLElement): string {
  const drawn = [...cell.childNodes].filter(
    node => !(node instanceof Element && node.classList.contains('for-readers')),
  );
  const seen = drawn.map(node => (node instanceof HTMLElement ? node.innerText : (node.textContent ?? '')));
  return tidy(seen.join(' ')) || tidy(cell.querySelector('.for-readers')?.textContent ?? '');
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
