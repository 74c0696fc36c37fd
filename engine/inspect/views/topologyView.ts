import type { Metadata } from '../../client/metadata.ts';
import { Errors } from '../../common/errors.ts';
import type { TopologyView, TopicView } from '../../snapshot/topology.ts';
import type { InspectedProducer } from '../inspectedProducer.ts';
import { metadataDueInMs } from '../metadataDue.ts';
import type { TopicErrors } from '../topicErrors.ts';

/** So many partitions at most; a cluster may have more than a frame has room for. */
export const MAX_SHOWN_PARTITIONS = 400;

/** Metadata as the producer holds it; topics it asked for in vain are among them, with their error. */
export function topologyView(producer: InspectedProducer, topicErrors: TopicErrors, nowMs: number): TopologyView {
  const { metadata } = producer;
  const { data, nodes } = metadata.snapshot;
  const { lastUpdate } = metadata;
  const refreshed = metadata.lastSuccessfulRefreshMs;
  const dueMs = metadataDueInMs(producer, nowMs);
  const shown = topics(metadata, topicErrors);
  return {
    ageMs: Number.isFinite(refreshed) ? Math.round(nowMs - refreshed) : null,
    nextInMs: Number.isFinite(dueMs) ? Math.round(dueMs) : null,
    version: metadata.updateVersion,
    answeredBy: lastUpdate?.node ?? null,
    lastUpdate: lastUpdate && {
      full: lastUpdate.full,
      agoMs: Math.round(nowMs - lastUpdate.atMs),
      topics: lastUpdate.topics.slice(0, 20),
    },
    bootstrap: data.bootstrap,
    clusterId: data.clusterId,
    controllerId: data.controllerId,
    brokers: nodes.map(({ id }) => id).sort((a, b) => a - b),
    topics: shown.topics,
    omittedPartitions: shown.omitted,
  };
}

function topics(metadata: Metadata, topicErrors: TopicErrors): { topics: TopicView[]; omitted: number } {
  let room = MAX_SHOWN_PARTITIONS;
  let omitted = 0;
  const views: TopicView[] = [];
  const known = metadata.snapshot.data.topics;
  for (const { name, partitions } of [...known.values()].sort((a, b) => compareNames(a.name, b.name))) {
    const shown = partitions.slice(0, room);
    room -= shown.length;
    omitted += partitions.length - shown.length;
    views.push({
      name,
      errorCode: 0,
      error: null,
      partitions: shown.map(({ partition, leaderId, leaderEpoch, replicas, inSync, offline }) => ({
        partition,
        leader: leaderId,
        epoch: leaderEpoch,
        replicas,
        inSync,
        offline,
      })),
    });
  }
  for (const [topic, { errorCode }] of topicErrors.all())
    if (!known.has(topic))
      views.push({ name: topic, errorCode, error: Errors.forCode(errorCode).name, partitions: [] });
  return { topics: views, omitted };
}

export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
