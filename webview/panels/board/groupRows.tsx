import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import type { BrokerView } from '../../../engine/snapshot/board.ts';
import { saved } from '../../state/app.ts';
import type { Group } from '../../state/boardLayout.ts';
import { idleKey, lanesOf, movedKey } from '../../state/boardRows.ts';
import { byNode } from '../../state/cluster.ts';
import { count, partitions, plural } from '../../text/format.ts';
import { Codicon } from '../../ui/icon.tsx';
import { BrokerRow } from './brokerRow.tsx';
import type { Common } from './common.ts';
import { Lanes, slotCount } from './lanes.tsx';
import { railsOf } from './rails.ts';

/** Grouped by topic the request slots stand once, on top. */
export function Legend({ common }: { readonly common: Common }): VNode {
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

export function GroupRows({ group, common }: { readonly group: Group; readonly common: Common }): VNode {
  const { view, place, toggle } = common;
  const broker = view.brokers.find(candidate => candidate.node === group.node) ?? null;
  const closed = saved.value.closedGroups.includes(group.key);
  const lanes = lanesOf(group, saved.value).flatMap(name => view.lanes.get(name) ?? []);
  // While rows are held still a lane may have moved to another broker: its cells belong to columns that are not here.
  const rails = railsOf(
    broker,
    lanes.map(lane => (lane.node === group.node ? lane : undefined)),
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
        <TitleRow
          group={group}
          rowIndex={common.indexOf.get(group.key)}
          closed={closed}
          focusCol={place.row === group.key ? 0 : -1}
        />
      )}
      {lanes.length > 0 && <Lanes group={group} lanes={lanes} rails={rails} common={common} />}
      {!closed && broker !== null && broker.movedAway.length > 0 && (
        <MovedAway broker={broker} rowIndex={common.indexOf.get(movedKey(group))} />
      )}
      {!closed && group.idle.length > 0 && (
        <IdleRow
          row={idleKey(group)}
          rowIndex={common.indexOf.get(idleKey(group))}
          count={group.idle.length}
          open={saved.value.openIdle.includes(group.key)}
          focusCol={place.row === idleKey(group) ? 0 : -1}
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
      rowIndex={common.indexOf.get(row)}
      changes={common.changes}
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

function TitleRow(props: {
  readonly group: Group;
  readonly rowIndex: number | undefined;
  readonly closed: boolean;
  readonly focusCol: number;
}): VNode {
  const { group } = props;
  const n = group.lanes.length + group.idle.length;
  return (
    <div
      class="topic-row"
      role="row"
      aria-level={1}
      aria-rowindex={props.rowIndex}
      aria-expanded={!props.closed}
      data-row={group.key}
    >
      <span role="rowheader" class="topic-name" data-col={0} tabIndex={props.focusCol === 0 ? 0 : -1}>
        <b>{group.topic ?? l10n.t('Never had a leader')}</b> <span class="address">{partitions(n)}</span>
      </span>
    </div>
  );
}

/** Where the partitions of a broker that was lost went, for ten seconds. */
function MovedAway(props: { readonly broker: BrokerView; readonly rowIndex: number | undefined }): VNode {
  return (
    <div class="moved" role="row" aria-level={2} aria-rowindex={props.rowIndex}>
      <span role="gridcell">
        {props.broker.movedAway.map(({ lane, to }) => (
          <span key={lane}>{l10n.t('{0} → broker {1}', lane, String(to))}</span>
        ))}
      </span>
    </div>
  );
}

function IdleRow(props: {
  readonly row: string;
  readonly rowIndex: number | undefined;
  readonly count: number;
  readonly open: boolean;
  readonly focusCol: number;
  readonly toggle: () => void;
}): VNode {
  return (
    <div class="idle-row" role="row" aria-level={2} aria-rowindex={props.rowIndex} data-row={props.row}>
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
