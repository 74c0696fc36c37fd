import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import type { LaneView, SlotView } from '../../../engine/snapshot/board.ts';
import type { Selection } from '../../../engine/snapshot/words.ts';
import { markOf } from '../../state/changes.ts';
import type { Changes } from '../../state/changes.ts';
import { batchIsMarked, cellIsMarked, laneIsMarked } from '../../state/selection.ts';
import type { Marks } from '../../state/selection.ts';
import { cellName, leavesName, openName, queueName } from '../../text/board.ts';
import { memo } from '../../ui/memo.ts';
import { Named } from '../../ui/named.tsx';
import { FlightCell, Leaves, OpenBatch, openSelection, Queue } from './cells.tsx';
import type { Limits } from './cells.tsx';

export interface LaneRowProps {
  readonly row: string;
  /** From the top of its group's lanes, px. */
  readonly top: number;
  readonly rowIndex: number | undefined;
  readonly place: number;
  readonly places: number;
  /** Fills and bars follow every frame, words are read four times a second. */
  readonly lane: LaneView;
  readonly words: LaneView;
  readonly slots: readonly SlotView[];
  readonly slotCount: number;
  readonly limits: Limits;
  /** Only this lane's marks, so that another selection does not redraw it. */
  readonly marks: Marks;
  readonly dotted: boolean;
  readonly through: number;
  readonly last: number;
  readonly focusCol: number;
  readonly stepping: boolean;
  readonly changes: Changes;
  readonly showNode: boolean;
  readonly pick: (selection: Selection) => void;
}

export const LaneRow = memo<LaneRowProps>(props => {
  const { lane, words, limits, marks, focusCol, row } = props;
  const marked = laneIsMarked(marks, lane.lane);
  const cell = (col: number) => ({ 'data-col': col, tabIndex: focusCol === col ? 0 : -1 });
  const open = openSelection(lane.lane, lane.open);
  const queued = lane.queue.next.at(-1);
  const change = props.changes.lanes.get(lane.lane);
  return (
    <div
      class={`lane ${marked ? 'selected' : ''} ${props.dotted ? 'gone' : ''} ${props.stepping ? 'stepping' : ''}`}
      role="row"
      style={{ top: `${props.top}px` }}
      aria-level={2}
      aria-rowindex={props.rowIndex}
      aria-posinset={props.place}
      aria-setsize={props.places}
      aria-selected={marked}
      data-row={row}
    >
      <span
        role="rowheader"
        class="lane-name"
        {...cell(0)}
        title={lane.lane}
        onClick={() => props.pick({ kind: 'lane', lane: lane.lane })}
      >
        <span class="name">{lane.lane}</span>
        <From lane={lane} showNode={props.showNode} />
      </span>
      <span
        role="gridcell"
        {...cell(1)}
        aria-label={lane.open === null ? openName(lane.lane, null) : undefined}
        onClick={() => open !== null && props.pick(open)}
      >
        {lane.open !== null && (
          <Named name={openName(lane.lane, words.open ?? lane.open)}>
            <OpenBatch
              lane={lane.lane}
              change={markOf(props.changes, change?.open)}
              open={lane.open}
              words={words.open ?? lane.open}
              limits={limits}
              marked={lane.open.kind === 'exact' && batchIsMarked(marks, lane.lane, lane.open.batchId)}
            />
          </Named>
        )}
      </span>
      <span
        role="gridcell"
        class="queue-cell"
        {...cell(2)}
        aria-label={lane.queue.count === 0 ? queueName(lane.lane, lane.queue) : undefined}
        onClick={() => queued !== undefined && props.pick({ kind: 'batch', lane: lane.lane, batchId: queued.batchId })}
      >
        {lane.queue.count > 0 && (
          <Named name={queueName(lane.lane, words.queue)}>
            <Queue
              lane={lane.lane}
              changeOf={batchId => markOf(props.changes, change?.queued.has(batchId))}
              queue={lane.queue}
              limits={limits}
              markedBatch={marks.batchId}
              onPick={batchId => props.pick({ kind: 'batch', lane: lane.lane, batchId })}
            />
          </Named>
        )}
      </span>
      <span
        role="gridcell"
        class="leaves-cell"
        {...cell(3)}
        aria-label={words.leavesBy.kind === 'nothing' ? leavesName(words) : undefined}
      >
        <Leaves leavesBy={words.leavesBy} />
      </span>
      {Array.from({ length: props.slotCount }, (_, index) => (
        <Flight key={index} index={index} props={props} cell={cell(4 + index)} />
      ))}
    </div>
  );
});

function From({ lane, showNode }: { readonly lane: LaneView; readonly showNode: boolean }): VNode | null {
  if (lane.movedFrom !== null) return <span class="from">{l10n.t('from {0}', String(lane.movedFrom))}</span>;
  if (showNode && lane.node !== null) return <span class="from">{l10n.t('broker {0}', String(lane.node))}</span>;
  return null;
}

function Flight(props: {
  readonly index: number;
  readonly props: LaneRowProps;
  readonly cell: { readonly 'data-col': number; readonly tabIndex: number };
}): VNode {
  const { lane, words, limits, marks, slots, through, last, changes, pick } = props.props;
  const { index } = props;
  const here = lane.cells.find(candidate => candidate.slot === index);
  const said = words.cells.find(candidate => candidate.slot === index) ?? here;
  const bit = 1 << index;
  const rail = through & bit ? 'rail' : last & bit ? 'rail end' : '';
  const choose = () => {
    if (here?.kind === 'exact') pick({ kind: 'batch', lane: lane.lane, batchId: here.batchId });
  };
  return (
    <span
      role="gridcell"
      class={`flight-cell ${rail}`}
      {...props.cell}
      aria-label={here === undefined ? cellName(lane.lane, undefined, undefined) : undefined}
      onClick={choose}
    >
      {here !== undefined && said !== undefined && (
        <Named name={cellName(lane.lane, said, slots[index])}>
          <FlightCell
            lane={lane.lane}
            cell={here}
            words={said}
            limits={limits}
            marked={cellIsMarked(marks, lane.lane, here)}
            change={markOf(changes, here.kind === 'exact' && changes.lanes.get(lane.lane)?.flying.has(here.batchId))}
          />
        </Named>
      )}
    </span>
  );
}
