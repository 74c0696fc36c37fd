import type { InFlightRequest } from '../../client/inFlightRequests.ts';
import { isDown } from '../../client/connectionStates.ts';
import { Produce } from '../../protocol/messages/produce.ts';
import type { BrokerView, SlotView } from '../../snapshot/board.ts';
import type { ConnectionState } from '../../snapshot/words.ts';
import type { InspectedProducer } from '../inspectedProducer.ts';
import type { LanePlaces } from '../lanePlaces.ts';
import type { Flow } from '../measure/flow.ts';
import type { NodeStats } from '../measure/nodeStats.ts';
import { EXACT_AFTER_MS, MOVED_FOR_MS, lateAfterMs, round2, round2OrNull, share } from '../numbers.ts';
import type { ExactCells } from './exactCells.ts';

/** Beyond this many the page shows a number and a bar. */
const SHOWN_SLOTS = 10;
const SHOWN_MOVES = 20;

export interface BrokersSource {
  readonly producer: InspectedProducer;
  readonly nodeStats: NodeStats;
  readonly places: LanePlaces;
  readonly flow: Flow | null;
  readonly exact: ExactCells;
  readonly paused: boolean;
  readonly nowMs: number;
}

/** `tied`: nodes that lanes stand under, whether the metadata knows them or not. */
export function brokerViews(source: BrokersSource, tied: ReadonlySet<number>): BrokerView[] {
  const { producer, nodeStats, places, nowMs } = source;
  const { snapshot } = producer.metadata;
  nodeStats.noteAddresses(snapshot.nodes);
  const ids = new Set(snapshot.nodes.map(({ id }) => id));
  for (const node of tied) ids.add(node);
  for (const { from, to } of places.movesSince(nowMs - MOVED_FOR_MS)) if (from >= 0 && to >= 0) ids.add(from);
  for (const queue of producer.client.inFlight.all()) for (const { nodeId } of queue) ids.add(nodeId);
  return [...ids].sort((a, b) => (a < 0 || b < 0 ? b - a : a - b)).map(id => brokerView(id, source));
}

function brokerView(id: number, source: BrokersSource): BrokerView {
  const { producer, nodeStats, places, nowMs } = source;
  const { client, metadata } = producer;
  const node = metadata.snapshot.node(id) ?? nodeStats.address(id);
  const connection = client.connections.get(id);
  const stat = nodeStats.get(id);
  const requests = client.inFlight.of(id);
  const oldestMs = requests[0] ? nowMs - requests[0].sentMs : null;
  const medianMs = nodeStats.medianLatencyMs(id, nowMs);
  return {
    node: id,
    host: node?.host ?? '',
    port: node?.port ?? 0,
    rack: node?.rack ?? null,
    known: metadata.snapshot.node(id) !== undefined,
    isController: metadata.snapshot.data.controllerId === id,
    state: connectionState(producer, id, nowMs),
    stateSinceMs: round2(connection ? nowMs - connection.sinceMs : 0),
    lastError: connection?.lastDisconnection?.reason ?? stat?.lastError ?? null,
    reconnectInMs: connection && isDown(connection) ? round2(client.connections.pollDelayMs(id, nowMs)) : null,
    throttledMs: round2(Math.max(0, (connection?.throttleUntilMs ?? 0) - nowMs)),
    inFlight: requests.length,
    oldestMs: round2OrNull(oldestMs),
    silent: oldestMs !== null && oldestMs > lateAfterMs(medianMs),
    medianLatencyMs: round2OrNull(medianMs),
    idleMs: stat?.lastSentMs == null ? null : round2(nowMs - stat.lastSentMs),
    bytesOut: stat?.bytesOut ?? 0,
    bytesIn: stat?.bytesIn ?? 0,
    produceVersion: produceVersion(producer, id),
    slots: slotViews(id, requests, lateAfterMs(medianMs), source),
    movedAway: places
      .movesSince(nowMs - MOVED_FOR_MS)
      .filter(({ from, to }) => from === id && to >= 0 && to !== id)
      .slice(-SHOWN_MOVES)
      .map(({ lane, to }) => ({ lane, to })),
  };
}

export function connectionState({ client }: InspectedProducer, node: number, nowMs: number): ConnectionState {
  const connection = client.connections.get(node);
  if (!connection) return 'disconnected';
  return connection.state === 'disconnected' && client.connections.isBlackedOut(node, nowMs)
    ? 'backoff'
    : connection.state;
}

export function produceVersion({ client }: InspectedProducer, node: number): number | null {
  try {
    return client.apiVersions.get(node)?.latestUsableVersion(Produce) ?? null;
  } catch {
    return null;
  }
}

function slotViews(
  node: number,
  requests: readonly InFlightRequest[],
  lateMs: number,
  source: BrokersSource,
): SlotView[] {
  const count = Math.min(SHOWN_SLOTS, source.producer.client.inFlight.maxInFlight);
  const views: SlotView[] = [];
  for (let slot = 0; slot < count; slot++)
    views.push(slotView(node, slot, requests.find(request => request.slot === slot) ?? null, lateMs, source));
  return views;
}

function slotView(
  node: number,
  slot: number,
  request: InFlightRequest | null,
  lateMs: number,
  { flow, exact, paused, nowMs }: BrokersSource,
): SlotView {
  const ageMs = request ? nowMs - request.sentMs : 0;
  if (exact.isExact(`${node}/${slot}`, request !== null && ageMs >= EXACT_AFTER_MS, paused, nowMs))
    return request ? exactSlot(request, ageMs, lateMs) : { kind: 'free' };
  const means = flow?.slot(node, slot, request?.sentMs ?? null, nowMs);
  if (!means) return request ? exactSlot(request, ageMs, lateMs) : { kind: 'free' };
  return {
    kind: 'average',
    busyShare: share(means.busyShare, 1),
    requestsPerSecond: round2(means.perSecond),
    meanBytes: Math.round(means.meanBytes),
  };
}

function exactSlot(request: InFlightRequest, ageMs: number, lateMs: number): SlotView {
  return {
    kind: 'exact',
    requestId: request.correlationId,
    correlationId: request.correlationId,
    api: request.apiName,
    version: request.version,
    bytes: request.byteLength,
    ageMs: round2(ageMs),
    late: ageMs > lateMs,
    batches: request.batches.length,
  };
}
