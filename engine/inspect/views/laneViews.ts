import type { InFlightRequest } from '../../client/inFlightRequests.ts';
import type { ProducerBatch } from '../../producer/producerBatch.ts';
import type { CellView, LaneView, OpenBatchView, QueueView } from '../../snapshot/board.ts';
import type { InspectedProducer } from '../inspectedProducer.ts';
import { EXACT_AFTER_MS, IDLE_AFTER_MS, lateAfterMs, round2, share } from '../numbers.ts';
import type { LaneLook } from '../producerLook.ts';
import type { LanesSource } from './lanesSource.ts';
import { leavesBy } from './leavesBy.ts';
import { compareNames } from './topologyView.ts';

/** Lanes in a frame at most, the folded idle ones among them. */
export const MAX_LANES = 200;
const SHOWN_QUEUED = 6;

export interface LanesShown {
  /** By topic, then partition. */
  readonly lanes: readonly LaneView[];
  readonly omitted: { readonly active: number; readonly idle: number };
}

interface Candidate {
  readonly topic: string;
  readonly partition: number;
  readonly name: string;
  readonly look: LaneLook | null;
}

/** Shows partitions. Remembers when each last had a batch, and which two hundred are shown: those are chosen anew each second. */
export class LaneViewer {
  readonly #lastActiveMs = new Map<string, number>();
  #shown: { readonly names: ReadonlySet<string>; readonly atMs: number } = { names: new Set(), atMs: -Infinity };

  noteActive(lane: string, atMs: number): void {
    this.#lastActiveMs.set(lane, atMs);
  }

  view(source: LanesSource): LanesShown {
    const { look } = source;
    for (const lane of look.lanes.keys()) this.#lastActiveMs.set(lane, look.nowMs);
    for (const [lane, atMs] of this.#lastActiveMs)
      if (look.nowMs - atMs >= IDLE_AFTER_MS) this.#lastActiveMs.delete(lane);
    const active = this.#active(source);
    const shown = active.length <= MAX_LANES ? active : this.#choose(active, look.nowMs);
    const idle = idleLanes(source, new Set(active.map(({ name }) => name)), MAX_LANES - shown.length);
    const lanes = [...shown, ...idle.lanes]
      .sort((a, b) => compareNames(a.topic, b.topic) || a.partition - b.partition)
      .map(candidate => laneView(candidate, !this.#lastActiveMs.has(candidate.name), source));
    return { lanes, omitted: { active: active.length - shown.length, idle: idle.omitted } };
  }

  #active({ look }: LanesSource): Candidate[] {
    const candidates: Candidate[] = [];
    for (const name of this.#lastActiveMs.keys()) {
      const place = name.lastIndexOf('-');
      candidates.push({
        topic: name.slice(0, place),
        partition: Number(name.slice(place + 1)),
        name,
        look: look.lanes.get(name) ?? null,
      });
    }
    return candidates;
  }

  /** Blocked ones first, then by bytes held. A partition does not come and go within a second. */
  #choose(active: readonly Candidate[], nowMs: number): Candidate[] {
    const paused = this.#shown.atMs === nowMs;
    if (!paused && nowMs - this.#shown.atMs >= 1_000) {
      const weight = ({ look }: Candidate): number =>
        look ? look.heldBytes + (look.lane.ledger.blockedBy === null ? 0 : Number.MAX_SAFE_INTEGER / 4) : 0;
      const best = [...active].sort((a, b) => weight(b) - weight(a) || compareNames(a.name, b.name));
      this.#shown = { names: new Set(best.slice(0, MAX_LANES).map(({ name }) => name)), atMs: nowMs };
    }
    return active.filter(({ name }) => this.#shown.names.has(name));
  }
}

/** Partitions of known topics that nothing waits in, as far as there is room. */
function idleLanes(
  { producer }: LanesSource,
  active: ReadonlySet<string>,
  room: number,
): { readonly lanes: readonly Candidate[]; readonly omitted: number } {
  const lanes: Candidate[] = [];
  let total = 0;
  let activeKnown = 0;
  const topics = [...producer.metadata.snapshot.data.topics.values()].sort((a, b) => compareNames(a.name, b.name));
  for (const { name: topic, partitions } of topics) {
    total += partitions.length;
    if (lanes.length >= room) continue;
    for (let partition = 0; partition < partitions.length && lanes.length < room; partition++) {
      const name = `${topic}-${partition}`;
      if (!active.has(name)) lanes.push({ topic, partition, name, look: null });
    }
  }
  for (const lane of active) if (isKnown(producer, lane)) activeKnown++;
  return { lanes, omitted: total - activeKnown - lanes.length };
}

function isKnown({ metadata }: InspectedProducer, lane: string): boolean {
  const place = lane.lastIndexOf('-');
  return metadata.snapshot.partition(lane.slice(0, place), Number(lane.slice(place + 1))) !== undefined;
}

function laneView({ topic, partition, name, look }: Candidate, idle: boolean, source: LanesSource): LaneView {
  const { producer, places } = source;
  const { nowMs } = source.look;
  const leader = producer.metadata.snapshot.leader(topic, partition);
  if (leader) places.noteLeader(name, leader.id);
  const node = leader?.id ?? places.lastLeader(name);
  return {
    lane: name,
    topic,
    partition,
    node,
    hasLeader: leader !== null,
    movedFrom: leader ? places.movedFrom(name, leader.id, nowMs) : null,
    idle,
    open: openBatch(name, look, source),
    queue: queueView(look, nowMs),
    leavesBy: leavesBy(name, look, node, source),
    cells: node === null && !look?.inFlight.length ? [] : cells(name, look, node, source),
  };
}

function openBatch(name: string, look: LaneLook | null, source: LanesSource): OpenBatchView | null {
  const { producer, flow, exact, paused } = source;
  const { nowMs } = source.look;
  const open = look?.open ?? null;
  const ageMs = open ? nowMs - open.createdMs : 0;
  const means = flow?.closings(name, nowMs) ?? null;
  const isExact = exact.isExact(`${name} open`, open !== null && ageMs >= EXACT_AFTER_MS, paused, nowMs);
  if (!isExact && means)
    return {
      kind: 'average',
      bytes: Math.round(means.bytes),
      limitBytes: producer.config.batchSize,
      records: round2(means.records),
      ageMs: round2(means.ageMs),
      batchesPerSecond: round2(means.perSecond),
    };
  if (!open) return null;
  return {
    kind: 'exact',
    batchId: open.id,
    bytes: open.estimatedSizeInBytes,
    limitBytes: open.builder.writeLimit,
    records: open.recordCount,
    ageMs: round2(ageMs),
  };
}

/** The next to leave stands last. Retries come first in the queue, so they are among the six or fill them. */
function queueView(look: LaneLook | null, nowMs: number): QueueView {
  const queued = look?.queued ?? [];
  let bytes = 0;
  for (const batch of queued) bytes += batch.estimatedSizeInBytes;
  return {
    count: queued.length,
    bytes,
    next: queued
      .slice(0, SHOWN_QUEUED)
      .map(batch => ({
        batchId: batch.id,
        closedBy: batch.closedBy ?? 'full',
        attempt: batch.attempts.length + 1,
        bytes: batch.estimatedSizeInBytes,
        records: batch.recordCount,
        ageMs: round2(nowMs - batch.createdMs),
      }))
      .reverse(),
  };
}

function cells(name: string, look: LaneLook | null, node: number | null, source: LanesSource): CellView[] {
  const { flow, exact, paused } = source;
  const { nowMs, requests } = source.look;
  const bySlot = new Map<number, { readonly batch: ProducerBatch; readonly request: InFlightRequest }>();
  for (const batch of look?.inFlight ?? []) {
    const request = requests.get(batch.attempts.at(-1)?.requestId ?? -1);
    if (request && batch.isInFlight) bySlot.set(request.slot, { batch, request });
  }
  const count = Math.max(flow?.cellCount(name) ?? 0, ...[...bySlot.keys()].map(slot => slot + 1));
  const views: CellView[] = [];
  for (let slot = 0; slot < count; slot++) {
    const found = bySlot.get(slot);
    const isLong = found !== undefined && nowMs - found.request.sentMs >= EXACT_AFTER_MS;
    const isExact = exact.isExact(`${name}/${slot}`, isLong, paused, nowMs);
    const means = !isExact && node !== null ? flow?.cell(name, node, slot, found?.request.sentMs ?? null, nowMs) : null;
    if (means)
      views.push({
        kind: 'average',
        slot,
        meanBytes: Math.round(means.meanBytes),
        busyShare: share(means.busyShare, 1),
      });
    else if (found) views.push(exactCell(slot, found.batch, found.request, source));
  }
  return views;
}

function exactCell(slot: number, batch: ProducerBatch, request: InFlightRequest, source: LanesSource): CellView {
  const { nowMs } = source.look;
  const lateMs = lateAfterMs(source.nodeStats.medianLatencyMs(request.nodeId, nowMs));
  return {
    kind: 'exact',
    slot,
    requestId: request.correlationId,
    batchId: batch.id,
    bytes: batch.estimatedSizeInBytes,
    records: batch.recordCount,
    attempt: batch.attempts.length,
    late: nowMs - request.sentMs > lateMs,
  };
}
