// What our producer keeps: its pool full and nobody answering, everything acknowledged again, and over minutes of a steady load.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { PracticeCluster } from '../../../engine/practice/practiceCluster.ts';
import { startPractice } from '../../kafka/support/practice.ts';
import { endWithUs } from '../../kafka/support/programs.ts';
import { rounded } from '../rounds.ts';

const client = path.resolve(import.meta.dirname, '../clients/oursMemory.ts');
const bufferMemory = 33.554432;
/** How long nobody answers: longer than memory takes to be read, shorter than request.timeout.ms. */
const silenceMs = 20_000;
const steadyPerSecond = 5000;

/** MB are 10⁶ bytes over what the process had before its producer, after a garbage collection. */
interface FullPool {
  readonly records: number;
  readonly fullMegabytes: number;
  /** To buffer.memory: what is over 1 stands beside the records' bytes. */
  readonly ratio: number;
  readonly afterwardsMegabytes: number;
}

interface Answer<Megabytes = number> {
  readonly megabytes: Megabytes;
  readonly records: number;
  readonly failed: number;
}

export async function memory({ quick }: { readonly quick: boolean }): Promise<unknown> {
  const cluster = await startPractice(1);
  try {
    return {
      full: { '100 B': await fullPool(cluster, 100), '1 KB': await fullPool(cluster, 1024) },
      steady: await steady(cluster, quick ? 20 : 600),
    };
  } finally {
    await cluster.stop();
  }
}

async function fullPool(cluster: PracticeCluster, recordBytes: number): Promise<FullPool> {
  console.log(`\nmemory: a pool full of records of ${recordBytes} B while nobody answers`);
  return withClient(cluster, async ask => {
    await ask<Answer>(`send ${recordBytes} 300000`);
    cluster.delayResponses(null, silenceMs);
    const { megabytes: fullMegabytes, records } = await ask<Answer>(`fill ${recordBytes}`);
    cluster.delayResponses(null, 0);
    const { megabytes: afterwardsMegabytes } = await ask<Answer>(`send ${recordBytes} 1`);
    return { records, fullMegabytes, ratio: rounded(fullMegabytes / bufferMemory), afterwardsMegabytes };
  });
}

/** Each tenth of the time ends with a reading; the first holds what a producer makes once. */
async function steady(cluster: PracticeCluster, seconds: number): Promise<object> {
  console.log(`\nmemory: ${steadyPerSecond} records/s of 1 KB for ${seconds} s`);
  return withClient(cluster, async ask => {
    const { megabytes } = await ask<Answer<readonly number[]>>(`steady 1024 ${steadyPerSecond} ${seconds}`);
    const [first = 0] = megabytes;
    return { seconds, megabytes, grownBy: rounded((megabytes.at(-1) ?? 0) - first) };
  });
}

type Ask = <Reply extends Answer<unknown>>(command: string) => Promise<Reply>;

async function withClient<Result extends object>(
  cluster: PracticeCluster,
  work: (ask: Ask) => Promise<Result>,
): Promise<Result> {
  const topic = 'bench-memory';
  const child = spawn(process.execPath, ['--expose-gc', client, cluster.bootstrapServers, topic], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  endWithUs(child);
  const gone = new Promise(resolve => child.once('exit', resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask: Ask = async command => {
    child.stdin.write(`${command}\n`);
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`the client ended at: ${command}`);
    const reply = JSON.parse(value) as never;
    if ((reply as Answer).failed > 0) throw new Error(`${command}: records were not acknowledged`);
    return reply;
  };
  try {
    const result = await work(ask);
    console.log(`  ${JSON.stringify(result)}`);
    return result;
  } finally {
    child.stdin.end();
    await gone;
  }
}
