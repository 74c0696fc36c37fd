// `npm start`: VS Code with the extension on a sample workspace, from a fresh clone with nothing installed.
//
//   npm start                        a desktop VS Code if there is one, otherwise the workbench from npm in a browser
//   npm start -- --web               the workbench from npm in any case
//   npm start -- --no-open           do not open a browser
//   npm start -- --port 18080        the port of the workbench (otherwise a free one)
//
// Runs on the system's Node >= 20. Everything it writes lies in .build/start; remove that folder to begin anew.
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { nodeModulesAreCurrent, requireNode, useInstalledNode } from '../support/runner/install.mjs';
import { findDesktop, openDesktop } from './start/desktop.mjs';
import { Steps } from './start/steps.mjs';
import { openWeb } from './start/web.mjs';

requireNode(20);
const root = path.resolve(import.meta.dirname, '../..');
const home = path.join(root, '.build/start');
process.chdir(root);
const options = readOptions();
const desktop = options.web ? undefined : findDesktop();
const folders = {
  user: path.join(home, 'user'),
  extensions: path.join(home, 'extensions'),
  workspace: path.join(home, 'workspace'),
};

const steps = new Steps(5, path.join(home, 'start.log'));
try {
  const opened = await prepareAndOpen();
  await stopOnSignal(opened);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

async function prepareAndOpen() {
  await steps.run('Installing packages', async step => {
    if (nodeModulesAreCurrent(root)) return step.already('they are here');
    await step.program('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], root);
  });
  useInstalledNode(root);
  await steps.run('Building the extension', step => step.program('node', ['build.mjs', '--minify'], root));
  const vsix = path.join(root, '.build/kafka-producer-inspector.vsix');
  await steps.run('Packaging the VSIX', step => step.program('npm', ['run', '--silent', 'vsix'], root));
  copySampleWorkspace();

  if (desktop) return openDesktop({ desktop, vsix, folders, steps });
  await steps.run('Setting up VS Code from npm (650 MB, once)', async step => {
    const printed = await step.program('node', ['test/e2e/setup.mjs'], root);
    if (printed === '') step.already('it is here');
  });
  return openWeb({ vsix, folders, steps, port: options.port, openBrowser: options.open });
}

/** A copy, because people try things out; what they changed there stays. */
function copySampleWorkspace() {
  mkdirSync(home, { recursive: true });
  cpSync(path.join(import.meta.dirname, 'sample-workspace'), folders.workspace, { recursive: true, force: false });
}

function stopOnSignal(opened) {
  return new Promise(resolve => {
    let stopping = false;
    const stop = async reason => {
      if (stopping) return;
      stopping = true;
      if (reason) console.log(`\n${reason}`);
      await opened.stop();
      console.log('Stopped.');
      resolve();
      process.exit();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop('Stopping…'));
    void opened.ended.then(stop);
  });
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { web: { type: 'boolean' }, 'no-open': { type: 'boolean' }, port: { type: 'string', default: '0' } },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw new Error(`--port ${values.port}: a number from 1 to 65535, please`);
    return { web: values.web === true, open: values['no-open'] !== true, port };
  } catch (error) {
    console.error(`${error.message}\nUsage: npm start -- [--web] [--no-open] [--port N]`);
    process.exit(2);
  }
}
