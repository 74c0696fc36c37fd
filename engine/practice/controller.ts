import { ErrorCodes } from '../common/errors.ts';
import type { ErrorName } from '../common/errors.ts';
import { KafkaError } from '../common/kafkaError.ts';
import { Errors } from '../common/errors.ts';
import type { Random } from '../common/random.ts';
import { LogMemory } from './logMemory.ts';
import { Partition } from './partition.ts';
import { randomUuid } from './randomUuid.ts';
import type { Replication } from './replication.ts';
import { TopicConfig, topicConfigProblem } from './topicConfig.ts';
import { collidesWith, topicNameProblem } from './topicNames.ts';

/** A broker as the controller knows it. */
export interface BrokerRegistration {
  readonly node: number;
  readonly host: string;
  readonly port: number;
  readonly up: boolean;
}

export interface Topic {
  readonly name: string;
  /** 22 characters of base64; another one if the topic is deleted and created again. */
  readonly id: string;
  readonly partitions: Partition[];
  config: TopicConfig;
}

export interface NewTopic {
  readonly name: string;
  /** −1: the cluster's default; also with assignments. */
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Replicas of each partition, the preferred leader first; empty: spread over the brokers. */
  readonly assignments: readonly { readonly partition: number; readonly replicas: readonly number[] }[];
  readonly configs: ReadonlyMap<string, string | null>;
}

export interface ControllerOptions {
  readonly random: Random;
  readonly memoryBytes: number;
  readonly defaultPartitions: number;
  readonly replication: Omit<Replication, 'isUp'>;
  readonly onHighWatermark: (partition: Partition) => void;
  /** Topics, leaders or ISRs changed; without a partition: the set of topics or brokers did. */
  readonly onChanged: (partition: Partition | null) => void;
}

/** More would only eat the editor's memory. */
const maxPartitions = 100_000;

/** The cluster's metadata, in one place as in KRaft: brokers, topics, partitions, their leaders and ISRs. */
export class Controller {
  readonly clusterId: string;
  readonly memory: LogMemory;
  readonly #options: ControllerOptions;
  readonly #brokers = new Map<number, BrokerRegistration>();
  readonly #topics = new Map<string, Topic>();
  readonly #topicsById = new Map<string, Topic>();
  readonly #replication: Replication;
  #createdTopics = 0;
  #partitionCount = 0;
  /** Counts changes, as the offset of KRaft's metadata log does. */
  #metadataOffset = 0;

  constructor(options: ControllerOptions) {
    this.#options = options;
    this.clusterId = randomUuid(options.random);
    this.memory = new LogMemory(options.memoryBytes);
    this.#replication = { ...options.replication, isUp: node => this.isUp(node) };
  }

  get metadataOffset(): number {
    return this.#metadataOffset;
  }
  get brokers(): readonly BrokerRegistration[] {
    return [...this.#brokers.values()];
  }
  get liveBrokers(): readonly BrokerRegistration[] {
    return this.brokers.filter(broker => broker.up);
  }
  get topics(): ReadonlyMap<string, Topic> {
    return this.#topics;
  }
  get defaultReplicationFactor(): number {
    return Math.min(3, this.#brokers.size);
  }
  get defaultPartitions(): number {
    return this.#options.defaultPartitions;
  }
  /** A broker to send cluster-wide requests to: in KRaft any will do. −1 if none is up. */
  get controllerNode(): number {
    return this.liveBrokers[0]?.node ?? -1;
  }

  isUp(node: number): boolean {
    return this.#brokers.get(node)?.up === true;
  }
  broker(node: number): BrokerRegistration | undefined {
    return this.#brokers.get(node);
  }
  topic(name: string): Topic | undefined {
    return this.#topics.get(name);
  }
  topicById(id: string): Topic | undefined {
    return this.#topicsById.get(id);
  }
  partition(topic: string, index: number): Partition | undefined {
    return this.#topics.get(topic)?.partitions[index];
  }
  *allPartitions(): Generator<Partition> {
    for (const topic of this.#topics.values()) yield* topic.partitions;
  }

  brokerStarted(node: number, host: string, port: number): void {
    this.#brokers.set(node, { node, host, port, up: true });
    for (const partition of this.allPartitions()) partition.onBrokerUp(node);
    this.#changed(null);
  }

  /** Its leaderships move, epochs rise, ISRs shrink. */
  brokerStopped(node: number): void {
    const broker = this.#brokers.get(node);
    if (broker?.up !== true) return;
    this.#brokers.set(node, { ...broker, up: false });
    for (const partition of this.allPartitions()) partition.onBrokerDown(node);
    this.#changed(null);
  }

  /** Throws KafkaError with the code that a broker would answer with. With `validateOnly` nothing changes. */
  createTopic(request: NewTopic, validateOnly = false): Topic {
    const replicas = this.#checkedAssignment(request);
    const overrides = checkedConfigs(request.configs);
    const topic: Topic = {
      name: request.name,
      id: randomUuid(this.#options.random),
      partitions: [],
      config: new TopicConfig(overrides),
    };
    topic.partitions.push(...replicas.map((nodes, index) => this.#newPartition(topic, index, nodes)));
    if (validateOnly) return topic;
    this.#topics.set(topic.name, topic);
    this.#topicsById.set(topic.id, topic);
    this.#createdTopics++;
    this.#partitionCount += topic.partitions.length;
    this.#changed(null);
    return topic;
  }

  deleteTopic(topic: Topic): void {
    this.#topics.delete(topic.name);
    this.#topicsById.delete(topic.id);
    this.#partitionCount -= topic.partitions.length;
    for (const partition of topic.partitions) {
      partition.deleted = true;
      partition.log.clear();
      this.#changed(partition);
    }
    this.#changed(null);
  }

  /** `assignments`: replicas of the new partitions only, or null. */
  createPartitions(
    topic: Topic,
    count: number,
    assignments: readonly (readonly number[])[] | null,
    validateOnly: boolean,
  ): void {
    const before = topic.partitions.length;
    if (count <= before)
      throw failure('INVALID_PARTITIONS', `topic ${topic.name} has ${before} partitions; ${count} would not be more`);
    this.#checkPartitionCount(count - before);
    if (assignments !== null && assignments.length !== count - before)
      throw failure(
        'INVALID_REPLICA_ASSIGNMENT',
        `${count - before} partitions are new; ${assignments.length} are assigned`,
      );
    assignments?.forEach(nodes => this.#checkReplicas(nodes));
    if (validateOnly) return;
    const replicationFactor = topic.partitions[0]?.replicas.length ?? this.defaultReplicationFactor;
    const start = [...this.#brokers.keys()].indexOf(topic.partitions[0]?.replicas[0] ?? 0);
    for (let index = before; index < count; index++) {
      const nodes = assignments?.[index - before] ?? this.#spread(start + index, replicationFactor);
      topic.partitions.push(this.#newPartition(topic, index, nodes));
    }
    this.#partitionCount += count - before;
    this.#changed(null);
  }

  /** Sets a topic's own values; the given map replaces the old one. */
  setTopicConfigs(topic: Topic, configs: ReadonlyMap<string, string | null>, validateOnly: boolean): void {
    const config = new TopicConfig(checkedConfigs(configs));
    if (validateOnly) return;
    topic.config = config;
    for (const partition of topic.partitions) {
      partition.config = config;
      partition.onConfigChanged();
    }
    this.#changed(null);
  }

  #newPartition(topic: Topic, index: number, replicas: readonly number[]): Partition {
    return new Partition({
      topic: topic.name,
      index,
      replicas,
      config: topic.config,
      memory: this.memory,
      replication: this.#replication,
      onHighWatermark: this.#options.onHighWatermark,
      onChanged: partition => this.#changed(partition),
    });
  }

  #checkedAssignment({ name, partitions, replicationFactor, assignments }: NewTopic): readonly (readonly number[])[] {
    const nameProblem = topicNameProblem(name);
    if (nameProblem !== null) throw failure('INVALID_TOPIC_EXCEPTION', nameProblem);
    if (this.#topics.has(name)) throw failure('TOPIC_ALREADY_EXISTS', `topic ${name} exists already`);
    const other = collidesWith(name, this.#topics.keys());
    if (other !== null)
      throw failure('INVALID_TOPIC_EXCEPTION', `topic ${name} would have the same metric names as topic ${other}`);
    if (assignments.length > 0) return this.#manualAssignment(partitions, replicationFactor, assignments);
    const count = partitions === -1 ? this.defaultPartitions : partitions;
    const factor = replicationFactor === -1 ? this.defaultReplicationFactor : replicationFactor;
    if (count < 1) throw failure('INVALID_PARTITIONS', `a topic needs at least 1 partition; ${count} were asked for`);
    if (factor < 1 || factor > this.#brokers.size)
      throw failure(
        'INVALID_REPLICATION_FACTOR',
        `replication factor ${factor} is not possible: it must be 1 to ${this.#brokers.size}, the number of brokers`,
      );
    this.#checkPartitionCount(count);
    return Array.from({ length: count }, (_, index) => this.#spread(this.#createdTopics + index, factor));
  }

  #manualAssignment(
    partitions: number,
    replicationFactor: number,
    assignments: NewTopic['assignments'],
  ): readonly (readonly number[])[] {
    if (partitions !== -1 || replicationFactor !== -1)
      throw failure('INVALID_REQUEST', 'with a replica assignment, partition count and replication factor must be -1');
    this.#checkPartitionCount(assignments.length);
    const sorted = [...assignments].sort((a, b) => a.partition - b.partition);
    sorted.forEach(({ partition, replicas }, index) => {
      if (partition !== index)
        throw failure('INVALID_REPLICA_ASSIGNMENT', `partitions must count up from 0; ${index} is missing`);
      this.#checkReplicas(replicas);
    });
    return sorted.map(({ replicas }) => replicas);
  }

  #checkReplicas(nodes: readonly number[]): void {
    const unknown = nodes.find(node => !this.#brokers.has(node));
    if (unknown !== undefined)
      throw failure(
        'INVALID_REPLICA_ASSIGNMENT',
        `broker ${unknown} does not exist; there are 1 to ${this.#brokers.size}`,
      );
    if (nodes.length === 0 || new Set(nodes).size !== nodes.length)
      throw failure('INVALID_REPLICA_ASSIGNMENT', `replicas [${nodes.join(', ')}] must be at least one, each once`);
  }

  #checkPartitionCount(more: number): void {
    if (this.#partitionCount + more > maxPartitions)
      throw failure(
        'POLICY_VIOLATION',
        `the practice cluster holds at most ${maxPartitions} partitions; ${this.#partitionCount} exist, ${more} were asked for`,
      );
  }

  /** Round robin over the brokers, each partition led by the next one. */
  #spread(position: number, replicationFactor: number): readonly number[] {
    const nodes = [...this.#brokers.keys()];
    return Array.from({ length: replicationFactor }, (_, i) => nodes[(position + i) % nodes.length] as number);
  }

  #changed(partition: Partition | null): void {
    this.#metadataOffset++;
    this.#options.onChanged(partition);
  }
}

function checkedConfigs(configs: ReadonlyMap<string, string | null>): ReadonlyMap<string, string> {
  const checked = new Map<string, string>();
  for (const [name, value] of configs) {
    const problem = topicConfigProblem(name, value);
    if (problem !== null) throw failure('INVALID_CONFIG', problem);
    checked.set(name, value as string);
  }
  return checked;
}

function failure(name: ErrorName, message: string): KafkaError {
  return new KafkaError(Errors.forName(name).exception, message, { code: ErrorCodes[name] });
}
