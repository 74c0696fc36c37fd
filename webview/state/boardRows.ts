import type { BoardLayout, Group } from './boardLayout.ts';
import { byNode } from './cluster.ts';
import type { View } from './view.ts';

/** A row that takes the focus. Only some stand in the page; where each is among all is told by its number. */
export interface BoardRow {
  readonly key: string;
  readonly level: 1 | 2;
  /** Counted from 1, the heads being the first. */
  readonly rowIndex: number;
}

export interface BoardRows {
  readonly rows: readonly BoardRow[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Rows that take no focus, such as where partitions moved to, are counted too. */
  readonly count: number;
}

export interface Unfolded {
  readonly closedGroups: readonly string[];
  readonly openIdle: readonly string[];
}

/** The lanes a group shows: none when it is closed, the idle ones too when they are unfolded. */
export function lanesOf(group: Group, { closedGroups, openIdle }: Unfolded): readonly string[] {
  if (closedGroups.includes(group.key)) return [];
  return openIdle.includes(group.key) ? [...group.lanes, ...group.idle] : group.lanes;
}

export const idleKey = (group: Group): string => `${group.key} idle`;
export const movedKey = (group: Group): string => `${group.key} moved`;

/** All rows of the board from top to bottom, drawn or not. */
export function boardRows(
  layout: BoardLayout,
  view: View,
  unfolded: Unfolded,
  grouping: 'broker' | 'topic',
): BoardRows {
  const rows: BoardRow[] = [];
  const indexOf = new Map<string, number>();
  let index = 1;
  const add = (key: string, level: 1 | 2, takesFocus = true) => {
    indexOf.set(key, ++index);
    if (takesFocus) rows.push({ key, level, rowIndex: index });
  };
  if (grouping === 'topic') for (const { node } of [...view.brokers].sort(byNode)) add(`broker ${node}`, 1);
  for (const group of layout.groups) {
    add(group.key, 1);
    if (unfolded.closedGroups.includes(group.key)) continue;
    for (const lane of lanesOf(group, unfolded)) if (view.lanes.has(lane)) add(lane, 2);
    const broker = view.brokers.find(({ node }) => node === group.node);
    if (broker !== undefined && broker.movedAway.length > 0) add(movedKey(group), 2, false);
    if (group.idle.length > 0) add(idleKey(group), 2);
  }
  if (view.omitted !== null && view.omitted.idle > 0) index++;
  return { rows, indexOf, count: index };
}
