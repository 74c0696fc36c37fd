import type { Selection } from '../../../engine/snapshot/words.ts';
import type { Changes } from '../../state/changes.ts';
import type { Marks } from '../../state/selection.ts';
import type { View } from '../../state/view.ts';

export interface Place {
  readonly row: string;
  readonly col: number;
}

/** What every row of the board goes by. */
export interface Common {
  readonly view: View;
  readonly words: View;
  readonly indexOf: ReadonlyMap<string, number>;
  /** Rows that are drawn wherever the reader has scrolled to: the one in the Tab order, the selected ones. */
  readonly pinned: ReadonlySet<string>;
  readonly changes: Changes;
  readonly place: Place;
  readonly toggle: (key: string, list: 'closedGroups' | 'openIdle') => void;
  readonly pick: (selection: Selection) => void;
  readonly marks: Marks;
  readonly dotted: boolean;
}
