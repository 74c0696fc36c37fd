/** What a partition needs to know of the cluster around it. */
export interface Replication {
  readonly producerIdExpirationMs: number;
  /** How long a restarted broker takes to fetch what it missed. */
  readonly catchUpDelayMs: number;
  isUp(node: number): boolean;
  /** How long after an append this broker's followers have it: 0 at once, Infinity never. */
  fetchDelayMs(node: number): number;
  /** Monotonic milliseconds. */
  nowMs(): number;
  schedule(delayMs: number, task: () => void): void;
}
