import type { BlockedBy, LedgerAccount } from '../snapshot/words.ts';

const accounts: readonly LedgerAccount[] = [
  'linger',
  'waitingForLeader',
  'waitingForConnection',
  'muted',
  'backoff',
  'throttled',
  'waitingForSlot',
  'waitingForSequence',
  'waitingForPass',
  'inFlight',
];
const indexOf = Object.fromEntries(accounts.map((account, index) => [account, index])) as Readonly<
  Record<LedgerAccount, number>
>;

const accountOf: Readonly<Record<BlockedBy, LedgerAccount>> = {
  noLeader: 'waitingForLeader',
  nodeNotReady: 'waitingForConnection',
  backoff: 'backoff',
  muted: 'muted',
  unresolvedSequence: 'waitingForSequence',
  throttle: 'throttled',
  transaction: 'waitingForSequence',
  maxInFlight: 'waitingForSlot',
  earlierRetryFirst: 'waitingForSequence',
  firstAnswer: 'waitingForSequence',
  noProducerId: 'waitingForSequence',
  metadataFirst: 'waitingForPass',
};

/**
 * Where the time of a partition's first batch goes. Batches behind it wait for the same reasons, so a batch's own ledger is the
 * difference between two looks at its lane's. Written only when the reason changes.
 */
export class LaneLedger {
  /** Plain arrays: a typed one costs several times as much to make, and each batch makes three. */
  readonly #totals = accounts.map(() => 0);
  #account = indexOf.linger;
  #sinceMs: number;
  blockedBy: BlockedBy | null = null;
  blockedSinceMs: number;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
    this.blockedSinceMs = nowMs;
  }

  /** The first batch may not leave, for this reason. */
  block(by: BlockedBy, nowMs: number): void {
    if (this.blockedBy === by) return;
    this.blockedBy = by;
    this.blockedSinceMs = nowMs;
    this.#enter(indexOf[accountOf[by]], nowMs);
  }

  /** Nothing blocks it: it lingers, or the next pass takes it. */
  unblock(account: 'linger' | 'waitingForPass', nowMs: number): void {
    if (this.blockedBy === null && this.#account === indexOf[account]) return;
    this.blockedBy = null;
    this.blockedSinceMs = nowMs;
    this.#enter(indexOf[account], nowMs);
  }

  totals(nowMs: number): number[] {
    const totals = this.#totals.slice();
    totals[this.#account] = (totals[this.#account] as number) + nowMs - this.#sinceMs;
    return totals;
  }

  #enter(account: number, nowMs: number): void {
    this.#totals[this.#account] = (this.#totals[this.#account] as number) + nowMs - this.#sinceMs;
    this.#account = account;
    this.#sinceMs = nowMs;
  }
}

/** One batch's share: how long it waited for what, over all its attempts. */
export class BatchLedger {
  readonly #spent = accounts.map(() => 0);
  #queuedAt: readonly number[] | null;

  constructor(lane: LaneLedger, nowMs: number) {
    this.#queuedAt = lane.totals(nowMs);
  }

  /** Out of the queue: into a request, or at its end. */
  leaveQueue(lane: LaneLedger, nowMs: number): void {
    const before = this.#queuedAt;
    if (!before) return;
    const after = lane.totals(nowMs);
    for (let i = 0; i < after.length; i++)
      this.#spent[i] = (this.#spent[i] as number) + (after[i] as number) - (before[i] as number);
    this.#queuedAt = null;
  }

  enterQueue(lane: LaneLedger, nowMs: number): void {
    this.#queuedAt = lane.totals(nowMs);
  }

  addInFlight(durationMs: number): void {
    this.#spent[indexOf.inFlight] = (this.#spent[indexOf.inFlight] as number) + durationMs;
  }

  /** Up to now. `inFlightSinceMs`: it is in a request that is not answered yet. */
  view(lane: LaneLedger, nowMs: number, inFlightSinceMs: number | null): Record<LedgerAccount, number> {
    const spent = this.#spent.slice();
    const before = this.#queuedAt;
    if (before) {
      const after = lane.totals(nowMs);
      for (let i = 0; i < after.length; i++)
        spent[i] = (spent[i] as number) + (after[i] as number) - (before[i] as number);
    }
    if (inFlightSinceMs !== null)
      spent[indexOf.inFlight] = (spent[indexOf.inFlight] as number) + nowMs - inFlightSinceMs;
    return Object.fromEntries(accounts.map((account, index) => [account, spent[index] as number])) as Record<
      LedgerAccount,
      number
    >;
  }
}
