import type { LaneView } from '../../engine/snapshot/board.ts';
import type { Frame } from '../../engine/snapshot/frame.ts';
import type { SessionStatus } from '../../engine/session/sessionProtocol.ts';

export interface UnfinishedRecords {
  readonly notAcked: number;
  /** Sending these again is safe. */
  readonly neverSent: number;
  /** In flight or tried before: they may be written. */
  readonly inFlight: number;
  readonly lastFrameWallMs: number | null;
}

/**
 * What frames and status told last, so that a crash can be reported with numbers: the worker can no longer be asked. A record
 * counts as never sent only when a frame proves it; in doubt it may be written.
 */
export class LastSeen {
  readonly #lanes = new Map<string, LaneView>();
  #onTheWay = 0;
  #frameWallMs: number | null = null;

  frame(frame: Frame): void {
    if (frame.full) this.#lanes.clear();
    for (const lane of frame.lanes?.changed ?? []) this.#lanes.set(lane.lane, lane);
    for (const lane of frame.lanes?.removed ?? []) this.#lanes.delete(lane);
    this.#onTheWay = frame.session.totals.onTheWay;
    this.#frameWallMs = frame.wallMs;
  }

  status(status: SessionStatus): void {
    this.#onTheWay = status.onTheWay;
  }

  unfinished(): UnfinishedRecords {
    const notAcked = this.#onTheWay;
    let maybeWritten = 0;
    for (const lane of this.#lanes.values()) maybeWritten += recordsTried(lane);
    if (this.#frameWallMs === null) maybeWritten = notAcked;
    const inFlight = Math.min(notAcked, maybeWritten);
    return { notAcked, neverSent: notAcked - inFlight, inFlight, lastFrameWallMs: this.#frameWallMs };
  }
}

/** Records of a lane that left at least once; Infinity when averages hide their number. */
function recordsTried(lane: LaneView): number {
  let records = 0;
  for (const cell of lane.cells) {
    if (cell.kind === 'average') return Infinity;
    records += cell.records;
  }
  for (const batch of lane.queue.next) if (batch.attempt > 1) records += batch.records;
  return records;
}
