import type { Selection } from './words.ts';
import type { Transition, TransitionType } from './transition.ts';

/** A line of the log. Over 20 transitions a second, the common kinds are grouped by second; warnings and rare ones never are. */
export type LogEntry = SingleEntry | GroupedEntry;

export interface SingleEntry {
  readonly kind: 'single';
  readonly id: number;
  readonly wallMs: number;
  /** Since the entry before, ms; null for the first. */
  readonly sinceMs: number | null;
  readonly warning: boolean;
  readonly transition: Transition;
  readonly select: Selection | null;
}

export interface GroupedEntry {
  readonly kind: 'grouped';
  readonly id: number;
  readonly wallMs: number;
  readonly type: TransitionType;
  readonly count: number;
  readonly records: number;
  readonly bytes: number;
  readonly brokers: number;
  readonly lanes: number;
  readonly medianMs: number | null;
  readonly slowestMs: number | null;
  readonly slowestNode: number | null;
  /** batchClosed: how many by which reason. */
  readonly reasons: Readonly<Record<string, number>>;
}
