// Feeds decoders with damaged input:
//   node test/fuzz/fuzz.ts [--seconds 60] [--seed N] [--iteration N] [TARGET…]
// A decoder gives a value or its own kind of error, in bounded time and memory; anything else is a finding, and the command that
// repeats it is printed. With --iteration that one input only.
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { attemptOf } from './fuzzRun.ts';
import { targets } from './targets/index.ts';
import type { FuzzTarget } from './fuzzTarget.ts';

export interface FuzzJob {
  readonly name: string;
  readonly seed: number;
  readonly seconds: number;
  /** Shared; [0] is the iteration that runs. */
  readonly progress: Int32Array<SharedArrayBuffer>;
  /** This iteration only. */
  readonly only: number | undefined;
}

interface Found {
  readonly iteration: number;
  readonly input: string;
  readonly stack: string;
}

/** No input takes a thousandth of that. */
const hangMs = 10_000;
/** What one target may add to the memory of the process. */
const maxGrowthBytes = 512 * 1024 * 1024;
/** Less than that, so that garbage does not count: a thread may let it lie while there is room. */
const resourceLimits = { maxOldGenerationSizeMb: 256 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    iteration: { type: 'string' },
  },
});
const seed = numberOf('seed', values.seed);
const seconds = numberOf('seconds', values.seconds);
const only = values.iteration === undefined ? undefined : numberOf('iteration', values.iteration);
const chosen = targets.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const unknown = positionals.filter(name => !targets.some(target => target.name === name));
if (unknown.length > 0 || chosen.length === 0)
  throw new Error(`no target ${unknown.join(', ')}; there are ${targets.map(({ name }) => `'${name}'`).join(', ')}`);

console.log(`seed ${seed}`);
for (const target of chosen) if (!(await fuzz(target))) process.exitCode = 1;

async function fuzz(target: FuzzTarget): Promise<boolean> {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const before = process.memoryUsage.rss();
  const job: FuzzJob = { name: target.name, seed, seconds, progress, only };
  const worker = new Worker(new URL('fuzzWorker.ts', import.meta.url), { workerData: job, resourceLimits });
  let most = before;
  let [stalledAt, since] = [-1, performance.now()];
  let hangs: (() => void) | undefined;
  const hung = new Promise<'hung'>(resolve => (hangs = () => resolve('hung')));
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
    if (progress[0] !== stalledAt) [stalledAt, since] = [progress[0] ?? 0, performance.now()];
    else if (performance.now() - since > hangMs) hangs?.();
  }, 100);
  const done = new Promise<Found | Error | null>(resolve => worker.once('message', resolve).once('error', resolve));
  try {
    const result = await Promise.race([done, hung]);
    const growth = most - before;
    if (result === 'hung') return complain(target, stalledAt, `runs for more than ${hangMs} ms`);
    if (result instanceof Error) return complain(target, progress[0] ?? 0, `ended its thread: ${result.message}`);
    if (result !== null) return complain(target, result.iteration, result.stack);
    if (growth > maxGrowthBytes)
      return complain(target, stalledAt, `memory grew by ${growth} bytes on the way to this`);
    console.log(`${target.name}: ${(progress[0] ?? 0) + 1} inputs, nothing found; memory grew by ${growth >> 20} MiB`);
    return true;
  } finally {
    clearInterval(watch);
    await worker.terminate();
  }
}

function complain(target: FuzzTarget, iteration: number, what: string): false {
  console.error(`${target.name}, iteration ${iteration}: ${what}`);
  console.error(`  input ${attemptOf(target, seed, iteration).input.toString('hex')}`);
  console.error(`  again: node test/fuzz/fuzz.ts --seed ${seed} --iteration ${iteration} '${target.name}'`);
  return false;
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || number < 0)
    throw new Error(`--${name} ${text} must be a whole number, 0 or more`);
  return number;
}
