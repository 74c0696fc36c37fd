import type { PipelineView, Stage } from '../../snapshot/pipeline.ts';
import type { StageName } from '../../snapshot/words.ts';
import type { HeldStage } from '../holds.ts';
import type { InspectedProducer } from '../inspectedProducer.ts';
import type { Flow } from '../measure/flow.ts';
import type { PassedRecords, StageTimes } from '../measure/passed.ts';
import type { Rates } from '../measure/rates.ts';
import { EXACT_AFTER_MS, round2, round2OrNull, share } from '../numbers.ts';
import type { ProducerLook } from '../producerLook.ts';
import type { ExactCells } from './exactCells.ts';

export interface PipelineSource {
  readonly producer: InspectedProducer;
  readonly look: ProducerLook;
  readonly passed: PassedRecords | null;
  readonly rates: Rates;
  readonly flow: Flow | null;
  readonly exact: ExactCells;
  readonly held: HeldStage | null;
  readonly heldBytes: number;
  readonly lastTopic: string | null;
  readonly paused: boolean;
}

const order: readonly StageName[] = ['send', 'metadata', 'partition', 'pool', 'batches', 'inFlight', 'acked', 'failed'];
const noTimes: StageTimes = {
  sendMs: null,
  metadataMs: null,
  poolMs: null,
  batchesMs: null,
  inFlightMs: null,
  p50Ms: null,
  p99Ms: null,
};

/** The eight stages. Counts are what is there at this moment; times are of the records that passed in the last 5 s. */
export function pipelineView(source: PipelineSource): PipelineView {
  const { producer, look, rates, paused, heldBytes } = source;
  const { totals, blockedSends, metadata, pool } = producer;
  const times = source.passed?.times(look.nowMs) ?? noTimes;
  const perSecond = (counter: 'sent' | 'acked'): number => (paused ? 0 : round2(rates.perSecond(counter)));
  const forMetadata = blockedSends.waitingForMetadata();
  const forMemory = blockedSends.waitingForMemory();
  const sinceMs = (ms: number | null | undefined): number | null => (ms == null ? null : look.nowMs - ms);
  const stage = stageMaker(source, times, {
    send: null,
    metadata: sinceMs(forMetadata.oldestSinceMs),
    partition: null,
    pool: sinceMs(forMemory[0]?.sinceMs),
    batches: sinceMs(oldest(look.open.oldestMs, look.queued.oldestMs)),
    inFlight: sinceMs(look.oldestRequest?.sentMs),
    acked: null,
    failed: null,
  });
  const refreshed = metadata.lastSuccessfulRefreshMs;
  return {
    send: {
      ...stage('send'),
      recordsPerSecond: perSecond('sent'),
      totalRecords: totals.sentRecords,
      waitingCalls: blockedSends.count,
    },
    metadata: {
      ...stage('metadata'),
      waiting: forMetadata.count,
      ageMs: Number.isFinite(refreshed) ? Math.round(look.nowMs - refreshed) : null,
      topics: metadata.topicCount,
    },
    partition: { ...stage('partition'), ...partitionShares(source) },
    pool: { ...stage('pool'), waiting: forMemory.length, heldBytes, totalBytes: pool.totalMemory },
    batches: { ...stage('batches'), open: look.open.batches, queued: look.queued.batches },
    inFlight: { ...stage('inFlight'), ...inFlight(source) },
    acked: {
      ...stage('acked'),
      recordsPerSecond: perSecond('acked'),
      totalRecords: totals.ackedRecords,
      p50Ms: round2OrNull(times.p50Ms),
      p99Ms: round2OrNull(times.p99Ms),
    },
    failed: {
      ...stage('failed'),
      records: totals.failedRecords,
      retriedBatches: totals.retriedBatches,
      lastError: totals.lastError,
    },
  };
}

function stageMaker(
  { held, producer }: PipelineSource,
  times: StageTimes,
  oldestMs: Readonly<Record<StageName, number | null>>,
): (name: StageName) => Stage {
  const medians: Readonly<Record<StageName, number | null>> = {
    send: times.sendMs,
    metadata: times.metadataMs,
    partition: null,
    pool: times.poolMs,
    batches: times.batchesMs,
    inFlight: times.inFlightMs,
    acked: null,
    failed: null,
  };
  // What has been inside for longer than passing records take is where the time goes now.
  const spent = (name: StageName): number => {
    const waiting = oldestMs[name] ?? 0;
    return Math.max(medians[name] ?? 0, waiting >= EXACT_AFTER_MS ? waiting : 0);
  };
  const whole = order.reduce((sum, name) => sum + spent(name), 0);
  const heldAt = held ? order.indexOf(held.stage) : -1;
  const { blockedSends } = producer;
  const sendsWait =
    held !== null &&
    (held.stage === 'metadata'
      ? blockedSends.waitingForMetadata().count > 0
      : blockedSends.waitingForMemory().length > 0);
  return name => ({
    medianMs: round2OrNull(medians[name]),
    oldestMs: round2OrNull(oldestMs[name]),
    share: share(spent(name), whole),
    hold: held?.stage === name ? held.hold : null,
    backedUp: sendsWait && order.indexOf(name) < heldAt,
  });
}

/** Of the records of the last second, of all so far if there were none. */
function partitionShares({ producer, rates, lastTopic }: PipelineSource): Omit<PipelineView['partition'], keyof Stage> {
  const { totals, accumulator } = producer;
  const recent = [rates.gained('byKey'), rates.gained('sticky'), rates.gained('explicit'), rates.gained('roundRobin')];
  const counts = recent.some(count => count > 0)
    ? recent
    : [totals.partitionedByKey, totals.partitionedSticky, totals.partitionedExplicit, totals.partitionedRoundRobin];
  const all = counts.reduce((sum, count) => sum + count, 0);
  const part = (index: number): number | null => (all === 0 ? null : share(counts[index] ?? 0, all));
  const partitioner = lastTopic === null ? undefined : accumulator.partitioner(lastTopic);
  return {
    byKeyShare: part(0),
    stickyShare: part(1),
    explicitShare: part(2),
    roundRobinShare: part(3),
    sticky:
      partitioner && lastTopic !== null && partitioner.currentPartition >= 0
        ? { topic: lastTopic, partition: partitioner.currentPartition, producedBytes: partitioner.producedBytes }
        : null,
  };
}

function inFlight({
  producer,
  look,
  flow,
  exact,
  rates,
  paused,
}: PipelineSource): Omit<PipelineView['inFlight'], keyof Stage> {
  const { client, metadata } = producer;
  let batches = 0;
  let bytes = 0;
  for (const request of look.requests.values()) {
    batches += request.batches.length;
    bytes += request.byteLength;
  }
  // A bootstrap connection leads to a broker that has, or will have, a connection of its own.
  let up = 0;
  for (const { id } of metadata.snapshot.nodes) if (client.connections.get(id)?.state === 'ready') up++;
  const isLong = look.oldestRequest !== null && look.nowMs - look.oldestRequest.sentMs >= EXACT_AFTER_MS;
  const isExact = exact.isExact('pipeline inFlight', isLong, paused, look.nowMs) || !flow;
  return {
    requests: isExact ? look.requests.size : round2(flow.meanRequests(client.inFlight, look.nowMs)),
    exact: isExact,
    maxRequests: up * client.inFlight.maxInFlight,
    requestsPerSecond: paused ? 0 : round2(rates.perSecond('requests')),
    batches,
    bytes,
  };
}

function oldest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}
