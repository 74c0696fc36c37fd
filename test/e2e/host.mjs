// The suite inside the extension host, through @vscode/test-electron: one suite, one runner, two hosts.
//
//   node test/e2e/host.mjs                  in the workbench from npm, opened by host/launcher.mjs
//   node test/e2e/host.mjs --desktop        in a desktop VS Code that @vscode/test-electron downloads
//   … [--report FILE] [test/e2e/host/x.test.cjs …]
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { defaultVsix, installVsix } from './server.mjs';
import { userSettings } from './userSettings.mjs';

const desktopVersion = '1.139.1';
const here = import.meta.dirname;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    desktop: { type: 'boolean' },
    report: { type: 'string' },
    vsix: { type: 'string', default: defaultVsix },
    tests: { type: 'string', default: path.join(here, 'host') },
    workspace: { type: 'string', default: path.join(here, 'sample-workspace') },
  },
});

// Short, because sockets lie below it.
const home = mkdtempSync(path.join(os.tmpdir(), 'kpi-host-'));
const result = path.join(home, 'result.json');
const folders = { user: path.join(home, 'user'), extensions: path.join(home, 'ext'), workspace: path.join(home, 'ws') };

try {
  const executable = values.desktop
    ? await downloadAndUnzipVSCode(desktopVersion)
    : path.join(here, 'host/launcher.mjs');
  await prepareFolders(executable);
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: path.join(here, 'host'),
    extensionTestsPath: path.join(here, 'host/index.cjs'),
    launchArgs: [folders.workspace, `--user-data-dir=${folders.user}`, `--extensions-dir=${folders.extensions}`],
    extensionTestsEnv: {
      E2E_RESULT: result,
      E2E_TESTS: path.resolve(values.tests),
      E2E_FILES: JSON.stringify(positionals.map(file => path.basename(file))),
      E2E_USER: folders.user,
      E2E_MOCHA: createRequire(import.meta.url).resolve('mocha'),
    },
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
}
process.exitCode = report();
rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });

/** User settings, a copy of the workspace (tests write into it), and the VSIX installed by the host's own means. */
async function prepareFolders(executable) {
  mkdirSync(path.join(folders.user, 'User'), { recursive: true });
  writeFileSync(path.join(folders.user, 'User/settings.json'), JSON.stringify(userSettings));
  cpSync(values.workspace, folders.workspace, { recursive: true });
  if (!values.desktop) return installVsix(values.vsix, folders);
  const [cli, ...more] = resolveCliArgsFromVSCodeExecutablePath(executable);
  const args = [...more, `--extensions-dir=${folders.extensions}`, `--user-data-dir=${folders.user}`];
  const shell = process.platform === 'win32';
  const { status } = spawnSync(cli, [...args, '--install-extension', values.vsix, '--force'], {
    stdio: 'inherit',
    shell,
  });
  if (status !== 0) throw new Error(`${values.vsix} could not be installed`);
}

/** The suite's own file is what counts; a host that died before the end has failed. */
function report() {
  const found = existsSync(result) ? JSON.parse(readFileSync(result, 'utf8')) : { passed: 0, failed: 0 };
  const failed = found.failed + (found.ended ? 0 : 1);
  if (!found.ended) console.error('the extension host ended before its suite did');
  console.log(`${found.passed} passed, ${failed} failed`);
  if (values.report) writeFileSync(values.report, JSON.stringify({ passed: found.passed, failed }));
  return failed === 0 && found.passed > 0 ? 0 : 1;
}
