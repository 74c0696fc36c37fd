import { copy } from '../../state/actions.ts';

/**
 * Moving in the board by keyboard. Cells carry `data-col`, rows `data-row`; one cell is in the Tab order at a time, and moving
 * the focus makes the cell that gets it that one.
 */
export function moveInGrid(event: KeyboardEvent, grid: HTMLElement): boolean {
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-col]') : null;
  const row = cell?.closest<HTMLElement>('[data-row]') ?? null;
  if (cell === null || row === null) return false;
  const ctrl = event.ctrlKey || event.metaKey;
  const rows = [...grid.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(row);
  switch (event.key) {
    case 'ArrowDown':
      return !ctrl && focusIn(rows[at + 1], colOf(cell));
    case 'ArrowUp':
      return !ctrl && focusIn(rows[at - 1], colOf(cell));
    case 'ArrowRight':
      return focusCell(cell.nextElementSibling) || focusNextCol(row, colOf(cell));
    case 'ArrowLeft':
      return left(row, cell, rows);
    case 'Home':
      return focusIn(ctrl ? rows[0] : row, 0);
    case 'End':
      return focusIn(ctrl ? rows.at(-1) : row, ctrl ? 0 : Number.MAX_SAFE_INTEGER);
    case 'c':
      return ctrl && copyRow(row);
    default:
      return false;
  }
}

/** On a lane's name it goes to the broker of the lane. */
function left(row: HTMLElement, cell: HTMLElement, rows: readonly HTMLElement[]): boolean {
  if (colOf(cell) > 0) return focusIn(row, colOf(cell) - 1);
  const above = rows.slice(0, rows.indexOf(row)).findLast(other => other.getAttribute('aria-level') === '1');
  return row.getAttribute('aria-level') !== '1' && focusIn(above, 0);
}

function focusNextCol(row: HTMLElement, col: number): boolean {
  const next = cellsOf(row).find(cell => colOf(cell) > col);
  return focusCell(next ?? null);
}

/** The cell of that column, or the nearest one to its left. */
function focusIn(row: HTMLElement | undefined, col: number): boolean {
  if (row === undefined) return false;
  const cell = cellsOf(row).findLast(candidate => colOf(candidate) <= col) ?? cellsOf(row)[0];
  return focusCell(cell ?? null);
}

function focusCell(cell: Element | null): boolean {
  if (!(cell instanceof HTMLElement) || cell.dataset['col'] === undefined) return false;
  cell.focus();
  cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return true;
}

/** What is drawn, without the words for readers. */
function seenText(cell: HTMLElement): string {
  const parts = [...cell.childNodes].filter(
    node => !(node instanceof Element && node.classList.contains('for-readers')),
  );
  return parts
    .map(node => (node instanceof HTMLElement ? node.innerText : (node.textContent ?? '')))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function cellsOf(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('[data-col]')];
}

function colOf(cell: HTMLElement): number {
  return Number(cell.dataset['col']);
}

/** Tab-separated, with units, as it reads. */
export function copyRow(row: HTMLElement): boolean {
  if ((getSelection()?.toString() ?? '') !== '') return false;
  const cells = [...row.querySelectorAll<HTMLElement>('[role=gridcell], [role=rowheader], [role=cell], [data-copy]')];
  copy(cells.map(seenText).join('\t'));
  return true;
}
