import * as l10n from '@vscode/l10n';
import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { BrokerView } from '../../../engine/snapshot/board.ts';
import type { PartitionView, TopicView, TopologyView } from '../../../engine/snapshot/topology.ts';
import { marks, select, text } from '../../state/app.ts';
import { clusterNodes } from '../../state/cluster.ts';
import { brokerLine } from '../../text/board.ts';
import * as f from '../../text/format.ts';
import {
  ageSentence,
  knownSentence,
  partitionLine,
  replicaState,
  replicaWord,
  topicLine,
} from '../../text/topology.ts';
import { Section } from '../../ui/fold.tsx';
import { Codicon, Sign } from '../../ui/icon.tsx';
import { copyRows, isCopy } from '../copyRows.ts';
import { BrokerSign } from '../board/brokerRow.tsx';

const MATRIX_BROKERS = 6;

/** The metadata as the producer holds it: who leads, who is in sync, how old it is and why these topics. */
export function Topology(): VNode | null {
  const view = text.value;
  if (view?.topology == null) return null;
  const { topology } = view;
  const shown = topology.topics.reduce((sum, topic) => sum + topic.partitions.length, 0);
  const parts = shown + (topology.omittedPartitions ?? 0);
  const summary =
    topology.topics.length === 0
      ? l10n.t('{0}, no topic yet', f.brokers(view.brokers.length))
      : `${f.topics(topology.topics.length)}, ${f.partitions(parts)}`;
  return (
    <Section name="topology" class="topology" title={l10n.t('Topology')} summary={summary} foldedAtFirst>
      <div class="topology-body" data-group="topology">
        <p class="quiet">{ageSentence(topology)}</p>
        {topology.topics.length === 0 ? (
          <BrokerList brokers={view.brokers} max={view.session.limits.maxInFlight} />
        ) : (
          <Matrix topology={topology} brokers={view.brokers} />
        )}
        {(topology.omittedPartitions ?? 0) > 0 && (
          <p class="quiet">
            {l10n.t(
              '{0} more, not shown. Filter or send to one to see it.',
              f.partitions(topology.omittedPartitions ?? 0),
            )}
          </p>
        )}
        <p class="quiet">{knownSentence(topology)}</p>
        {topology.topics.length > 0 && clusterNodes(topology).length <= MATRIX_BROKERS && <Legend />}
      </div>
    </Section>
  );
}

function BrokerList({ brokers, max }: { readonly brokers: readonly BrokerView[]; readonly max: number }): VNode {
  return (
    <ul class="broker-list">
      {brokers.map(broker => (
        <li key={broker.node}>
          <BrokerSign broker={broker} />
          <span>
            <b>{broker.node < 0 ? l10n.t('Bootstrap') : l10n.t('Broker {0}', String(broker.node))}</b>{' '}
            <span class="address">
              {broker.host}:{broker.port}
            </span>
            <span class={`broker-line ${brokerLine(broker, max).tone}`}>{brokerLine(broker, max).text}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Matrix({
  topology,
  brokers,
}: {
  readonly topology: TopologyView;
  readonly brokers: readonly BrokerView[];
}): VNode {
  const [current, setCurrent] = useState<string | null>(null);
  const table = useRef<HTMLTableElement>(null);
  const nodes = clusterNodes(topology);
  const asText = nodes.length > MATRIX_BROKERS;
  const firstLane = topology.topics.flatMap(topic => topic.partitions.map(p => `${topic.name}-${p.partition}`))[0];
  const focusLane = current ?? firstLane;
  const move = (event: KeyboardEvent) => {
    const row = event.target instanceof HTMLElement ? event.target.closest('tr') : null;
    if (isCopy(event) && row !== null && copyRows([row])) event.preventDefault();
    if (event.ctrlKey || event.metaKey) return;
    const rows = [...(table.current?.querySelectorAll<HTMLElement>('[data-lane]') ?? [])];
    const at = rows.findIndex(row => row === document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (next === undefined || rows[next] === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    rows[next].focus();
  };
  return (
    <table
      class={`matrix ${asText ? 'rows' : ''}`}
      ref={table}
      onKeyDown={move}
      aria-label={l10n.t('Replicas by partition')}
    >
      <thead>
        <tr>
          <th scope="col">{asText ? l10n.t('Partition') : l10n.t('Broker')}</th>
          {asText ? (
            <th scope="col">{l10n.t('Replicas')}</th>
          ) : (
            nodes.map(node => (
              <BrokerHead
                key={node}
                node={node}
                listed={topology.brokers.includes(node)}
                broker={brokers.find(b => b.node === node)}
              />
            ))
          )}
          <th scope="col" class="epoch">
            {l10n.t('epoch')}
          </th>
        </tr>
      </thead>
      {topology.topics.map(topic => (
        <Topic
          key={topic.name}
          topic={topic}
          nodes={nodes}
          asText={asText}
          focusLane={focusLane ?? null}
          onFocus={setCurrent}
        />
      ))}
    </table>
  );
}

function BrokerHead(props: {
  readonly node: number;
  /** The metadata has it; one that is gone may still hold copies. */
  readonly listed: boolean;
  readonly broker: BrokerView | undefined;
}): VNode {
  const { node, broker } = props;
  const down = !props.listed || broker?.state === 'backoff' || broker?.state === 'authenticationFailed';
  return (
    <th scope="col" class={down ? 'failed-text' : broker?.silent ? 'late-head' : ''}>
      {down && <Codicon name="debug-disconnect" />}
      {!down && broker?.silent && <Sign name="warning" />} {node}
    </th>
  );
}

function Topic(props: {
  readonly topic: TopicView;
  readonly nodes: readonly number[];
  readonly asText: boolean;
  readonly focusLane: string | null;
  readonly onFocus: (lane: string) => void;
}): VNode {
  const { topic, nodes, asText } = props;
  const span = asText ? 2 : nodes.length + 1;
  return (
    <tbody>
      <tr class="topic">
        <th scope="rowgroup" title={topic.name}>
          {topic.name}
        </th>
        <td colSpan={span} class={topic.errorCode === 0 ? '' : 'failed-text'}>
          {topicLine(topic)}
        </td>
      </tr>
      {topic.partitions.map(partition => {
        const lane = `${topic.name}-${partition.partition}`;
        return (
          <tr
            key={lane}
            data-lane={lane}
            tabIndex={lane === props.focusLane ? 0 : -1}
            class={rowClass(partition, lane)}
            onFocus={() => props.onFocus(lane)}
            onClick={() => select({ kind: 'lane', lane })}
            onKeyDown={event => event.key === 'Enter' && select({ kind: 'lane', lane })}
          >
            <th scope="row" title={lane}>
              {lane}
            </th>
            {asText ? (
              <td class="replica-text">{partitionLine(partition)}</td>
            ) : (
              nodes.map(node => <Replica key={node} partition={partition} node={node} />)
            )}
            <td class="epoch">{partition.epoch < 0 ? f.NONE : partition.epoch}</td>
          </tr>
        );
      })}
    </tbody>
  );
}

function rowClass(partition: PartitionView, lane: string): string {
  const { lane: marked, node } = marks.value;
  const selected = marked === lane || (node !== null && partition.leader === node) ? 'selected' : '';
  return `${partition.leader < 0 ? 'leaderless' : ''} ${selected}`.trim();
}

function Replica({ partition, node }: { readonly partition: PartitionView; readonly node: number }): VNode {
  const state = replicaState(partition, node);
  const word = replicaWord(state);
  return (
    <td title={word} class={state}>
      {state !== 'none' && <Sign name={state} />}
      <span class="for-readers">{word}</span>
    </td>
  );
}

function Legend(): VNode {
  return (
    <p class="legend-line" aria-hidden="true">
      {(['leader', 'inSync', 'behind', 'offline'] as const).map(state => (
        <span key={state} class={state}>
          <Sign name={state} /> {replicaWord(state)}
        </span>
      ))}
    </p>
  );
}
