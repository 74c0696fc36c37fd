/** Every API that the practice cluster serves. What is not here is not announced, and closes the connection if asked for. */
import type { ApiHandler } from '../apiHandler.ts';
import { addOffsetsToTxn } from './addOffsetsToTxn.ts';
import { addPartitionsToTxn } from './addPartitionsToTxn.ts';
import { apiVersions } from './apiVersions.ts';
import { createPartitions } from './createPartitions.ts';
import { createTopics } from './createTopics.ts';
import { deleteGroups } from './deleteGroups.ts';
import { deleteRecords } from './deleteRecords.ts';
import { deleteTopics } from './deleteTopics.ts';
import { describeCluster } from './describeCluster.ts';
import { describeConfigs } from './describeConfigs.ts';
import { describeGroups } from './describeGroups.ts';
import { describeLogDirs } from './describeLogDirs.ts';
import { describeProducers } from './describeProducers.ts';
import { describeTopicPartitions } from './describeTopicPartitions.ts';
import { describeTransactions } from './describeTransactions.ts';
import { endTxn } from './endTxn.ts';
import { fetch } from './fetch.ts';
import { findCoordinator } from './findCoordinator.ts';
import { heartbeat } from './heartbeat.ts';
import { incrementalAlterConfigs } from './incrementalAlterConfigs.ts';
import { initProducerId } from './initProducerId.ts';
import { joinGroup } from './joinGroup.ts';
import { leaveGroup } from './leaveGroup.ts';
import { listGroups } from './listGroups.ts';
import { listOffsets } from './listOffsets.ts';
import { listTransactions } from './listTransactions.ts';
import { metadata } from './metadata.ts';
import { offsetCommit } from './offsetCommit.ts';
import { offsetDelete } from './offsetDelete.ts';
import { offsetFetch } from './offsetFetch.ts';
import { offsetForLeaderEpoch } from './offsetForLeaderEpoch.ts';
import { produce } from './produce.ts';
import { saslAuthenticate } from './saslAuthenticate.ts';
import { saslHandshake } from './saslHandshake.ts';
import { syncGroup } from './syncGroup.ts';
import { txnOffsetCommit } from './txnOffsetCommit.ts';

export const handlers: readonly ApiHandler[] = [
  produce,
  fetch,
  listOffsets,
  metadata,
  offsetCommit,
  offsetFetch,
  findCoordinator,
  saslHandshake,
  joinGroup,
  heartbeat,
  leaveGroup,
  syncGroup,
  describeGroups,
  listGroups,
  apiVersions(() => handlers),
  createTopics,
  deleteTopics,
  deleteRecords,
  initProducerId,
  offsetForLeaderEpoch,
  addPartitionsToTxn,
  addOffsetsToTxn,
  endTxn,
  txnOffsetCommit,
  describeConfigs,
  describeLogDirs,
  saslAuthenticate,
  createPartitions,
  deleteGroups,
  incrementalAlterConfigs,
  offsetDelete,
  describeCluster,
  describeProducers,
  describeTransactions,
  listTransactions,
  describeTopicPartitions,
];

const byKey = new Map(handlers.map(handler => [handler.api.key, handler]));

export function handlerFor(apiKey: number): ApiHandler | undefined {
  return byKey.get(apiKey);
}
