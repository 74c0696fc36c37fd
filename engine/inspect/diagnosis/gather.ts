import type { BatchArchive } from '../batchArchive.ts';
import { isUnreachable } from '../holds.ts';
import type { HoldTracker } from '../holds.ts';
import type { InspectedProducer } from '../inspectedProducer.ts';
import type { LanePlaces } from '../lanePlaces.ts';
import type { Flow } from '../measure/flow.ts';
import type { NodeStats } from '../measure/nodeStats.ts';
import { lateAfterMs } from '../numbers.ts';
import type { LaneLook, ProducerLook } from '../producerLook.ts';
import type { TopicErrors } from '../topicErrors.ts';
import type { Troubles } from '../troubles.ts';
import { connectionState } from '../views/brokersView.ts';
import { connectError } from '../views/sessionView.ts';
import type { WallClock } from '../wallClock.ts';
import { transactionOf } from './transactionOf.ts';
import type { DiagnosedLane, DiagnosedNode, DiagnosisState } from './diagnosisState.ts';

const MOVES_MS = 60_000;

export interface DiagnosisSource {
  readonly producer: InspectedProducer;
  readonly look: ProducerLook;
  readonly nodeStats: NodeStats;
  readonly places: LanePlaces;
  readonly topicErrors: TopicErrors;
  readonly troubles: Troubles;
  readonly archive: BatchArchive;
  readonly flow: Flow | null;
  readonly clock: WallClock;
  readonly connectionName: string;
  readonly heldBytes: number;
  readonly poolFull: HoldTracker['poolFull'];
  /** The bootstrap address that answered, `host:port`; null: none yet. */
  readonly answeredBootstrap: string | null;
}

/** The producer's state as the rules see it. */
export function gather(source: DiagnosisSource): DiagnosisState {
  const { producer, look, troubles, clock, places } = source;
  const { config, blockedSends, pool } = producer;
  const { nowMs } = look;
  const waitingForMemory = blockedSends.waitingForMemory();
  const waitingForMetadata = blockedSends.waitingForMetadata();
  return {
    nowMs,
    wallOf: engineMs => clock.of(engineMs),
    connection: connectionOf(source),
    limits: {
      maxBlockMs: config.maxBlockMs,
      maxInFlight: config.maxInFlight,
      requestTimeoutMs: config.requestTimeoutMs,
      deliveryTimeoutMs: config.deliveryTimeoutMs,
      maxRequestSizeBytes: config.maxRequestSize,
      bufferMemoryBytes: config.bufferMemory,
    },
    nodes: nodesOf(source),
    lanes: [...look.lanes.values()].map(lane => laneOf(lane, source)),
    pool: {
      totalBytes: pool.totalMemory,
      heldBytes: source.heldBytes,
      waiting: waitingForMemory.length || (source.poolFull?.waiting ?? 0),
      fullSinceMs: source.poolFull?.sinceMs ?? null,
      longestWaitMs: waitingForMemory[0] ? nowMs - waitingForMemory[0].sinceMs : 0,
    },
    metadataWait: {
      waiting: waitingForMetadata.count,
      topic: waitingForMetadata.topic,
      sinceMs: waitingForMetadata.oldestSinceMs,
    },
    topicErrors: source.topicErrors.all(),
    retries: troubles.retries(nowMs),
    moves: places.movesSince(nowMs - MOVES_MS),
    refusal: troubles.refusal(nowMs),
    givenUp: troubles.givenUp(nowMs),
    transaction: transactionOf(source.producer, nowMs),
    retriedSince: sinceMs => troubles.retriedSince(sinceMs),
    failedSince: sinceMs => troubles.failedSince(sinceMs),
  };
}

function connectionOf({
  producer,
  nodeStats,
  look,
  connectionName,
  answeredBootstrap,
}: DiagnosisSource): DiagnosisState['connection'] {
  const { metadata, client, config } = producer;
  const failing = metadata.snapshot.data.bootstrap ? connectError(producer, nodeStats) : null;
  const delayMs = failing ? client.connections.pollDelayMs(failing.node, look.nowMs) : Infinity;
  const [first] = config.bootstrapServers;
  return {
    name: connectionName,
    everAnswered: metadata.lastUpdate !== null,
    bootstrap: answeredBootstrap ?? (first ? `${first.host}:${first.port}` : ''),
    failing: failing && { ...failing, nextTryMs: Number.isFinite(delayMs) ? delayMs : null },
  };
}

function nodesOf({ producer, nodeStats, look, flow, places }: DiagnosisSource): DiagnosedNode[] {
  const { metadata, client } = producer;
  const ids = new Set(metadata.snapshot.nodes.map(({ id }) => id));
  for (const [id] of client.connections.entries()) if (id >= 0) ids.add(id);
  for (const { from } of places.movesSince(look.nowMs - MOVES_MS)) if (from >= 0) ids.add(from);
  return [...ids].map(id => {
    const known = metadata.snapshot.node(id);
    const node = known ?? nodeStats.address(id);
    const connection = client.connections.get(id);
    const stat = nodeStats.get(id);
    const requests = client.inFlight.of(id);
    const oldestMs = requests[0] ? look.nowMs - requests[0].sentMs : null;
    const medianLatencyMs = nodeStats.medianLatencyMs(id, look.nowMs);
    const { maxInFlight } = client.inFlight;
    const mean = flow ? flow.meanRequests(client.inFlight, look.nowMs, id) : requests.length;
    return {
      node: id,
      address: node ? `${node.host}:${node.port}` : '',
      host: node?.host ?? '',
      inMetadata: known !== undefined,
      state: connectionState(producer, id, look.nowMs),
      stateSinceMs: connection?.sinceMs ?? look.nowMs,
      everReady: stat?.everReady ?? false,
      failures: stat?.failures ?? 0,
      disconnection: connection?.lastDisconnection?.kind ?? null,
      authenticationError: authenticationError(connection),
      throttledMs: Math.max(0, (connection?.throttleUntilMs ?? 0) - look.nowMs),
      inFlight: requests.length,
      oldestMs,
      medianLatencyMs,
      silent: oldestMs !== null && oldestMs > lateAfterMs(medianLatencyMs),
      unreachable: isUnreachable(producer, id, look.nowMs),
      alwaysFull: requests.length >= maxInFlight && mean >= 0.95 * maxInFlight,
    };
  });
}

function authenticationError(
  connection: ReturnType<InspectedProducer['client']['connections']['get']>,
): DiagnosedNode['authenticationError'] {
  const error = connection?.authenticationError;
  if (!error || connection?.lastDisconnection?.kind !== 'authenticationFailed') return null;
  return { kind: error.kind, message: error.message };
}

function laneOf({ lane, open, queued, heldBytes }: LaneLook, { producer, places }: DiagnosisSource): DiagnosedLane {
  const { snapshot } = producer.metadata;
  const leader = snapshot.leader(lane.topic, lane.partition);
  return {
    lane: lane.name,
    node: leader?.id ?? places.lastLeader(lane.name),
    hasLeader: leader !== null,
    epoch: snapshot.leaderEpoch(lane.topic, lane.partition),
    waitingBatches: queued.length + (open ? 1 : 0),
    heldBytes,
    oldestCreatedMs: (queued[0] ?? open)?.createdMs ?? null,
    blockedBy: lane.ledger.blockedBy,
    blockedSinceMs: lane.ledger.blockedSinceMs,
  };
}
