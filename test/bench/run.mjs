// `npm run bench [-- --quick]`: installs what the bench needs, then runs bench.ts on Node 24 (see there for options).
// Plain JavaScript for the system's Node >= 20.
import path from 'node:path';
import {
  nodeModulesAreCurrent,
  programs,
  requireNode,
  requirePrograms,
  useInstalledNode,
} from '../support/runner/install.mjs';
import { run, stopEverythingOnSignal } from '../support/runner/processes.mjs';

requireNode(20);
stopEverythingOnSignal();
process.chdir(path.resolve(import.meta.dirname, '../..'));
try {
  if (!nodeModulesAreCurrent('.')) await mustSucceed('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  useInstalledNode(process.cwd());
  await requirePrograms(programs.kcat, programs.jdk, programs.maven, programs.chromium);
  await mustSucceed('node', ['test/bench/setup.mjs']);
  const { code } = await run('node', ['test/bench/bench.ts', ...process.argv.slice(2)], { timeoutMs: 60 * 60_000 });
  process.exitCode = code ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function mustSucceed(command, args) {
  const { code } = await run(command, args);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed; its message is above`);
}
