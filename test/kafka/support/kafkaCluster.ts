// A real Apache Kafka on loopback: one node in about 4 s, three in about 9 s; each is broker and controller in one.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { java, quickJvm } from './java.ts';
import { clusterMetadata, type ClusterMetadata } from './kcat.ts';
import { kafkaVersion, serverClassPath } from './maven.ts';
import { freePorts } from './ports.ts';
import { endWithUs, removeFolder, run, temporaryFolder, until } from './programs.ts';

export interface KafkaOptions {
  readonly nodes?: 1 | 3;
  readonly version?: string;
  /** Lines of server.properties over ours, the same for every node; `listeners` are added to ours. */
  readonly config?: Readonly<Record<string, string | number | boolean>>;
  /** Users that are there from the start, as `SCRAM-SHA-256=[name=alice,password=…]`. */
  readonly scramUsers?: readonly string[];
  /** Lets the JVM compile hot code as in production: slower to start, and what a benchmark needs. */
  readonly forLoad?: boolean;
}

interface KafkaNode {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
  readonly folder: string;
  process: ChildProcess | undefined;
}

const clusterId = 'MkU3OEVBNTcwNTJENDM2Qk';

/** Formats and starts the nodes; resolves when all of them are in the metadata that each of them gives. */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaCluster> {
  const ids = options.nodes === 3 ? [1, 2, 3] : [1];
  const classPath = await serverClassPath(options.version ?? kafkaVersion);
  const ports = await freePorts(ids.length * 2);
  const home = temporaryFolder('kafka-');
  const nodes = ids.map((id, index): KafkaNode => {
    const folder = path.join(home, `node-${id}`);
    const [port, controllerPort] = [ports[index * 2] ?? 0, ports[index * 2 + 1] ?? 0];
    return { id, port, controllerPort, folder, process: undefined };
  });
  const cluster = new KafkaCluster(home, nodes, classPath, options.forLoad === true);
  try {
    await Promise.all(nodes.map(node => format(node, nodes, classPath, options)));
    await cluster.startAll();
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

export class KafkaCluster {
  readonly #home: string;
  readonly #nodes: readonly KafkaNode[];
  readonly #classPath: string;
  readonly #forLoad: boolean;

  constructor(home: string, nodes: readonly KafkaNode[], classPath: string, forLoad: boolean) {
    this.#home = home;
    this.#nodes = nodes;
    this.#classPath = classPath;
    this.#forLoad = forLoad;
  }

  /** host:port of every node, separated by commas. */
  get bootstrap(): string {
    return this.#nodes.map(addressOf).join(',');
  }

  get nodeIds(): readonly number[] {
    return this.#nodes.map(node => node.id);
  }

  address(nodeId: number): string {
    return addressOf(this.#node(nodeId));
  }

  /** Where a node keeps a partition's segments; a judge may read them while the broker runs. */
  partitionFolder(nodeId: number, topic: string, partition: number): string {
    return path.join(this.#dataFolder(nodeId), `${topic}-${partition}`);
  }

  /** The same of all partitions of a topic that the node has. */
  partitionFolders(nodeId: number, topic: string): string[] {
    const partitions = readdirSync(this.#dataFolder(nodeId)).filter(
      name => name.startsWith(`${topic}-`) && /^\d+$/.test(name.slice(topic.length + 1)),
    );
    return partitions.map(name => path.join(this.#dataFolder(nodeId), name));
  }

  /** What the running nodes say of the cluster. */
  metadata(topic?: string): Promise<ClusterMetadata> {
    const running = this.#nodes.filter(node => node.process !== undefined);
    return clusterMetadata(running.map(addressOf).join(','), topic);
  }

  async startAll(): Promise<void> {
    for (const node of this.#nodes) this.#spawn(node);
    await Promise.all(this.#nodes.map(node => this.#untilAnswering(node, this.#nodes.length)));
  }

  /** Ends a node and resolves when its process is gone. SIGKILL is a crash, SIGTERM a controlled shutdown. */
  async kill(nodeId: number, signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const node = this.#node(nodeId);
    const running = node.process;
    if (running === undefined) throw new Error(`node ${nodeId} is not running`);
    const gone = new Promise<void>(resolve => running.once('exit', () => resolve()));
    running.kill(signal);
    await gone;
  }

  /** Starts a node that was killed, on its old ports and data; resolves when it answers again. */
  async restart(nodeId: number): Promise<void> {
    const node = this.#node(nodeId);
    if (node.process !== undefined) throw new Error(`node ${nodeId} is running`);
    this.#spawn(node);
    await this.#untilAnswering(node, this.#nodes.filter(each => each.process !== undefined).length);
  }

  /** Starts the nodes that do not run. */
  async restartAll(): Promise<void> {
    for (const node of this.#nodes) if (node.process === undefined) await this.restart(node.id);
  }

  /** Waits until every partition of a topic has a leader and all its replicas in sync. */
  async untilInSync(topic: string, timeoutMs = 30_000): Promise<void> {
    await until(
      `all replicas of ${topic} in sync`,
      async () => {
        const found = (await this.metadata(topic)).topics.find(each => each.topic === topic);
        const partitions = found?.partitions ?? [];
        return partitions.length > 0 && partitions.every(p => p.leader > 0 && p.isrs.length === p.replicas.length);
      },
      { timeoutMs },
    );
  }

  /** Ends all nodes and removes their data. */
  async stop(): Promise<void> {
    const running = this.#nodes.filter(node => node.process !== undefined);
    await Promise.all(running.map(node => this.kill(node.id)));
    removeFolder(this.#home);
  }

  #dataFolder(nodeId: number): string {
    return path.join(this.#node(nodeId).folder, 'data');
  }

  #node(nodeId: number): KafkaNode {
    const node = this.#nodes.find(each => each.id === nodeId);
    if (node === undefined) throw new Error(`no node ${nodeId}; there are ${this.nodeIds.join(', ')}`);
    return node;
  }

  #spawn(node: KafkaNode): void {
    const jvm = this.#forLoad ? ['-Xmx1g', '-Xms512m'] : [...quickJvm, '-Xmx384m'];
    const args = [...jvm, '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-cp', this.#classPath];
    const log = openSync(path.join(node.folder, 'server.log'), 'a');
    const child = spawn(java, [...args, 'kafka.Kafka', propertiesOf(node)], { stdio: ['ignore', log, log] });
    closeSync(log);
    endWithUs(child);
    node.process = child;
    child.once('exit', () => (node.process = undefined));
  }

  async #untilAnswering(node: KafkaNode, brokers: number): Promise<void> {
    const failure = (): string => {
      const log = path.join(node.folder, 'server.log');
      return existsSync(log) ? readFileSync(log, 'utf8').slice(-3000) : '';
    };
    try {
      await until(
        `node ${node.id} answers`,
        async () => {
          // Ended early: more waiting does not help.
          if (node.process === undefined) return 'ended' as const;
          return (await clusterMetadata(addressOf(node))).brokers.length >= brokers && ('answers' as const);
        },
        { timeoutMs: 60_000, everyMs: 200 },
      );
    } catch (error) {
      throw new Error(`node ${node.id} of Apache Kafka does not answer\n${failure()}`, { cause: error });
    }
    if (node.process === undefined) throw new Error(`node ${node.id} of Apache Kafka ended at its start\n${failure()}`);
  }
}

const addressOf = (node: KafkaNode): string => `127.0.0.1:${node.port}`;
const propertiesOf = (node: KafkaNode): string => path.join(node.folder, 'server.properties');

async function format(
  node: KafkaNode,
  nodes: readonly KafkaNode[],
  classPath: string,
  { config = {}, scramUsers = [] }: KafkaOptions,
): Promise<void> {
  mkdirSync(node.folder, { recursive: true });
  const ours = serverProperties(node, nodes);
  const listeners = [ours['listeners'], config['listeners']].filter(each => each !== undefined).join(',');
  const properties = { ...ours, ...config, listeners };
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}`);
  writeFileSync(propertiesOf(node), lines.join('\n') + '\n');
  const args = ['-cp', classPath, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', propertiesOf(node)];
  const users = scramUsers.flatMap(user => ['--add-scram', user]);
  await run(java, [...quickJvm, ...args, '--ignore-formatted', ...users]);
}

function serverProperties(node: KafkaNode, nodes: readonly KafkaNode[]): Record<string, string | number> {
  const replication = nodes.length === 1 ? 1 : 3;
  const minInSync = nodes.length === 1 ? 1 : 2;
  return {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': nodes.map(each => `${each.id}@127.0.0.1:${each.controllerPort}`).join(','),
    listeners: `PLAINTEXT://127.0.0.1:${node.port},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': path.join(node.folder, 'data'),
    'default.replication.factor': replication,
    'min.insync.replicas': minInSync,
    'offsets.topic.replication.factor': replication,
    'transaction.state.log.replication.factor': replication,
    'transaction.state.log.min.isr': minInSync,
    'share.coordinator.state.topic.replication.factor': replication,
    'share.coordinator.state.topic.min.isr': minInSync,
    'group.initial.rebalance.delay.ms': 0,
    // The ledger's records are of 2023: half a minute after its start a broker would begin to delete them.
    'log.retention.ms': -1,
    // A dead leader is replaced in 4 s; with the defaults it takes 9 s and more.
    'broker.session.timeout.ms': 2000,
    'broker.heartbeat.interval.ms': 500,
  };
}
