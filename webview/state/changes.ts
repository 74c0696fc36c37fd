import type { BrokerView, LaneView } from '../../engine/snapshot/board.ts';
import type { StageName } from '../../engine/snapshot/words.ts';
import type { View } from './view.ts';

/** What one step, or a send while paused, made different: those things carry a mark at their left edge. */
export interface Changes {
  /** Counts up, so that what changes twice in a row is marked anew. */
  readonly turn: number;
  readonly lanes: ReadonlyMap<string, LaneChange>;
  readonly brokers: ReadonlyMap<number, BrokerChange>;
  readonly stages: ReadonlySet<StageName>;
}

export interface LaneChange {
  readonly open: boolean;
  /** Batches that are new in the queue, and in a request. */
  readonly queued: ReadonlySet<number>;
  readonly flying: ReadonlySet<number>;
}

export interface BrokerChange {
  readonly connection: boolean;
  /** Places whose request is another one now, the freed ones among them. */
  readonly slots: ReadonlySet<number>;
}

export const NO_CHANGES: Changes = { turn: 0, lanes: new Map(), brokers: new Map(), stages: new Set() };

/** The class of what changed; the turn is in it, so that a mark begins anew when the same thing changes again. */
export function markOf({ turn }: Changes, isChanged: boolean | undefined): string {
  return isChanged === true ? `changed ${turn % 2 === 0 ? 'even' : 'odd'}` : '';
}

/** One step may come in several frames: what they change within this time is one. */
const TOGETHER_MS = 250;

/** Keeps what the last step changed until the next one, or until the producer runs again. */
export class ChangeKeeper {
  #changes = NO_CHANGES;
  #changedAtMs = Number.NEGATIVE_INFINITY;

  offer(before: View | null, after: View, nowMs: number): Changes {
    if (before === null || before.session.run !== 'paused' || after.session.run !== 'paused') {
      // The same each time: a lane draws itself again for another one.
      if (!isEmpty(this.#changes)) this.#changes = { ...NO_CHANGES, turn: this.#changes.turn };
      return this.#changes;
    }
    const found = changesBetween(before, after);
    if (isEmpty(found)) return this.#changes;
    const together = nowMs - this.#changedAtMs < TOGETHER_MS;
    this.#changes = together ? united(this.#changes, found) : { ...found, turn: this.#changes.turn + 1 };
    this.#changedAtMs = nowMs;
    return this.#changes;
  }
}

type Found = Omit<Changes, 'turn'>;

function isEmpty({ lanes, brokers, stages }: Found): boolean {
  return lanes.size === 0 && brokers.size === 0 && stages.size === 0;
}

function changesBetween(before: View, after: View): Found {
  const lanes = new Map<string, LaneChange>();
  for (const [name, lane] of after.lanes) {
    const change = laneChange(before.lanes.get(name), lane);
    if (change !== null) lanes.set(name, change);
  }
  const brokers = new Map<number, BrokerChange>();
  for (const broker of after.brokers) {
    const known = before.brokers.find(({ node }) => node === broker.node);
    const change = brokerChange(known, broker);
    if (change !== null) brokers.set(broker.node, change);
  }
  return { lanes, brokers, stages: changedStages(before, after) };
}

function laneChange(before: LaneView | undefined, after: LaneView): LaneChange | null {
  if (before === after) return null;
  const open = openKey(before) !== openKey(after) && after.open !== null;
  const queued = added(before?.queue.next, after.queue.next);
  const flying = added(before?.cells, after.cells);
  return open || queued.size > 0 || flying.size > 0 ? { open, queued, flying } : null;
}

function openKey(lane: LaneView | undefined): string {
  const open = lane?.open ?? null;
  return open?.kind === 'exact' ? `${open.batchId} ${open.records}` : '';
}

function added(before: readonly object[] = [], after: readonly object[]): ReadonlySet<number> {
  const known = new Set(before.map(batchOf));
  return new Set(after.map(batchOf).filter(id => id >= 0 && !known.has(id)));
}

function batchOf(cell: object): number {
  return 'batchId' in cell && typeof cell.batchId === 'number' ? cell.batchId : -1;
}

function brokerChange(before: BrokerView | undefined, after: BrokerView): BrokerChange | null {
  const connection = before?.state !== after.state;
  const indices = after.slots.map((_, index) => index);
  const slots = new Set(indices.filter(index => requestIn(before, index) !== requestIn(after, index)));
  return connection || slots.size > 0 ? { connection, slots } : null;
}

function requestIn(broker: BrokerView | undefined, index: number): number {
  const slot = broker?.slots[index];
  return slot?.kind === 'exact' ? slot.requestId : -1;
}

function changedStages({ pipeline: before }: View, { pipeline: after }: View): ReadonlySet<StageName> {
  const numbers: Readonly<Record<StageName, (pipeline: View['pipeline']) => readonly (number | null)[]>> = {
    send: ({ send }) => [send.totalRecords],
    metadata: ({ metadata }) => [metadata.waiting, metadata.topics],
    partition: ({ partition }) => [partition.byKeyShare, partition.stickyShare],
    pool: ({ pool }) => [pool.waiting, pool.heldBytes],
    batches: ({ batches }) => [batches.open, batches.queued],
    inFlight: ({ inFlight }) => [inFlight.batches, inFlight.requests],
    acked: ({ acked }) => [acked.totalRecords],
    failed: ({ failed }) => [failed.records, failed.retriedBatches],
  };
  const names = Object.keys(numbers) as StageName[];
  return new Set(names.filter(name => String(numbers[name](before)) !== String(numbers[name](after))));
}

function united(a: Changes, b: Found): Changes {
  return {
    turn: a.turn,
    lanes: merged(a.lanes, b.lanes, (one, other) => ({
      open: one.open || other.open,
      queued: new Set([...one.queued, ...other.queued]),
      flying: new Set([...one.flying, ...other.flying]),
    })),
    brokers: merged(a.brokers, b.brokers, (one, other) => ({
      connection: one.connection || other.connection,
      slots: new Set([...one.slots, ...other.slots]),
    })),
    stages: new Set([...a.stages, ...b.stages]),
  };
}

function merged<K, V>(a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>, join: (one: V, other: V) => V): Map<K, V> {
  const all = new Map(a);
  for (const [key, value] of b) {
    const known = all.get(key);
    all.set(key, known === undefined ? value : join(known, value));
  }
  return all;
}
