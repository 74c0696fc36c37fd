import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import type { BrokerView } from '../../../engine/snapshot/board.ts';
import type { Selection } from '../../../engine/snapshot/words.ts';
import { markOf } from '../../state/changes.ts';
import type { Changes } from '../../state/changes.ts';
import { slotIsMarked } from '../../state/selection.ts';
import type { Marks } from '../../state/selection.ts';
import { brokerLine, brokerTooltip, slotName } from '../../text/board.ts';
import { Codicon, Sign } from '../../ui/icon.tsx';
import { Named } from '../../ui/named.tsx';
import { RequestSlot, SlotSum } from './cells.tsx';
import type { Limits } from './cells.tsx';

export interface BrokerRowProps {
  readonly row: string;
  readonly rowIndex: number | undefined;
  readonly changes: Changes;
  readonly broker: BrokerView;
  readonly words: BrokerView;
  readonly maxInFlight: number;
  readonly slotCount: number;
  readonly limits: Limits;
  readonly marks: Marks;
  readonly railStart: number;
  readonly focusCol: number;
  readonly closed: boolean;
  readonly hasLanes: boolean;
  readonly toggle: () => void;
  readonly pick: (selection: Selection) => void;
}

/** A broker: its connection in two lines, and its requests as the heads of the columns below. */
export function BrokerRow(props: BrokerRowProps): VNode {
  const { broker, words, marks, focusCol, maxInFlight } = props;
  const line = brokerLine(words, maxInFlight);
  const marked = marks.node === broker.node;
  const change = props.changes.brokers.get(broker.node);
  return (
    <div
      class={`broker ${marked ? 'selected' : ''} ${props.closed ? 'closed' : ''}`}
      role="row"
      aria-level={1}
      aria-rowindex={props.rowIndex}
      aria-expanded={props.hasLanes ? !props.closed : undefined}
      aria-selected={marked}
      data-row={props.row}
    >
      <span
        role="rowheader"
        class={`broker-name ${markOf(props.changes, change?.connection)}`}
        aria-colspan={4}
        data-col={0}
        tabIndex={focusCol === 0 ? 0 : -1}
        title={brokerTooltip(broker)}
        onClick={() => props.pick({ kind: 'broker', node: broker.node })}
        onDblClick={props.toggle}
      >
        <BrokerSign broker={broker} />
        <span class="broker-first">
          <b>{broker.node < 0 ? l10n.t('Bootstrap') : l10n.t('Broker {0}', String(broker.node))}</b>
          <span class="address">
            {broker.host}:{broker.port}
          </span>
        </span>
        <span class={`broker-line ${line.tone}`}>{line.text}</span>
      </span>
      {maxInFlight > 10 ? (
        <span role="gridcell" data-col={4} tabIndex={focusCol === 4 ? 0 : -1} class="slot-cell">
          <SlotSum broker={broker} max={maxInFlight} />
        </span>
      ) : (
        Array.from({ length: props.slotCount }, (_, index) => {
          const slot = broker.slots[index] ?? { kind: 'free' as const };
          const said = words.slots[index] ?? slot;
          const mark = markOf(props.changes, change?.slots.has(index));
          return (
            <span
              key={index}
              role="gridcell"
              class={`slot-cell ${props.railStart & (1 << index) ? 'rail-start' : ''}`}
              data-col={4 + index}
              tabIndex={focusCol === 4 + index ? 0 : -1}
              aria-label={slot.kind === 'free' ? slotName(broker, slot, index) : undefined}
              onClick={() => slot.kind === 'exact' && props.pick({ kind: 'request', requestId: slot.requestId })}
            >
              {slot.kind === 'free' ? (
                <RequestSlot slot={slot} words={slot} limits={props.limits} marked={false} change={mark} />
              ) : (
                <Named name={slotName(broker, said, index)}>
                  <RequestSlot
                    slot={slot}
                    words={said}
                    limits={props.limits}
                    marked={slotIsMarked(marks, slot)}
                    change={mark}
                  />
                </Named>
              )}
            </span>
          );
        })
      )}
    </div>
  );
}

export function BrokerSign({ broker }: { readonly broker: BrokerView }): VNode {
  if (broker.silent) return <Sign name="warning" class="late-text" />;
  switch (broker.state) {
    case 'ready':
      return <span class="dot good" />;
    case 'connecting':
    case 'checkingApiVersions':
      return <Codicon name="sync" />;
    case 'authenticationFailed':
      return <span class="failed-text">{<Codicon name="error" />}</span>;
    case 'backoff':
      return <span class="failed-text">{<Codicon name="debug-disconnect" />}</span>;
    case 'disconnected':
      return broker.lastError === null ? (
        <span class="dot ring" />
      ) : (
        <span class="failed-text">{<Codicon name="debug-disconnect" />}</span>
      );
  }
}
