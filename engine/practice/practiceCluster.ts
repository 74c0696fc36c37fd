import { Errors } from '../common/errors.ts';
import type { Random } from '../common/random.ts';
import type { Time } from '../common/time.ts';
import { listenHost } from '../network/serverSocket.ts';
import type { Listen } from '../network/serverSocket.ts';
import type { Timers } from '../network/timers.ts';
import { apiName } from '../protocol/apiKeys.ts';
import { handlerFor } from './apis/index.ts';
import type { BrokerState } from './brokerState.ts';
import { clusterView } from './clusterView.ts';
import type { ClusterView } from './clusterView.ts';
import { Controller } from './controller.ts';
import { Coordinators } from './coordinators.ts';
import { Faults } from './faults.ts';
import type { Partition } from './partition.ts';
import { PracticeBroker } from './practiceBroker.ts';
import { settingsProblem, transactionVersions } from './practiceSettings.ts';
import type { PracticeSettings } from './practiceSettings.ts';
import { Purgatory } from './purgatory.ts';
import { PracticeCredentials } from './security/practiceCredentials.ts';

/** What the cluster takes from outside, so that a test can hold it still. */
export interface PracticeEnvironment {
  readonly time: Time;
  readonly timers: Timers;
  readonly random: Random;
  readonly listen: Listen;
  readonly log: (level: 'debug' | 'info' | 'warning' | 'error', message: string) => void;
  /** Something that `describe` shows is different; may come very often. */
  readonly onChanged: () => void;
}

/** Kafka's defaults: producer.id.expiration.ms, replica.lag.time.max.ms, leader.imbalance.check.interval.seconds. */
const producerIdExpirationMs = 86_400_000;
const replicaLagTimeMaxMs = 30_000;
const leaderImbalanceCheckMs = 300_000;
const maxDelayMs = 600_000;
const maxFailures = 1_000_000;
const highestErrorCode = Math.max(...Errors.all().map(({ code }) => code));
/** How long a restarted broker takes to be in sync again: long enough to be seen. */
const catchUpDelayMs = 500;

/**
 * A Kafka cluster to practise on: brokers on loopback ports, a controller, coordinators of groups and transactions, and logs in memory.
 * For learning and tests; any client that produces, consumes by partition or in a group of the classic protocol can use it.
 */
export class PracticeCluster {
  readonly #environment: PracticeEnvironment;
  readonly #settings: PracticeSettings;
  readonly #faults = new Faults();
  readonly #controller: Controller;
  readonly #coordinators: Coordinators;
  readonly #state: BrokerState;
  readonly #brokers: readonly PracticeBroker[];
  readonly #clientProperties: Readonly<Record<string, string>>;
  readonly #fetchDelays = new Map<number, number>();
  #cancelLagCheck: (() => void) | null = null;
  #cancelRebalance: (() => void) | null = null;

  /** Throws an error that names the setting, its value and its limit. */
  constructor(settings: PracticeSettings, environment: PracticeEnvironment) {
    const problem = settingsProblem(settings);
    if (problem !== null) throw new RangeError(problem);
    this.#settings = settings;
    this.#environment = environment;
    const { time, timers, random, listen, log } = environment;
    this.#controller = new Controller({
      random,
      memoryBytes: settings.retentionBytes,
      defaultPartitions: settings.defaultPartitions,
      replication: {
        producerIdExpirationMs,
        catchUpDelayMs,
        fetchDelayMs: node => this.#fetchDelays.get(node) ?? 0,
        nowMs: () => time.milliseconds(),
        schedule: (delayMs, task) => void timers.schedule(delayMs, task),
      },
      onHighWatermark: partition => this.#wakeWaiting(partition),
      onChanged: partition => {
        if (partition === null) environment.onChanged();
        else this.#wakeWaiting(partition);
      },
    });
    const nodes = Array.from({ length: settings.brokers }, (_, index) => index + 1);
    const { onChanged } = environment;
    const { transactionVersion = transactionVersions.max } = settings;
    this.#coordinators = new Coordinators({
      nodes,
      controller: this.#controller,
      transactionVersion,
      time,
      timers,
      random,
      onChanged,
    });
    const { placement, transactions, groups, newProducerId } = this.#coordinators;
    this.#state = {
      controller: this.#controller,
      produces: new Purgatory(timers),
      fetches: new Purgatory(timers),
      time,
      timers,
      autoCreateTopics: settings.autoCreateTopics,
      transactionVersion,
      placement,
      transactions,
      groups,
      newProducerId,
    };
    const credentials = settings.security ? new PracticeCredentials(settings.security, time.wallMilliseconds()) : null;
    this.#clientProperties = credentials?.clientProperties ?? {};
    const sasl = settings.security?.protocol.startsWith('SASL') ? settings.security : null;
    this.#brokers = nodes.map(node => {
      const port = settings.port === 0 ? 0 : settings.port + node - 1;
      const tls = credentials?.serverTls(node) ?? null;
      return new PracticeBroker({ node, port, state: this.#state, faults: this.#faults, tls, sasl, listen, log });
    });
  }

  get clusterId(): string {
    return this.#controller.clusterId;
  }
  get bootstrapServers(): string {
    return this.#brokers.map(broker => `${listenHost}:${broker.port}`).join(',');
  }

  /** What a client needs beside the addresses, by Java's keys: protocol, certificates, mechanism and the first user. */
  get clientProperties(): Readonly<Record<string, string>> {
    return this.#clientProperties;
  }

  /** Resolves once every broker answers and the topics exist. If one cannot start, none is left running. */
  async start(): Promise<void> {
    try {
      for (const broker of this.#brokers) await broker.start();
      for (const { node, port } of this.#brokers) this.#controller.brokerStarted(node, listenHost, port);
      for (const { name, partitions, replicationFactor } of this.#settings.topics)
        this.#controller.createTopic({ name, partitions, replicationFactor, assignments: [], configs: new Map() });
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.#environment.log('info', `practice cluster ${this.clusterId} answers on ${this.bootstrapServers}`);
  }

  async stop(): Promise<void> {
    this.#cancelLagCheck?.();
    this.#cancelRebalance?.();
    this.#coordinators.close();
    await Promise.all(this.#brokers.map(broker => broker.stop()));
  }

  /** As if it were killed: its connections end, its leaderships move, epochs rise, ISRs shrink. */
  async stopBroker(node: number): Promise<void> {
    const broker = this.#broker(node);
    const stopped = broker.stop();
    this.#controller.brokerStopped(node);
    this.#coordinators.brokerStopped(node);
    await stopped;
    this.#environment.log('info', `broker ${node} was stopped`);
  }

  /** On its old port; its replicas catch up and rejoin. After five minutes it leads again what it led by preference. */
  async startBroker(node: number): Promise<void> {
    const broker = this.#broker(node);
    if (broker.isUp) return;
    await broker.start();
    this.#controller.brokerStarted(node, listenHost, broker.port);
    this.#coordinators.brokerStarted(node);
    this.#cancelRebalance?.();
    this.#cancelRebalance = this.#environment.timers.schedule(leaderImbalanceCheckMs, () => {
      for (const partition of this.#controller.allPartitions()) partition.electPreferredLeader();
      this.#coordinators.electPreferredLeaders();
    });
    this.#environment.log('info', `broker ${node} was started`);
  }

  /** 0 ends it. Throws RangeError, as the others do for what cannot be. */
  delayResponses(node: number | null, delayMs: number): void {
    if (node !== null) this.#broker(node);
    checkRange('delayMs', delayMs, 0, maxDelayMs);
    this.#faults.delayResponses(node, delayMs);
    for (const broker of this.#brokers) broker.delayChanged();
    this.#environment.onChanged();
  }

  failNext(node: number | null, api: number, errorCode: number, count: number): void {
    if (node !== null) this.#broker(node);
    if (handlerFor(api) === undefined)
      throw new RangeError(`the practice cluster does not serve ${apiName(api)} (key ${api}), so it cannot fail`);
    checkRange('errorCode', errorCode, -1, highestErrorCode);
    checkRange('count', count, 1, maxFailures);
    this.#faults.failNext(node, api, errorCode, count);
  }

  /** The broker's followers have what was appended after `delayMs`: 0 at once, Infinity never, until they drop out of the ISR. */
  delayReplication(node: number, delayMs: number): void {
    this.#broker(node);
    this.#fetchDelays.set(node, delayMs);
    for (const partition of this.#controller.allPartitions()) partition.resumeFetching(node);
    this.#checkLag();
  }

  setAutoCreateTopics(enabled: boolean): void {
    this.#state.autoCreateTopics = enabled;
  }

  describe(): ClusterView {
    return clusterView(this.#controller, this.#coordinators, this.#brokers, this.#faults);
  }

  // Kafka checks every half of replica.lag.time.max.ms. With immediate replication nobody can lag.
  #checkLag(): void {
    this.#cancelLagCheck?.();
    this.#cancelLagCheck = null;
    if (![...this.#fetchDelays.values()].some(delayMs => delayMs > 0)) return;
    const { time, timers } = this.#environment;
    this.#cancelLagCheck = timers.schedule(replicaLagTimeMaxMs / 2, () => {
      for (const partition of this.#controller.allPartitions())
        partition.shrinkInSync(time.milliseconds(), replicaLagTimeMaxMs);
      this.#checkLag();
    });
  }

  #wakeWaiting(partition: Partition): void {
    this.#coordinators.partitionChanged(partition);
    this.#state.produces.check(partition);
    this.#state.fetches.check(partition);
    this.#environment.onChanged();
  }

  #broker(node: number): PracticeBroker {
    const broker = this.#brokers[node - 1];
    if (broker === undefined)
      throw new RangeError(`there is no broker ${node}; the practice cluster has brokers 1 to ${this.#brokers.length}`);
    return broker;
  }
}

function checkRange(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new RangeError(`${name} is ${value}; it must be a whole number from ${min} to ${max}`);
}
