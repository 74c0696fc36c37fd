/**
 * Kafka's error codes (Kafka: `org.apache.kafka.common.protocol.Errors`, 4.4.0): one line each with code, name, exception class,
 * flags and what it means in our own words. R = retriable; M = retriable and metadata is out of date.
 */
export interface KafkaErrorCode {
  readonly code: number;
  /** Kafka's constant, such as `NOT_LEADER_OR_FOLLOWER`. */
  readonly name: string;
  /** Java's exception class; empty for NONE. */
  readonly exception: string;
  readonly message: string;
  readonly retriable: boolean;
  readonly refreshMetadata: boolean;
}

type Flag = '' | 'R' | 'M';

// One code a line, however long it gets.
// prettier-ignore
const table = [
  [-1, 'UNKNOWN_SERVER_ERROR', 'UnknownServerException', '', 'The broker failed in a way it has no code for; its own log says more.'],
  [0, 'NONE', '', '', 'No error.'],
  [1, 'OFFSET_OUT_OF_RANGE', 'OffsetOutOfRangeException', '', 'The offset asked for lies outside what the partition still holds.'],
  [2, 'CORRUPT_MESSAGE', 'CorruptRecordException', 'R', 'The batch failed its checksum, or its size or content is not valid, or it lacks a key on a compacted topic.'],
  [3, 'UNKNOWN_TOPIC_OR_PARTITION', 'UnknownTopicOrPartitionException', 'M', 'This broker does not host the topic or partition.'],
  [4, 'INVALID_FETCH_SIZE', 'InvalidFetchSizeException', '', 'The fetch size asked for is not valid.'],
  [5, 'LEADER_NOT_AVAILABLE', 'LeaderNotAvailableException', 'M', 'The partition has no leader at the moment; an election is under way.'],
  [6, 'NOT_LEADER_OR_FOLLOWER', 'NotLeaderOrFollowerException', 'M', 'This broker is not the leader, or not a replica, of the partition.'],
  [7, 'REQUEST_TIMED_OUT', 'TimeoutException', 'R', 'The request did not finish within its timeout.'],
  [8, 'BROKER_NOT_AVAILABLE', 'BrokerNotAvailableException', '', 'The broker is not available.'],
  [9, 'REPLICA_NOT_AVAILABLE', 'ReplicaNotAvailableException', 'M', 'The replica is not available.'],
  [10, 'MESSAGE_TOO_LARGE', 'RecordTooLargeException', '', "The batch is larger than the topic's max.message.bytes."],
  [11, 'STALE_CONTROLLER_EPOCH', 'ControllerMovedException', '', 'The controller moved to another broker.'],
  [12, 'OFFSET_METADATA_TOO_LARGE', 'OffsetMetadataTooLarge', '', 'The metadata string committed with the offset is too long.'],
  [13, 'NETWORK_EXCEPTION', 'NetworkException', 'M', 'The connection ended before a response arrived.'],
  [14, 'COORDINATOR_LOAD_IN_PROGRESS', 'CoordinatorLoadInProgressException', 'R', 'The coordinator is still loading its state.'],
  [15, 'COORDINATOR_NOT_AVAILABLE', 'CoordinatorNotAvailableException', 'R', 'The coordinator is not available.'],
  [16, 'NOT_COORDINATOR', 'NotCoordinatorException', 'R', 'This broker is not the coordinator for that group or transaction.'],
  [17, 'INVALID_TOPIC_EXCEPTION', 'InvalidTopicException', '', 'The topic name is not legal, or the topic is internal and may not be written.'],
  [18, 'RECORD_LIST_TOO_LARGE', 'RecordBatchTooLargeException', '', 'The batches of the request are larger than a log segment.'],
  [19, 'NOT_ENOUGH_REPLICAS', 'NotEnoughReplicasException', 'R', 'Fewer replicas are in sync than min.insync.replicas asks for; nothing was written.'],
  [20, 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'NotEnoughReplicasAfterAppendException', 'R', 'The batch was written, but meanwhile fewer replicas are in sync than min.insync.replicas asks for.'],
  [21, 'INVALID_REQUIRED_ACKS', 'InvalidRequiredAcksException', '', 'acks must be 0, 1 or -1 (all).'],
  [22, 'ILLEGAL_GENERATION', 'IllegalGenerationException', '', 'The group has moved on to another generation.'],
  [23, 'INCONSISTENT_GROUP_PROTOCOL', 'InconsistentGroupProtocolException', '', "The member's protocols do not fit those of the group."],
  [24, 'INVALID_GROUP_ID', 'InvalidGroupIdException', '', 'The group id is not valid.'],
  [25, 'UNKNOWN_MEMBER_ID', 'UnknownMemberIdException', '', 'The coordinator does not know this member.'],
  [26, 'INVALID_SESSION_TIMEOUT', 'InvalidSessionTimeoutException', '', 'The session timeout lies outside the range the broker allows.'],
  [27, 'REBALANCE_IN_PROGRESS', 'RebalanceInProgressException', '', 'The group is rebalancing; join it again.'],
  [28, 'INVALID_COMMIT_OFFSET_SIZE', 'InvalidCommitOffsetSizeException', '', 'The offset commit is too large.'],
  [29, 'TOPIC_AUTHORIZATION_FAILED', 'TopicAuthorizationException', '', 'Not authorised for the topic.'],
  [30, 'GROUP_AUTHORIZATION_FAILED', 'GroupAuthorizationException', '', 'Not authorised for the group.'],
  [31, 'CLUSTER_AUTHORIZATION_FAILED', 'ClusterAuthorizationException', '', 'Not authorised for the cluster.'],
  [32, 'INVALID_TIMESTAMP', 'InvalidTimestampException', '', "The record's timestamp is out of the range the topic allows, or missing."],
  [33, 'UNSUPPORTED_SASL_MECHANISM', 'UnsupportedSaslMechanismException', '', 'The broker does not offer this SASL mechanism.'],
  [34, 'ILLEGAL_SASL_STATE', 'IllegalSaslStateException', '', 'The request does not fit the state of the SASL exchange.'],
  [35, 'UNSUPPORTED_VERSION', 'UnsupportedVersionException', '', 'The broker does not support this version of the request.'],
  [36, 'TOPIC_ALREADY_EXISTS', 'TopicExistsException', '', 'A topic of this name exists already.'],
  [37, 'INVALID_PARTITIONS', 'InvalidPartitionsException', '', 'The number of partitions is not valid.'],
  [38, 'INVALID_REPLICATION_FACTOR', 'InvalidReplicationFactorException', '', 'The replication factor is not positive or larger than the number of brokers.'],
  [39, 'INVALID_REPLICA_ASSIGNMENT', 'InvalidReplicaAssignmentException', '', 'The replica assignment is not valid.'],
  [40, 'INVALID_CONFIG', 'InvalidConfigurationException', '', 'A configuration value is not valid.'],
  [41, 'NOT_CONTROLLER', 'NotControllerException', 'R', 'This broker is not the controller.'],
  [42, 'INVALID_REQUEST', 'InvalidRequestException', '', "The request contradicts itself or breaks a rule of its version; the broker's log says which."],
  [43, 'UNSUPPORTED_FOR_MESSAGE_FORMAT', 'UnsupportedForMessageFormatException', '', 'The message format on the broker does not support this request.'],
  [44, 'POLICY_VIOLATION', 'PolicyViolationException', '', 'A policy of the cluster refused the request.'],
  [45, 'OUT_OF_ORDER_SEQUENCE_NUMBER', 'OutOfOrderSequenceException', '', 'The sequence number does not follow the last one the broker has from this producer.'],
  [46, 'DUPLICATE_SEQUENCE_NUMBER', 'DuplicateSequenceException', '', 'The broker has this batch already.'],
  [47, 'INVALID_PRODUCER_EPOCH', 'InvalidProducerEpochException', '', 'A newer instance of this producer has taken over: the epoch is too old.'],
  [48, 'INVALID_TXN_STATE', 'InvalidTxnStateException', '', 'The request does not fit the state of the transaction.'],
  [49, 'INVALID_PRODUCER_ID_MAPPING', 'InvalidPidMappingException', '', 'The producer id is not the one assigned to this transactional id.'],
  [50, 'INVALID_TRANSACTION_TIMEOUT', 'InvalidTxnTimeoutException', '', 'The transaction timeout is larger than transaction.max.timeout.ms of the broker.'],
  [51, 'CONCURRENT_TRANSACTIONS', 'ConcurrentTransactionsException', 'R', 'Another operation on this transaction has not finished yet.'],
  [52, 'TRANSACTION_COORDINATOR_FENCED', 'TransactionCoordinatorFencedException', '', 'The transaction coordinator that sent the marker has been replaced.'],
  [53, 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'TransactionalIdAuthorizationException', '', 'Not authorised for the transactional id.'],
  [54, 'SECURITY_DISABLED', 'SecurityDisabledException', '', 'Security is switched off on this broker.'],
  [55, 'OPERATION_NOT_ATTEMPTED', 'OperationNotAttemptedException', '', 'The broker did not attempt this part of the request.'],
  [56, 'KAFKA_STORAGE_ERROR', 'KafkaStorageException', 'M', 'The broker could not read or write its disk.'],
  [57, 'LOG_DIR_NOT_FOUND', 'LogDirNotFoundException', '', 'The log directory is not one the broker was configured with.'],
  [58, 'SASL_AUTHENTICATION_FAILED', 'SaslAuthenticationException', '', 'SASL authentication failed.'],
  [59, 'UNKNOWN_PRODUCER_ID', 'UnknownProducerIdException', '', 'The broker no longer holds state for this producer id.'],
  [60, 'REASSIGNMENT_IN_PROGRESS', 'ReassignmentInProgressException', '', 'A reassignment of the partition is under way.'],
  [61, 'DELEGATION_TOKEN_AUTH_DISABLED', 'DelegationTokenDisabledException', '', 'Delegation tokens are not enabled.'],
  [62, 'DELEGATION_TOKEN_NOT_FOUND', 'DelegationTokenNotFoundException', '', 'The delegation token does not exist on the server.'],
  [63, 'DELEGATION_TOKEN_OWNER_MISMATCH', 'DelegationTokenOwnerMismatchException', '', 'The principal is not owner or renewer of the token.'],
  [64, 'DELEGATION_TOKEN_REQUEST_NOT_ALLOWED', 'UnsupportedByAuthenticationException', '', 'Delegation token requests are not allowed on this kind of connection.'],
  [65, 'DELEGATION_TOKEN_AUTHORIZATION_FAILED', 'DelegationTokenAuthorizationException', '', 'Not authorised for the delegation token.'],
  [66, 'DELEGATION_TOKEN_EXPIRED', 'DelegationTokenExpiredException', '', 'The delegation token has expired.'],
  [67, 'INVALID_PRINCIPAL_TYPE', 'InvalidPrincipalTypeException', '', 'The principal type is not supported.'],
  [68, 'NON_EMPTY_GROUP', 'GroupNotEmptyException', '', 'The group still has members.'],
  [69, 'GROUP_ID_NOT_FOUND', 'GroupIdNotFoundException', '', 'The group id does not exist.'],
  [70, 'FETCH_SESSION_ID_NOT_FOUND', 'FetchSessionIdNotFoundException', 'R', 'The fetch session does not exist on the broker.'],
  [71, 'INVALID_FETCH_SESSION_EPOCH', 'InvalidFetchSessionEpochException', 'R', 'The epoch of the fetch session is not the expected one.'],
  [72, 'LISTENER_NOT_FOUND', 'ListenerNotFoundException', 'M', 'The leader has no listener that matches the one the request came in by.'],
  [73, 'TOPIC_DELETION_DISABLED', 'TopicDeletionDisabledException', '', 'Deleting topics is switched off.'],
  [74, 'FENCED_LEADER_EPOCH', 'FencedLeaderEpochException', 'M', "The leader epoch in the request is older than the broker's."],
  [75, 'UNKNOWN_LEADER_EPOCH', 'UnknownLeaderEpochException', 'R', "The leader epoch in the request is newer than the broker's."],
  [76, 'UNSUPPORTED_COMPRESSION_TYPE', 'UnsupportedCompressionTypeException', '', 'The broker or this version of the request cannot handle the compression type.'],
  [77, 'STALE_BROKER_EPOCH', 'StaleBrokerEpochException', '', "The broker's epoch has changed."],
  [78, 'OFFSET_NOT_AVAILABLE', 'OffsetNotAvailableException', 'R', "The leader's high watermark has not caught up since its election."],
  [79, 'MEMBER_ID_REQUIRED', 'MemberIdRequiredException', '', 'The member must join again with the id it was given.'],
  [80, 'PREFERRED_LEADER_NOT_AVAILABLE', 'PreferredLeaderNotAvailableException', 'M', 'The preferred leader is not available.'],
  [81, 'GROUP_MAX_SIZE_REACHED', 'GroupMaxSizeReachedException', '', 'The group has reached its maximum size.'],
  [82, 'FENCED_INSTANCE_ID', 'FencedInstanceIdException', '', 'Another member with the same group.instance.id has taken over.'],
  [83, 'ELIGIBLE_LEADERS_NOT_AVAILABLE', 'EligibleLeadersNotAvailableException', 'M', 'No eligible leader is available.'],
  [84, 'ELECTION_NOT_NEEDED', 'ElectionNotNeededException', 'M', 'The election is not needed: the leader is already the wanted one.'],
  [85, 'NO_REASSIGNMENT_IN_PROGRESS', 'NoReassignmentInProgressException', '', 'No reassignment of the partition is under way.'],
  [86, 'GROUP_SUBSCRIBED_TO_TOPIC', 'GroupSubscribedToTopicException', '', 'The group is subscribed to the topic; its offsets cannot be deleted.'],
  [87, 'INVALID_RECORD', 'InvalidRecordException', '', 'The broker refused a record of the batch.'],
  [88, 'UNSTABLE_OFFSET_COMMIT', 'UnstableOffsetCommitException', 'R', 'Offsets of an unfinished transaction are still pending.'],
  [89, 'THROTTLING_QUOTA_EXCEEDED', 'ThrottlingQuotaExceededException', 'R', 'The client has used up its quota for such requests; try later.'],
  [90, 'PRODUCER_FENCED', 'ProducerFencedException', '', 'Another producer with the same transactional id has taken over.'],
  [91, 'RESOURCE_NOT_FOUND', 'ResourceNotFoundException', '', 'The named resource does not exist.'],
  [92, 'DUPLICATE_RESOURCE', 'DuplicateResourceException', '', 'The named resource exists already.'],
  [93, 'UNACCEPTABLE_CREDENTIAL', 'UnacceptableCredentialException', '', 'The credential does not meet the requirements.'],
  [94, 'INCONSISTENT_VOTER_SET', 'InconsistentVoterSetException', '', 'The voter set differs from the one the receiver knows.'],
  [95, 'INVALID_UPDATE_VERSION', 'InvalidUpdateVersionException', '', 'The given update version is not valid.'],
  [96, 'FEATURE_UPDATE_FAILED', 'FeatureUpdateFailedException', '', 'The feature could not be updated.'],
  [97, 'PRINCIPAL_DESERIALIZATION_FAILURE', 'PrincipalDeserializationException', '', 'A forwarded request carried a principal that could not be read.'],
  [98, 'SNAPSHOT_NOT_FOUND', 'SnapshotNotFoundException', '', 'The snapshot does not exist.'],
  [99, 'POSITION_OUT_OF_RANGE', 'PositionOutOfRangeException', '', 'The position lies outside the snapshot.'],
  [100, 'UNKNOWN_TOPIC_ID', 'UnknownTopicIdException', 'M', 'No topic with this id; it may have been deleted and created again.'],
  [101, 'DUPLICATE_BROKER_REGISTRATION', 'DuplicateBrokerRegistrationException', '', 'A broker with this id is registered already.'],
  [102, 'BROKER_ID_NOT_REGISTERED', 'BrokerIdNotRegisteredException', '', 'The broker id is not registered.'],
  [103, 'INCONSISTENT_TOPIC_ID', 'InconsistentTopicIdException', 'M', "The log's topic id differs from the one in the request."],
  [104, 'INCONSISTENT_CLUSTER_ID', 'InconsistentClusterIdException', '', "The cluster id in the request is not this cluster's."],
  [105, 'TRANSACTIONAL_ID_NOT_FOUND', 'TransactionalIdNotFoundException', '', 'The transactional id does not exist.'],
  [106, 'FETCH_SESSION_TOPIC_ID_ERROR', 'FetchSessionTopicIdException', 'R', 'The fetch session uses topic ids in another way than the request.'],
  [107, 'INELIGIBLE_REPLICA', 'IneligibleReplicaException', '', 'The replica may not join the in-sync set.'],
  [108, 'NEW_LEADER_ELECTED', 'NewLeaderElectedException', '', 'The change to the in-sync set was superseded by a new leader.'],
  [109, 'OFFSET_MOVED_TO_TIERED_STORAGE', 'OffsetMovedToTieredStorageException', '', 'The offset lies in tiered storage.'],
  [110, 'FENCED_MEMBER_EPOCH', 'FencedMemberEpochException', '', "The member's epoch is older than the coordinator's."],
  [111, 'UNRELEASED_INSTANCE_ID', 'UnreleasedInstanceIdException', '', 'The instance id is still held by another member.'],
  [112, 'UNSUPPORTED_ASSIGNOR', 'UnsupportedAssignorException', '', 'No member supports the assignor, or the broker does not.'],
  [113, 'STALE_MEMBER_EPOCH', 'StaleMemberEpochException', '', "The member's epoch is stale; retry with a fresh one."],
  [114, 'MISMATCHED_ENDPOINT_TYPE', 'MismatchedEndpointTypeException', '', 'The request reached a broker or controller endpoint of the wrong kind.'],
  [115, 'UNSUPPORTED_ENDPOINT_TYPE', 'UnsupportedEndpointTypeException', '', 'The endpoint type is not supported.'],
  [116, 'UNKNOWN_CONTROLLER_ID', 'UnknownControllerIdException', '', 'The controller id is not known.'],
  [117, 'UNKNOWN_SUBSCRIPTION_ID', 'UnknownSubscriptionIdException', '', 'The telemetry subscription id is out of date; ask for the subscription again.'],
  [118, 'TELEMETRY_TOO_LARGE', 'TelemetryTooLargeException', '', 'The telemetry push is larger than the broker takes.'],
  [119, 'INVALID_REGISTRATION', 'InvalidRegistrationException', '', 'The registration is not valid.'],
  [120, 'TRANSACTION_ABORTABLE', 'TransactionAbortableException', '', 'The transaction can no longer be committed; abort it and start again.'],
  [121, 'INVALID_RECORD_STATE', 'InvalidRecordStateException', '', "The record's acknowledgement does not fit its state."],
  [122, 'SHARE_SESSION_NOT_FOUND', 'ShareSessionNotFoundException', 'R', 'The share session does not exist on the broker.'],
  [123, 'INVALID_SHARE_SESSION_EPOCH', 'InvalidShareSessionEpochException', 'R', 'The epoch of the share session is not the expected one.'],
  [124, 'FENCED_STATE_EPOCH', 'FencedStateEpochException', '', "The state epoch in the request is older than the coordinator's."],
  [125, 'INVALID_VOTER_KEY', 'InvalidVoterKeyException', '', "The voter's key does not match the receiver's."],
  [126, 'DUPLICATE_VOTER', 'DuplicateVoterException', '', 'The voter is in the set already.'],
  [127, 'VOTER_NOT_FOUND', 'VoterNotFoundException', '', 'The voter is not in the set.'],
  [128, 'INVALID_REGULAR_EXPRESSION', 'InvalidRegularExpression', '', 'The regular expression is not valid.'],
  [129, 'REBOOTSTRAP_REQUIRED', 'RebootstrapRequiredException', '', "The client's view of the cluster is wrong; it must start again from its bootstrap servers."],
  [130, 'STREAMS_INVALID_TOPOLOGY', 'StreamsInvalidTopologyException', '', 'The streams topology is not valid.'],
  [131, 'STREAMS_INVALID_TOPOLOGY_EPOCH', 'StreamsInvalidTopologyEpochException', '', 'The topology epoch is not valid.'],
  [132, 'STREAMS_TOPOLOGY_FENCED', 'StreamsTopologyFencedException', '', "The topology epoch is older than the coordinator's."],
  [133, 'SHARE_SESSION_LIMIT_REACHED', 'ShareSessionLimitReachedException', 'R', 'The broker holds as many share sessions as it allows.'],
  [134, 'GROUP_DELETION_FAILED', 'GroupDeletionFailedException', '', 'The group could not be deleted.'],
  [135, 'STREAMS_TOPOLOGY_DESCRIPTION_UPDATE_FAILED', 'StreamsTopologyDescriptionUpdateFailedException', '', 'The description of the streams topology could not be stored.'],
  [136, 'CONTROLLER_ID_NOT_REGISTERED', 'ControllerIdNotRegisteredException', '', 'The controller id is not registered.'],
] as const satisfies readonly (readonly [number, string, string, Flag, string])[];

export type ErrorName = (typeof table)[number][1];

const byCode = new Map<number, KafkaErrorCode>();
const byName = new Map<string, KafkaErrorCode>();
for (const [code, name, exception, flag, message] of table) {
  const entry = { code, name, exception, message, retriable: flag !== '', refreshMetadata: flag === 'M' };
  byCode.set(code, entry);
  byName.set(name, entry);
}

/** Constants of the codes that engine and practice cluster name; the table above has all of them. */
export const ErrorCodes = Object.freeze(Object.fromEntries(table.map(([code, name]) => [name, code]))) as Readonly<
  Record<ErrorName, number>
>;

export const Errors = {
  all: (): readonly KafkaErrorCode[] => [...byCode.values()],

  /** A code no release knows yet is an unknown server error, as in Java (`Errors.forCode`), but keeps its number. */
  forCode(code: number): KafkaErrorCode {
    const known = byCode.get(code);
    if (known !== undefined) return known;
    const unknown = Errors.forName('UNKNOWN_SERVER_ERROR');
    return {
      ...unknown,
      code,
      message: `The broker answered with error code ${code}, which this version does not know.`,
    };
  },

  forName(name: ErrorName): KafkaErrorCode {
    const entry = byName.get(name);
    if (entry === undefined) throw new Error(`no error named ${name}`);
    return entry;
  },
} as const;

/** What Java's class tree says about an exception: below `ApiException`, `RetriableException`, `InvalidMetadataException`? */
export interface ExceptionTraits {
  readonly api: boolean;
  readonly retriable: boolean;
  readonly refreshMetadata: boolean;
}

// Exceptions without a code of their own. What is not named here or above is no ApiException: ConfigException,
// SerializationException, IllegalStateException, SchemaException, plain KafkaException.
const withoutCode: readonly (readonly [string, Flag])[] = [
  ['ApiException', ''],
  ['AuthenticationException', ''],
  ['AuthorizationException', ''],
  ['BufferExhaustedException', 'R'],
  ['DisconnectException', 'R'],
  ['InvalidMetadataException', 'M'],
  ['RetriableException', 'R'],
  ['SslAuthenticationException', ''],
  ['StaleMetadataException', 'M'],
  ['TransactionAbortedException', ''],
];

const traitsByException = new Map<string, ExceptionTraits>();
for (const { exception, retriable, refreshMetadata } of byCode.values())
  traitsByException.set(exception, { api: true, retriable, refreshMetadata });
for (const [exception, flag] of withoutCode)
  traitsByException.set(exception, { api: true, retriable: flag !== '', refreshMetadata: flag === 'M' });
const noApiException: ExceptionTraits = { api: false, retriable: false, refreshMetadata: false };

export function exceptionTraits(exception: string): ExceptionTraits {
  return traitsByException.get(exception) ?? noApiException;
}
