import * as l10n from '@vscode/l10n';
import type { ComponentChildren, VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { alive, change, changes, marks, saved, select } from '../../state/app.ts';
import type { BoardLayout } from '../../state/boardLayout.ts';
import { boardRows } from '../../state/boardRows.ts';
import type { Marks } from '../../state/selection.ts';
import type { View } from '../../state/view.ts';
import { count, plural } from '../../text/format.ts';
import { traits } from '../../ui/theme.ts';
import { useWidest } from '../../ui/useWidest.ts';
import type { Common, Place } from './common.ts';
import { GroupRows, Legend } from './groupRows.tsx';
import { focusIn, moveInGrid, rowElement } from './keys.ts';
import { useSlides } from './slide.ts';

interface RowsProps {
  readonly view: View;
  readonly words: View;
  readonly layout: BoardLayout;
  readonly heads: ComponentChildren;
}

export function BoardRows({ view, words, layout, heads }: RowsProps): VNode {
  const grid = useRef<HTMLDivElement>(null);
  const [focus, setFocus] = useState<Place | null>(null);
  const first = layout.groups[0]?.key ?? '';
  const place = focus ?? { row: first, col: 0 };
  const { rows, indexOf, count: rowCount } = boardRows(layout, view, saved.value, saved.value.grouping);
  const arriving = useRef(false);
  useLayoutEffect(() => {
    if (arriving.current) focusIn(rowElement(grid.current, place.row), place.col);
    arriving.current = false;
  });
  /** A row that is not drawn is drawn first, and takes the focus then. */
  const goTo = (row: string, col: number): boolean => {
    if (!focusIn(rowElement(grid.current, row), col)) {
      arriving.current = true;
      setFocus({ row, col });
    }
    return true;
  };
  useWidest(grid, '.open-bytes', '--open-bytes');
  useSlides(grid, view.session.run === 'paused', traits.value.reduceMotion || traits.value.highContrast);
  const toggle = (key: string, list: 'closedGroups' | 'openIdle') => {
    const keys = saved.value[list];
    change({ [list]: keys.includes(key) ? keys.filter(other => other !== key) : [...keys, key] });
  };
  const keyDown = (event: KeyboardEvent) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
    if (row === null || grid.current === null) return;
    const expanded = row.getAttribute('aria-expanded');
    const key = row.dataset['row'] ?? '';
    const atName = event.target instanceof HTMLElement && event.target.dataset['col'] === '0';
    if (event.key === 'Enter' || event.key === ' ') {
      if (event.target instanceof HTMLElement && event.target.tagName !== 'BUTTON') {
        event.preventDefault();
        event.target.click();
      }
    } else if (atName && expanded === 'true' && event.key === 'ArrowLeft') {
      event.preventDefault();
      toggle(key, 'closedGroups');
    } else if (atName && expanded === 'false' && event.key === 'ArrowRight') {
      event.preventDefault();
      toggle(key, 'closedGroups');
    } else if (moveInGrid(event, rows, goTo)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const focused = (event: FocusEvent) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-col]') : null;
    const row = cell?.closest<HTMLElement>('[data-row]')?.dataset['row'];
    if (row !== undefined && cell !== null) setFocus({ row, col: Number(cell.dataset['col']) });
  };
  const common: Common = {
    view,
    words,
    indexOf,
    pinned: pinnedRows(view, marks.value, place.row),
    changes: changes.value,
    place,
    toggle,
    pick: select,
    marks: marks.value,
    dotted: !alive.value,
  };
  return (
    <div
      ref={grid}
      class="grid"
      role="treegrid"
      aria-label={l10n.t('Batches and requests')}
      aria-rowcount={rowCount}
      data-group="board"
      onKeyDown={keyDown}
      onFocusIn={focused}
    >
      {heads}
      {saved.value.grouping === 'topic' && <Legend common={common} />}
      {layout.groups.map(group => (
        <GroupRows key={group.key} group={group} common={common} />
      ))}
      {view.omitted !== null && view.omitted.idle > 0 && (
        <div class="moved" role="row" aria-level={1} aria-rowindex={rowCount}>
          <span role="gridcell">
            {plural(
              view.omitted.idle,
              l10n.t('1 more idle partition'),
              l10n.t('{0} more idle partitions', count(view.omitted.idle)),
            )}
          </span>
        </div>
      )}
    </div>
  );
}

/** Rows that something else in the page looks for: Tab, the next step, the selection, a hold that comes into view. */
function pinnedRows({ lanes, session }: View, selected: Marks, tabStop: string): ReadonlySet<string> {
  const blocked = [...lanes.values()].find(({ leavesBy }) => leavesBy.kind === 'blocked');
  const stepping = session.run === 'paused' ? session.stepPreview?.lane : null;
  return new Set([tabStop, selected.lane, stepping, blocked?.lane].filter(lane => lane != null));
}
