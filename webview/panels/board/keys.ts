import type { BoardRow } from '../../state/boardRows.ts';
import { copyRows } from '../copyRows.ts';

/** Puts the focus into a row, wherever it stands; false if it is there already or cannot be. */
type GoTo = (row: string, col: number) => boolean;

const PAGE_ROWS = 20;

/**
 * Moving in the board by keyboard. Cells carry `data-col`, rows `data-row`; one cell is in the Tab order at a time, and moving
 * the focus makes the cell that gets it that one. `rows` are all there are, drawn or not.
 */
export function moveInGrid(event: KeyboardEvent, rows: readonly BoardRow[], goTo: GoTo): boolean {
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-col]') : null;
  const row = cell?.closest<HTMLElement>('[data-row]') ?? null;
  if (cell === null || row === null) return false;
  const ctrl = event.ctrlKey || event.metaKey;
  const at = rows.findIndex(({ key }) => key === row.dataset['row']);
  const to = (index: number, col = colOf(cell)) => {
    const target = rows[Math.min(rows.length - 1, Math.max(0, index))];
    return target !== undefined && target !== rows[at] && goTo(target.key, col);
  };
  switch (event.key) {
    case 'ArrowDown':
      return !ctrl && to(at + 1);
    case 'ArrowUp':
      return !ctrl && to(at - 1);
    case 'PageDown':
      return to(at + PAGE_ROWS);
    case 'PageUp':
      return to(at - PAGE_ROWS);
    case 'ArrowRight':
      return focusCell(cell.nextElementSibling) || focusNextCol(row, colOf(cell));
    case 'ArrowLeft':
      return colOf(cell) > 0 ? focusIn(row, colOf(cell) - 1) : to(brokerAbove(rows, at), 0);
    case 'Home':
      return ctrl ? to(0, 0) : focusIn(row, 0);
    case 'End':
      return ctrl ? to(rows.length - 1, 0) : focusIn(row, Number.MAX_SAFE_INTEGER);
    case 'c':
      return ctrl && copyRows([row]);
    default:
      return false;
  }
}

/** Where ← on a lane's name leads; a broker's own row stays. */
function brokerAbove(rows: readonly BoardRow[], at: number): number {
  return rows[at]?.level === 1 ? at : rows.slice(0, Math.max(0, at)).findLastIndex(({ level }) => level === 1);
}

function focusNextCol(row: HTMLElement, col: number): boolean {
  const next = cellsOf(row).find(cell => colOf(cell) > col);
  return focusCell(next ?? null);
}

export function rowElement(grid: HTMLElement | null, key: string): HTMLElement | undefined {
  return [...(grid?.querySelectorAll<HTMLElement>('[data-row]') ?? [])].find(row => row.dataset['row'] === key);
}

/** The cell of that column, or the nearest one to its left. */
export function focusIn(row: HTMLElement | undefined, col: number): boolean {
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

function cellsOf(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('[data-col]')];
}

function colOf(cell: HTMLElement): number {
  return Number(cell.dataset['col']);
}
