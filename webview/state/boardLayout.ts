import type { LaneView } from '../../engine/snapshot/board.ts';
import { byNode } from './cluster.ts';
import type { View } from './view.ts';

/** Which rows the board has and in what order. Order never depends on values: brokers by id, lanes by topic and partition. */
export interface BoardLayout {
  readonly groups: readonly Group[];
  /** Lanes that the filter left. */
  readonly matching: number;
}

export interface Group {
  readonly key: string;
  /** The broker of the group; null for a topic's group and for partitions that never had a leader. */
  readonly node: number | null;
  readonly topic: string | null;
  readonly lanes: readonly string[];
  readonly idle: readonly string[];
}

export interface LayoutOptions {
  readonly grouping: 'broker' | 'topic';
  readonly filter: string;
}

export function layoutBoard(view: View, { grouping, filter }: LayoutOptions): BoardLayout {
  const wanted = filter.trim().toLowerCase();
  const lanes = [...view.lanes.values()].filter(lane => lane.lane.toLowerCase().includes(wanted));
  const groups = grouping === 'broker' ? byBroker(view, lanes, wanted !== '') : byTopic(lanes);
  return { groups, matching: lanes.length };
}

function byBroker(view: View, lanes: readonly LaneView[], filtered: boolean): Group[] {
  const groups = [...view.brokers].sort(byNode).map(broker =>
    group(
      `broker ${broker.node}`,
      broker.node,
      null,
      lanes.filter(lane => lane.node === broker.node),
    ),
  );
  const known = new Set(view.brokers.map(broker => broker.node));
  const homeless = lanes.filter(lane => lane.node === null || !known.has(lane.node));
  if (homeless.length > 0) groups.push(group('no broker', null, null, homeless));
  return filtered ? groups.filter(g => g.lanes.length + g.idle.length > 0) : groups;
}

function byTopic(lanes: readonly LaneView[]): Group[] {
  const topics = [...new Set(lanes.map(lane => lane.topic))];
  return topics.map(topic =>
    group(
      `topic ${topic}`,
      null,
      topic,
      lanes.filter(lane => lane.topic === topic),
    ),
  );
}

function group(key: string, node: number | null, topic: string | null, lanes: readonly LaneView[]): Group {
  return {
    key,
    node,
    topic,
    lanes: lanes.filter(lane => !lane.idle).map(lane => lane.lane),
    idle: lanes.filter(lane => lane.idle).map(lane => lane.lane),
  };
}

export function sameLayout(a: BoardLayout, b: BoardLayout): boolean {
  return a.matching === b.matching && JSON.stringify(a.groups) === JSON.stringify(b.groups);
}

const AT_MOST_EVERY_MS = 1000;

/**
 * Decides when rows may appear, fold or move: at most once a second, and never while the pointer or focus is in the board;
 * at once where the reader asked for it (filter, grouping) or where the board was empty.
 */
export class LayoutClock {
  #layout: BoardLayout = { groups: [], matching: 0 };
  #asked = '';
  #atMs = Number.NEGATIVE_INFINITY;

  offer(view: View, options: LayoutOptions, busy: boolean, nowMs: number): BoardLayout {
    const asked = `${options.grouping} ${options.filter}`;
    const atOnce = asked !== this.#asked || this.#layout.groups.length === 0 || view.session.run === 'paused';
    if (!atOnce && (busy || nowMs - this.#atMs < AT_MOST_EVERY_MS)) return this.#layout;
    const next = layoutBoard(view, options);
    this.#asked = asked;
    if (sameLayout(this.#layout, next)) return this.#layout;
    this.#atMs = nowMs;
    this.#layout = next;
    return next;
  }

  /** When held-back changes may show; null while the reader is in the board. */
  dueInMs(busy: boolean, nowMs: number): number | null {
    return busy ? null : Math.max(0, this.#atMs + AT_MOST_EVERY_MS - nowMs);
  }
}
