// `npm test`: everything, on a fresh clone. Runs on the system's Node >= 20 with nothing installed.
//
//   node test/run.mjs                                  every stage
//   node test/run.mjs types lint layers unit           these stages (`npm run check`)
//   node test/run.mjs test/engine/record/x.test.ts     one file, in the stage it belongs to
//
// A stage that fails stops nothing. What cannot run counts as failed and says what is missing.
// The last line is `N passed, N failed`, alone; the exit code tells the same.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { nodeModulesAreCurrent, requireNode, useInstalledNode } from './support/runner/install.mjs';
import { run, stopEverythingOnSignal } from './support/runner/processes.mjs';
import { readSelection } from './support/runner/selection.mjs';
import { stages } from './support/runner/stages.mjs';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const resultsFolder = path.join(root, '.build/test');

requireNode(20);
stopEverythingOnSignal();
process.chdir(root);
const selection = readSelection(process.argv.slice(2), stages);
rmSync(resultsFolder, { recursive: true, force: true });
mkdirSync(resultsFolder, { recursive: true });

const outcomes = [];
if (await installPackages()) {
  for (const stage of selection.stages) outcomes.push(await runStage(stage));
}
sumUp();

async function installPackages() {
  if (!nodeModulesAreCurrent(root)) {
    heading('install', 'npm ci');
    const { code } = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      timeoutMs: 10 * 60_000,
    });
    if (code !== 0) {
      outcomes.push({
        name: 'install',
        passed: 0,
        failed: 1,
        seconds: 0,
        problem: 'npm ci failed; its message is above',
      });
      return false;
    }
  }
  useInstalledNode(root);
  return true;
}

async function runStage(stage) {
  heading(stage.name, stage.what);
  const began = Date.now();
  const result = { passed: 0, failed: 0, problem: '' };
  try {
    Object.assign(result, await stage.run({ root, resultsFolder, files: selection.filesOf(stage) }));
    if (result.passed + result.failed === 0) Object.assign(result, { failed: 1, problem: 'no test ran' });
  } catch (error) {
    result.failed += 1;
    result.problem = error instanceof Error ? error.message : String(error);
  }
  const seconds = (Date.now() - began) / 1000;
  if (result.problem) console.log(`\n  ${stage.name}: ${result.problem}`);
  console.log(`-- ${stage.name}: ${result.passed} passed, ${result.failed} failed, ${seconds.toFixed(1)} s`);
  return { name: stage.name, seconds, ...result };
}

function heading(name, what) {
  console.log(`\n== ${name}: ${what}`);
}

function sumUp() {
  const total = key => outcomes.reduce((sum, outcome) => sum + outcome[key], 0);
  console.log('\n== summary');
  for (const { name, passed, failed, seconds, problem } of outcomes) {
    const mark = failed > 0 ? 'FAILED' : 'ok';
    const counts = `${passed} passed, ${failed} failed`;
    const line = `${mark.padEnd(7)}${name.padEnd(9)}${counts.padEnd(24)}${seconds.toFixed(1).padStart(6)} s  ${problem}`;
    console.log(line.trimEnd());
  }
  console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
  process.exitCode = total('failed') === 0 && total('passed') > 0 ? 0 : 1;
}
