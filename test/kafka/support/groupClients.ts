// Clients that read in consumer groups and write in transactions, none of them ours.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { java, quickJvm, quietLogging, runTool } from './java.ts';
import { serverClassPath } from './maven.ts';
import { endWithUs, run } from './programs.ts';

export type JavascriptClient = 'kafkajs' | 'platformatic';

const clients = path.resolve(import.meta.dirname, '../../bench/clients');

/** One transaction committed, one aborted, one committed, all to partition 0. */
export async function javascriptTransact(client: JavascriptClient, bootstrap: string, topic: string): Promise<void> {
  const { stdout } = await run(process.execPath, [path.join(clients, 'transact.mjs'), client, bootstrap, topic]);
  if (!stdout.toString().endsWith('done\n')) throw new Error(`${client} ended with: ${stdout.toString()}`);
}

/** The lines of java/Transactions.java: what came of each of its steps. */
export async function javaTransactions(bootstrap: string, topic: string, group: string, id: string): Promise<string[]> {
  const program = path.resolve(import.meta.dirname, '../java/Transactions.java');
  const jvm = [...quickJvm, '-Xmx256m', quietLogging, '-cp', await serverClassPath()];
  const { stdout } = await run(java, [...jvm, program, bootstrap, topic, group, id]);
  return stdout.toString().trim().split('\n');
}

/** A member of a group in a process of its own. */
export class GroupReader {
  readonly #child;
  readonly #ended: Promise<void>;
  readonly #lines: Interface;
  /** `partition@offset value` in the order in which they came. */
  readonly records: string[] = [];
  /** How many partitions it had after each rebalance. */
  readonly assigned: number[] = [];

  constructor(client: JavascriptClient, bootstrap: string, topic: string, group: string) {
    const args = [path.join(clients, 'consumeGroup.mjs'), client, bootstrap, topic, group, 'all'];
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    endWithUs(this.#child);
    this.#ended = new Promise(resolve => this.#child.once('close', () => resolve()));
    this.#lines = createInterface({ input: this.#child.stdout }).on('line', line => this.#take(line));
  }

  /**
   * It leaves its group; resolves when its process is gone. After a coordinator was restarted kafkajs 2.2.4 now and then never comes to
   * the end of its `disconnect` (a timer of its own runs with a negative delay): then the group learns of it by the session timeout.
   */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await this.#ended;
    clearTimeout(limit);
  }

  /** As a crash: the group learns of it by the session timeout. */
  async kill(): Promise<void> {
    this.#lines.close(); // Its last line may be cut short.
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #take(line: string): void {
    if (line.startsWith('assigned ')) {
      this.assigned.push(Number(line.slice('assigned '.length)));
      return;
    }
    const { partition, offset, value } = JSON.parse(line) as { partition: number; offset: string; value: string };
    this.records.push(`${partition}@${offset} ${value}`);
  }
}

/** Reads so many records as the only member of a group, with librdkafka; commits and leaves. */
export async function kcatGroup(bootstrap: string, topic: string, group: string, count: number): Promise<string[]> {
  const properties = ['-X', 'auto.offset.reset=earliest', '-X', 'isolation.level=read_committed'];
  const args = ['-b', bootstrap, '-G', group, '-q', '-c', String(count), ...properties, '-f', '%p@%o %s\n', topic];
  const { stdout } = await run('kcat', args);
  return stdout.toString().trim().split('\n').sort();
}

/** The same with Java's console consumer. */
export async function javaGroup(bootstrap: string, topic: string, group: string, count: number): Promise<string[]> {
  const { stdout } = await runTool('org.apache.kafka.tools.consumer.ConsoleConsumer', [
    ...['--bootstrap-server', bootstrap, '--topic', topic, '--from-beginning', '--group', group],
    ...['--isolation-level', 'read_committed', '--max-messages', String(count), '--timeout-ms', '15000'],
    ...['--command-property', 'group.protocol=classic'],
    ...['print.partition=true', 'print.offset=true'].flatMap(property => ['--formatter-property', property]),
  ]);
  const rows = stdout.toString().matchAll(/^Partition:(\d+)\tOffset:(\d+)\t(.*)$/gm);
  return [...rows].map(([, partition, offset, value]) => `${partition}@${offset} ${value}`).sort();
}

export interface GroupRow {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly lag: number;
}

/** What Java's group command says of a group's offsets. */
export async function describeGroup(bootstrap: string, group: string): Promise<GroupRow[]> {
  const { stdout } = await runTool('org.apache.kafka.tools.consumer.group.ConsumerGroupCommand', [
    ...['--bootstrap-server', bootstrap, '--describe', '--group', group],
  ]);
  const rows = stdout.toString().matchAll(/^(\S+) +(\S+) +(\d+) +(\d+) +(\d+) +(\d+) /gm);
  return [...rows]
    .filter(([, found]) => found === group)
    .map(([, , topic = '', partition, offset, , lag]) => ({
      topic,
      partition: Number(partition),
      offset: Number(offset),
      lag: Number(lag),
    }));
}
