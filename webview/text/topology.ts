import * as l10n from '@vscode/l10n';
import type { PartitionView, TopicView, TopologyView } from '../../engine/snapshot/topology.ts';
import * as f from './format.ts';
import { errorName } from './kafkaNames.ts';

export type ReplicaState = 'leader' | 'inSync' | 'behind' | 'offline' | 'none';

/** How a broker stands to a partition; `none` where it holds no copy. */
export function replicaState(partition: PartitionView, node: number): ReplicaState {
  if (!partition.replicas.includes(node)) return 'none';
  if (partition.offline.includes(node)) return 'offline';
  if (partition.leader === node) return 'leader';
  return partition.inSync.includes(node) ? 'inSync' : 'behind';
}

export function replicaWord(state: ReplicaState): string {
  switch (state) {
    case 'leader':
      return l10n.t('leader');
    case 'inSync':
      return l10n.t('in sync');
    case 'behind':
      return l10n.t('behind');
    case 'offline':
      return l10n.t('offline');
    case 'none':
      return l10n.t('no copy');
  }
}

/** "Full metadata is 41 s old, next in 4 min 19 s. Version 12, answered by broker 3." */
export function ageSentence(topology: TopologyView): string {
  const { ageMs, nextInMs, answeredBy, version } = topology;
  const by =
    answeredBy === null
      ? l10n.t('Version {0}.', String(version))
      : answeredBy < 0
        ? l10n.t('Version {0}, answered by a bootstrap address.', String(version))
        : l10n.t('Version {0}, answered by broker {1}.', String(version), String(answeredBy));
  if (ageMs === null) return l10n.t('No metadata yet. It is asked for at the first send or when a broker answers.');
  const age = f.durationOrZero(ageMs);
  if (nextInMs !== null && nextInMs <= 0) return `${refreshing(topology)} ${by}`;
  if (nextInMs === null) return `${l10n.t('Full metadata is {0} old.', age)} ${by}`;
  return `${l10n.t('Full metadata is {0} old, next in {1}.', age, f.durationOrZero(nextInMs))} ${by}`;
}

function refreshing(topology: TopologyView): string {
  const lost = topology.topics
    .flatMap(topic => topic.partitions.filter(p => p.leader < 0).map(p => `${topic.name}-${p.partition}`))
    .at(0);
  return lost === undefined ? l10n.t('Refreshing now.') : l10n.t('Refreshing now (no leader for {0}).', lost);
}

/** Why this list is short, and by what the last part of it came. */
export function knownSentence({ lastUpdate, topics }: TopologyView): string {
  if (topics.length === 0) return l10n.t('No topic asked yet. The producer asks for a topic at the first send to it.');
  const only = l10n.t('Only topics you sent to are known; others are asked for at their first send.');
  const [first] = lastUpdate?.topics ?? [];
  if (lastUpdate === null || lastUpdate.full || first === undefined) return only;
  return `${l10n.t('{0} came by a partial update, {1} ago.', first, f.durationOrZero(lastUpdate.agoMs))} ${only}`;
}

export function topicLine(topic: TopicView): string {
  return topic.errorCode === 0 ? f.partitions(topic.partitions.length) : errorName(topic.errorCode);
}

/** For more than six brokers a row of text: `leader 2 · in sync 2, 3, 1 · behind –`. */
export function partitionLine(partition: PartitionView): string {
  const behind = partition.replicas.filter(node => replicaState(partition, node) === 'behind');
  const parts = [
    l10n.t('leader {0}', partition.leader < 0 ? l10n.t('none') : String(partition.leader)),
    l10n.t('in sync {0}', partition.inSync.join(', ') || f.NONE),
    l10n.t('behind {0}', behind.join(', ') || f.NONE),
  ];
  if (partition.offline.length > 0) parts.push(l10n.t('offline {0}', partition.offline.join(', ')));
  return parts.join(' · ');
}
