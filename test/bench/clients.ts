// Who takes part in the bench, and how each is started. All speak the protocol of clients/harness.ts.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { java } from '../kafka/support/java.ts';
import { serverClassPath } from '../kafka/support/maven.ts';
import { endWithUs, run } from '../kafka/support/programs.ts';

export interface RoundResult {
  readonly records: number;
  readonly recordBytes: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** From send to acknowledgement while the client sends as fast as it can: mostly time in its own queue. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly errors: number;
}

/** What one round sends. */
export interface RoundLoad {
  readonly recordBytes: number;
  readonly records: number;
  /** 0: as fast as it can. */
  readonly perSecond?: number;
  /** To the first so many partitions in turn; 0: as the client chooses. */
  readonly partitions?: number;
}

export interface Competitor {
  readonly name: string;
  /** What its figures were measured with. */
  readonly settings: string;
  readonly command: () => Promise<readonly [command: string, ...args: string[]]>;
  readonly properties: readonly string[];
  /** Knows PER_SECOND and PARTITIONS of the harness. */
  readonly canPace: boolean;
}

const here = import.meta.dirname;

/** The first is the one the others are compared with. */
export const competitors: readonly Competitor[] = [
  {
    name: 'java',
    settings: 'Apache Kafka 4.4.0, acks=all, idempotent, batch.size 16384, linger.ms 5',
    command: javaCommand,
    properties: ['acks=all', 'enable.idempotence=true'],
    canPace: true,
  },
  ours('ours', 'no inspector', 'off'),
  ours('ours-inspected', 'the inspector attached, nobody looks', 'attached'),
  ours('ours-watched', 'a page looks on: ten frames a second', 'watched'),
  nodeClient('prebuilt', 'no producer: finished requests sent again and again, 5 in flight', 'ts'),
  nodeClient('platformatic', 'acks=all, not idempotent, 16 KB a send, 10 sends in flight'),
  nodeClient('kafkajs', 'acks=all, not idempotent, 16 KB a send, 10 sends in flight'),
];

/** A client in the middle of its rounds: one process with one producer. */
export class RunningClient {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #name: string;
  #stderr = '';

  private constructor(name: string, child: ChildProcess, output: NodeJS.ReadableStream) {
    this.#name = name;
    this.#child = child;
    this.#lines = createInterface({ input: output })[Symbol.asyncIterator]();
    child.stderr?.on('data', (chunk: Buffer) => (this.#stderr = (this.#stderr + chunk.toString()).slice(-4000)));
  }

  static async start(competitor: Competitor, bootstrap: string): Promise<RunningClient> {
    const [command, ...args] = await competitor.command();
    const child = spawn(command, [...args, bootstrap, ...competitor.properties], { stdio: ['pipe', 'pipe', 'pipe'] });
    endWithUs(child);
    return new RunningClient(competitor.name, child, child.stdout);
  }

  async round(topic: string, load: RoundLoad, timeoutMs = 120_000): Promise<RoundResult> {
    const { recordBytes, records, perSecond = 0, partitions = 0 } = load;
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), timeoutMs);
    this.#child.stdin?.write(`${topic} ${recordBytes} ${records} ${perSecond} ${partitions}\n`);
    const { value, done } = await this.#lines.next();
    clearTimeout(limit);
    if (done === true) throw new Error(`${this.#name} ended in the middle of a round\n${this.#stderr}`);
    return JSON.parse(value) as RoundResult;
  }

  async stop(): Promise<void> {
    const gone = new Promise(resolve => this.#child.once('exit', resolve));
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    this.#child.stdin?.end();
    await gone;
    clearTimeout(limit);
  }
}

function nodeClient(name: string, settings: string, ending: 'mjs' | 'ts' = 'mjs'): Competitor {
  const file = path.join(here, `clients/${name}.${ending}`);
  return { name, settings, command: () => Promise.resolve([process.execPath, file]), properties: [], canPace: false };
}

/** `inspector` is for clients/ours.ts; the rest of its settings are Java's defaults. */
function ours(name: string, how: string, inspector: 'off' | 'attached' | 'watched'): Competitor {
  const client = nodeClient('ours', `acks=all, idempotent, batch.size 16384, linger.ms 5, ${how}`, 'ts');
  return { ...client, name, properties: [`inspector=${inspector}`], canPace: true };
}

async function javaCommand(): Promise<readonly [string, ...string[]]> {
  const classes = path.resolve(here, '../../.build/bench/java');
  const jars = await serverClassPath();
  mkdirSync(classes, { recursive: true });
  await run('javac', ['-d', classes, '-cp', jars, path.join(here, 'java/ProducerBench.java')]);
  const logging = '-Dorg.slf4j.simpleLogger.defaultLogLevel=error';
  return [java, '-Xmx512m', logging, '-cp', `${classes}${path.delimiter}${jars}`, 'ProducerBench'];
}
