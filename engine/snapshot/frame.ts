import type { LogEntry } from './log.ts';
import type { BrokerView, LaneView } from './board.ts';
import type { PipelineView } from './pipeline.ts';
import type { PoolView } from './pool.ts';
import type { SessionView } from './session.ts';
import type { TopologyView } from './topology.ts';
import type { Verdict } from './verdict.ts';

/**
 * One look at a running producer: JSON-safe, at most 64 KiB. The first frame after a page becomes visible is `full`; later ones
 * carry only what changed, and a part that is absent stands as it was. Means and rates are computed in the worker, time-weighted.
 */
export interface Frame {
  readonly seq: number;
  readonly full: boolean;
  /** When the frame was taken: wall clock (epoch ms) and the engine's own, which stands still while paused. */
  readonly wallMs: number;
  readonly engineMs: number;
  readonly session: SessionView;
  readonly pipeline: PipelineView;
  /** Nearest to the broker first; the first one is shown, the rest on demand. Empty: nothing is held up. */
  readonly verdicts: readonly Verdict[];
  readonly brokers?: readonly BrokerView[];
  /** Full frame: all lanes. Otherwise those that changed, and the names of those that are gone. Sorted by topic, partition. */
  readonly lanes?: {
    readonly changed: readonly LaneView[];
    readonly removed: readonly string[];
    /** Partitions that are in no frame: beyond the 200 that are shown, blocked and largest first. */
    readonly omitted?: { readonly active: number; readonly idle: number };
  };
  readonly pool?: PoolView;
  readonly topology?: TopologyView;
  /** New entries only, oldest first; a full frame carries the last ones kept (up to 500). */
  readonly log: readonly LogEntry[];
  /** Transitions that were not kept for the log since the frame before. Totals always count them. */
  readonly droppedTransitions: number;
  /** Acked records of each finished second since the frame before (full: the last 60 s), oldest first. */
  readonly history: readonly HistorySecond[];
}

export interface HistorySecond {
  /** Wall clock, epoch seconds. */
  readonly second: number;
  readonly acked: number;
  /** Something was held in this second. */
  readonly held: boolean;
}
