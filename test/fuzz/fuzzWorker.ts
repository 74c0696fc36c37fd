// Fuzzes one target until time is up, in a thread that the main one can end if a decoder hangs.
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Finding } from './fuzzRun.ts';
import { fuzzOnce } from './fuzzRun.ts';
import type { FuzzJob } from './fuzz.ts';
import { targets } from './targets/index.ts';

const { name, seed, seconds, progress, only } = workerData as FuzzJob;
const target = targets.find(each => each.name === name);
if (target === undefined) throw new Error(`no target ${name}`);
/** node:zlib lets go of its memory in the next turn of the loop, so that there has to be one. */
const inputsPerTurn = 500;

const end = performance.now() + seconds * 1000;
const first = only ?? 0;
let finding: Finding | null;
for (let iteration = first; ; iteration++) {
  progress[0] = iteration;
  finding = await fuzzOnce(target, seed, iteration);
  if (finding !== null || only !== undefined || performance.now() >= end) break;
  if (iteration % inputsPerTurn === 0) await setImmediate();
}
const stack = finding?.error instanceof Error ? finding.error.stack : String(finding?.error);
parentPort?.postMessage(finding && { iteration: finding.iteration, input: finding.input.toString('hex'), stack });
