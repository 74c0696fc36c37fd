// The brokers the producers of the bench are let loose on.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { createTopic } from '../kafka/support/judges.ts';
import { startKafka } from '../kafka/support/kafkaCluster.ts';
import { freePorts } from '../kafka/support/ports.ts';
import { endWithUs } from '../kafka/support/programs.ts';

export interface Target {
  readonly name: string;
  readonly bootstrap: string;
  stop(): Promise<void>;
}

export interface TargetTopic {
  readonly topic: string;
  readonly partitions: number;
}

export type StartTarget = (topics: readonly TargetTopic[]) => Promise<Target>;

export async function realKafka(topics: readonly TargetTopic[]): Promise<Target> {
  const kafka = await startKafka({
    forLoad: true,
    // A round writes some hundred MB: what is older than the last may go.
    config: {
      'log.segment.bytes': 64 << 20,
      'log.retention.bytes': 64 << 20,
      'log.retention.check.interval.ms': 10_000,
    },
  });
  for (const topic of topics) await createTopic(kafka.bootstrap, topic);
  return { name: 'real Kafka 4.4.0', bootstrap: kafka.bootstrap, stop: () => kafka.stop() };
}

/** One broker of the practice cluster, in a process of its own. */
export async function practice(topics: readonly TargetTopic[]): Promise<Target> {
  const entry = path.resolve(import.meta.dirname, '../../engine/cli/practice.ts');
  const args = topics.flatMap(({ topic, partitions }) => ['--topic', `${topic}:${partitions}`]);
  const [port] = await freePorts(1);
  const child = spawn(process.execPath, [entry, '--brokers', '1', '--port', String(port), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithUs(child);
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const bootstrap = /^bootstrap\.servers=(\S+)/.exec(value ?? '')?.[1];
  if (bootstrap === undefined)
    throw new Error(`the practice cluster did not say where it is, but: ${value ?? 'nothing'}`);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const limit = setTimeout(() => child.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(limit);
  };
  return { name: 'practice cluster', bootstrap, stop };
}
