import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { BrokerView, LaneView, SlotView } from '../../../engine/snapshot/board.ts';
import { form } from '../../state/app.ts';
import type { Group } from '../../state/boardLayout.ts';
import { NO_MARKS } from '../../state/selection.ts';
import type { Marks } from '../../state/selection.ts';
import type { View } from '../../state/view.ts';
import type { Common } from './common.ts';
import { LaneRow } from './laneRow.tsx';
import type { Rails } from './rails.ts';
import { ROW_HEIGHT, useVisibleRows } from './useVisibleRows.ts';

const NO_SLOTS: readonly SlotView[] = [];

/** The lanes of one group: as high as all of them, with only those drawn that can be seen or are needed elsewhere. */
export function Lanes(props: {
  readonly group: Group;
  readonly lanes: readonly LaneView[];
  readonly rails: Rails;
  readonly common: Common;
}): VNode {
  const { group, lanes, rails, common } = props;
  const { view, words, place } = common;
  const list = useRef<HTMLDivElement>(null);
  const { from, to } = useVisibleRows(list, lanes.length);
  return (
    <div ref={list} role="none" class="lanes" style={{ height: `${lanes.length * ROW_HEIGHT}px` }}>
      {lanes.map((lane, index) => {
        if ((index < from || index >= to) && !common.pinned.has(lane.lane)) return null;
        const here = group.topic !== null || lane.node === group.node;
        const its = view.brokers.find(candidate => candidate.node === lane.node);
        const rail = rails.rows[index];
        return (
          <LaneRow
            key={lane.lane}
            row={lane.lane}
            top={index * ROW_HEIGHT}
            rowIndex={common.indexOf.get(lane.lane)}
            place={index + 1}
            places={lanes.length}
            lane={lane}
            words={words.lanes.get(lane.lane) ?? lane}
            slots={its?.slots ?? NO_SLOTS}
            slotCount={slotCount(view, here)}
            limits={view.session.limits}
            marks={marksFor(common.marks, lane.lane, its)}
            dotted={common.dotted && common.marks.lane === lane.lane}
            through={rail?.through ?? 0}
            last={rail?.last ?? 0}
            focusCol={place.row === lane.lane ? place.col : -1}
            stepping={view.session.run === 'paused' && view.session.stepPreview?.lane === lane.lane}
            changes={common.changes}
            showNode={group.topic !== null}
            pick={common.pick}
          />
        );
      })}
    </div>
  );
}

/** The narrow form has a list of requests instead of columns. */
export function slotCount(view: View, here: boolean): number {
  if (form.value === 'narrow' || !here) return 0;
  const max = view.session.limits.maxInFlight;
  return max > 10 ? 0 : max;
}

/** A lane that nothing of the selection touches gets the same empty marks each time, and so is not drawn again. */
function marksFor(all: Marks, lane: string, broker: BrokerView | undefined): Marks {
  const itsRequest =
    all.requestId !== null &&
    broker?.slots.some(slot => slot.kind === 'exact' && slot.requestId === all.requestId) === true;
  return all.lane === lane || itsRequest ? all : NO_MARKS;
}
