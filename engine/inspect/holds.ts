import type { Hold } from '../snapshot/pipeline.ts';
import type { StageName } from '../snapshot/words.ts';
import type { InspectedProducer } from './inspectedProducer.ts';
import type { NodeStats } from './measure/nodeStats.ts';
import { lateAfterMs, round2 } from './numbers.ts';
import type { LaneLook, ProducerLook } from './producerLook.ts';
import { connectionState } from './views/brokersView.ts';

const ON_AFTER_MS = 500;
/** A verdict stays as long, so that mark and sentence go together. */
export const OFF_AFTER_MS = 1_000;
/** An attempt to connect that takes longer waits for somebody who does not answer. */
const SLOW_CONNECT_MS = 1_000;

/** Something that waits abnormally, before it is known whether it lasts. */
export interface HeldStage {
  readonly stage: StageName;
  readonly hold: Hold;
}

/** All that waits abnormally now, nearest the broker first. `meanInFlight`: of a node over the last second; null: not measured. */
export function findHolds(
  producer: InspectedProducer,
  look: ProducerLook,
  nodeStats: NodeStats,
  meanInFlight: (node: number) => number | null,
): HeldStage[] {
  return [
    ...inFlightHolds(producer, look, nodeStats, meanInFlight),
    ...batchHolds(producer, look),
    ...sendHolds(producer, look.nowMs),
  ];
}

function inFlightHolds(
  { client }: InspectedProducer,
  look: ProducerLook,
  nodeStats: NodeStats,
  meanInFlight: (node: number) => number | null,
): HeldStage[] {
  const holds: HeldStage[] = [];
  let silent: { readonly node: number; readonly silentMs: number } | null = null;
  for (const requests of client.inFlight.all()) {
    const [oldest] = requests;
    if (!oldest) continue;
    const { nodeId: node } = oldest;
    const ageMs = look.nowMs - oldest.sentMs;
    if (ageMs > lateAfterMs(nodeStats.medianLatencyMs(node, look.nowMs)) && ageMs > (silent?.silentMs ?? 0))
      silent = { node, silentMs: round2(ageMs) };
    const { maxInFlight } = client.inFlight;
    const isFull = requests.length >= maxInFlight && (meanInFlight(node) ?? maxInFlight) >= 0.95 * maxInFlight;
    if (isFull && blockedLanes(look, 'maxInFlight').some(({ lane }) => lane.ledger.blockedBy !== null))
      holds.push({ stage: 'inFlight', hold: { kind: 'inFlightFull', node, inFlight: requests.length, maxInFlight } });
  }
  if (silent) holds.unshift({ stage: 'inFlight', hold: { kind: 'brokerSilent', ...silent } });
  return holds;
}

function batchHolds(producer: InspectedProducer, look: ProducerLook): HeldStage[] {
  const { client, metadata } = producer;
  const holds: HeldStage[] = [];
  const throttled = blockedLanes(look, 'throttle')[0];
  const leaderOf = ({ lane }: LaneLook): number | undefined => metadata.snapshot.leader(lane.topic, lane.partition)?.id;
  const node = throttled && leaderOf(throttled);
  if (node !== undefined) {
    const remainingMs = round2(Math.max(0, (client.connections.get(node)?.throttleUntilMs ?? 0) - look.nowMs));
    holds.push({ stage: 'batches', hold: { kind: 'throttled', node, remainingMs } });
  }
  const leaderless = blockedLanes(look, 'noLeader');
  if (leaderless.length > 0) holds.push({ stage: 'batches', hold: { kind: 'noLeader', lanes: leaderless.length } });
  for (const lane of blockedLanes(look, 'nodeNotReady')) {
    const leader = leaderOf(lane);
    if (leader === undefined || !isUnreachable(producer, leader, look.nowMs)) continue;
    holds.push({ stage: 'batches', hold: { kind: 'brokerDown', node: leader } });
    break;
  }
  for (const lane of look.lanes.values()) {
    const first = lane.queued[0];
    if (!first?.isRetry && !(first && lane.lane.ledger.blockedBy === 'earlierRetryFirst')) continue;
    holds.push({ stage: 'batches', hold: { kind: 'retrying', lane: lane.lane.name } });
    break;
  }
  if (blockedLanes(look, 'noProducerId').length > 0) holds.push({ stage: 'batches', hold: { kind: 'noProducerId' } });
  return holds;
}

function sendHolds({ blockedSends }: InspectedProducer, nowMs: number): HeldStage[] {
  const holds: HeldStage[] = [];
  const waiting = blockedSends.waitingForMemory().length;
  if (waiting > 0) holds.push({ stage: 'pool', hold: { kind: 'poolFull', waiting } });
  const { count, topic, oldestSinceMs } = blockedSends.waitingForMetadata();
  if (count > 0 && topic !== null && nowMs - (oldestSinceMs ?? nowMs) >= ON_AFTER_MS)
    holds.push({ stage: 'metadata', hold: { kind: 'metadata', waiting: count, topic } });
  return holds;
}

export function blockedLanes(look: ProducerLook, by: NonNullable<LaneLook['lane']['ledger']['blockedBy']>): LaneLook[] {
  const lanes: LaneLook[] = [];
  for (const lane of look.lanes.values())
    if (lane.lane.ledger.blockedBy === by && (lane.queued.length > 0 || lane.open)) lanes.push(lane);
  return lanes;
}

/** Its connection failed and is tried again, or has taken too long to come about. */
export function isUnreachable(producer: InspectedProducer, node: number, nowMs: number): boolean {
  const connection = producer.client.connections.get(node);
  if (!connection) return false;
  const state = connectionState(producer, node, nowMs);
  if (state === 'backoff' || state === 'authenticationFailed') return true;
  if (state === 'connecting') return connection.failedAttempts > 0 || nowMs - connection.sinceMs >= SLOW_CONNECT_MS;
  return state === 'disconnected' && connection.failedAttempts > 0;
}

interface Tracked {
  held: HeldStage;
  sinceMs: number;
  lastMs: number;
  on: boolean;
}

/** On after half a second, off after a second without: a mark that comes and goes explains nothing. */
export class HoldTracker {
  readonly #tracked = new Map<string, Tracked>();
  #lookedAtMs = -Infinity;
  #current: HeldStage | null = null;
  #sinceMs = Infinity;

  /** Returns the one that is shown: of those that last, the nearest to the broker. */
  update(found: readonly HeldStage[], nowMs: number): HeldStage | null {
    const keys = new Set<string>();
    for (const held of found) {
      const key = `${held.stage} ${held.hold.kind} ${'node' in held.hold ? held.hold.node : ''}`;
      if (keys.has(key)) continue;
      keys.add(key);
      const tracked = this.#tracked.get(key);
      if (tracked) Object.assign(tracked, { held, lastMs: nowMs });
      else this.#tracked.set(key, { held, sinceMs: nowMs, lastMs: nowMs, on: false });
    }
    for (const [key, tracked] of this.#tracked) {
      if (keys.has(key)) tracked.on ||= nowMs - tracked.sinceMs >= ON_AFTER_MS;
      else if (!tracked.on || nowMs - tracked.lastMs >= OFF_AFTER_MS) this.#tracked.delete(key);
    }
    this.#lookedAtMs = nowMs;
    const nearest = this.#nearest(({ on }) => on);
    this.#current = nearest?.held ?? null;
    this.#sinceMs = nearest?.sinceMs ?? Infinity;
    return this.#current;
  }

  /** The one to mark beside a verdict of that stage: what is over gives way as soon as something else is spoken of. */
  markedBeside(stage: StageName | null): HeldStage | null {
    const marked = this.#current;
    if (stage === null || marked?.stage === stage) return marked;
    return this.#nearest(({ on, lastMs }) => on && lastMs === this.#lookedAtMs)?.held ?? null;
  }

  #nearest(counts: (tracked: Tracked) => boolean): Tracked | null {
    let nearest: Tracked | null = null;
    for (const tracked of this.#tracked.values())
      if (counts(tracked) && (!nearest || nearness(tracked.held) < nearness(nearest.held))) nearest = tracked;
    return nearest;
  }

  get current(): HeldStage | null {
    return this.#current;
  }

  /** Since when sends wait for memory, one after the other if not one for long; null: they do not, or not for long yet. */
  get poolFull(): { readonly sinceMs: number; readonly waiting: number } | null {
    for (const { on, sinceMs, held } of this.#tracked.values())
      if (on && held.hold.kind === 'poolFull') return { sinceMs, waiting: held.hold.waiting };
    return null;
  }

  /** Since when the current one lasts, engine ms; Infinity: nothing is held. */
  get sinceMs(): number {
    return this.#sinceMs;
  }
}

const stageOrder: readonly StageName[] = ['inFlight', 'batches', 'pool', 'metadata', 'partition', 'send'];
const kindOrder: readonly Hold['kind'][] = [
  'brokerSilent',
  'inFlightFull',
  'throttled',
  'noLeader',
  'brokerDown',
  'retrying',
  'noProducerId',
  'poolFull',
  'metadata',
];

function nearness({ stage, hold }: HeldStage): number {
  return stageOrder.indexOf(stage) * 100 + kindOrder.indexOf(hold.kind);
}
