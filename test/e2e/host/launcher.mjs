#!/usr/bin/env node
// Stands where @vscode/test-electron expects VS Code's executable: takes the desktop's command line, opens the
// workbench from npm in Chromium with the same meaning, and exits with the suite's result.
//
//   launcher.mjs [FOLDER] --extensionDevelopmentPath=DIR --extensionTestsPath=FILE --user-data-dir=DIR --extensions-dir=DIR
import path from 'node:path';
import util from 'node:util';
import { chromium as playwright } from '@playwright/test';
import { chromium } from '../chromium.mjs';
import { startServer } from '../server.mjs';

const limitMs = 5 * 60_000;
const { options, folders } = readCommandLine(process.argv.slice(2));
const testEnvironment = Object.fromEntries(Object.entries(process.env).filter(([key]) => key.startsWith('E2E_')));

const server = await startServer({
  vsix: null,
  driver: true,
  folders: { user: options.get('user-data-dir'), extensions: options.get('extensions-dir') },
  env: testEnvironment,
});
const browser = await playwright.launch(chromium);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void close(130));
let exitCode = 1;
try {
  exitCode = await runSuite();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(server.logs());
}
await close(exitCode);

/** Opens the window whose extension host runs the suite; resolves to the code the workbench ends with. */
async function runSuite() {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  let limit;
  const ended = new Promise((resolve, reject) => {
    limit = setTimeout(() => reject(new Error(`the suite did not end within ${limitMs / 1000} s`)), limitMs);
    page.on('crash', () => reject(new Error('the page of the workbench crashed')));
    // VS Code calls these two when its tests run in a browser.
    void page.exposeFunction('codeAutomationExit', code => resolve(code));
    void page.exposeFunction('codeAutomationLog', (type, args) => {
      const text = util.format(...[args].flat());
      // All consoles of the workbench arrive here; the suite's own lines begin with two blanks.
      // "Canceled" is the workbench dropping its own work when the suite ends soon after the start.
      if (type === 'error' && !text.startsWith('Canceled')) console.error(text);
      else if (type !== 'error' && text.startsWith('  ')) console.log(text);
    });
  });
  const payload = [
    ['extensionDevelopmentPath', server.uri(options.get('extensionDevelopmentPath'))],
    ['extensionTestsPath', server.uri(options.get('extensionTestsPath'))],
    ['extensionEnvironment', JSON.stringify(testEnvironment)],
  ];
  await page.goto(server.url(folders[0] ?? server.home, payload));
  const code = await ended;
  clearTimeout(limit);
  return code;
}

async function close(code) {
  await browser.close();
  await server.stop();
  process.exit(code);
}

function readCommandLine(args) {
  const options = new Map();
  const folders = [];
  for (const arg of args) {
    const option = /^--([^=]+)(?:=(.*))?$/.exec(arg);
    if (option) options.set(option[1], option[2] ?? '');
    else folders.push(path.resolve(arg));
  }
  for (const name of ['extensionDevelopmentPath', 'extensionTestsPath', 'user-data-dir', 'extensions-dir']) {
    if (!options.get(name)) {
      console.error(`--${name}=… is missing`);
      process.exit(2);
    }
  }
  return { options, folders };
}
