/** Every API whose messages are in the table. */
import { AddOffsetsToTxn } from './addOffsetsToTxn.ts';
import { AddPartitionsToTxn } from './addPartitionsToTxn.ts';
import { ApiVersions } from './apiVersions.ts';
import { CreatePartitions } from './createPartitions.ts';
import { CreateTopics } from './createTopics.ts';
import { DeleteGroups } from './deleteGroups.ts';
import { DeleteRecords } from './deleteRecords.ts';
import { DeleteTopics } from './deleteTopics.ts';
import { DescribeCluster } from './describeCluster.ts';
import { DescribeConfigs } from './describeConfigs.ts';
import { DescribeGroups } from './describeGroups.ts';
import { DescribeLogDirs } from './describeLogDirs.ts';
import { DescribeProducers } from './describeProducers.ts';
import { DescribeTopicPartitions } from './describeTopicPartitions.ts';
import { DescribeTransactions } from './describeTransactions.ts';
import { EndTxn } from './endTxn.ts';
import { Fetch } from './fetch.ts';
import { FindCoordinator } from './findCoordinator.ts';
import { Heartbeat } from './heartbeat.ts';
import { IncrementalAlterConfigs } from './incrementalAlterConfigs.ts';
import { InitProducerId } from './initProducerId.ts';
import { JoinGroup } from './joinGroup.ts';
import { LeaveGroup } from './leaveGroup.ts';
import { ListGroups } from './listGroups.ts';
import { ListOffsets } from './listOffsets.ts';
import { ListTransactions } from './listTransactions.ts';
import { Metadata } from './metadata.ts';
import { OffsetCommit } from './offsetCommit.ts';
import { OffsetDelete } from './offsetDelete.ts';
import { OffsetFetch } from './offsetFetch.ts';
import { OffsetForLeaderEpoch } from './offsetForLeaderEpoch.ts';
import { Produce } from './produce.ts';
import { SaslAuthenticate } from './saslAuthenticate.ts';
import { SaslHandshake } from './saslHandshake.ts';
import { SyncGroup } from './syncGroup.ts';
import { TxnOffsetCommit } from './txnOffsetCommit.ts';

export {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  ApiVersions,
  CreatePartitions,
  CreateTopics,
  DeleteGroups,
  DeleteRecords,
  DeleteTopics,
  DescribeCluster,
  DescribeConfigs,
  DescribeGroups,
  DescribeLogDirs,
  DescribeProducers,
  DescribeTopicPartitions,
  DescribeTransactions,
  EndTxn,
  Fetch,
  FindCoordinator,
  Heartbeat,
  IncrementalAlterConfigs,
  InitProducerId,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  ListOffsets,
  ListTransactions,
  Metadata,
  OffsetCommit,
  OffsetDelete,
  OffsetFetch,
  OffsetForLeaderEpoch,
  Produce,
  SaslAuthenticate,
  SaslHandshake,
  SyncGroup,
  TxnOffsetCommit,
};

export const apis = [
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  ApiVersions,
  CreatePartitions,
  CreateTopics,
  DeleteGroups,
  DeleteRecords,
  DeleteTopics,
  DescribeCluster,
  DescribeConfigs,
  DescribeGroups,
  DescribeLogDirs,
  DescribeProducers,
  DescribeTopicPartitions,
  DescribeTransactions,
  EndTxn,
  Fetch,
  FindCoordinator,
  Heartbeat,
  IncrementalAlterConfigs,
  InitProducerId,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  ListOffsets,
  ListTransactions,
  Metadata,
  OffsetCommit,
  OffsetDelete,
  OffsetFetch,
  OffsetForLeaderEpoch,
  Produce,
  SaslAuthenticate,
  SaslHandshake,
  SyncGroup,
  TxnOffsetCommit,
] as const;

/** One of the APIs of the table; its `key` tells which. */
export type KnownApi = (typeof apis)[number];

const byKey = new Map<number, KnownApi>(apis.map(api => [api.key, api]));

export function apiForKey(key: number): KnownApi | undefined {
  return byKey.get(key);
}
