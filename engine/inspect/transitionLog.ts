import type { GroupedEntry, LogEntry } from '../snapshot/log.ts';
import type { Transition, TransitionType } from '../snapshot/transition.ts';
import type { Selection } from '../snapshot/words.ts';
import { BUCKETS, bucketMs, bucketOf } from './measure/quantiles.ts';
import { round2 } from './numbers.ts';

export const KEPT_ENTRIES = 500;
/** Common transitions a second that are shown one by one; more are grouped. */
const SINGLES_PER_SECOND = 20;
/** Warnings and rare events are never grouped; beyond this many a second they are counted as dropped. */
const RARE_PER_SECOND = 200;

interface Group {
  readonly type: TransitionType;
  count: number;
  records: number;
  bytes: number;
  readonly nodes: Set<number>;
  readonly lanes: Set<string>;
  readonly reasons: Record<string, number>;
}

/** Latencies of the second's answered requests. */
interface Latencies {
  readonly counts: Uint32Array;
  total: number;
  slowestMs: number;
  slowestNode: number;
  readonly nodes: Set<number>;
}

/**
 * The last 500 lines of what happened. Kept whether or not anybody watches, so it must cost little: at speed a transition is a few
 * additions. Common kinds over 20 a second become one line for each kind and second; the rest always stands by itself.
 */
export class TransitionLog {
  readonly #entries: LogEntry[] = [];
  readonly #groups = new Map<TransitionType, Group>();
  #latencies = newLatencies();
  #nextId = 1;
  #common = 0;
  #rare = 0;
  #grouping = false;
  #lastMs: number | null = null;
  #dropped = 0;
  #takenId = 0;

  note(transition: Transition, wallMs: () => number): void {
    if (isCommon(transition)) {
      this.#common++;
      if (this.#grouping || this.#common > SINGLES_PER_SECOND) return this.#group(transition);
    } else if (++this.#rare > RARE_PER_SECOND) {
      this.#dropped++;
      return;
    }
    this.#push({
      kind: 'single',
      id: this.#nextId++,
      wallMs: wallMs(),
      sinceMs: this.#lastMs === null ? null : round2(Math.max(0, transition.atMs - this.#lastMs)),
      warning: isWarning(transition),
      transition,
      select: selectionOf(transition),
    });
    this.#lastMs = transition.atMs;
  }

  /** The second is over: its groups become lines, and the next one is grouped from its start if this one had much in it. */
  endSecond(second: number): void {
    const latencies = this.#latencies;
    for (const group of this.#groups.values())
      this.#push(groupedEntry(this.#nextId++, second * 1_000, group, latencies));
    this.#groups.clear();
    if (latencies.total > 0) this.#latencies = newLatencies();
    this.#grouping = this.#common > SINGLES_PER_SECOND;
    this.#common = 0;
    this.#rare = 0;
  }

  /** Lines since the last call, oldest first, and how many transitions were left out. `full`: all that are kept. */
  take(full: boolean): { readonly entries: readonly LogEntry[]; readonly dropped: number } {
    const entries = full ? [...this.#entries] : this.#entries.filter(({ id }) => id > this.#takenId);
    this.#takenId = this.#nextId - 1;
    const dropped = full ? 0 : this.#dropped;
    this.#dropped = 0;
    return { entries, dropped };
  }

  #push(entry: LogEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length <= KEPT_ENTRIES) return;
    const lost = this.#entries.shift() as LogEntry;
    if (lost.id > this.#takenId) this.#dropped += lost.kind === 'grouped' ? lost.count : 1;
  }

  #group(transition: Transition): void {
    const { type } = transition;
    let group = this.#groups.get(type);
    if (!group) {
      group = { type, count: 0, records: 0, bytes: 0, nodes: new Set(), lanes: new Set(), reasons: {} };
      this.#groups.set(type, group);
    }
    group.count++;
    switch (transition.type) {
      case 'requestSent':
        group.bytes += transition.bytes;
        group.nodes.add(transition.node);
        return;
      case 'requestEnded':
        group.nodes.add(transition.node);
        return addLatency(this.#latencies, transition.latencyMs, transition.node);
      case 'batchClosed':
        group.reasons[transition.closedBy] = (group.reasons[transition.closedBy] ?? 0) + 1;
        group.records += transition.records;
        group.bytes += transition.bytes;
        group.lanes.add(transition.lane);
        return;
      case 'batchDrained':
        group.nodes.add(transition.node);
        group.records += transition.records;
        group.bytes += transition.bytes;
        group.lanes.add(transition.lane);
        return;
      case 'batchEnded':
        group.records += transition.records;
        group.bytes += transition.bytes;
        group.lanes.add(transition.lane);
        return;
      default:
        if ('lane' in transition) group.lanes.add(transition.lane);
        if ('bytes' in transition) group.bytes += transition.bytes;
    }
  }
}

/** Kinds that come with every batch and request while all is well, or with every send while it is not. */
function isCommon(transition: Transition): boolean {
  switch (transition.type) {
    case 'batchCreated':
    case 'batchClosed':
    case 'batchDrained':
    case 'stickySwitched':
    case 'requestSent':
    case 'poolWaitStarted':
    case 'metadataWaitStarted':
      return true;
    case 'batchEnded':
      return transition.end === 'acked' || transition.end === 'duplicate';
    case 'requestEnded':
      return transition.end === 'answered' || transition.end === 'noAnswerExpected';
    case 'poolWaitEnded':
    case 'metadataWaitEnded':
      return transition.ok;
    default:
      return false;
  }
}

export function isWarning(transition: Transition): boolean {
  switch (transition.type) {
    case 'batchRetried':
    case 'batchSplit':
    case 'throttled':
    case 'metadataFailed':
    case 'topicError':
    case 'rebootstrapped':
    case 'sendRefused':
    case 'poolWaitStarted':
    case 'sequenceUnresolved':
    case 'epochBumped':
    case 'callbackThrew':
    case 'interceptorThrew':
      return true;
    case 'batchEnded':
    case 'requestEnded':
    case 'poolWaitEnded':
    case 'metadataWaitEnded':
      return !isCommon(transition);
    case 'batchClosed':
      return transition.closedBy === 'poolExhausted';
    case 'connectionChanged':
      return ['backoff', 'disconnected', 'authenticationFailed'].includes(transition.state);
    case 'leaderChanged':
      return transition.to < 0;
    case 'transactionState':
      return transition.error !== null;
    case 'closed':
      return transition.unfinishedRecords > 0;
    default:
      return false;
  }
}

function selectionOf(transition: Transition): Selection | null {
  if ('requestId' in transition) return { kind: 'request', requestId: transition.requestId };
  if ('batchId' in transition) return { kind: 'batch', lane: transition.lane, batchId: transition.batchId };
  if ('lane' in transition) return { kind: 'lane', lane: transition.lane };
  if ('node' in transition && transition.node >= 0) return { kind: 'broker', node: transition.node };
  return null;
}

function groupedEntry(id: number, wallMs: number, group: Group, latencies: Latencies): GroupedEntry {
  // An acknowledged batch is known by its request: the second's answers tell how long they took, and by which brokers.
  const timed = latencies.total > 0 && (group.type === 'requestEnded' || group.type === 'batchEnded');
  const nodes = group.type === 'batchEnded' ? latencies.nodes : group.nodes;
  return {
    kind: 'grouped',
    id,
    wallMs,
    type: group.type,
    count: group.count,
    records: group.records,
    bytes: group.bytes,
    brokers: nodes.size,
    lanes: group.lanes.size,
    medianMs: timed ? round2(medianOf(latencies)) : null,
    slowestMs: timed ? round2(latencies.slowestMs) : null,
    slowestNode: timed ? latencies.slowestNode : null,
    reasons: group.reasons,
  };
}

function newLatencies(): Latencies {
  return { counts: new Uint32Array(BUCKETS), total: 0, slowestMs: -1, slowestNode: -1, nodes: new Set() };
}

function addLatency(latencies: Latencies, ms: number, node: number): void {
  const bucket = bucketOf(ms);
  latencies.counts[bucket] = (latencies.counts[bucket] as number) + 1;
  latencies.total++;
  latencies.nodes.add(node);
  if (ms <= latencies.slowestMs) return;
  latencies.slowestMs = ms;
  latencies.slowestNode = node;
}

function medianOf({ counts, total, slowestMs }: Latencies): number {
  let below = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    below += counts[bucket] as number;
    if (below >= total / 2) return Math.min(bucketMs(bucket), slowestMs);
  }
  return slowestMs;
}
