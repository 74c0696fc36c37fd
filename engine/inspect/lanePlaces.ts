import type { MetadataSnapshot, PartitionMetadata } from '../client/metadataSnapshot.ts';
import type { Transition } from '../snapshot/transition.ts';
import { MOVED_FOR_MS } from './numbers.ts';

export interface LeaderMove {
  readonly lane: string;
  readonly from: number;
  /** -1: it lost its leader. */
  readonly to: number;
  readonly epoch: number;
  /** Of the leader it lost; -1: not known. */
  readonly epochBefore: number;
  readonly atMs: number;
}

const KEPT_MOVES = 2_000;
const KEPT_MS = 60_000;

/** Where partitions were before: a partition without leader stays under the broker it lost, one that moved is marked for 10 s. */
export class LanePlaces {
  readonly #lastLeader = new Map<string, number>();
  #moves: LeaderMove[] = [];
  #before: MetadataSnapshot | null = null;
  #current: MetadataSnapshot | null = null;

  /** The answer is applied already, and its leader changes are told next. */
  noteUpdate(snapshot: MetadataSnapshot): void {
    this.#before = this.#current;
    this.#current = snapshot;
  }

  noteMove({ lane, from, to, epoch, atMs }: Extract<Transition, { type: 'leaderChanged' }>): void {
    const lost = from >= 0 ? from : (this.#lastLeader.get(lane) ?? -1);
    const leader = to >= 0 ? to : lost;
    if (leader >= 0) this.#lastLeader.set(lane, leader);
    this.#moves.push({ lane, from: lost, to, epoch, epochBefore: this.#epochBefore(lane, from), atMs });
    const keptFromMs = atMs - KEPT_MS;
    if (this.#moves.length > KEPT_MOVES || (this.#moves[0] as LeaderMove).atMs < keptFromMs)
      this.#moves = this.#moves.filter(move => move.atMs >= keptFromMs).slice(-KEPT_MOVES);
  }

  noteLeader(lane: string, node: number): void {
    this.#lastLeader.set(lane, node);
  }

  /** The broker it lost; null: it never had one. Where nobody looked on, the metadata that was replaced still knows it. */
  lastLeader(lane: string): number | null {
    const noted = this.#lastLeader.get(lane);
    if (noted !== undefined) return noted;
    const leader = this.#known(lane)?.leaderId ?? -1;
    return leader < 0 ? null : leader;
  }

  /** Null: it did not move in the last 10 s. */
  movedFrom(lane: string, node: number, nowMs: number): number | null {
    const move = this.#moves.findLast(each => each.lane === lane);
    if (!move || move.to !== node || nowMs - move.atMs >= MOVED_FOR_MS) return null;
    return move.from >= 0 && move.from !== node ? move.from : null;
  }

  movesSince(sinceMs: number): readonly LeaderMove[] {
    return this.#moves.filter(({ atMs }) => atMs >= sinceMs);
  }

  /** A move by metadata is told after the answer was applied, one by a produce response before. */
  #epochBefore(lane: string, from: number): number {
    return this.#known(lane, known => known.leaderId === from)?.leaderEpoch ?? -1;
  }

  /** What the last two answers said of it. */
  #known(lane: string, fits = (known: PartitionMetadata) => known.leaderId >= 0): PartitionMetadata | null {
    const place = lane.lastIndexOf('-');
    const [topic, partition] = [lane.slice(0, place), Number(lane.slice(place + 1))];
    for (const snapshot of [this.#current, this.#before]) {
      const known = snapshot?.partition(topic, partition);
      if (known && fits(known)) return known;
    }
    return null;
  }
}
