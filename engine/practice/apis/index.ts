/** Every API that the practice cluster serves. What is not here is not announced, and closes the connection if asked for. */
import type { ApiHandler } from '../apiHandler.ts';
import { apiVersions } from './apiVersions.ts';
import { createPartitions } from './createPartitions.ts';
import { createTopics } from './createTopics.ts';
import { deleteRecords } from './deleteRecords.ts';
import { deleteTopics } from './deleteTopics.ts';
import { describeCluster } from './describeCluster.ts';
import { describeConfigs } from './describeConfigs.ts';
import { describeLogDirs } from './describeLogDirs.ts';
import { describeProducers } from './describeProducers.ts';
import { describeTopicPartitions } from './describeTopicPartitions.ts';
import { fetch } from './fetch.ts';
import { findCoordinator } from './findCoordinator.ts';
import { incrementalAlterConfigs } from './incrementalAlterConfigs.ts';
import { initProducerId } from './initProducerId.ts';
import { listOffsets } from './listOffsets.ts';
import { metadata } from './metadata.ts';
import { offsetForLeaderEpoch } from './offsetForLeaderEpoch.ts';
import { produce } from './produce.ts';
import { saslAuthenticate } from './saslAuthenticate.ts';
import { saslHandshake } from './saslHandshake.ts';

export const handlers: readonly ApiHandler[] = [
  produce,
  fetch,
  listOffsets,
  metadata,
  findCoordinator,
  saslHandshake,
  apiVersions(() => handlers),
  createTopics,
  deleteTopics,
  deleteRecords,
  initProducerId,
  offsetForLeaderEpoch,
  describeConfigs,
  describeLogDirs,
  saslAuthenticate,
  createPartitions,
  incrementalAlterConfigs,
  describeCluster,
  describeProducers,
  describeTopicPartitions,
];

const byKey = new Map(handlers.map(handler => [handler.api.key, handler]));

export function handlerFor(apiKey: number): ApiHandler | undefined {
  return byKey.get(apiKey);
}
