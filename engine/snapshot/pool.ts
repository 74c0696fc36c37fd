/** buffer.memory by use. Buffers are poolable ones of batch.size; a larger record's buffer counts ⌈size ÷ batch.size⌉. */
export interface PoolView {
  readonly totalBytes: number;
  readonly poolableBytes: number;
  readonly inFlight: PoolUse;
  readonly queued: PoolUse;
  readonly open: PoolUse;
  readonly freeList: PoolUse;
  readonly notCreated: PoolUse;
  /** Reserved: total less free list less not created. */
  readonly heldBytes: number;
  /** Four largest holders and the rest; empty while less than a tenth is held. */
  readonly heldBy: readonly { readonly lane: string; readonly bytes: number }[];
  readonly heldByRestBytes: number;
  readonly waiting: number;
  /** The first five in order. */
  readonly waiters: readonly { readonly lane: string; readonly bytes: number; readonly waitedMs: number }[];
  readonly maxBlockMs: number;
}

export interface PoolUse {
  readonly buffers: number;
  readonly bytes: number;
  /** Bytes written into those buffers; 0 for the free list and what is not created. */
  readonly writtenBytes: number;
}
