import type { CellView, LaneView, SlotView } from '../../engine/snapshot/board.ts';
import type { Detail } from '../../engine/snapshot/details.ts';
import type { Selection } from '../../engine/snapshot/words.ts';
import type { View } from './view.ts';

/** What a selection stands for in each view: one thing is selected, and it is outlined wherever it shows. */
export interface Marks {
  readonly selection: Selection | null;
  readonly lane: string | null;
  readonly batchId: number | null;
  readonly requestId: number | null;
  readonly node: number | null;
}

export const NO_MARKS: Marks = { selection: null, lane: null, batchId: null, requestId: null, node: null };

/** A record marks the batch it went into, a batch its lane; `detail` knows what the selection alone does not. */
export function marksOf(selection: Selection | null, detail: Detail | null): Marks {
  if (selection === null) return NO_MARKS;
  const marks = { ...NO_MARKS, selection };
  switch (selection.kind) {
    case 'lane':
      return { ...marks, lane: selection.lane };
    case 'batch':
      return { ...marks, lane: selection.lane, batchId: selection.batchId };
    case 'request':
      return { ...marks, requestId: selection.requestId };
    case 'broker':
      return { ...marks, node: selection.node };
    case 'record':
      if (detail?.kind !== 'record' || detail.recordId !== selection.recordId) return marks;
      return { ...marks, lane: detail.lane, batchId: detail.batchId };
  }
}

export function sameSelection(a: Selection | null, b: Selection | null): boolean {
  return a === b || (a !== null && b !== null && selectionKey(a) === selectionKey(b));
}

export function selectionKey(selection: Selection): string {
  switch (selection.kind) {
    case 'lane':
      return `lane ${selection.lane}`;
    case 'batch':
      return `batch ${selection.lane} ${selection.batchId}`;
    case 'request':
      return `request ${selection.requestId}`;
    case 'record':
      return `record ${selection.recordId}`;
    case 'broker':
      return `broker ${selection.node}`;
  }
}

/** The whole lane is outlined for a lane; for a batch only its cell. */
export function laneIsMarked(marks: Marks, lane: string): boolean {
  return marks.lane === lane && marks.batchId === null;
}

export function batchIsMarked(marks: Marks, lane: string, batchId: number): boolean {
  return marks.lane === lane && marks.batchId === batchId;
}

export function cellIsMarked(marks: Marks, lane: string, cell: CellView): boolean {
  if (cell.kind === 'average') return false;
  return cell.requestId === marks.requestId || batchIsMarked(marks, lane, cell.batchId);
}

export function slotIsMarked(marks: Marks, slot: SlotView): boolean {
  return slot.kind === 'exact' && slot.requestId === marks.requestId;
}

/** Buffers of the selected thing by use, for the ring in the pool: how many, from the start of that use's cells. */
export function markedBuffers(view: View, marks: Marks): { inFlight: number; queued: number; open: number } {
  const buffers = { inFlight: 0, queued: 0, open: 0 };
  if (marks.selection === null || marks.selection.kind === 'broker') return buffers;
  for (const lane of view.lanes.values()) {
    buffers.inFlight += lane.cells.filter(cell => cellIsMarked(marks, lane.lane, cell)).length;
    if (lane.lane !== marks.lane) continue;
    addLaneBuffers(buffers, lane, marks);
  }
  return buffers;
}

function addLaneBuffers(buffers: { inFlight: number; queued: number; open: number }, lane: LaneView, marks: Marks) {
  if (marks.batchId === null) {
    buffers.inFlight += lane.cells.filter(cell => cell.kind === 'exact').length;
    buffers.queued += lane.queue.count;
    buffers.open += lane.open === null ? 0 : 1;
    return;
  }
  if (lane.queue.next.some(batch => batch.batchId === marks.batchId)) buffers.queued += 1;
  if (lane.open?.kind === 'exact' && lane.open.batchId === marks.batchId) buffers.open += 1;
}

/** Whether the selected thing is still in the producer; once it ended its outline turns dotted. */
export function isAlive(view: View, marks: Marks): boolean {
  if (marks.requestId !== null) {
    return view.brokers.some(broker => broker.slots.some(slot => slotIsMarked(marks, slot)));
  }
  if (marks.batchId !== null && marks.lane !== null) {
    const lane = view.lanes.get(marks.lane);
    if (lane === undefined) return false;
    return (
      lane.cells.some(cell => cell.kind === 'exact' && cell.batchId === marks.batchId) ||
      lane.queue.next.some(batch => batch.batchId === marks.batchId) ||
      (lane.open?.kind === 'exact' && lane.open.batchId === marks.batchId)
    );
  }
  return true;
}
