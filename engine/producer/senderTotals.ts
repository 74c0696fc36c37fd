/** Counted since the producer began, never sampled. Records unless named otherwise. */
export interface SenderTotals {
  /** Every send() that returned a future. */
  sentRecords: number;
  ackedRecords: number;
  /** Given up: in a batch, or refused by send() itself. */
  failedRecords: number;
  retriedRecords: number;
  retriedBatches: number;
  splitBatches: number;
  /** Kafka's name of the last error that a batch met. */
  lastError: string | null;
  partitionedByKey: number;
  partitionedSticky: number;
  partitionedExplicit: number;
  partitionedRoundRobin: number;
}

export function newTotals(): SenderTotals {
  return {
    sentRecords: 0,
    ackedRecords: 0,
    failedRecords: 0,
    retriedRecords: 0,
    retriedBatches: 0,
    splitBatches: 0,
    lastError: null,
    partitionedByKey: 0,
    partitionedSticky: 0,
    partitionedExplicit: 0,
    partitionedRoundRobin: 0,
  };
}
