import * as l10n from '@vscode/l10n';
import type { ComponentChildren, VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { BrokerView, SlotView } from '../../../engine/snapshot/board.ts';
import type { Selection } from '../../../engine/snapshot/words.ts';
import { alive, change, form, marks, saved, select } from '../../state/app.ts';
import type { BoardLayout, Group } from '../../state/boardLayout.ts';
import { byNode } from '../../state/cluster.ts';
import { NO_MARKS } from '../../state/selection.ts';
import type { Marks } from '../../state/selection.ts';
import type { View } from '../../state/view.ts';
import { count, partitions, plural } from '../../text/format.ts';
import { Codicon } from '../../ui/icon.tsx';
import { BrokerRow } from './brokerRow.tsx';
import { moveInGrid } from './keys.ts';
import { LaneRow } from './laneRow.tsx';
import { railsOf } from './rails.ts';

const NO_SLOTS: readonly SlotView[] = [];

interface RowsProps {
  readonly view: View;
  readonly words: View;
  readonly layout: BoardLayout;
  readonly heads: ComponentChildren;
}

interface Place {
  readonly row: string;
  readonly col: number;
}

export function BoardRows({ view, words, layout, heads }: RowsProps): VNode {
  const grid = useRef<HTMLDivElement>(null);
  const [focus, setFocus] = useState<Place | null>(null);
  const first = layout.groups[0]?.key ?? '';
  const place = focus ?? { row: first, col: 0 };
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
    } else if (moveInGrid(event, grid.current)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };
  const focused = (event: FocusEvent) => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-col]') : null;
    const row = cell?.closest<HTMLElement>('[data-row]')?.dataset['row'];
    if (row !== undefined && cell !== null) setFocus({ row, col: Number(cell.dataset['col']) });
  };
  const common: Common = { view, words, place, toggle, pick: select, marks: marks.value, dotted: !alive.value };
  return (
    <div
      ref={grid}
      class="grid"
      role="treegrid"
      aria-label={l10n.t('Batches and requests')}
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
        <div class="moved" role="row" aria-level={1}>
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

interface Common extends Omit<RowsProps, 'layout' | 'heads'> {
  readonly place: Place;
  readonly toggle: (key: string, list: 'closedGroups' | 'openIdle') => void;
  readonly pick: (selection: Selection) => void;
  readonly marks: Marks;
  readonly dotted: boolean;
}

/** Grouped by topic the request slots stand once, on top. */
function Legend({ common }: { readonly common: Common }): VNode {
  return (
    <div class="group legend" role="rowgroup" data-board-group="legend">
      {[...common.view.brokers].sort(byNode).map(broker => (
        <Broker
          key={broker.node}
          broker={broker}
          row={`broker ${broker.node}`}
          common={common}
          railStart={0}
          closed={false}
          hasLanes={false}
        />
      ))}
    </div>
  );
}

function GroupRows({ group, common }: { readonly group: Group; readonly common: Common }): VNode {
  const { view, words, place, toggle } = common;
  const broker = view.brokers.find(candidate => candidate.node === group.node) ?? null;
  const closed = saved.value.closedGroups.includes(group.key);
  const idleOpen = saved.value.openIdle.includes(group.key);
  const names = closed ? [] : idleOpen ? [...group.lanes, ...group.idle] : group.lanes;
  const lanes = names.map(name => view.lanes.get(name));
  // While rows are held still a lane may have moved to another broker: its cells belong to columns that are not here.
  const rails = railsOf(
    broker,
    lanes.map(lane => (lane?.node === group.node ? lane : undefined)),
  );
  return (
    <div class="group" role="rowgroup" data-board-group={group.key}>
      {broker !== null ? (
        <Broker
          broker={broker}
          row={group.key}
          common={common}
          railStart={rails.start}
          closed={closed}
          hasLanes={group.lanes.length + group.idle.length > 0}
        />
      ) : (
        <TitleRow group={group} closed={closed} focusCol={place.row === group.key ? 0 : -1} />
      )}
      {lanes.map((lane, index) => {
        if (lane === undefined) return null;
        const here = group.topic !== null || lane.node === group.node;
        const its = view.brokers.find(candidate => candidate.node === lane.node);
        const rail = rails.rows[index];
        return (
          <LaneRow
            key={lane.lane}
            row={lane.lane}
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
            showNode={group.topic !== null}
            pick={common.pick}
          />
        );
      })}
      {!closed && broker !== null && broker.movedAway.length > 0 && <MovedAway broker={broker} />}
      {!closed && group.idle.length > 0 && (
        <IdleRow
          row={`${group.key} idle`}
          count={group.idle.length}
          open={idleOpen}
          focusCol={place.row === `${group.key} idle` ? 0 : -1}
          toggle={() => toggle(group.key, 'openIdle')}
        />
      )}
    </div>
  );
}

function Broker(props: {
  readonly broker: BrokerView;
  readonly row: string;
  readonly common: Common;
  readonly railStart: number;
  readonly closed: boolean;
  readonly hasLanes: boolean;
}): VNode {
  const { broker, row, common } = props;
  const { view, words, place } = common;
  return (
    <BrokerRow
      row={row}
      broker={broker}
      words={words.brokers.find(candidate => candidate.node === broker.node) ?? broker}
      maxInFlight={view.session.limits.maxInFlight}
      slotCount={slotCount(view, true)}
      limits={view.session.limits}
      marks={common.marks}
      railStart={props.railStart}
      focusCol={place.row === row ? place.col : -1}
      closed={props.closed}
      hasLanes={props.hasLanes}
      toggle={() => common.toggle(row, 'closedGroups')}
      pick={common.pick}
    />
  );
}

/** The narrow form has a list of requests instead of columns. */
function slotCount(view: View, here: boolean): number {
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

function TitleRow(props: { readonly group: Group; readonly closed: boolean; readonly focusCol: number }): VNode {
  const { group } = props;
  const n = group.lanes.length + group.idle.length;
  return (
    <div class="topic-row" role="row" aria-level={1} aria-expanded={!props.closed} data-row={group.key}>
      <span role="rowheader" class="topic-name" data-col={0} tabIndex={props.focusCol === 0 ? 0 : -1}>
        <b>{group.topic ?? l10n.t('Never had a leader')}</b> <span class="address">{partitions(n)}</span>
      </span>
    </div>
  );
}

/** Where the partitions of a broker that was lost went, for ten seconds. */
function MovedAway({ broker }: { readonly broker: BrokerView }): VNode {
  return (
    <div class="moved" role="row" aria-level={2}>
      <span role="gridcell">
        {broker.movedAway.map(({ lane, to }) => (
          <span key={lane}>{l10n.t('{0} → broker {1}', lane, String(to))}</span>
        ))}
      </span>
    </div>
  );
}

function IdleRow(props: {
  readonly row: string;
  readonly count: number;
  readonly open: boolean;
  readonly focusCol: number;
  readonly toggle: () => void;
}): VNode {
  return (
    <div class="idle-row" role="row" aria-level={2} data-row={props.row}>
      <span role="gridcell">
        <button
          type="button"
          class="fold"
          data-col={0}
          tabIndex={props.focusCol === 0 ? 0 : -1}
          aria-expanded={props.open}
          onClick={props.toggle}
        >
          <Codicon name={props.open ? 'chevron-down' : 'chevron-right'} />
          {plural(props.count, l10n.t('1 idle partition'), l10n.t('{0} idle partitions', count(props.count)))}
        </button>
      </span>
    </div>
  );
}
