import type { PoolView } from '../../engine/snapshot/pool.ts';

/** The pool as cells: sorted by use, not by address, so that a single buffer is visible and only borders move. */
export type CellUse = 'inFlight' | 'queued' | 'open' | 'freeList' | 'notCreated';

export const USES: readonly CellUse[] = ['inFlight', 'queued', 'open', 'freeList', 'notCreated'];

export interface PoolCells {
  /** One cell stands for so many bytes; a multiple of batch.size in a large pool. */
  readonly cellBytes: number;
  readonly buffersPerCell: number;
  readonly total: number;
  /** Cells of each use, in the order of USES; together `total`. */
  readonly counts: Readonly<Record<CellUse, number>>;
  /** 4, or 8 in a small pool; a gap of 1 comes on top. */
  readonly cellPx: number;
}

const MOST_CELLS = 4096;
const FEW_CELLS = 256;

export function poolCells(pool: PoolView): PoolCells {
  const buffers = Math.max(1, Math.ceil(pool.totalBytes / Math.max(1, pool.poolableBytes)));
  let buffersPerCell = 1;
  while (buffers / buffersPerCell > MOST_CELLS) buffersPerCell *= 2;
  const total = Math.ceil(buffers / buffersPerCell);
  return {
    cellBytes: pool.poolableBytes * buffersPerCell,
    buffersPerCell,
    total,
    counts: counts(pool, total, buffersPerCell),
    cellPx: total < FEW_CELLS ? 8 : 4,
  };
}

/** Every use that exists keeps at least one cell; what is left is not created. */
function counts(pool: PoolView, total: number, buffersPerCell: number): Record<CellUse, number> {
  const result: Record<CellUse, number> = { inFlight: 0, queued: 0, open: 0, freeList: 0, notCreated: 0 };
  let left = total;
  for (const use of USES) {
    if (use === 'notCreated') continue;
    const cells = Math.min(left, Math.ceil(pool[use].buffers / buffersPerCell));
    result[use] = cells;
    left -= cells;
  }
  result.notCreated = left;
  return result;
}

/** Columns that fit, 64 where there is room. */
export function columnsFor(width: number, cellPx: number): number {
  return Math.max(8, Math.min(64, Math.floor((width + 1) / (cellPx + 1))));
}
