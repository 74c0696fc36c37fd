import type { PartitionQueue } from '../producer/partitionQueue.ts';
import type { ProducerBatch } from '../producer/producerBatch.ts';
import type { TransactionManager } from '../producer/transactionManager.ts';
import { ApiKeys } from '../protocol/apiKeys.ts';
import type { StepAction, StepPreview } from '../snapshot/session.ts';
import type { InspectedProducer } from './inspectedProducer.ts';
import { metadataDueInMs, metadataInProgress, nominalBackoffMs } from './metadataDue.ts';

/** Kafka's jitter of a backoff: a fifth more or less. */
const JITTER = 0.2;

/**
 * What one `Sender.runOnce` would do now: `ready` and `drain` read, not called, since those move ledgers and draw chance. If nothing
 * can be done before some time has passed, `advancesMs` says how much, and the actions are those of that moment. What cannot be said
 * for sure (which of several equal nodes, a backoff within its jitter) is left out.
 *
 * `hasPendingEvents`: something has come over the network that the pass will handle.
 */
export function previewStep(producer: InspectedProducer, nowMs: number, hasPendingEvents: boolean): StepPreview {
  const now = new DryRun(producer, nowMs).run(hasPendingEvents);
  if (now.actions.length > 0 || hasPendingEvents) return preview(0, now);
  const nextMs = nextChangeMs(producer, nowMs);
  if (nextMs === null) return preview(0, now);
  const later = new DryRun(producer, nowMs + nextMs).run(false);
  return preview(nextMs, { ...later, actions: [...lingersOver(producer, nowMs, nextMs), ...later.actions] });
}

interface Outcome {
  readonly actions: readonly StepAction[];
  readonly lane: string | null;
}

function preview(advancesMs: number, { actions, lane }: Outcome): StepPreview {
  const first = actions.find(action => 'lane' in action);
  return {
    advancesMs,
    actions: actions.length > 0 ? actions : [{ kind: 'runOnce' }],
    lane: first && 'lane' in first ? first.lane : lane,
  };
}

class DryRun {
  readonly #producer: InspectedProducer;
  readonly #nowMs: number;
  readonly #actions: StepAction[] = [];
  /** Nodes that the pass starts to connect to. */
  readonly #connecting = new Set<number>();
  #lane: string | null = null;

  constructor(producer: InspectedProducer, nowMs: number) {
    this.#producer = producer;
    this.#nowMs = nowMs;
  }

  /** In the order of `runOnce`. */
  run(hasPendingEvents: boolean): Outcome {
    const { transactionManager } = this.#producer;
    const lacksId = transactionManager !== null && !transactionManager.hasProducerId;
    if (dropsUndrained(this.#producer)) this.#drop();
    const exclusive = transactionManager?.isTransactional ? this.#transaction(transactionManager) : false;
    if (lacksId && !transactionManager.isTransactional) this.#producerId();
    if (exclusive) {
      if (hasPendingEvents) this.#answer();
      return { actions: this.#actions, lane: this.#lane };
    }
    for (const [node, queues] of this.#ready()) this.#node(node, queues, lacksId);
    this.#expired();
    this.#metadata();
    if (hasPendingEvents) this.#answer();
    return { actions: this.#actions, lane: this.#lane };
  }

  /** `Sender.#abortUndrained` */
  #drop(): void {
    for (const queue of this.#producer.accumulator.activeQueues()) {
      const batch = queue.batches.find(each => !each.hasSequence);
      if (batch) this.#actions.push({ kind: 'drop', lane: queue.name, batchId: batch.id });
    }
  }

  /** What is left to send after that. */
  *#queues(): Iterable<PartitionQueue> {
    const drops = dropsUndrained(this.#producer);
    for (const queue of this.#producer.accumulator.activeQueues()) if (!drops || queue.first?.hasSequence) yield queue;
  }

  /** `ProducerIdRequester.maybeRequest` */
  #producerId(): void {
    const { client, metadata } = this.#producer;
    for (const requests of client.inFlight.all())
      if (requests.some(({ apiKey }) => apiKey === ApiKeys.INIT_PRODUCER_ID)) return;
    if (this.#metadataIsDue(false)) return;
    const { nodes } = metadata.snapshot;
    if (nodes.some(({ id }) => client.canSendRequest(id, this.#nowMs))) this.#actions.push({ kind: 'producerId' });
    else if (!client.isAnyNodeConnecting()) this.#connectOnly(nodes.map(({ id }) => id));
  }

  /** `TransactionalSender.step`, as far as the node is known and connected. True: the pass sends no records. */
  #transaction({ requests }: TransactionManager): boolean {
    const { sender, client } = this.#producer;
    if (sender.transactionalRequest !== null) return true;
    const next = upcomingRequest(this.#producer);
    if (!next || next.notBeforeMs > this.#nowMs || this.#metadataIsDue(false)) return false;
    const node = next.coordinator && requests.coordinators.find(next.coordinator);
    if (!node) {
      this.#actions.push({ kind: 'transaction', api: next.coordinator ? 'FindCoordinator' : next.api, node: null });
      return true;
    }
    if (!client.canSendRequest(node.id, this.#nowMs)) {
      this.#connect(node.id);
      return false;
    }
    this.#actions.push({ kind: 'transaction', api: next.api, node: node.id });
    return true;
  }

  /** `RecordAccumulator.ready`: node → its queues, for nodes that have something to take. */
  #ready(): ReadonlyMap<number, readonly PartitionQueue[]> {
    const { metadata } = this.#producer;
    const byLeader = new Map<number, { readonly queues: PartitionQueue[]; sendable: boolean }>();
    for (const queue of this.#queues()) {
      const leader = metadata.snapshot.leader(queue.topic, queue.partition);
      if (!leader || queue.muted) continue;
      const first = queue.first as ProducerBatch;
      if (backoffState(this.#producer, first, this.#nowMs) !== 'over') continue;
      const sendable = sendableBecause(this.#producer, queue, first, this.#nowMs) !== null;
      const known = byLeader.get(leader.id);
      if (known) {
        known.queues.push(queue);
        known.sendable ||= sendable;
      } else byLeader.set(leader.id, { queues: [queue], sendable });
    }
    return new Map([...byLeader].filter(([, { sendable }]) => sendable).map(([node, { queues }]) => [node, queues]));
  }

  /** `removeNotReady`, then `drain`: a ready node is taken from every partition of it, whether that lingers or not. */
  #node(node: number, queues: readonly PartitionQueue[], lacksId: boolean): void {
    const { client, transactionManager, config } = this.#producer;
    this.#lane ??= queues[0]?.name ?? null;
    if (lacksId) return;
    if (this.#metadataIsDue(true)) return this.#connect(node);
    if (!client.canSendRequest(node, this.#nowMs)) return this.#connect(node);
    let bytes = 0;
    const drains: StepAction[] = [];
    for (const queue of queues) {
      const first = queue.first as ProducerBatch;
      if (transactionManager?.shouldStopDrain(first)) return; // Where the drain of the node begins, and so who comes before, is chance.
      bytes += first.estimatedSizeInBytes;
      const reason = first.closedBy ?? sendableBecause(this.#producer, queue, first, this.#nowMs) ?? 'alongside';
      drains.push({ kind: 'drain', lane: queue.name, batchId: first.id, node, reason });
    }
    if (bytes <= config.maxRequestSize || drains.length === 1) this.#actions.push(...drains);
  }

  /** `expiredBatches`; one for each partition is enough to say what happens. */
  #expired(): void {
    const { config } = this.#producer;
    for (const queue of this.#queues()) {
      const first = queue.first as ProducerBatch;
      if (first.hasReachedDeliveryTimeout(config.deliveryTimeoutMs, this.#nowMs))
        this.#actions.push({ kind: 'expire', lane: queue.name, batchId: first.id });
    }
  }

  /** `DefaultMetadataUpdater.maybeUpdate`, as far as only one node comes into question. */
  #metadata(): void {
    const { client, metadata } = this.#producer;
    if (!this.#metadataIsDue(true)) return;
    const ids = metadata.snapshot.nodes.map(({ id }) => id);
    const usable = ids.filter(id => client.canSendRequest(id, this.#nowMs));
    const load = (id: number): number => client.inFlight.of(id).length;
    const least = Math.min(...usable.map(load));
    const candidates = usable.filter(id => load(id) === least);
    const [node] = candidates;
    if (candidates.length === 1 && node !== undefined) {
      const { topics } = metadata.planRequest(this.#nowMs);
      this.#actions.push({ kind: 'metadata', node, topics: topics.slice(0, 20) });
    } else if (usable.length === 0 && this.#connecting.size === 0 && !client.isAnyNodeConnecting())
      this.#connectOnly(ids);
  }

  /** Only if there is nothing else that the event could be. */
  #answer(): void {
    const { client } = this.#producer;
    if (client.isAnyNodeConnecting()) return;
    const waiting = [...client.inFlight.all()].filter(requests => requests.length > 0);
    const [request] = waiting[0] ?? [];
    if (waiting.length !== 1 || !request || waiting[0]?.some(({ written }) => !written)) return;
    this.#actions.push({ kind: 'answer', node: request.nodeId, requestId: request.correlationId });
  }

  /** A partition without leader asks for metadata before the nodes are looked at. */
  #metadataIsDue(afterReady: boolean): boolean {
    const { accumulator, metadata } = this.#producer;
    if (metadataInProgress(this.#producer)) return false;
    if (metadataDueInMs(this.#producer, this.#nowMs) === 0) return true;
    if (!afterReady || metadata.updateRequested) return false;
    const leaderless = [...accumulator.activeQueues()].some(
      ({ topic, partition }) => !metadata.snapshot.leader(topic, partition),
    );
    return leaderless && this.#nowMs - metadata.lastRefreshMs > this.#producer.config.retryBackoffMaxMs;
  }

  #connectOnly(nodes: readonly number[]): void {
    const connectable = nodes.filter(id => this.#producer.client.connections.canConnect(id, this.#nowMs));
    if (connectable.length === 1 && connectable[0] !== undefined) this.#connect(connectable[0]);
  }

  #connect(node: number): void {
    if (this.#connecting.has(node) || !this.#producer.client.connections.canConnect(node, this.#nowMs)) return;
    this.#connecting.add(node);
    this.#actions.push({ kind: 'connect', node });
  }
}

/** Before it looks at requests and records, the pass drops what was never sent of a transaction that will not be committed. */
function dropsUndrained({ transactionManager, sender }: InspectedProducer): boolean {
  if (!transactionManager || sender.transactionalRequest !== null) return false;
  return transactionManager.isAborting || transactionManager.hasAbortableError;
}

function upcomingRequest(producer: InspectedProducer) {
  const { transactionManager, accumulator, blockedSends } = producer;
  const incomplete = dropsUndrained(producer)
    ? [...accumulator.incomplete].some(({ hasSequence }) => hasSequence)
    : accumulator.hasIncomplete;
  return transactionManager?.requests.upcoming(incomplete || blockedSends.count > 0) ?? null;
}

/** `sendable` of `RecordAccumulator.batchReady`, as the reason that will show; null: it lingers. */
function sendableBecause(
  { accumulator, pool, config }: InspectedProducer,
  queue: PartitionQueue,
  first: ProducerBatch,
  nowMs: number,
): 'full' | 'linger' | 'poolExhausted' | 'close' | 'flush' | 'transaction' | null {
  if (queue.batches.length > 1 || first.isFull) return 'full';
  if (first.waitedTimeMs(nowMs) >= config.lingerMs) return 'linger';
  if (pool.waiters.length > 0) return 'poolExhausted';
  if (accumulator.closed) return 'close';
  if (accumulator.flushesInProgress > 0) return 'flush';
  return accumulator.transactionCompleting ? 'transaction' : null;
}

function backoffState({ config }: InspectedProducer, batch: ProducerBatch, nowMs: number): 'over' | 'waits' | 'unsure' {
  if (batch.retries === 0 || batch.hasLeaderChangedForTheOngoingRetry) return 'over';
  const nominalMs = nominalBackoffMs(config, batch.retries - 1);
  const waitedMs = batch.waitedTimeMs(nowMs);
  if (waitedMs >= Math.min(nominalMs * (1 + JITTER), Math.max(config.retryBackoffMaxMs, 0))) return 'over';
  return waitedMs < nominalMs * (1 - JITTER) ? 'waits' : 'unsure';
}

/** The next thing that time alone brings about; null: only an answer or a send can. */
function nextChangeMs(producer: InspectedProducer, nowMs: number): number | null {
  const { accumulator, metadata, client, config, blockedSends } = producer;
  const waits: number[] = [];
  const nodes = new Set<number>();
  const upcoming = upcomingRequest(producer);
  if (upcoming && !client.hasInFlight) waits.push(upcoming.notBeforeMs - nowMs);
  // What an answer may bring about is not waited for by letting time jump to the moment that gives it up.
  const awaitsNetwork = client.hasInFlight || client.isAnyNodeConnecting();
  for (const queue of accumulator.activeQueues()) {
    const first = queue.first as ProducerBatch;
    if (!awaitsNetwork) waits.push(first.createdMs + config.deliveryTimeoutMs - nowMs);
    const leader = metadata.snapshot.leader(queue.topic, queue.partition);
    if (!leader || queue.muted) continue;
    nodes.add(leader.id);
    if (first.retries > 0) {
      const certainMs = Math.min(nominalBackoffMs(config, first.retries - 1) * (1 + JITTER), config.retryBackoffMaxMs);
      waits.push(certainMs - first.waitedTimeMs(nowMs));
    } else if (sendableBecause(producer, queue, first, nowMs) === null)
      waits.push(config.lingerMs - first.waitedTimeMs(nowMs));
  }
  if (blockedSends.count > 0) for (const { id } of metadata.snapshot.nodes) nodes.add(id);
  for (const node of nodes)
    if (client.connections.get(node)?.state !== 'connecting') waits.push(client.connections.pollDelayMs(node, nowMs));
  if (metadata.updateRequested && !metadataInProgress(producer)) waits.push(metadataDueInMs(producer, nowMs));
  const next = Math.min(...waits.filter(ms => ms > 0));
  return Number.isFinite(next) ? Math.ceil(next * 1_000) / 1_000 : null; // Never a hair too little.
}

function lingersOver(
  { accumulator, config, metadata }: InspectedProducer,
  nowMs: number,
  nextMs: number,
): StepAction[] {
  const actions: StepAction[] = [];
  for (const queue of accumulator.activeQueues()) {
    const first = queue.first as ProducerBatch;
    if (first.retries > 0 || first.closedBy || !metadata.snapshot.leader(queue.topic, queue.partition)) continue;
    const leftMs = config.lingerMs - first.waitedTimeMs(nowMs);
    if (leftMs > 0 && leftMs <= nextMs) actions.push({ kind: 'lingerOver', lane: queue.name, batchId: first.id });
  }
  return actions;
}
