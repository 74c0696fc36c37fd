import type { TransactionState } from './words.ts';

/** The transaction of a producer that has a transactional.id. Its producer id and epoch stand in the session. */
export interface TransactionView {
  readonly transactionalId: string;
  readonly state: TransactionState;
  /** Transactions V2 (KIP-890): partitions join by being written to, and each transaction has an epoch of its own. */
  readonly v2: boolean;
  /** Node of the transaction's coordinator; null: not known, or being looked for. */
  readonly coordinator: number | null;
  /** The group whose offsets were sent last, and its coordinator. */
  readonly groupCoordinator: { readonly group: string; readonly node: number } | null;
  /** Since beginTransaction; null: none is open. The broker aborts it after `timeoutMs` (transaction.timeout.ms). */
  readonly openForMs: number | null;
  readonly timeoutMs: number;
  /** In the transaction, and asked for but not in yet. */
  readonly partitions: LaneNames;
  readonly pending: LaneNames;
  /** Groups whose offsets were sent to the transaction; the first 50. */
  readonly groups: readonly { readonly group: string; readonly acknowledged: boolean }[];
  /** The request that is in flight, or waits to be sent; Kafka's name, such as EndTxn. */
  readonly request: { readonly api: string; readonly inFlight: boolean } | null;
  /** Why the state is ABORTABLE_ERROR or FATAL_ERROR: Java's exception class, and our text. */
  readonly lastError: { readonly kind: string; readonly message: string } | null;
}

/** How many, and the first 50 of them. */
export interface LaneNames {
  readonly count: number;
  readonly first: readonly string[];
}
