/** An aborted transaction as the log knows it: consumers skip its records (Kafka: `AbortedTxn`). */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
  /** Of the marker. */
  readonly lastOffset: number;
}

interface CompletedTransaction extends AbortedTransaction {
  readonly committed: boolean;
}

/**
 * The transactions in one partition's log: which are open, which have ended but not yet everywhere in sync, which were aborted
 * (Kafka: the transactional half of `ProducerStateManager`, and `TransactionIndex`).
 */
export class PartitionTransactions {
  /** First offset by producer; in order of offset, as transactions begin at the log's end. */
  #open = new Map<bigint, number>();
  /** Ended, but the marker is not below the high watermark. */
  #unreplicated: readonly CompletedTransaction[] = [];
  #aborted: AbortedTransaction[] = [];

  isOpen(producerId: bigint): boolean {
    return this.#open.has(producerId);
  }
  /** −1: none is open. */
  firstOffsetOf(producerId: bigint): number {
    return this.#open.get(producerId) ?? -1;
  }

  /** A transactional batch was appended. */
  appended(producerId: bigint, baseOffset: number): void {
    if (!this.#open.has(producerId)) this.#open.set(producerId, baseOffset);
  }

  /** A marker was appended. One for a transaction without records here says nothing. */
  ended(producerId: bigint, markerOffset: number, committed: boolean): void {
    const firstOffset = this.#open.get(producerId);
    if (firstOffset === undefined) return;
    this.#open.delete(producerId);
    const transaction = { producerId, firstOffset, lastOffset: markerOffset, committed };
    this.#unreplicated = [...this.#unreplicated, transaction];
    if (!committed) this.#aborted.push(transaction);
  }

  onHighWatermark(highWatermark: number): void {
    if (this.#unreplicated.length > 0)
      this.#unreplicated = this.#unreplicated.filter(({ lastOffset }) => lastOffset >= highWatermark);
  }

  /** Where the oldest transaction begins whose end is not known everywhere; undefined if there is none. */
  get firstUnstableOffset(): number | undefined {
    const [firstOpen] = this.#open.values();
    const offsets = this.#unreplicated.map(({ firstOffset }) => firstOffset);
    if (firstOpen !== undefined) offsets.push(firstOpen);
    return offsets.length === 0 ? undefined : Math.min(...offsets);
  }

  /** The aborted transactions with records in [fromOffset, toOffset). */
  abortedBetween(fromOffset: number, toOffset: number): readonly AbortedTransaction[] {
    return this.#aborted.filter(({ firstOffset, lastOffset }) => lastOffset >= fromOffset && firstOffset < toOffset);
  }

  /** The log lost what came from `offset` on: what began there never was, what ended there is open again. */
  truncateTo(offset: number): void {
    const reopened = this.#unreplicated.filter(({ lastOffset }) => lastOffset >= offset);
    const open = [...this.#open, ...reopened.map(({ producerId, firstOffset }) => [producerId, firstOffset] as const)];
    const kept = open.filter(([, firstOffset]) => firstOffset < offset).sort(([, a], [, b]) => a - b);
    this.#open = new Map(kept);
    this.#unreplicated = this.#unreplicated.filter(({ lastOffset }) => lastOffset < offset);
    this.#aborted = this.#aborted.filter(({ lastOffset }) => lastOffset < offset);
  }

  /** Nothing below `offset` can be read any more. */
  forgetBefore(offset: number): void {
    const first = this.#aborted[0];
    if (first !== undefined && first.lastOffset < offset)
      this.#aborted = this.#aborted.filter(({ lastOffset }) => lastOffset >= offset);
  }
}
