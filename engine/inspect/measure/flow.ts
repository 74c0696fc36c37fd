import type { InFlightRequests } from '../../client/inFlightRequests.ts';
import type { Transition } from '../../snapshot/transition.ts';
import type { ClosedBy } from '../../snapshot/words.ts';
import { SlicedSums } from './slicedSums.ts';

const MEAN_MS = 1_000;
const REASONS_MS = 2_000;
const SLICE_MS = 125;
/** Drained batches of one partition that have not left: more than that were given up before they could. */
const MAX_SIZES = 64;

const closings = { count: 0, bytes: 1, records: 2, ageMs: 3, reasons: 4 } as const;
const reasons: readonly ClosedBy[] = [
  'full',
  'linger',
  'flush',
  'poolExhausted',
  'close',
  'alongside',
  'transaction',
  'split',
];
const busy = { ms: 0, count: 1, bytes: 2 } as const;

export interface ClosingMeans {
  readonly perSecond: number;
  readonly bytes: number;
  readonly records: number;
  readonly ageMs: number;
}

export interface BusyMeans {
  readonly busyShare: number;
  readonly perSecond: number;
  readonly meanBytes: number;
}

interface LaneFlow {
  readonly closed: SlicedSums;
  node: number;
  /** By slot. */
  readonly cells: (SlicedSums | undefined)[];
}

interface RunningRequest {
  readonly sentMs: number;
  readonly batches: readonly (readonly [lane: string, batchId: number])[];
}

/**
 * The means of what passes too fast to be shown: how batches close, how busy request slots and their cells are. Time-weighted over the
 * last second (closing reasons: two). Only while somebody watches; what ran before is unknown.
 */
export class Flow {
  readonly #sinceMs: number;
  readonly #lanes = new Map<string, LaneFlow>();
  /** Node → slot. */
  readonly #slots = new Map<number, (SlicedSums | undefined)[]>();
  readonly #running = new Map<number, RunningRequest>();
  /** Size at drain of batches in requests: lane → batch → bytes. */
  readonly #sizes = new Map<string, Map<number, number>>();

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  noteClosed({ lane, closedBy, records, bytes, ageMs, atMs }: Extract<Transition, { type: 'batchClosed' }>): void {
    const { closed } = this.#lane(lane);
    closed.add(closings.count, 1, atMs);
    closed.add(closings.bytes, bytes, atMs);
    closed.add(closings.records, records, atMs);
    closed.add(closings.ageMs, ageMs, atMs);
    closed.add(closings.reasons + reasons.indexOf(closedBy), 1, atMs);
  }

  noteDrained({ lane, batchId, bytes }: Extract<Transition, { type: 'batchDrained' }>): void {
    const sizes = this.#sizes.get(lane);
    if (sizes && sizes.size < MAX_SIZES) sizes.set(batchId, bytes);
    else this.#sizes.set(lane, new Map([[batchId, bytes]]));
  }

  noteSent({ requestId, node, slot, bytes, batches, atMs }: Extract<Transition, { type: 'requestSent' }>): void {
    const sums = this.#slot(node, slot);
    sums.add(busy.count, 1, atMs);
    sums.add(busy.bytes, bytes, atMs);
    this.#running.set(requestId, { sentMs: atMs, batches });
    for (const [lane, batchId] of batches) {
      const cell = this.#cell(lane, node, slot);
      cell.add(busy.count, 1, atMs);
      cell.add(busy.bytes, this.#takeSize(lane, batchId), atMs);
    }
  }

  noteEnded({ requestId, node, slot, atMs }: Extract<Transition, { type: 'requestEnded' }>): void {
    const request = this.#running.get(requestId);
    if (!request) return;
    this.#running.delete(requestId);
    this.#slot(node, slot).addInterval(busy.ms, request.sentMs, atMs);
    for (const [lane] of request.batches) this.#cell(lane, node, slot).addInterval(busy.ms, request.sentMs, atMs);
  }

  /** Requests in flight, time-weighted over the last second; of one node, or of all. */
  meanRequests(inFlight: InFlightRequests, nowMs: number, node: number | null = null): number {
    let mean = 0;
    for (const [id, slots] of this.#slots) {
      if (node !== null && id !== node) continue;
      const running = inFlight.of(id);
      for (let slot = 0; slot < slots.length; slot++) {
        const request = running.find(each => each.slot === slot);
        mean += this.slot(id, slot, request?.sentMs ?? null, nowMs)?.busyShare ?? 0;
      }
    }
    return mean;
  }

  /** Null: none closed in the last second. */
  closings(lane: string, nowMs: number): ClosingMeans | null {
    const closed = this.#lanes.get(lane)?.closed;
    const count = closed?.sum(closings.count, nowMs, MEAN_MS) ?? 0;
    if (!closed || count < 0.01) return null;
    const mean = (field: number): number => closed.sum(field, nowMs, MEAN_MS) / count;
    return {
      perSecond: this.#perSecond(count, nowMs),
      bytes: mean(closings.bytes),
      records: mean(closings.records),
      ageMs: mean(closings.ageMs),
    };
  }

  /** The commonest reason of the last two seconds, and its share. */
  usualReason(lane: string, nowMs: number): { readonly closedBy: ClosedBy; readonly share: number } | null {
    const closed = this.#lanes.get(lane)?.closed;
    if (!closed) return null;
    let [best, most, all] = [0, 0, 0];
    for (let i = 0; i < reasons.length; i++) {
      const count = closed.sum(closings.reasons + i, nowMs, REASONS_MS);
      all += count;
      if (count > most) [best, most] = [i, count];
    }
    return most < 0.01 ? null : { closedBy: reasons[best] as ClosedBy, share: most / all };
  }

  /** `runningSinceMs`: a request is in it now. Null: nothing was in it for a second. */
  slot(node: number, slot: number, runningSinceMs: number | null, nowMs: number): BusyMeans | null {
    return this.#busy(this.#slots.get(node)?.[slot], runningSinceMs, nowMs);
  }

  cell(lane: string, node: number, slot: number, runningSinceMs: number | null, nowMs: number): BusyMeans | null {
    const flow = this.#lanes.get(lane);
    return flow?.node === node ? this.#busy(flow.cells[slot], runningSinceMs, nowMs) : null;
  }

  cellCount(lane: string): number {
    return this.#lanes.get(lane)?.cells.length ?? 0;
  }

  #busy(sums: SlicedSums | undefined, runningSinceMs: number | null, nowMs: number): BusyMeans | null {
    const windowMs = this.#windowMs(nowMs);
    const runningMs = runningSinceMs === null ? 0 : Math.min(nowMs - runningSinceMs, windowMs);
    const busyMs = (sums?.sum(busy.ms, nowMs, MEAN_MS) ?? 0) + runningMs;
    const count = sums?.sum(busy.count, nowMs, MEAN_MS) ?? 0;
    if (!sums || (count < 0.01 && busyMs < 0.01)) return null;
    return {
      busyShare: Math.min(1, busyMs / windowMs),
      perSecond: this.#perSecond(count, nowMs),
      meanBytes: count < 0.01 ? 0 : sums.sum(busy.bytes, nowMs, MEAN_MS) / count,
    };
  }

  #perSecond(count: number, nowMs: number): number {
    return (count / this.#windowMs(nowMs)) * 1_000;
  }

  /** A second, or what has been watched so far. */
  #windowMs(nowMs: number): number {
    return Math.max(100, Math.min(MEAN_MS, nowMs - this.#sinceMs));
  }

  #takeSize(lane: string, batchId: number): number {
    const sizes = this.#sizes.get(lane);
    const bytes = sizes?.get(batchId) ?? 0;
    sizes?.delete(batchId);
    return bytes;
  }

  #lane(lane: string): LaneFlow {
    let flow = this.#lanes.get(lane);
    if (!flow) {
      flow = {
        closed: new SlicedSums(closings.reasons + reasons.length, SLICE_MS, REASONS_MS / SLICE_MS),
        node: -1,
        cells: [],
      };
      this.#lanes.set(lane, flow);
    }
    return flow;
  }

  /** Slots belong to a node: when the partition has moved the old ones say nothing any more. */
  #cell(lane: string, node: number, slot: number): SlicedSums {
    const flow = this.#lane(lane);
    if (flow.node !== node) {
      flow.node = node;
      flow.cells.length = 0;
    }
    return (flow.cells[slot] ??= newBusySums());
  }

  #slot(node: number, slot: number): SlicedSums {
    let slots = this.#slots.get(node);
    if (!slots) this.#slots.set(node, (slots = []));
    return (slots[slot] ??= newBusySums());
  }
}

function newBusySums(): SlicedSums {
  return new SlicedSums(3, SLICE_MS, MEAN_MS / SLICE_MS);
}
