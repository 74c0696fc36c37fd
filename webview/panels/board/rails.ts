import type { BrokerView, LaneView } from '../../../engine/snapshot/board.ts';

/** Thin vertical lines that join a request to its batches, as bits by slot: `through` passes a row, `last` ends in its cell. */
export interface Rails {
  readonly start: number;
  readonly rows: readonly { readonly through: number; readonly last: number }[];
}

export function railsOf(broker: BrokerView | null, lanes: readonly (LaneView | undefined)[]): Rails {
  const rows = lanes.map(() => ({ through: 0, last: 0 }));
  let start = 0;
  broker?.slots.forEach((slot, index) => {
    if (slot.kind !== 'exact') return;
    const has = (lane: LaneView | undefined) =>
      lane?.cells.some(cell => cell.kind === 'exact' && cell.slot === index && cell.requestId === slot.requestId);
    const last = lanes.findLastIndex(has);
    if (last < 0) return;
    const bit = 1 << index;
    start |= bit;
    rows.forEach((row, at) => {
      if (at < last) row.through |= bit;
      else if (at === last) row.last |= bit;
    });
  });
  return { start, rows };
}
