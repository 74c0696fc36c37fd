// Fuzzes one target until time is up, in a thread that the main one can end if a decoder hangs.
import { parentPort, workerData } from 'node:worker_threads';
import { fuzzOnce } from './fuzzRun.ts';
import type { FuzzJob } from './fuzz.ts';
import { targets } from './targets/index.ts';

const { name, seed, seconds, progress, only } = workerData as FuzzJob;
const target = targets.find(each => each.name === name);
if (target === undefined) throw new Error(`no target ${name}`);

const end = performance.now() + seconds * 1000;
let iteration = only ?? 0;
let finding = null;
do {
  progress[0] = iteration;
  finding = fuzzOnce(target, seed, iteration++);
} while (finding === null && only === undefined && performance.now() < end);
const stack = finding?.error instanceof Error ? finding.error.stack : String(finding?.error);
parentPort?.postMessage(finding && { iteration: finding.iteration, input: finding.input.toString('hex'), stack });
