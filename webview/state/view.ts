import type { BrokerView, LaneView } from '../../engine/snapshot/board.ts';
import type { Frame, HistorySecond } from '../../engine/snapshot/frame.ts';
import type { LogEntry } from '../../engine/snapshot/log.ts';
import type { PipelineView } from '../../engine/snapshot/pipeline.ts';
import type { PoolView } from '../../engine/snapshot/pool.ts';
import type { SessionView } from '../../engine/snapshot/session.ts';
import type { TopologyView } from '../../engine/snapshot/topology.ts';
import type { Verdict } from '../../engine/snapshot/verdict.ts';

/** Everything the page knows of the producer: the last full frame with every later one laid over it. */
export interface View {
  readonly seq: number;
  readonly wallMs: number;
  readonly session: SessionView;
  readonly pipeline: PipelineView;
  readonly verdicts: readonly Verdict[];
  readonly brokers: readonly BrokerView[];
  /** Sorted by topic, then partition number. */
  readonly lanes: ReadonlyMap<string, LaneView>;
  /** Partitions beyond those that a frame has room for; null where all are in it. */
  readonly omitted: { readonly active: number; readonly idle: number } | null;
  readonly pool: PoolView | null;
  readonly topology: TopologyView | null;
  /** Oldest first. */
  readonly log: readonly LogEntry[];
  readonly droppedTransitions: number;
  /** Oldest first, at most 60. */
  readonly history: readonly HistorySecond[];
}

const LOG_KEPT = 1000;
const SECONDS_KEPT = 60;

/**
 * A full frame replaces everything; another one is laid over `view`, and a part it does not carry stands as it was.
 * Before the first full frame there is nothing to lay it over: null.
 */
export function mergeFrame(view: View | null, frame: Frame): View | null {
  if (frame.full) return fromFull(frame);
  if (view === null) return null;
  return {
    seq: frame.seq,
    wallMs: frame.wallMs,
    session: frame.session,
    pipeline: frame.pipeline,
    verdicts: frame.verdicts,
    brokers: frame.brokers ?? view.brokers,
    lanes: frame.lanes === undefined ? view.lanes : mergeLanes(view.lanes, frame.lanes),
    omitted: frame.lanes === undefined ? view.omitted : (frame.lanes.omitted ?? null),
    pool: frame.pool ?? view.pool,
    topology: frame.topology ?? view.topology,
    log: frame.log.length === 0 ? view.log : [...view.log, ...frame.log].slice(-LOG_KEPT),
    droppedTransitions: view.droppedTransitions + frame.droppedTransitions,
    history: frame.history.length === 0 ? view.history : mergeHistory(view.history, frame.history),
  };
}

function fromFull(frame: Frame): View {
  return {
    seq: frame.seq,
    wallMs: frame.wallMs,
    session: frame.session,
    pipeline: frame.pipeline,
    verdicts: frame.verdicts,
    brokers: frame.brokers ?? [],
    lanes: new Map(sorted(frame.lanes?.changed ?? []).map(lane => [lane.lane, lane])),
    omitted: frame.lanes?.omitted ?? null,
    pool: frame.pool ?? null,
    topology: frame.topology ?? null,
    log: frame.log.slice(-LOG_KEPT),
    droppedTransitions: frame.droppedTransitions,
    history: frame.history.slice(-SECONDS_KEPT),
  };
}

function mergeLanes(before: View['lanes'], delta: NonNullable<Frame['lanes']>): View['lanes'] {
  const lanes = new Map(before);
  let added = false;
  for (const name of delta.removed) lanes.delete(name);
  for (const lane of delta.changed) {
    added ||= !lanes.has(lane.lane);
    lanes.set(lane.lane, lane);
  }
  return added ? new Map(sorted([...lanes.values()]).map(lane => [lane.lane, lane])) : lanes;
}

function sorted(lanes: readonly LaneView[]): LaneView[] {
  return [...lanes].sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
}

/** A second told twice counts once, as told last. */
function mergeHistory(before: readonly HistorySecond[], more: readonly HistorySecond[]): readonly HistorySecond[] {
  const bySecond = new Map(before.map(second => [second.second, second]));
  for (const second of more) bySecond.set(second.second, second);
  return [...bySecond.values()].sort((a, b) => a.second - b.second).slice(-SECONDS_KEPT);
}

/** sent = acked + failed + on the way; a page that finds otherwise says so, for then we miscounted. */
export function totalsHold(view: View): boolean {
  const { sent, acked, failed, onTheWay } = view.session.totals;
  return sent === acked + failed + onTheWay;
}

/** What must show at once and not wait for the next slot of its rate: pause, hold, verdict, failure, an empty page. */
export function urgency(view: View): string {
  const held = Object.entries(view.pipeline).find(([, stage]) => stage.hold !== null);
  return [
    view.session.run,
    view.session.state,
    view.session.pausedAtWallMs,
    held?.[0],
    held?.[1].hold?.kind,
    view.pipeline.failed.records > 0,
    view.session.totals.sent === 0,
    view.session.run === 'paused' ? view.seq : '',
  ].join(' ');
}
