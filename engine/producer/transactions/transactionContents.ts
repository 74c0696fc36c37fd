import type { Lane } from '../lane.ts';

/** What belongs to the transaction that is open: partitions on their way in, those that are in, and groups with offsets. */
export class TransactionContents {
  /** Met by a send, not asked for yet. */
  readonly newPartitions = new Set<Lane>();
  /** In a request that is not answered yet. */
  readonly pendingPartitions = new Set<Lane>();
  readonly partitions = new Set<Lane>();
  /** Group → whether its offsets have been taken. */
  readonly groups = new Map<string, boolean>();
  /** The broker knows of it, so it must be ended there. */
  started = false;
  /** When it was begun; null: none is open. */
  startedMs: number | null = null;

  openForMs(nowMs: number): number | null {
    return this.startedMs === null ? null : nowMs - this.startedMs;
  }

  /** A record goes to the partition. With V2 it is in at once: the broker adds it at the first batch. */
  add(lane: Lane, isV2: boolean): void {
    if (isV2) {
      this.partitions.add(lane);
      this.started = true;
    } else if (!this.partitions.has(lane) && !this.pendingPartitions.has(lane)) this.newPartitions.add(lane);
  }

  /** Those to be asked for, which are pending from now on. */
  takeNew(): readonly Lane[] {
    const lanes = [...this.newPartitions];
    for (const lane of lanes) this.pendingPartitions.add(lane);
    this.newPartitions.clear();
    return lanes;
  }

  answered(lanes: readonly Lane[], added: boolean): void {
    for (const lane of lanes) {
      this.pendingPartitions.delete(lane);
      if (added) this.partitions.add(lane);
    }
    if (added) this.started = true;
  }

  clear(): void {
    this.newPartitions.clear();
    this.pendingPartitions.clear();
    this.partitions.clear();
    this.groups.clear();
    this.started = false;
    this.startedMs = null;
  }
}
