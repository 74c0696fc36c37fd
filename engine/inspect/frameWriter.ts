import type { BrokerView, LaneView } from '../snapshot/board.ts';
import type { Frame } from '../snapshot/frame.ts';
import type { LogEntry } from '../snapshot/log.ts';
import type { PoolView } from '../snapshot/pool.ts';
import type { TopologyView } from '../snapshot/topology.ts';
import type { LanesShown } from './views/laneViews.ts';

export const MAX_FRAME_BYTES = 64 * 1024;
/** A part that leaves less than this to the others is cut. */
const LANES_SHARE = 0.75;
/** Ages move on by themselves; the page is told once a second. */
const TOPOLOGY_EVERY_MS = 1_000;
/** Brackets and names of the parts. */
const SLACK_BYTES = 512;

export interface FrameParts extends Omit<Frame, 'brokers' | 'lanes' | 'pool' | 'topology' | 'seq' | 'full'> {
  readonly brokers: readonly BrokerView[];
  readonly lanes: LanesShown;
  readonly pool: PoolView;
  readonly topology: TopologyView;
}

interface SentLane {
  readonly text: string;
  readonly seq: number;
}

/**
 * Makes frames that fit: whole first, then what changed. Where not everything has room the oldest log lines go first, then lanes wait
 * for the next frame: idle ones longest, then those shown most lately. Everything gets through in time.
 */
export class FrameWriter {
  #seq = 0;
  #full = true;
  readonly #lanes = new Map<string, SentLane>();
  #brokersText = '';
  #poolText = '';
  #topologyText = '';
  #topologySentMs = -Infinity;

  /** The next frame is whole: a page has come into view. */
  restart(): void {
    this.#full = true;
  }

  get nextIsFull(): boolean {
    return this.#full;
  }

  write(parts: FrameParts): Frame {
    const full = this.#full;
    if (full) this.#forget();
    this.#full = false;
    const seq = ++this.#seq;
    const brokers = this.#brokers(parts.brokers);
    const pool = this.#pool(parts.pool);
    const topology = this.#topology(parts);
    const { log, history, brokers: _brokers, lanes: _lanes, pool: _pool, topology: _topology, ...always } = parts;
    const frame: Frame = {
      ...always,
      seq,
      full,
      history,
      log: [],
      ...(brokers && { brokers }),
      ...(pool && { pool }),
      ...(topology && { topology }),
    };
    const room = MAX_FRAME_BYTES - SLACK_BYTES - sizeOf(frame);
    const lanes = this.#changedLanes(parts.lanes, seq, Math.floor(room * LANES_SHARE), full);
    const kept = newestThatFit(log, room - lanes.bytes);
    const lost = full ? [] : log.slice(0, log.length - kept.length);
    return {
      ...frame,
      ...(lanes.part && { lanes: lanes.part }),
      log: kept,
      droppedTransitions:
        parts.droppedTransitions + lost.reduce((sum, entry) => sum + (entry.kind === 'grouped' ? entry.count : 1), 0),
    };
  }

  #forget(): void {
    this.#lanes.clear();
    this.#brokersText = '';
    this.#poolText = '';
    this.#topologyText = '';
    this.#topologySentMs = -Infinity;
  }

  #brokers(brokers: readonly BrokerView[]): readonly BrokerView[] | null {
    const fitting = brokersThatFit(brokers);
    const text = JSON.stringify(fitting);
    if (text === this.#brokersText) return null;
    this.#brokersText = text;
    return fitting;
  }

  #pool(pool: PoolView): PoolView | null {
    const text = JSON.stringify(pool);
    if (text === this.#poolText) return null;
    this.#poolText = text;
    return pool;
  }

  #topology({ topology, engineMs }: FrameParts): TopologyView | null {
    const { ageMs: _age, nextInMs: _next, lastUpdate, ...lasting } = topology;
    const text = JSON.stringify([lasting, lastUpdate?.full, lastUpdate?.topics]);
    const isDue = engineMs - this.#topologySentMs >= TOPOLOGY_EVERY_MS;
    if (text === this.#topologyText && !isDue) return null;
    this.#topologyText = text;
    this.#topologySentMs = engineMs;
    return topology;
  }

  #changedLanes(
    { lanes, omitted }: LanesShown,
    seq: number,
    room: number,
    full: boolean,
  ): { readonly part: Frame['lanes'] | null; readonly bytes: number } {
    const present = new Set<string>();
    const changed: { readonly lane: LaneView; readonly text: string; readonly sentSeq: number }[] = [];
    for (const lane of lanes) {
      present.add(lane.lane);
      const text = JSON.stringify(lane);
      const sent = this.#lanes.get(lane.lane);
      if (sent?.text !== text) changed.push({ lane, text, sentSeq: sent?.seq ?? 0 });
    }
    const removed: string[] = [];
    for (const lane of this.#lanes.keys()) if (!present.has(lane)) removed.push(lane);
    for (const lane of removed) this.#lanes.delete(lane);

    let bytes = sizeOf(removed);
    const urgency = ({ lane }: { readonly lane: LaneView }): number =>
      lane.leavesBy.kind === 'blocked' ? 0 : lane.idle ? 2 : 1;
    const byUrgency = [...changed].sort((a, b) => urgency(a) - urgency(b) || a.sentSeq - b.sentSeq);
    const written = new Set<LaneView>();
    for (const { lane, text } of byUrgency) {
      const size = Buffer.byteLength(text) + 1;
      if (bytes + size > room) continue;
      bytes += size;
      written.add(lane);
      this.#lanes.set(lane.lane, { text, seq });
    }
    if (!full && written.size === 0 && removed.length === 0) return { part: null, bytes: 0 };
    const part = { changed: lanes.filter(lane => written.has(lane)), removed, omitted };
    return { part, bytes: bytes + 100 };
  }
}

/** A cluster with very many brokers: slots of those that have nothing in flight are left out. */
function brokersThatFit(brokers: readonly BrokerView[]): readonly BrokerView[] {
  if (sizeOf(brokers) <= MAX_FRAME_BYTES / 4) return brokers;
  const lean = brokers.map(broker => (broker.inFlight > 0 ? broker : { ...broker, slots: [], movedAway: [] }));
  if (sizeOf(lean) <= MAX_FRAME_BYTES / 3) return lean;
  return lean.map(broker => ({ ...broker, slots: [], movedAway: [], lastError: null })).slice(0, 60);
}

function newestThatFit(log: readonly LogEntry[], room: number): readonly LogEntry[] {
  let left = room;
  for (let i = log.length - 1; i >= 0; i--) {
    left -= sizeOf(log[i]) + 1;
    if (left < 0) return log.slice(i + 1);
  }
  return log;
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
