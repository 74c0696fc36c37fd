// Installs the JavaScript clients of this folder, once; the root's packages stay free of them.
import path from 'node:path';
import { nodeModulesAreCurrent } from '../support/runner/install.mjs';
import { run } from '../support/runner/processes.mjs';

const here = import.meta.dirname;

if (!nodeModulesAreCurrent(here)) {
  console.log(`  npm ci in ${path.relative(process.cwd(), here)}`);
  const { code } = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: here,
    timeoutMs: 300_000,
  });
  process.exitCode = code ?? 1;
}
