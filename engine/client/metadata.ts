import { ErrorCodes, Errors } from '../common/errors.ts';
import { ExponentialBackoff } from '../common/exponentialBackoff.ts';
import { KafkaError } from '../common/kafkaError.ts';
import type { Node } from '../common/node.ts';
import type { Random } from '../common/random.ts';
import { topicPartitionName } from '../common/topicPartition.ts';
import type { Metadata as MetadataApi } from '../protocol/messages/metadata.ts';
import type { ResponseBody } from '../protocol/schema.ts';
import type { ClientObserver } from './clientObserver.ts';
import { MetadataSnapshot } from './metadataSnapshot.ts';
import type { PartitionMetadata, TopicMetadata } from './metadataSnapshot.ts';
import { ZERO_UUID } from '../common/uuid.ts';

export type MetadataResponse = ResponseBody<typeof MetadataApi>;

export interface MetadataOptions {
  readonly refreshBackoffMs: number;
  readonly refreshBackoffMaxMs: number;
  readonly maxAgeMs: number;
  readonly maxIdleMs: number;
  readonly random: Random;
  readonly observer: ClientObserver;
}

/** Partitions have a place each, so a number out of any reason would take memory for all below it. */
const MAX_PARTITIONS = 200_000;

/** What a metadata request asks for, and the version its answer is compared with. */
export interface MetadataRequestPlan {
  readonly topics: readonly string[];
  readonly partial: boolean;
  readonly requestVersion: number;
}

export interface LeaderHint {
  readonly topic: string;
  readonly partition: number;
  readonly leaderId: number;
  readonly leaderEpoch: number;
}

/** How long a topic is of interest, and what `snapshot` knew of it when it was last looked at. */
interface TopicInterest {
  readonly topic: string;
  untilMs: number;
  snapshot: MetadataSnapshot | null;
  partitionCount: number | undefined;
}

/**
 * What the producer knows of the cluster, of which topics it wants to know, and when to ask again (Kafka: `Metadata` and
 * `ProducerMetadata`). Topics are asked for at their first use and dropped at a refresh after `metadata.max.idle.ms` without.
 */
export class Metadata {
  snapshot = MetadataSnapshot.empty();
  /** Up by one with each applied answer and each bootstrap. */
  updateVersion = 0;
  requestVersion = 0;
  /** -Infinity: never, or forgotten because a new topic is wanted at once. */
  lastRefreshMs = -Infinity;
  lastSuccessfulRefreshMs = -Infinity;
  attempts = 0;
  equivalentResponseCount = 0;
  needFullUpdate = false;
  needPartialUpdate = false;
  lastUpdate: {
    readonly full: boolean;
    readonly atMs: number;
    readonly node: number;
    readonly topics: readonly string[];
  } | null = null;
  /** Nodes -1, -2, …; empty while their names are being resolved. */
  bootstrapAddresses: readonly { readonly host: string; readonly port: number }[] = [];
  /** Runs after anything that a waiting send may be waiting for. */
  onChange: () => void = () => undefined;

  readonly #options: MetadataOptions;
  readonly #backoff: ExponentialBackoff;
  #bootstrapError: KafkaError | null = null;
  readonly #topics = new Map<string, TopicInterest>();
  /** The last record's: most often the next one's too. */
  #latest: TopicInterest | null = null;
  readonly #newTopics = new Set<string>();
  readonly #topicErrors = new Map<string, KafkaError>();
  readonly #leaderEpochs = new Map<string, number>();
  #fatalError: KafkaError | null = null;

  constructor(options: MetadataOptions) {
    this.#options = options;
    this.#backoff = new ExponentialBackoff(options.refreshBackoffMs, options.refreshBackoffMaxMs, options.random);
  }

  get isBootstrapped(): boolean {
    return this.bootstrapAddresses.length > 0;
  }

  /** Why there will never be an address to begin with. It stays. */
  get bootstrapError(): KafkaError | null {
    return this.#bootstrapError;
  }

  /** Kafka: `bootstrapFatalError`: whoever waits for metadata hears of it, and whoever would wait from now on. */
  bootstrapFailed(error: KafkaError): void {
    this.#bootstrapError = error;
    this.onChange();
  }

  bootstrap(addresses: readonly { readonly host: string; readonly port: number }[]): void {
    this.bootstrapAddresses = addresses;
    this.needFullUpdate = true;
    this.updateVersion++;
    this.snapshot = MetadataSnapshot.bootstrap(addresses);
  }

  /** Back to the first addresses (KIP-899); known leader epochs are kept. */
  rebootstrap(atMs: number, reason: string): void {
    this.bootstrap(this.bootstrapAddresses);
    this.#options.observer.on?.({ type: 'rebootstrapped', atMs, reason });
  }

  // ── interest ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Kafka: `ProducerMetadata.add`. */
  add(topic: string, nowMs: number): void {
    this.#interestIn(topic, nowMs);
  }

  /**
   * Kafka: `waitOnMetadata`, as far as it does not wait: the topic stays of interest. Undefined: not known yet. Throws
   * InvalidTopicException. Passed by each send, so a topic seen before costs one look-up.
   */
  partitionCountFor(topic: string, nowMs: number): number | undefined {
    const { snapshot } = this;
    const known = this.#latest?.topic === topic ? this.#latest : this.#topics.get(topic);
    if (known?.snapshot === snapshot) {
      this.#latest = known;
      known.untilMs = nowMs + this.#options.maxIdleMs;
      return known.partitionCount;
    }
    if (snapshot.data.invalidTopics.has(topic)) throw invalidTopic(topic);
    const interest = this.#interestIn(topic, nowMs);
    interest.snapshot = snapshot;
    interest.partitionCount = snapshot.partitionCount(topic);
    this.#latest = interest;
    return interest.partitionCount;
  }

  #interestIn(topic: string, nowMs: number): TopicInterest {
    const untilMs = nowMs + this.#options.maxIdleMs;
    let interest = this.#topics.get(topic);
    if (interest) interest.untilMs = untilMs;
    else {
      interest = { topic, untilMs, snapshot: null, partitionCount: undefined };
      this.#topics.set(topic, interest);
      this.#newTopics.add(topic);
      this.requestUpdateForNewTopics();
    }
    return interest;
  }

  get topicCount(): number {
    return this.#topics.size;
  }

  /** Kafka: `requestUpdateForTopic`. Returns the version to wait beyond. */
  requestUpdateForTopic(topic: string): number {
    return this.#newTopics.has(topic) ? this.requestUpdateForNewTopics() : this.requestUpdate(false);
  }

  requestUpdate(resetEquivalentResponseBackoff: boolean): number {
    this.needFullUpdate = true;
    if (resetEquivalentResponseBackoff) this.equivalentResponseCount = 0;
    return this.updateVersion;
  }

  requestUpdateForNewTopics(): number {
    this.lastRefreshMs = -Infinity;
    this.needPartialUpdate = true;
    this.equivalentResponseCount = 0;
    this.requestVersion++;
    return this.updateVersion;
  }

  #retainTopic(topic: string, nowMs: number): boolean {
    const expiryMs = this.#topics.get(topic)?.untilMs;
    if (expiryMs === undefined) return false;
    if (this.#newTopics.has(topic) || expiryMs > nowMs) return true;
    this.#topics.delete(topic);
    return false;
  }

  // ── when to ask ───────────────────────────────────────────────────────────────────────────────────────────────────

  get updateRequested(): boolean {
    return this.needFullUpdate || this.needPartialUpdate;
  }

  /** 0: an update is due (Kafka: `Metadata.timeToNextUpdate`). */
  timeToNextUpdate(nowMs: number): number {
    const timeToExpire = this.updateRequested
      ? 0
      : Math.max(0, this.lastSuccessfulRefreshMs + this.#options.maxAgeMs - nowMs);
    return Math.max(timeToExpire, this.#timeToAllowUpdate(nowMs));
  }

  #timeToAllowUpdate(nowMs: number): number {
    if (this.lastSuccessfulRefreshMs + this.#options.maxAgeMs <= nowMs) this.equivalentResponseCount = 0;
    const afterAttempts = this.#sinceRefresh(this.#backoff.backoff(Math.max(this.attempts - 1, 0)), nowMs);
    const afterEqual =
      this.equivalentResponseCount > 0
        ? this.#sinceRefresh(this.#backoff.backoff(this.equivalentResponseCount - 1), nowMs)
        : 0;
    return Math.max(afterAttempts, afterEqual);
  }

  #sinceRefresh(backoffMs: number, nowMs: number): number {
    return Math.max(0, this.lastRefreshMs + backoffMs - nowMs);
  }

  /** Full unless only new topics are wanted and the rest is young enough (Kafka: `newMetadataRequestAndVersion`). */
  planRequest(nowMs: number): MetadataRequestPlan {
    const partial = !this.needFullUpdate && this.lastSuccessfulRefreshMs + this.#options.maxAgeMs > nowMs;
    return {
      topics: partial ? [...this.#newTopics] : [...this.#topics.keys()],
      partial,
      requestVersion: this.requestVersion,
    };
  }

  // ── answers ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Kafka: `Metadata.update`. `epochsReliable`: Metadata v9 or later. */
  update(
    plan: MetadataRequestPlan,
    response: MetadataResponse,
    epochsReliable: boolean,
    nodeId: number,
    nowMs: number,
  ): void {
    this.needPartialUpdate = plan.requestVersion < this.requestVersion;
    this.lastRefreshMs = nowMs;
    this.attempts = 0;
    this.updateVersion++;
    if (!plan.partial) {
      this.needFullUpdate = false;
      this.lastSuccessfulRefreshMs = nowMs;
    }
    this.equivalentResponseCount++;
    const before = this.snapshot;
    this.snapshot = this.#applyResponse(plan, response, epochsReliable, nodeId, nowMs);
    for (const { name } of response.topics) if (name !== null) this.#newTopics.delete(name);
    for (const lane of this.#leaderEpochs.keys())
      if (!this.#topics.has(lane.slice(0, lane.lastIndexOf('-')))) this.#leaderEpochs.delete(lane);
    const topics = response.topics.map(({ name }) => name ?? '');
    this.lastUpdate = { full: !plan.partial, atMs: nowMs, node: nodeId, topics };
    this.#report(before, nodeId, topics, !plan.partial, nowMs);
    this.onChange();
  }

  failedUpdate(nowMs: number, reason: string): void {
    this.lastRefreshMs = nowMs;
    this.attempts++;
    this.equivalentResponseCount = 0;
    this.reportFailure(nowMs, reason);
  }

  reportFailure(atMs: number, reason: string): void {
    this.#options.observer.on?.({ type: 'metadataFailed', atMs, reason });
  }

  /** Authentication failed, or the broker cannot answer at all: every waiting send hears of it once. */
  fatalError(error: KafkaError): void {
    this.#fatalError = error;
    this.onChange();
    this.#fatalError = null;
  }

  /** What a send that waits for this topic must fail with now (Kafka: `maybeThrowExceptionForTopic`). */
  takeErrorFor(topic: string): KafkaError | null {
    const { invalidTopics, unauthorizedTopics } = this.snapshot.data;
    if (this.#bootstrapError) return this.#bootstrapError;
    if (this.#fatalError) return this.#fatalError;
    if (unauthorizedTopics.has(topic))
      return new KafkaError(
        'TopicAuthorizationException',
        `Not allowed to use topic ${topic}: the broker refused its metadata. Ask for the right Describe (and Write) on it.`,
        { code: 29 },
      );
    if (invalidTopics.has(topic)) return invalidTopic(topic);
    return null;
  }

  /** The last answer's error of this topic, for the cause of a timeout. */
  topicError(topic: string): KafkaError | undefined {
    return this.#topicErrors.get(topic);
  }

  #applyResponse(
    plan: MetadataRequestPlan,
    response: MetadataResponse,
    epochsReliable: boolean,
    nodeId: number,
    nowMs: number,
  ): MetadataSnapshot {
    const invalidTopics = new Set<string>();
    const unauthorizedTopics = new Set<string>();
    const topics = new Map<string, TopicMetadata>();
    if (plan.partial) {
      for (const [name, topic] of this.snapshot.data.topics)
        if (this.#retainTopic(name, nowMs)) topics.set(name, topic);
      for (const name of this.snapshot.data.invalidTopics) if (this.#topics.has(name)) invalidTopics.add(name);
      for (const name of this.snapshot.data.unauthorizedTopics)
        if (this.#topics.has(name)) unauthorizedTopics.add(name);
    }
    this.#topicErrors.clear();
    for (const topic of response.topics) {
      const name = topic.name ?? '';
      if (!this.#retainTopic(name, nowMs)) continue;
      invalidTopics.delete(name);
      unauthorizedTopics.delete(name);
      if (topic.errorCode === 0) {
        topics.set(name, this.#topicMetadata(name, topic, epochsReliable));
        continue;
      }
      topics.delete(name);
      this.#options.observer.on?.({
        type: 'topicError',
        atMs: nowMs,
        topic: name,
        errorCode: topic.errorCode,
        node: nodeId,
      });
      const { name: errorName, message, exception, refreshMetadata } = Errors.forCode(topic.errorCode);
      this.#topicErrors.set(name, new KafkaError(exception, `${errorName}: ${message}`, { code: topic.errorCode }));
      if (topic.errorCode === ErrorCodes.INVALID_TOPIC_EXCEPTION) invalidTopics.add(name);
      else if (topic.errorCode === ErrorCodes.TOPIC_AUTHORIZATION_FAILED) unauthorizedTopics.add(name);
      else if (refreshMetadata) this.requestUpdate(false);
    }
    return new MetadataSnapshot({
      clusterId: response.clusterId,
      controllerId: response.controllerId < 0 ? null : response.controllerId,
      bootstrap: false,
      nodes: this.#shuffled(response.brokers.map(({ nodeId: id, host, port, rack }) => ({ id, host, port, rack }))),
      topics,
      invalidTopics,
      unauthorizedTopics,
    });
  }

  #topicMetadata(name: string, topic: MetadataResponse['topics'][number], epochsReliable: boolean): TopicMetadata {
    const topicId = topic.topicId === ZERO_UUID ? null : topic.topicId;
    const known = this.snapshot.topic(name);
    const partitions: PartitionMetadata[] = [];
    for (const data of topic.partitions) {
      if (data.partitionIndex < 0 || data.partitionIndex >= MAX_PARTITIONS) continue;
      const fresh: PartitionMetadata = {
        topic: name,
        partition: data.partitionIndex,
        errorCode: data.errorCode,
        leaderId: data.leaderId,
        leaderEpoch: epochsReliable ? data.leaderEpoch : -1,
        replicas: data.replicaNodes,
        inSync: data.isrNodes,
        offline: data.offlineReplicas,
      };
      if (Errors.forCode(data.errorCode).refreshMetadata) this.requestUpdate(false);
      const accepted = this.#acceptEpoch(fresh, topicId !== null && topicId !== known?.topicId)
        ? fresh
        : known?.partitions[fresh.partition];
      if (accepted) partitions[fresh.partition] = accepted;
    }
    return { name, topicId, internal: topic.isInternal, partitions: withoutHoles(name, partitions) };
  }

  /** §3.6 of the spec of `Metadata.updateLatestMetadata`: newer and equal epochs are taken, older ones mean an old answer. */
  #acceptEpoch(partition: PartitionMetadata, topicIdChanged: boolean): boolean {
    const lane = topicPartitionName(partition.topic, partition.partition);
    if (partition.leaderEpoch < 0) {
      this.#leaderEpochs.delete(lane);
      return true;
    }
    const known = this.#leaderEpochs.get(lane);
    if (known !== undefined && !topicIdChanged && partition.leaderEpoch < known) return false;
    if (known === undefined || topicIdChanged || partition.leaderEpoch > known) this.equivalentResponseCount = 0;
    this.#leaderEpochs.set(lane, partition.leaderEpoch);
    return true;
  }

  /** Leaders named by a produce response (KIP-951); returns the partitions whose leader is newer than what we knew. */
  updatePartitionLeadership(
    hints: readonly LeaderHint[],
    endpoints: readonly Node[],
    nowMs: number,
  ): readonly LeaderHint[] {
    const nodes = new Map(this.snapshot.nodes.map(node => [node.id, node]));
    for (const node of endpoints) nodes.set(node.id, node);
    const topics = new Map(this.snapshot.data.topics);
    const accepted = hints.filter(hint => {
      const lane = topicPartitionName(hint.topic, hint.partition);
      const known = topics.get(hint.topic)?.partitions[hint.partition];
      if (!known || !nodes.has(hint.leaderId) || hint.leaderEpoch <= (this.#leaderEpochs.get(lane) ?? -1)) return false;
      this.#leaderEpochs.set(lane, hint.leaderEpoch);
      const topic = topics.get(hint.topic) as TopicMetadata;
      const partitions = topic.partitions.map(partition =>
        partition === known
          ? { ...known, leaderId: hint.leaderId, leaderEpoch: hint.leaderEpoch, errorCode: 0 }
          : partition,
      );
      topics.set(hint.topic, { ...topic, partitions });
      this.#options.observer.on?.({
        type: 'leaderChanged',
        atMs: nowMs,
        lane,
        from: known.leaderId,
        to: hint.leaderId,
        epoch: hint.leaderEpoch,
      });
      return true;
    });
    if (accepted.length > 0)
      this.snapshot = new MetadataSnapshot({ ...this.snapshot.data, nodes: [...nodes.values()], topics });
    return accepted;
  }

  #report(before: MetadataSnapshot, node: number, topics: readonly string[], full: boolean, atMs: number): void {
    const { observer } = this.#options;
    if (!observer.on) return;
    observer.on({
      type: 'metadataUpdated',
      atMs,
      full,
      version: this.updateVersion,
      node,
      brokers: this.snapshot.nodes.length,
      topics,
    });
    for (const [name, { partitions }] of this.snapshot.data.topics)
      for (const { partition, leaderId, leaderEpoch } of partitions) {
        const old = before.partition(name, partition);
        if (old && old.leaderId !== leaderId)
          observer.on({
            type: 'leaderChanged',
            atMs,
            lane: topicPartitionName(name, partition),
            from: old.leaderId,
            to: leaderId,
            epoch: leaderEpoch,
          });
      }
  }

  #shuffled(nodes: Node[]): Node[] {
    for (let i = nodes.length - 1; i > 0; i--) {
      const j = this.#options.random.nextInt() % (i + 1);
      [nodes[i], nodes[j]] = [nodes[j] as Node, nodes[i] as Node];
    }
    return nodes;
  }
}

export function invalidTopic(topic: string): KafkaError {
  return new KafkaError(
    'InvalidTopicException',
    `'${topic}' is not a legal topic name: 1 to 249 characters of a-z, A-Z, 0-9, '.', '_' and '-', and not '.' or '..'.`,
    { code: 17 },
  );
}

/** A partition the answer left out is kept in its place, without leader. */
function withoutHoles(topic: string, partitions: PartitionMetadata[]): PartitionMetadata[] {
  return Array.from(
    partitions,
    (known, partition) =>
      known ?? { topic, partition, errorCode: 0, leaderId: -1, leaderEpoch: -1, replicas: [], inSync: [], offline: [] },
  );
}
